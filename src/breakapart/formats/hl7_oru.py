r"""
An assessed case as one HL7 v2.5.1 message `ORU^R01`, for laboratory information systems.

MSH, PID, one OBR a specimen component and one for the case; every result is a discrete OBX, with LOINC and HGNC where a
code was looked up and local codes (`L`) elsewhere. A report may be embedded as the last OBX (`ED`, base64). Delimiters
inside a value are escaped (`\F\ \S\ \T\ \R\ \E\`), line breaks become `\.br\`: HL7 v2.5.1, chapter 2.7.

No clock is asked for the time of the message: MSH-7 holds the latest date of the case, or is empty and left to the
interface engine.
"""

import base64
import hashlib
import re
from collections.abc import Iterator

from breakapart.formats.fusion_sides import Genes, Side, TwoSides, two_sides
from breakapart.formats.iso_time import hl7_date
from breakapart.knowledge.codes import Codes
from breakapart.model.case import Component, EventKind, Sex, Specimen
from breakapart.model.fish import FishResult
from breakapart.model.fusion import Function
from breakapart.model.outcome import Outcome
from breakapart.model.result import CaseResult

_ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
_FLAGS = {Outcome.PRESENT: "POS", Outcome.ABSENT: "NEG", Outcome.EQUIVOCAL: "IND", Outcome.NOT_EVALUABLE: ""}
"""HL7 table 0078, as of later versions also used in v2.5.1 messages; not evaluable has no flag, its status says it."""
MAX_LINE = 60_000
"""Longest free text in one OBX; longer ones are cut and say so (HL7 v2.5.1: 65,536 characters)."""


def escape(text: str) -> str:
    r"""
    `text` with the delimiters of HL7 escaped.

    >>> escape("A|B^C & D\\E~F")
    'A\\F\\B\\S\\C \\T\\ D\\E\\E\\R\\F'
    """
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in text)
    return re.sub(r"[ \t]*(\r\n|\r|\n)[ \t]*", lambda _: "\\.br\\", escaped)


def render(
    result: CaseResult,
    genes: Genes,
    *,
    removed: str = "",
    report: tuple[str, bytes] | None = None,
    codes: Codes | None = None,
) -> str:
    """The message; segments end in a carriage return. `report` is a MIME type and the content of a file to embed."""
    return _Writer(result, genes, codes or Codes.bundled()).message(removed, report)


class _Writer:
    def __init__(self, result: CaseResult, genes: Genes, codes: Codes) -> None:
        self._result = result
        self._case = result.case
        self._genes = genes
        self._codes = codes
        self._labels = dict(result.labels)
        self._observations = 0

    def message(self, removed: str, report: tuple[str, bytes] | None) -> str:
        case = self._case
        date = self._latest_date()
        control = hashlib.sha256(repr((case, removed)).encode()).hexdigest()[:20]
        segments = [
            f"MSH|^~\\&|breakapart||||{date}||ORU^R01^ORU_R01|{control}|P|2.5.1|||AL|NE||UNICODE UTF-8",
            f"PID|1||{escape(case.id)}^^^breakapart||^^^^^^U|||{_sex(case.patient.sex)}",
        ]
        number = 0
        for specimen in case.specimens:
            for component in specimen.components:
                number += 1
                place = f"{specimen.id}.{component.id}"
                code = self._loinc("genetic_report") if component.sequencing else self._local("findings", "Findings")
                segments.append(self._request(number, place, code, date))
                segments += self._component(specimen, component)
        number += 1
        segments.append(self._request(number, case.id, self._local("assessment", "Assessment of the case"), date))
        segments.append(f"NTE|1|L|{escape('De-identification: ' + (removed or 'nothing was removed'))}")
        segments += self._whole(report)
        return "".join(f"{segment}\r" for segment in segments)

    def _latest_date(self) -> str:
        dates = [event.when.date for event in self._case.timeline if event.when and event.when.date]
        signed = self._case.signed
        dates += [signed.date] if signed and signed.date else []
        return hl7_date(max(dates, key=lambda found: found.earliest)) if dates else ""

    def _request(self, number: int, filler: str, code: str, date: str) -> str:
        self._observations = 0
        status = "F" if self._case.signed else "P"
        fields = ["OBR", str(number), "", escape(filler), code, "", "", date]
        fields += [""] * (25 - len(fields)) + [status]
        return "|".join(fields)

    def _observe(
        self, kind: str, code: str, sub: str, value: str, *, units: str = "", flag: str = "", status: str = ""
    ) -> str:
        self._observations += 1
        status = status or ("F" if self._case.signed else "P")
        fields = ["OBX", str(self._observations), kind, code, escape(sub), value, units, "", flag, "", "", status]
        return "|".join(fields)

    def _local(self, code: str, words: str) -> str:
        return f"{escape(code)}^{escape(words)}^L"

    def _loinc(self, key: str) -> str:
        code = self._codes.needed(f"loinc:{key}", "LOINC")
        return f"{code.code}^{escape(code.display)}^LN"

    def _answer(self, kind: str, outcome: Outcome) -> str:
        code = self._codes.find(f"{kind}:{outcome}", "LOINC")
        words = outcome.replace("_", " ")
        return f"{code.code}^{escape(code.display)}^LN" if code else f"{outcome}^{words}^L"

    # Results of a component

    def _component(self, specimen: Specimen, component: Component) -> Iterator[str]:
        yield self._observe("ST", self._local("specimen", "Specimen"), "", escape(specimen.name))
        yield self._observe("ST", self._local("site", "Site"), "", escape(specimen.site.text))
        for number, stain in enumerate(component.ihc, start=1):
            label = self._labels.get(stain.marker, stain.marker)
            clone = f", clone {stain.clone}" if stain.clone else ""
            code = self._local(f"ihc-{stain.marker}", f"{label} immunohistochemistry{clone}")
            status = "X" if stain.outcome is Outcome.NOT_EVALUABLE else ""
            answer = self._answer("outcome", stain.outcome)
            sub = f"ihc.{number}"
            yield self._observe("CWE", code, sub, answer, flag=_FLAGS[stain.outcome], status=status)
            if stain.percent_positive is not None:
                share = f"{stain.percent_positive:g}"
                yield self._observe("NM", code, sub, share, units="%^percent^UCUM")
            words = [word.replace("_", " ") for word in (stain.extent, stain.intensity, *stain.compartments) if word]
            if words:
                yield self._observe("ST", code, sub, escape(", ".join(words)))
        at = (specimen.id, component.id)
        for number, placed in enumerate(self._result.fish, start=1):
            if (placed.at.specimen, placed.at.component) == at:
                yield from self._fish(placed.fish, f"fish.{number}")
        for graded in self._result.grades:
            if (graded.at.specimen, graded.at.component) == at and graded.grade.grade is not None:
                yield self._observe("NM", self._local("fnclcc", "FNCLCC grade"), "", str(graded.grade.grade))
        for number, seen in enumerate(self._result.fusions, start=1):
            if (seen.specimen, seen.component) == at:
                yield from self._fusion(two_sides(seen, self._genes), f"fusion.{number}")
        for run, found in enumerate(component.sequencing, start=1):
            if found.tmb_per_mb is not None:
                yield self._observe(
                    "NM", self._loinc("tmb"), f"tmb.{run}", f"{found.tmb_per_mb:g}", units="/Mb^per megabase^L"
                )
            for number, variant in enumerate(found.variants, start=1):
                sub = f"variant.{run}.{number}"
                yield self._observe("CWE", self._loinc("variant"), sub, self._answer("variant", variant.outcome))
                gene = self._genes.find(variant.gene)
                coded = f"{gene.hgnc_id}^{gene.symbol}^HGNC" if gene else f"{escape(variant.gene)}^^L"
                yield self._observe("CWE", self._loinc("gene"), sub, coded)
                if variant.hgvs:
                    yield self._observe("ST", self._loinc("dna_change"), sub, escape(variant.hgvs))
                if variant.allele_fraction_percent is not None:
                    share = f"{variant.allele_fraction_percent / 100:.6g}"
                    yield self._observe("NM", self._loinc("allele_fraction"), sub, share)

    def _fish(self, fish: FishResult, sub: str) -> Iterator[str]:
        code = self._local(f"fish-{fish.gene}", f"{fish.gene} break-apart FISH, {fish.probe}")
        yield self._observe("CWE", code, sub, self._answer("outcome", fish.outcome), flag=_FLAGS[fish.outcome])
        if fish.cells_scored is not None:
            yield self._observe("NM", self._local("nuclei", "Nuclei scored"), sub, str(fish.cells_scored))
        if fish.percent is not None:
            cut = f"{fish.cutoff_operator} {fish.cutoff_percent:g}"
            name = self._local("rearranged", f"Rearranged nuclei (cut-off {cut} %)")
            yield self._observe("NM", name, sub, f"{fish.percent:.6g}", units="%^percent^UCUM")

    def _fusion(self, sides: TwoSides, sub: str) -> Iterator[str]:
        seen, note = sides.seen, sides.annotation
        status = "X" if seen.outcome is Outcome.NOT_EVALUABLE else ""
        answer = self._answer("variant", seen.outcome)
        yield self._observe("CWE", self._loinc("variant"), sub, answer, flag=_FLAGS[seen.outcome], status=status)
        yield self._observe("ST", self._local("fusion", "Fusion"), sub, escape(sides.name))
        for end, side in (("5'", sides.five), ("3'", sides.three)):
            yield from self._side(side, end, sub)
        if note is not None:
            if sides.five.is_placed and sides.three.is_placed:
                yield self._observe("ST", self._loinc("variation"), sub, escape(note.names.hgvs))
            yield self._observe("ST", self._local("frame", "Reading frame"), sub, note.frame.replace("_", " "))
            yield self._observe("ST", self._local("function", "Function"), sub, note.function.replace("_", " "))
        if seen.allele_fraction_percent is not None:
            yield self._observe("NM", self._loinc("allele_fraction"), sub, f"{seen.allele_fraction_percent / 100:.6g}")
        if seen.junction_reads is not None:
            yield self._observe("NM", self._loinc("read_depth"), sub, str(seen.junction_reads))
        if note is not None and sides.is_present and note.function is not Function.UNLIKELY:
            for therapy in self._result.therapies:
                if note.kinase_gene in therapy.genes:
                    drugs = f"{therapy.drugs} (for {note.kinase_gene}: {therapy.context})"
                    yield self._observe("ST", self._loinc("medication"), sub, _cut(drugs))

    def _side(self, side: Side, end: str, sub: str) -> Iterator[str]:
        if side.gene is None:
            return
        gene = f"{side.hgnc_id}^{escape(side.gene)}^HGNC" if side.hgnc_id else f"^{escape(side.gene)}^L"
        yield self._observe("CWE", self._loinc("gene"), sub, gene)
        if side.is_placed:
            place = f"{end} partner {side.gene}, {side.transcript}, exon {side.exon}, {side.chrom}:{side.kept_base}"
            name = self._local("partner-5p" if end == "5'" else "partner-3p", f"{end} partner (GRCh38)")
            yield self._observe("ST", name, sub, escape(f"{place}, strand {side.strand}"))

    # The case as a whole

    def _whole(self, report: tuple[str, bytes] | None) -> Iterator[str]:
        signed = self._case.signed
        if signed is not None:
            yield self._observe("ST", self._local("diagnosis", "Diagnosis, signed"), "", _cut(signed.text))
        for event in self._case.timeline:
            if event.kind is EventKind.PATHOLOGY_READ and event.diagnosis:
                yield self._observe("ST", self._local("read", "Pathology read"), event.id, _cut(event.diagnosis))
        for number, sentence in enumerate(self._result.answer, start=1):
            yield self._observe(
                "ST", self._local("assessment", "Assessment by breakapart"), str(number), _cut(sentence.text)
            )
        if report is not None:
            kind, content = report
            main, _, subtype = kind.partition("/")
            encoded = base64.b64encode(content).decode("ascii")
            value = f"breakapart^{escape(main)}^{escape(subtype.upper())}^Base64^{encoded}"
            yield self._observe("ED", self._local("report", "Report"), "", value)


def _cut(text: str) -> str:
    return escape(text if len(text) <= MAX_LINE else text[:MAX_LINE] + " [cut]")


def _sex(sex: Sex) -> str:
    return {Sex.FEMALE: "F", Sex.MALE: "M", Sex.OTHER: "O"}.get(sex, "U")
