"""Parts of a case in the making, while a Phenopacket is read, and what its terms and ids mean here."""

import re
from dataclasses import dataclass, field
from typing import Any

from breakapart.formats.phenopacket import PREFIX
from breakapart.model.sequencing import VariantClass


@dataclass(slots=True)
class Part:
    """A component in the making."""

    id: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, item: dict[str, Any]) -> None:
        """One more item of the list `name`."""
        self.values.setdefault(name, []).append(item)


@dataclass(slots=True)
class Block:
    """A specimen in the making."""

    id: str
    name: str
    site: dict[str, Any] = field(default_factory=lambda: {"text": "site not stated"})
    values: dict[str, Any] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    @property
    def part(self) -> Part:
        """The first component, made when there is none."""
        if not self.parts:
            self.parts.append(Part("tumour", "tumour"))
        return self.parts[0]


class Assays:
    """The sequencing assays of the case, made as their results turn up."""

    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}

    def result(self, part: Part, id_: str, name: str, kind: VariantClass, *, molecule: str = "DNA") -> dict[str, Any]:
        """The result of an assay on a component; both are made when they are not there yet."""
        assay = self.made.setdefault(
            id_, {"id": id_, "name": name, "design": "other", "molecule": molecule, "detects": []}
        )
        if kind.value not in assay["detects"]:
            assay["detects"].append(kind.value)
        if assay["molecule"] != molecule:
            assay["molecule"] = "RNA_and_DNA"
        for result in part.values.setdefault("sequencing", []):
            if result["assay"] == id_:
                found: dict[str, Any] = result
                return found
        made: dict[str, Any] = {"assay": id_}
        part.values["sequencing"].append(made)
        return made


def own_word(id_: str, kind: str) -> str | None:
    """The word in a term of ours of that kind."""
    beginning = f"{PREFIX}:{kind}-"
    return id_.removeprefix(beginning) if id_.startswith(beginning) else None


def slug(text: str) -> str:
    """The nearest text that may be an id; empty when no sign of it may."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:80].strip("-_.")


def decimal(text: str | None) -> float | None:
    """A number written as a text, None when it is none."""
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
