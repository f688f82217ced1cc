"""The tissues of a case: how each was taken, what was found in it, and which of them a finding is of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from breakapart.drafting.specimens import BIOPSIES
from breakapart.model.draft import Observation, Scope

SURGERY = ("resection", "excision", "amputation")
_WORSE = ("high-grade", "dedifferentiated", "fibrosarcomatous", "sarcomatous", "undifferentiated", "pleomorphic")
"""Components that are the tumour a text speaks of where it names none."""


@dataclass(slots=True, eq=False)
class Tissue:
    """Tissue that may become a specimen of the case: it does when something is found in it."""

    fields: dict[str, Any]
    components: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: Observation | None = None
    """What the text says of how it was taken."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """Of the timeline: its taking, and what it was read as."""
    found: list[Observation] = field(default_factory=list)
    """What the text says was found in it, as far as it says in which tissue."""
    is_read: bool = False
    """Whether a diagnosis is told that was made in it."""
    label: str = ""
    is_spared: bool = False
    """Whether nothing of the tumour was found in it."""

    @property
    def kind(self) -> str:
        """`primary`, `recurrence` or `metastasis`."""
        return str(self.fields["kind"])

    @property
    def procedure(self) -> str:
        """How it was taken; `unknown` where the text does not say."""
        return str(self.fields["procedure"])

    @property
    def start(self) -> int:
        """Where the text tells of its taking; -1 where it does not."""
        return self.taken.start if self.taken is not None else -1

    def component(self, scope: Scope) -> dict[str, Any]:
        """The component that `scope` means, made where there is none; the tumour where it names none."""
        id_ = scope.component
        if id_ in self.components:
            return self.components[str(id_)]
        if "deep" in self.components:
            return self.components["deep"]
        if id_ is None and len(self.components) > 1 and "tumour" not in self.components:
            main = next((worse for worse in _WORSE if worse in self.components), next(iter(self.components)))
            return self.components[main]
        if id_ in (None, "deep", "superficial"):
            return self.components.setdefault("tumour", {"id": "tumour", "name": "Tumour"})
        return self.components.setdefault(
            str(id_), {"id": str(id_), "name": f"{str(id_).replace('-', ' ').capitalize()} component"}
        )

    def as_specimen(self) -> dict[str, Any]:
        """The fields of the case file."""
        if self.components:
            self.fields["components"] = list(self.components.values())
        return self.fields


class Tissues:
    """All tissues of a case in their order."""

    def __init__(self, site: Mapping[str, Any] | None) -> None:
        self.site = {key: site[key] for key in ("text", "region", "side") if site.get(key)} if site else None
        """Of the main tumour."""
        self.all: list[Tissue] = []
        self.named: dict[str, Tissue] = {}
        """By their label, by "@" and where a mention stands, and by "=" and where a finding stands."""
        self.main: Tissue | None = None
        """Where findings belong that name no tissue."""

    def take(self, one: Observation | None, kind: str, procedure: str | None = None) -> Tissue:
        """A further tissue, taken as `one` or `procedure` tells."""
        if procedure is None:
            procedure = str(one.values["procedure"]) if one is not None else "unknown"
        tissue = Tissue(
            {"id": "", "name": "", "kind": kind, "site": {"text": "not stated"}, "procedure": procedure}, taken=one
        )
        self.all.append(tissue)
        if one is not None:
            self.named[f"@{one.start}"] = tissue
        return tissue

    def primary(self) -> Tissue | None:
        """The main tumour's tissue."""
        if self.main is not None and self.main in self.all:
            return self.main
        return next((one for one in self.all if one.kind == "primary"), self.all[0] if self.all else None)

    def nth(self, number: int, procedure: object = None, kind: object = None) -> Tissue | None:
        """The tissue of that number among all, or among those taken so or of that kind; -1 is the last."""
        fitting = [
            tissue
            for tissue in self.all
            if tissue.taken is not None
            and kind in (None, tissue.kind)
            and (procedure is None or (alike(tissue.procedure, procedure) and tissue.procedure != "unknown"))
        ]
        place = number - 1 if number > 0 else len(fitting) + number
        return fitting[place] if 0 <= place < len(fitting) else None

    def next_taken(self, one: Observation) -> Tissue:
        """The tissue of the main tumour that was taken next after `one` was told; else the main one."""
        primary = self.primary()
        assert primary is not None
        return next((s for s in self.all if s.kind == "primary" and s.start > one.start), primary)

    def of(self, one: Observation) -> list[Tissue]:
        """The tissues that `one` was found in."""
        scope = one.scope
        named = self.named.get(scope.tissue or "", self.named.get(f"={one.start}"))
        if named is not None and not scope.specimens:
            return [] if named.is_spared else [named]
        if scope.specimens:
            found = []
            for kind in scope.specimens:
                of_kind = [tissue for tissue in self.all if tissue.kind == kind]
                if of_kind:
                    main = self.main if self.main is not None and self.main in of_kind else of_kind[0]
                    found.append(of_kind[-1] if kind == "recurrence" else main)
            if found:
                return found
        primary = self.primary()
        if scope.site:
            words = set(scope.site.split()) - {"left", "right", "upper", "lower"}
            own = set(primary.fields["site"]["text"].split()) if primary else set()
            for tissue in self.all:
                if tissue.kind == "metastasis" and words & set(tissue.fields["site"]["text"].split()) - own:
                    return [tissue]
        return [primary] if primary else []


def alike(procedure: str, other: object) -> bool:
    """Whether two procedures may be the same: both take a sample, or both take the tumour; unsaid is like any."""
    if other is None or procedure == "unknown":
        return True
    return (procedure in BIOPSIES) == (other in BIOPSIES)
