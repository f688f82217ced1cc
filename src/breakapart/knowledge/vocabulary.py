"""Controlled vocabularies: from what people write to the one id that stands for it."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_SIGNS = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "Δ": "delta",
    "κ": "kappa",
    "λ": "lambda",
    "+": "positive",
    "′": "",
}

SUGGESTIONS = 3
"""How many near terms an error message names."""
NEAR = 0.6
"""Least similarity (difflib ratio, 0 to 1) of a term worth suggesting; difflib's own default."""


_LOOK_ALIKE = str.maketrans("ois", "015")
"""Letters that are typed, or read by a scanner, for digits (`l` stays: it is common in names)."""


def fold(text: str) -> str:
    """
    The letters and digits of `text` in lower case: the form in which names are compared.

    >>> fold("Melan-A / MART-1"), fold("β-catenin (nuclear)")
    ('melanamart1', 'betacateninnuclear')
    """
    spelled = "".join(_SIGNS.get(sign, sign) for sign in text)
    plain = unicodedata.normalize("NFKD", spelled).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _look(folded: str) -> str:
    return folded.translate(_LOOK_ALIKE)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: the id that files and tables use, the label people read, and what else they write."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Id, label and synonyms."""
        return (self.id, self.label, *self.synonyms)


class Vocabulary:
    """
    A set of terms that are found whatever their case, spaces and hyphens.

    >>> stains = Vocabulary("stain", [Term("MelanA", "Melan-A", ("MART-1",)), Term("SMA", "SMA")])
    >>> stains.resolve("mart 1"), stains.resolve("Melan A"), stains.resolve("S100")
    ('MelanA', 'MelanA', None)
    """

    def __init__(self, kind: str, terms: Iterable[Term]) -> None:
        """
        `kind` is what one term is called in messages ("marker").

        Raises ValueError when two terms share a spelling: such a name would have two meanings.
        """
        self.kind = kind
        self._terms: dict[str, Term] = {}
        self._ids: dict[str, str] = {}
        for term in terms:
            if term.id in self._terms:
                raise ValueError(f"{kind} {term.id!r} stands twice in the vocabulary")
            self._terms[term.id] = term
            for spelling in term.spellings:
                owner = self._ids.setdefault(fold(spelling), term.id)
                if owner != term.id:
                    raise ValueError(f"{kind} {spelling!r} means both {owner!r} and {term.id!r}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._terms

    def term(self, id_: str) -> Term:
        """The entry with this id; KeyError when there is none."""
        return self._terms[id_]

    def label(self, id_: str) -> str:
        """What people read for this id; KeyError when there is none."""
        return self._terms[id_].label

    def resolve(self, text: str) -> str | None:
        """The id that `text` means, or None."""
        return self._ids.get(fold(text))

    def suggest(self, text: str) -> tuple[str, ...]:
        """Ids with a spelling near to `text`, the nearest first; empty when nothing is near."""
        wanted = fold(text)
        if not wanted:
            return ()
        alike = {self._ids[name] for name in self._folded if _look(name) == _look(wanted)}
        if len(alike) == 1:  # "SOX-1O": a letter for a digit is that one term, and no near one
            return tuple(alike)
        near = difflib.get_close_matches(wanted, self._folded, n=4 * SUGGESTIONS, cutoff=NEAR)
        # difflib does not see that "AE1" is the beginning of "AE1/AE3": short names need this.
        begun = [name for name in self._folded if len(wanted) >= 3 and name.startswith(wanted)]
        ids = dict.fromkeys(self._ids[name] for name in [*near, *sorted(begun, key=len)])
        return tuple(ids)[:SUGGESTIONS]

    @cached_property
    def _folded(self) -> list[str]:
        return sorted(self._ids)
