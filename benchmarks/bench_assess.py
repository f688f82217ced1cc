"""
The differential on one core, after loading: one case, all next tests, a thousand published cases; peers beside it.

Bars: a case in under 50 ms, all next tests in under 300 ms, 1,000 cases evaluated in under 60 s. The peers are naive
Bayes and the prior alone on the same sampled cases (log loss, calibration). Run: python benchmarks/bench_assess.py
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from breakapart.diagnosis.baselines import NaiveBayes
from breakapart.diagnosis.differential import rank_entities
from breakapart.diagnosis.evaluation import Evaluator, calibration_error
from breakapart.diagnosis.evidence import EvidenceModel
from breakapart.diagnosis.next_test import Adviser
from breakapart.diagnosis.observe import observe
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.published import Translator
from breakapart.diagnosis.sampling import Sampler, SamplingSettings
from breakapart.knowledge import Knowledge
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.words import bundled_phrases, bundled_sites
from breakapart.model.case import Region
from breakapart.model.finding import Finding
from breakapart.model.outcome import Outcome
from breakapart.model.published_case import PublishedCase, WrittenStain

CASE_MS, TESTS_MS, THOUSAND_CASES_S = 50, 300, 60

PRIMARY = (
    "ihc:ALK+ ihc:S100+ ihc:CD34+ ihc:CK_AE1AE3- ihc:SMA- ihc:desmin- ihc:STAT6- ihc:SOX10- ihc:panTRK- "
    "morph:spindle_cells+ morph:infiltrates_fat+ morph:fascicular+ morph:patternless+ morph:inflammation+ "
    "morph:high_mitoses+ morph:ectatic_vessels+"
)
"""Case 2 of the report, the primary before sequencing (doi 10.3389/fonc.2025.1516491)."""


def findings(text: str) -> list[Finding]:
    """`ihc:ALK+` is present, `ihc:ALK-` absent."""
    return [
        Finding(item[:-1], Outcome.PRESENT if item[-1] == "+" else Outcome.ABSENT, "assay", "s", "c", item)
        for item in text.split()
    ]


def median_ms(run: Callable[[], object], times: int = 30) -> float:
    """Median CPU time of one run."""
    run()
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)


def sampled_cases(model: EvidenceModel, count: int) -> list[PublishedCase]:
    """Rows as a table of published cases has them, drawn from the tables."""
    markers = model.tables.markers
    rows = []
    for i, case in enumerate(Sampler(model).sample(np.random.default_rng(3), count)):
        name = model.entities[case.truth] if case.truth < len(model.entities) else "OOD_unknown"
        stains = tuple(
            WrittenStain(markers.label(one.event[4:]), "pos" if one.is_present else "neg")
            for one in case.observations
            if one.event.startswith("ihc:") and one.event[4:] in markers
        )
        words = tuple(one.event[6:].replace("_", " ") for one in case.observations if one.event.startswith("morph:"))
        site = case.context.region.value.replace("_", " ") if case.context.region else ""
        rows.append(
            PublishedCase(f"s{i}", "", case.context.age_years, "F", site, words, stains, "", "", name, (), "", i)
        )
    return rows


def flagged(model: EvidenceModel, count: int) -> tuple[float, float]:
    """Share of tumours outside the core, and of core ones (false alarms), that are flagged as none of the core."""
    core = np.array([model.tables.scope_of[entity] == "core" for entity in model.entities])
    sampler, rng = Sampler(model, SamplingSettings(telling=True)), np.random.default_rng(5)
    shares = []
    for kind in (~core, core):
        alarms = 0
        for _ in range(count):
            context = sampler.context_of(rng)
            prior = np.exp(model.priors.log_prior(context))[:-1] * kind
            case = sampler.sample_entity(rng, int(rng.choice(len(prior), p=prior / prior.sum())), context)
            posterior = model.posterior(model.assemble(case.observations), context)
            alarms += 1 - posterior[:-1][core].sum() > model.settings.outside_from
        shares.append(alarms / count)
    return shares[0], shares[1]


def main() -> int:
    """Exit code 1 when a bar is missed."""
    start = time.perf_counter()
    knowledge = Knowledge.bundled()
    model = EvidenceModel(DifferentialTables.bundled())
    adviser = Adviser(model)
    print(f"loading tables and compiling the engine: {time.perf_counter() - start:.2f} s")

    given, context = findings(PRIMARY), Context(9, Region.HAND_FOOT)
    case_ms = median_ms(lambda: rank_entities(given, context, model))
    assembled = model.assemble(observe(given, knowledge.markers))
    slide = model.assemble(observe([one for one in given if one.event.startswith("morph")], knowledge.markers))
    tests_ms = max(median_ms(lambda: adviser.rank(assembled, context)), median_ms(lambda: adviser.rank(slide, context)))
    print(f"one case (ranking, intervals, reasons): {case_ms:.0f} ms (bar {CASE_MS})")
    print(f"all next tests ({len(adviser.open_tests(slide))}): {tests_ms:.0f} ms (bar {TESTS_MS})")

    cases = sampled_cases(model, 1000)
    translator = Translator(knowledge.markers, bundled_phrases(), bundled_sites(), lambda _: True)
    start = time.process_time()
    evaluation = Evaluator(model, translator, knowledge.entities, adviser=adviser).evaluate(cases)
    seconds = time.process_time() - start
    print(f"1,000 cases evaluated (twice each, baselines, tests needed): {seconds:.1f} s (bar {THOUSAND_CASES_S})")
    print(f"  top 1 {evaluation.without_molecular.top1_strict.value:.0%} of them, random stains, words and back")

    drawn = Sampler(model).sample(np.random.default_rng(4), 2000)
    truth = np.array([case.truth for case in drawn])
    naive = NaiveBayes(model)
    for name, of in (
        ("breakapart", lambda c: model.posterior(model.assemble(c.observations), c.context)),
        ("naive Bayes", lambda c: naive.posterior(c.observations, c.context)),
        ("prior alone", lambda c: np.exp(model.priors.log_prior(c.context))),
    ):
        posterior = np.stack([of(case) for case in drawn])
        loss = -np.log(np.maximum(posterior[np.arange(len(truth)), truth], 1e-9)).mean()
        error = calibration_error(posterior.max(1), (posterior.argmax(1) == truth).astype(float), 10)
        print(f"  2,000 sampled cases, {name:12}: log loss {loss:.2f}, calibration error {error:.3f}")
    outside, false = flagged(model, 2000)
    print(f"  2,000 tumours outside the core: {outside:.0%} flagged; 2,000 core ones: {false:.1%} flagged falsely")
    return int(case_ms > CASE_MS or tests_ms > TESTS_MS or seconds > THOUSAND_CASES_S)


if __name__ == "__main__":
    sys.exit(main())
