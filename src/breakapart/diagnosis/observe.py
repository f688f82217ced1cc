"""Findings as the engine takes them: one observation an event, nothing counted twice, contradictions refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breakapart.diagnosis.rates import canonical_event
from breakapart.errors import InputError
from breakapart.knowledge.markers import Markers
from breakapart.model.finding import Finding
from breakapart.model.outcome import Extent, Intensity, Outcome

NOT_ONE_EVENT = ("site:", "age:", "age_group:", "outcome:", "metastasis_site:")
"""Age and site are priors; what became of the patient was not known when the diagnosis was made."""

OPPOSITES: Mapping[str, str] = {"morph:low_mitoses": "morph:high_mitoses", "morph:high_mitoses": "morph:low_mitoses"}
"""Two names of one count: the absent one says nothing that the present one does not."""


class Level(StrEnum):
    """How a stain was read."""

    ABSENT = "absent"
    PRESENT = "present"
    """Present, extent not stated (or only `partial`)."""
    FOCAL = "focal"
    """Focal, rare cells, or weak."""
    DIFFUSE = "diffuse"


@dataclass(frozen=True, slots=True, order=True)
class Observation:
    """One event as one assay saw it."""

    event: str
    level: Level
    clone: str
    """Antibody clone in upper case, or empty."""
    assay: str
    """For molecular events, the assay; empty for stains and microscopy, where it does not matter."""
    finding_ids: tuple[str, ...]
    text: str

    @property
    def is_present(self) -> bool:
        """Whether the event was seen at all."""
        return self.level is not Level.ABSENT


def level_of(finding: Finding) -> Level:
    """The level of an informative finding."""
    if finding.outcome is Outcome.ABSENT:
        return Level.ABSENT
    if finding.extent in (Extent.FOCAL, Extent.RARE):
        return Level.FOCAL
    if finding.intensity is Intensity.WEAK and finding.extent is not Extent.DIFFUSE:
        return Level.FOCAL
    return Level.DIFFUSE if finding.extent is Extent.DIFFUSE else Level.PRESENT


def observe(findings: Iterable[Finding], markers: Markers) -> tuple[Observation, ...]:
    """
    The informative findings of one component, in an order that does not depend on theirs.

    Equivocal and not evaluable findings are left out: they move nothing. The same event twice from one kind of assay
    (and, for stains, one clone) counts once. Raises InputError when it is both present and absent.
    """
    gathered: dict[tuple[str, str, str], list[tuple[Level, Finding]]] = {}
    for finding in findings:
        if not finding.outcome.is_informative or finding.event.startswith(NOT_ONE_EVENT):
            continue
        named = canonical_event(finding.event, markers)
        if named is None:
            continue
        event, inverted = named
        level = level_of(finding)
        if inverted:
            level = Level.PRESENT if level is Level.ABSENT else Level.ABSENT
        clone = (finding.clone or "").upper().replace("-", "").replace(" ", "") if event.startswith("ihc:") else ""
        assay = finding.assay if event.startswith("mol:") else ""
        gathered.setdefault((event, clone, assay), []).append((level, finding))
    merged = [_merge(key, said) for key, said in gathered.items()]
    present = {o.event for o in merged if o.is_present}
    return tuple(sorted(o for o in merged if o.is_present or OPPOSITES.get(o.event) not in present))


def _merge(key: tuple[str, str, str], said: list[tuple[Level, Finding]]) -> Observation:
    event, clone, assay = key
    levels = {level for level, _ in said}
    if Level.ABSENT in levels and len(levels) > 1:
        where = f"{said[0][1].specimen}/{said[0][1].component}"
        raise InputError(
            f"{event} is both present and absent in {where}"
            + (f" with clone {clone}" if clone else "")
            + (f" by {assay}" if assay else ""),
            source=where,
            solution="Write 'equivocal', or give the two results their own clone, assay or component.",
        )
    level = next(iter(levels)) if len(levels) == 1 else Level.PRESENT
    said.sort(key=lambda one: one[1].id)
    ids = tuple(dict.fromkeys(finding.id for _, finding in said))
    return Observation(event, level, clone, assay, ids, _text(event, said[0][1].because))


def _text(event: str, because: str) -> str:
    """The finding in words; a remark such as "in other areas" is put behind the name of its feature."""
    name = event.partition(":")[2].replace("_", " ")
    if event.startswith("mol:") and event.endswith("_rearranged"):
        return f"{name}: {because}"
    if not event.startswith("morph:") or set(name.lower().split()) & set(because.lower().split()):
        return because
    return f"{name} ({because})"
