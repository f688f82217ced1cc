"""
The assessed case as one page that carries everything it needs: no script, no font, no image, no request.

What is shown is decided here and in the figures; how it is set stands in `templates/`. The page opens with the answer,
then says what to do and what to look at again; the evidence follows, in numbered sections that every sentence of the
answer points at. Equal results give equal bytes.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from breakapart.model.agreement import AgreementCell, AgreementRow, GeneAgreement
from breakapart.model.calling import CalledFusion
from breakapart.model.case import Component, Specimen
from breakapart.model.finding import Finding
from breakapart.model.fish import FishAssay, FishPattern, FishResult
from breakapart.model.fusion import FusionAnnotation, FusionSeen
from breakapart.model.histology import Mitoses, MorphologyFinding, Necrosis
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Outcome
from breakapart.model.result import At, CaseResult, PlacedFish, PlacedRun, Sentence
from breakapart.model.sequencing import SequencingAssay, SequencingResult, VariantCall
from breakapart.model.therapy import FusionOccurrence
from breakapart.reports import (
    agreement_figure,
    calls,
    differential_section,
    fish_figure,
    fusion_figure,
    ihc_figure,
    pileup_figure,
    sections,
    timeline_figure,
    wording,
)
from breakapart.reports.citations import Citations

_SUM = re.compile(r"\d \+ \d \+ \d = \d")
MOST_PILEUPS = 12
"""Calls of a run whose reads are drawn; a run with more has a problem that no figure shows."""
LEAST_FULL_BAR = 10
"""Cases that fill the bar of the tally when none has more: one case must not look like many."""


def render(result: CaseResult) -> str:
    """
    The page as text.

    Raises KeyError when a sentence of the answer points at a section or a finding that does not exist.
    """
    page = _Page(result)
    return _environment().get_template("report.html.j2").render(page=page, result=result, case=result.case)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("breakapart.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    environment.globals.update(wording=wording, sections=sections, ranking=differential_section, Outcome=Outcome)
    environment.filters["plain"] = wording.plain
    return environment


def _clean(value: object) -> object:
    return value if isinstance(value, Markup) else wording.printable(str(value))


class _Page:
    """What the template asks for while it writes one page: links, marks, figures, places in words."""

    def __init__(self, result: CaseResult) -> None:
        self._result = result
        self._case = result.case
        self._citations = Citations()
        self._labels = dict(result.labels)
        self._anchors = _finding_anchors(result.findings)
        self._by_id = {finding.id: self._anchors[index] for index, finding in reversed([*enumerate(result.findings)])}
        self._emphasis = _emphasis(result)

    # Links

    def cite(self, source: str) -> Markup:
        """The number of a source, linked to the list at the end."""
        return self._citations.cite(source)

    @property
    def sources(self) -> list[tuple[int, Markup]]:
        """The list at the end; complete once everything else is written."""
        return self._citations.entries

    def sentence(self, sentence: Sentence) -> Markup:
        """A sentence of the answer, its key words strong, with the numbers of the sections that carry it."""
        text = str(escape(wording.printable(sentence.text)))
        if self._emphasis is not None:
            text = self._emphasis.sub(r"<strong>\g<0></strong>", text)
        text = _SUM.sub(r'<span class="nowrap">\g<0></span>', text)
        links = [self._section_link(anchor) for anchor in dict.fromkeys(sentence.anchors)]
        shown = Markup('<sup class="see">{}</sup>').format(Markup(",").join(links)) if links else Markup("")
        return Markup(text) + shown  # noqa: S704 - escaped above

    def _section_link(self, anchor: str) -> Markup:
        if anchor in self._by_id:
            words = f"{sections.number('findings')}"
            return Markup('<a href="#{}" aria-label="see finding">{}</a>').format(self._by_id[anchor], words)
        number = sections.number(anchor)
        return Markup('<a href="#{}" aria-label="see section {}">{}</a>').format(anchor, number, number)

    def heading(self, anchor: str) -> Markup:
        """Heading of a section with its number."""
        words = sections.SECTIONS[anchor]
        return Markup('<h2><span class="number">{}</span> {}</h2>').format(sections.number(anchor), words)

    def finding_link(self, specimen: str, component: str, event: str, clone: str | None = None) -> str:
        """`#anchor` of the finding of an event at a place, or nothing."""
        for index, finding in enumerate(self._result.findings):
            is_here = (finding.specimen, finding.component, finding.event) == (specimen, component, event)
            if is_here and (clone is None or finding.clone in (clone, None)):
                return f"#{self._anchors[index]}"
        return ""

    @property
    def findings(self) -> list[tuple[str, list[tuple[list[str], Finding, str]]]]:
        """
        All findings by place, with their anchors; those that rest on one statement together, with what they say.

        "site: lumbar back" is four findings (trunk, skin, dermis, soft tissue), but one line.
        """
        groups: dict[str, dict[tuple[str, str, str], list[tuple[str, Finding]]]] = {}
        for anchor, finding in zip(self._anchors, self._result.findings, strict=True):
            where = self.place(finding.specimen, finding.component)
            key = (finding.outcome, finding.because, re.sub(r" \(\d+\)$", "", finding.assay))
            groups.setdefault(where, {}).setdefault(key, []).append((anchor, finding))
        return [
            (
                where,
                [([anchor for anchor, _ in same], same[0][1], self._events(same)) for same in by_statement.values()],
            )
            for where, by_statement in groups.items()
        ]

    def _events(self, same: Sequence[tuple[str, Finding]]) -> str:
        """What several findings of one statement say, without their kind."""
        if len(same) == 1:
            return ""
        return ", ".join(dict.fromkeys(self.label(finding.event.partition(":")[2]) for _, finding in same))

    def linked(self, text: str, href: str) -> Markup:
        """Text that leads to its finding, where it has one."""
        words = escape(wording.printable(text))
        return Markup('<a class="quiet" href="{}">{}</a>').format(href, words) if href else words

    # Words

    def place(self, specimen: str, component: str) -> str:
        """A place in words."""
        if specimen == "patient":
            return "patient and course"
        return wording.place(self._case, specimen, component)

    def at(self, at: At) -> str:
        """As `place`."""
        return self.place(at.specimen, at.component)

    def label(self, id_: str) -> str:
        """A controlled term as people write it."""
        return self._labels.get(id_, wording.plain(id_))

    def mark(self, outcome: Outcome | None) -> Markup:
        """Mark and colour of an outcome."""
        name = outcome.value if outcome else "not_done"
        mark = wording.MARKS[outcome]
        return (
            Markup('<span class="mark {}" aria-hidden="true">{}</span>&nbsp;').format(name, mark)
            if mark
            else Markup("")
        )

    # Fusions

    @property
    def annotations(self) -> list[FusionAnnotation]:
        """Each annotated fusion once, in the order of the calls."""
        return [annotation for annotation in calls.distinct(self._result.fusions).values() if annotation is not None]

    def fusion_figure(self, annotation: FusionAnnotation, index: int) -> Markup:
        """The fusion from exons to protein."""
        return fusion_figure.draw(annotation, f"fusion-figure-{index}")

    def pileups(self, run: PlacedRun, number: int) -> list[tuple[CalledFusion, Markup]]:
        """Each call of a run with the reads over its junction."""
        return [
            (call, pileup_figure.draw(call, f"run-{number}-junction-{index}"))
            for index, call in enumerate(run.called.calls[:MOST_PILEUPS], start=1)
        ]

    def fusion_link(self, seen: FusionSeen) -> str:
        """The finding of a fusion call."""
        name = seen.annotation.names.hgnc if seen.annotation else seen.call
        return self.finding_link(seen.specimen, seen.component, f"mol:{name}")

    @property
    def no_fusion(self) -> str:
        """Why there is no fusion to show."""
        if any(seen.outcome is Outcome.PRESENT for seen in self._result.fusions):
            return "Only one partner of the fusion is known: neither frame nor protein can be told."
        return f"Fusion: {wording.without_fusion(self._result)}."

    def assay_name(self, id_: str) -> str:
        """A sequencing assay by name."""
        return next((assay.name for assay in self._case.assays if assay.id == id_), id_)

    def run_words(self, run: SequencingResult) -> str:
        """Outcome of a run as a whole."""
        assert run.outcome is not None
        return {
            Outcome.PRESENT: "a fusion was found",
            Outcome.ABSENT: "no fusion found within what the assay covers",
            Outcome.EQUIVOCAL: "equivocal",
            Outcome.NOT_EVALUABLE: "not evaluable, which is not a negative result",
        }[run.outcome]

    def variant(self, variant: VariantCall) -> str:
        """A variant with its share of reads."""
        parts = [f"{variant.gene} {variant.hgvs or wording.plain(variant.variant_class)}"]
        if variant.outcome is not Outcome.PRESENT:
            parts.append(wording.OUTCOME_WORDS[variant.outcome])
        if variant.copies is not None:
            parts.append(f"{wording.number(variant.copies)} copies")
        if variant.allele_fraction_percent is not None:
            parts.append(wording.share(variant.allele_fraction_percent, of="no reads"))
        if variant.pathogenic is not None:
            parts.append("pathogenic" if variant.pathogenic else "not pathogenic")
        return ", ".join(parts)

    @property
    def sequencing(self) -> list[tuple[str, str, SequencingResult]]:
        """Every run: place, name of the assay, result."""
        names = {assay.id: assay.name for assay in self._case.assays}
        return [
            (wording.place_of(self._case, specimen, part), names.get(run.assay, run.assay), run)
            for specimen, part in self._case.components
            for run in part.sequencing
        ]

    def domain_sources(self, annotation: FusionAnnotation) -> list[str]:
        """Where the domains of a fusion come from."""
        fates = annotation.protein.domains if annotation.protein else ()
        return list(dict.fromkeys(wording.domain_source(fate.domain) for fate in fates if fate.domain.source))

    # Figures

    def agreement_figure(self, agreement: GeneAgreement) -> Markup:
        """The matrix of one gene."""
        index = self._result.agreements.index(agreement) + 1
        return agreement_figure.draw(
            agreement, label=self._row_place, link=self._cell_link, name=f"agreement-figure-{index}"
        )

    def _row_place(self, row: AgreementRow) -> str:
        return self.place(row.specimen, row.component)

    def is_compared(self, agreement: GeneAgreement) -> bool:
        """Whether there is anything to see in a matrix: two looks at one place, or a conflict."""
        return bool(agreement.conflicts) or any(row.verdict not in ("single", "none") for row in agreement.rows)

    def untested(self, agreement: GeneAgreement) -> str:
        """Places without an informative look at a gene."""
        return "; ".join(self._row_place(row) for row in agreement_figure.untested(agreement))

    def looks(self, agreement: GeneAgreement) -> str:
        """The few informative cells of a gene that has nothing to compare, in words."""
        return "; ".join(
            f"{self._row_place(row)}: {agreement_figure.words_of(cell)} ({wording.plain(cell.look)})"
            for row in agreement.rows
            for cell in row.cells
            if cell.outcome is not None
        )

    def new_differences(self, agreement: GeneAgreement) -> list[str]:
        """Differences that the summary does not tell already."""
        told = agreement.summary.casefold()
        return [text for text in agreement.differences if text.casefold().rstrip(".") not in told]

    def _cell_link(self, cell: AgreementCell) -> str:
        anchor = next((self._by_id[id_] for id_ in cell.finding_ids if id_ in self._by_id), "")
        return f"#{anchor}" if anchor else ""

    @property
    def timeline_figure(self) -> Markup | None:
        """The course."""
        return timeline_figure.draw(self._case)

    @property
    def ihc_figure(self) -> Markup | None:
        """The stains."""

        def link(place: ihc_figure.Place, stain: IhcResult) -> str:
            specimen, part = place
            return self.finding_link(specimen.id, part.id, f"ihc:{stain.marker}", stain.clone)

        return ihc_figure.draw(self._case, label=self.label, link=link)

    @property
    def fish_results(self) -> list[tuple[PlacedFish, FishAssay | None, Markup]]:
        """Each FISH with the assay as written and its figure."""
        return [
            (placed, self._fish_assay(placed), self._fish_figure(placed, index))
            for index, placed in enumerate(self._result.fish, start=1)
        ]

    def _fish_figure(self, placed: PlacedFish, index: int) -> Markup:
        assay = self._fish_assay(placed)
        seen: Sequence[FishPattern] = assay.patterns_seen if assay else ()
        return fish_figure.draw(placed.fish, seen, f"fish-figure-{index}")

    def _fish_assay(self, placed: PlacedFish) -> FishAssay | None:
        """The assay a result was read from: the same gene at the same place, the same probe where two are written."""
        here = [
            assay
            for specimen, part in self._case.components
            if (specimen.id, part.id) == (placed.at.specimen, placed.at.component)
            for assay in part.fish
            if assay.gene == placed.fish.gene
        ]
        return next((assay for assay in here if assay.probe == placed.fish.probe), here[0] if here else None)

    def chance(self, fish: FishResult) -> str:
        """The probability that the share reaches the cut-off, never more exact than it is."""
        probability = fish.probability_above_cutoff
        if probability is None:
            return ""
        if probability > 0.999:
            return "over 99.9 %"
        if probability < 0.001:
            return "under 0.1 %"
        return f"{wording.number(100 * probability, 3)} %"

    def fish_link(self, placed: PlacedFish) -> str:
        """The finding of a FISH result."""
        return self.finding_link(placed.at.specimen, placed.at.component, f"mol:{placed.fish.gene}_rearranged")

    # Grade, treatment, literature

    def score(self, score: int | None) -> str:
        """A score, or that it is missing."""
        return "not known" if score is None else str(score)

    def span(self, ends: tuple[float, float]) -> str:
        """A range of numbers, as one where both ends are the same."""
        low, high = (wording.number(end, 2) for end in ends)
        return low if low == high else f"{low}–{high}"

    def reported_grade(self, at: At) -> str:
        """The grade as the source states it."""
        part = self.component(at)
        stated = part.reported_grade if part else None
        if stated is None:
            return "not stated"
        scores = (stated.differentiation, stated.mitoses, stated.necrosis)
        words = " + ".join("?" if score is None else str(score) for score in scores)
        return f"{words}, grade {stated.grade}" if stated.grade is not None else words

    @property
    def grade_warnings(self) -> list[str]:
        """Each caveat once."""
        return list(dict.fromkeys(warning for placed in self._result.grades for warning in placed.grade.warnings))

    @property
    def occurrences(self) -> list[tuple[str, list[FusionOccurrence], str]]:
        """Published occurrences by fusion, the most counted tumour first, with their tally in words."""
        by_fusion: dict[str, list[FusionOccurrence]] = {}
        for one in self._result.occurrences:
            by_fusion.setdefault(f"{one.partner_5p}::{one.gene_3p}", []).append(one)
        return [
            (fusion, sorted(seen, key=lambda one: -(one.cases or 0)), _tally(seen))
            for fusion, seen in by_fusion.items()
        ]

    def bar(self, one: FusionOccurrence, seen: Sequence[FusionOccurrence]) -> int:
        """Length of the bar beside a count, in pixels."""
        most = max(LEAST_FULL_BAR, *(other.cases or 0 for other in seen))
        return max(round(90 * (one.cases or 0) / most), 1)

    # Methods

    def coverage(self, assay: SequencingAssay) -> str:
        """What a sequencing assay covers."""
        parts = [
            wording.counted(count, noun)
            for count, noun in (
                (assay.genes_covered, "gene"),
                (assay.fusion_pairs_covered, "fusion pair"),
                (assay.primer_pairs, "primer pair"),
                (assay.reference_genes, "reference gene"),
            )
            if count is not None
        ]
        return ", ".join(parts) or "not stated"

    @property
    def case_source(self) -> str:
        """Where the case was published."""
        source = self._case.source
        if source is None:
            return ""
        doi = f", doi {source.doi}" if source.doi and source.doi not in source.citation else ""
        return f"{source.citation}{doi}{f', PMID {source.pmid}' if source.pmid else ''}"

    # Microscopy

    def how(self, feature: MorphologyFinding) -> str:
        """Degree and extent of a feature, and the observer's own words."""
        parts = [wording.plain(part) for part in (feature.degree, feature.extent) if part]
        if feature.text and wording.plain(feature.text) != wording.plain(self.label(feature.term)).lower():
            parts.append(feature.text)
        return ", ".join(parts) or "as named"

    def mitoses(self, mitoses: Mitoses) -> str:
        """A mitotic count with its area."""
        count = str(mitoses.count_low)
        if mitoses.count_high is not None and mitoses.count_high != mitoses.count_low:
            count += f"–{mitoses.count_high}"
        if mitoses.area_mm2 is not None:
            area = f"{wording.number(mitoses.area_mm2)} mm²"
        else:
            area = f"{wording.number(mitoses.fields or 0)} high-power fields"
        return f"Mitoses {'about ' if mitoses.approximate else ''}{count} in {area}"

    def necrosis(self, necrosis: Necrosis) -> str:
        """Necrosis in words."""
        if necrosis.percent is not None:
            return f"Necrosis {wording.number(necrosis.percent)} % of the tumour, as estimated"
        return f"Necrosis {wording.plain(necrosis.extent)}"

    @property
    def microscopy(self) -> list[tuple[str, Specimen, Component]]:
        """Components of which the microscope is reported."""
        return [
            (wording.place_of(self._case, specimen, part), specimen, part)
            for specimen, part in self._case.components
            if part.morphology or part.microscopy or part.mitoses or part.necrosis
        ]

    @property
    def without_stains(self) -> list[str]:
        """Components without a recorded stain, in words."""
        return [wording.place_of(self._case, *place) for place in self._case.components if not place[1].ihc]

    def component(self, at: At) -> Component | None:
        """A component by its place."""
        places = {(specimen.id, part.id): part for specimen, part in self._case.components}
        return places.get((at.specimen, at.component))


def _tally(seen: Sequence[FusionOccurrence]) -> str:
    counts = [one.cases for one in seen if one.cases is not None]
    uncounted = len(seen) - len(counts)
    parts = []
    if counts:
        parts.append(f"{wording.counted(sum(counts), 'case')} in {wording.counted(len(counts), 'tumour type')}")
    if uncounted:
        parts.append(f"{wording.counted(uncounted, 'tumour type')} without a count")
    return ", ".join(parts)


def _finding_anchors(findings: Iterable[Finding]) -> list[str]:
    """An id for each finding: readable, valid, and unique on the page."""
    anchors: list[str] = []
    for finding in findings:
        root = "finding-" + re.sub(r"[^A-Za-z0-9.:_-]+", "-", finding.id)
        anchor, twin = root, 1
        while anchor in anchors:
            twin += 1
            anchor = f"{root}~{twin}"
        anchors.append(anchor)
    return anchors


def _emphasis(result: CaseResult) -> re.Pattern[str] | None:
    """What is set strong in the answer: the fusion, the verdict on it, the grade, the signed diagnosis."""
    terms: list[str] = []
    for seen in result.fusions:
        if seen.annotation is not None:
            terms += [seen.annotation.names.exons, seen.annotation.names.hgnc]
            terms.append(wording.function_words(seen.annotation))
    terms += [f"FNCLCC grade {placed.grade.grade}" for placed in result.grades if placed.grade.grade is not None]
    if result.case.signed is not None:
        terms.append(result.case.signed.text)
    unique = sorted(
        {str(escape(wording.printable(term))) for term in terms if term}, key=lambda term: (-len(term), term)
    )
    return re.compile("|".join(re.escape(term) for term in unique), re.IGNORECASE) if unique else None
