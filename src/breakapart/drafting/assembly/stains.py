"""Stains in the component of the tissue they were done on; a stain that is told again adds what it adds."""

from collections.abc import Sequence
from typing import Any

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.tissues import Tissues
from breakapart.drafting.assembly.wording import stain_shown
from breakapart.model.draft import Observation, Scope, SectionKind, Sureness

_MAY_CONTRADICT = (SectionKind.CASE, SectionKind.LEGEND, SectionKind.ABSTRACT)


class Stains:
    """Puts stains into the components of the tissues."""

    def __init__(self, tissues: Tissues, ledger: Ledger) -> None:
        self._tissues, self._ledger = tissues, ledger
        self._told: dict[int, Observation] = {}
        """Where each entry was told first."""

    def tell(self, stains: Sequence[Observation], likes: Sequence[Observation]) -> None:
        """The results of `stains`, then what is only called like those of the main tumour."""
        for one in stains:
            if one.section is not SectionKind.ABSTRACT or len(one.cases) == 1:
                self._stain(one)
        for like in likes:
            self._like_main(like)

    def _stain(self, one: Observation) -> None:
        for tissue in self._tissues.of(one):
            component = tissue.component(one.scope)
            ihc = component.setdefault("ihc", [])
            known = next((stain for stain in ihc if stain["marker"] == one.values["marker"]), None)
            fields = {key: value for key, value in one.values.items() if value not in (None, (), "")}
            if "compartments" in fields:
                fields["compartments"] = list(fields["compartments"])
            if known is not None:
                self._merge(known, fields, one)
                continue
            if one.section is SectionKind.ABSTRACT and (len(self._tissues.all) > 1 or len(tissue.components) > 1):
                continue  # an abstract rarely says in which tissue
            if one.section is SectionKind.DISCUSSION and not (
                one.scope.specimens or one.scope.component or one.scope.site
            ):
                continue
            ihc.append(fields)
            self._told[id(fields)] = one
            label = f"{tissue.fields['id']}, {component['id']}: {fields['marker']}"
            self._ledger.note(ihc, len(ihc) - 1, label, stain_shown(fields), one)

    def _merge(self, known: dict[str, Any], fields: dict[str, Any], one: Observation) -> None:
        if known["outcome"] != fields["outcome"]:
            if one.section in _MAY_CONTRADICT and known.get("basis") != "collective":
                why = f"{known['marker']} is called {known['outcome']} and {fields['outcome']}"
                self._ledger.disagree(one, why, known)
            return
        for key in ("clone", "intensity", "compartments", "percent_positive", "count_method"):
            if key in fields and key not in known:
                known[key] = fields[key]
        if "extent" in fields and "extent" not in known and one.section is SectionKind.CASE:
            known["extent"] = fields["extent"]
        for key in ("extent", "intensity", "percent_positive"):
            if key in fields:
                self._ledger.also_stated(known, key, fields[key], str(known["marker"]), one)

    def _like_main(self, like: Observation) -> None:
        """The stains of the main tumour that a tissue called like it has not itself."""
        primary = self._tissues.primary()
        if primary is None:
            return
        main = primary.component(Scope())
        for tissue in self._tissues.of(like):
            if tissue is primary:
                continue
            ihc = tissue.component(Scope()).setdefault("ihc", [])
            for stain in main.get("ihc", []):
                if any(own["marker"] == stain["marker"] for own in ihc) or stain["marker"] == "Ki67":
                    continue
                copy = {"marker": stain["marker"], "outcome": stain["outcome"], "basis": "collective"}
                ihc.append(copy)
                self._ledger.note(
                    ihc,
                    len(ihc) - 1,
                    f"{tissue.fields['id']}: {copy['marker']}",
                    stain_shown(copy),
                    like,
                    *([self._told[id(stain)]] if id(stain) in self._told else []),
                    sureness=Sureness.INFERRED,
                )
