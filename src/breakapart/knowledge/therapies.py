"""Drugs for a target, with their evidence and the resistance mutations named in it."""

import re

from breakapart.knowledge.table import Row, parse_rows
from breakapart.model.therapy import NamedMutation, Therapy

COLUMNS = (
    "target",
    "drugs",
    "approval_context_2025",
    "key_evidence",
    "resistance",
    "source",
    "verification",
)

_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
_MUTATION = re.compile(
    rf"\b(?P<ref>[{_ACIDS}])(?P<position>\d{{3,4}})(?P<alt>[{_ACIDS}](?:/[{_ACIDS}])*)?(?![A-Za-z0-9]|-like)"
    rf"|\b(?P<before>\d{{3,4}})(?P<inserted>[{_ACIDS}])ins\b"
)
_GENE = re.compile(r"\b(NTRK[123]|ALK|ROS1|RET|BRAF|KRAS|MET|EGFR|FGFR1|PDGFRB)\b")


def parse_therapies(rows: list[Row]) -> tuple[Therapy, ...]:
    """The rows of `therapies.tsv`; InputError when one cannot be used."""
    return tuple(parse_rows(rows, _parse))


def _parse(row: Row) -> Therapy:
    target = row.needed("target")
    return Therapy(
        target=target,
        drugs=row.needed("drugs"),
        context=row.needed("approval_context_2025"),
        evidence=row.needed("key_evidence"),
        resistance=row["resistance"],
        source=row.needed("source"),
        verification=row.needed("verification"),
        genes=target_genes(target),
        named_mutations=_mutations(row["resistance"], target_genes(target)),
    )


def target_genes(target: str) -> tuple[str, ...]:
    """
    The genes of a target cell.

    >>> target_genes("NTRK1/2/3"), target_genes("BRAF/RAF1 fusion"), target_genes("PDGFRB / PDGFB fusion")
    (('NTRK1', 'NTRK2', 'NTRK3'), ('BRAF', 'RAF1'), ('PDGFRB', 'PDGFB'))
    >>> target_genes("SS18::SSX"), target_genes("(any localised)")
    (('SS18',), ())
    """
    name = re.split(r"\s(?=fusion|V600E|ITD|\()", target)[0]
    symbols: list[str] = []
    for part in name.split("/"):
        text = part.strip()
        if text.isdigit() and symbols:
            text = symbols[0].rstrip("0123456789") + text
        match = re.match(r"[A-Z][A-Z0-9]+", text)
        if match:
            symbols.append(match[0])
    return tuple(symbols)


def _mutations(text: str, genes: tuple[str, ...]) -> tuple[NamedMutation, ...]:
    """Every mutation the text names. The gene is the last one named before it in its clause, or the only target."""
    found: dict[tuple[str | None, str], NamedMutation] = {}
    for clause in text.split(";"):
        named = [(match.start(), match[1]) for match in _GENE.finditer(clause)]
        for match in _MUTATION.finditer(clause):
            before = [gene for start, gene in named if start < match.start()]
            gene = before[-1] if before else genes[0] if len(genes) == 1 else None
            if match["inserted"]:
                mutation = NamedMutation(gene, match[0], None, int(match["before"]), (f"ins{match['inserted']}",))
            else:
                alternatives = tuple(match["alt"].split("/")) if match["alt"] else ()
                mutation = NamedMutation(gene, match[0], match["ref"], int(match["position"]), alternatives)
            found.setdefault((gene, match[0]), mutation)
    return tuple(found.values())
