"""
The reference page of importers says of each format what its module says.

Renew the page after a change: `python -m tests.formats.test_importers_page`.
"""

from pathlib import Path

from breakapart.formats import (
    arriba,
    cbioportal_sv,
    cicero,
    ctat_lr_fusion,
    defuse,
    dragen_fusion,
    easyfuse,
    ericscript,
    fusion_report,
    fusioncatcher,
    fusionmap,
    fusionseeker,
    genefuse,
    integrate,
    ion_reporter,
    jaffa,
    linx,
    longgf,
    mapped_table,
    pizzly,
    squid,
    star_fusion,
    star_seqr,
    sv_vcf,
    tso500_report,
    variant_vcf,
)
from breakapart.formats.fusion_tables import FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "importers.md"
BEGIN = "<!-- formats: renewed by tests/formats/test_importers_page.py -->"
MODULES = (
    (arriba, (arriba.FORMAT,)),
    (star_fusion, (star_fusion.FORMAT,)),
    (ctat_lr_fusion, (ctat_lr_fusion.FORMAT,)),
    (fusioncatcher, (fusioncatcher.FORMAT,)),
    (jaffa, (jaffa.FORMAT,)),
    (easyfuse, (easyfuse.FORMAT,)),
    (dragen_fusion, (dragen_fusion.FORMAT, dragen_fusion.ALL_FUSIONS)),
    (tso500_report, (tso500_report.FORMAT,)),
    (ion_reporter, (ion_reporter.FORMAT,)),
    (linx, (linx.FORMAT, linx.ISOFOX)),
    (cicero, (cicero.FORMAT,)),
    (squid, (squid.FORMAT,)),
    (pizzly, (pizzly.FORMAT,)),
    (ericscript, (ericscript.FORMAT,)),
    (defuse, (defuse.FORMAT,)),
    (fusionmap, (fusionmap.FORMAT,)),
    (integrate, (integrate.FORMAT, integrate.SUMMARY)),
    (star_seqr, (star_seqr.FORMAT,)),
    (fusionseeker, (fusionseeker.FORMAT,)),
    (longgf, ()),
    (fusion_report, (fusion_report.FORMAT,)),
    (cbioportal_sv, (cbioportal_sv.FORMAT, cbioportal_sv.FUSIONS)),
    (genefuse, ()),
    (sv_vcf, ()),
    (variant_vcf, ()),
)
TITLES = {genefuse: "genefuse", longgf: "longgf", sv_vcf: "sv-vcf", variant_vcf: "breakapart variants"}


def formats():
    """One section a format, from its module."""
    parts = []
    for module, forms in MODULES:
        title, *paragraphs = module.__doc__.strip().split("\n\n")
        name, _, rest = title.partition(": ")
        ids = ", ".join(f"`{form.id}`" for form in forms) or f"`{TITLES[module]}`"
        if module is ion_reporter:
            ids += f", `{ion_reporter.ID}`"
        lines = [f"## {' '.join(name.split())}", "", f"{ids}. {capital(rest)}", ""]
        for paragraph in paragraphs:
            lines += [" ".join(paragraph.split()), ""]
        if hasattr(module, "COORDINATES"):
            lines += [f"Positions: {module.COORDINATES.value}.", ""]
        for form in forms:
            lines += [f"| read as (`{form.id}`) | columns, best first | needed |", "|---|---|---|"]
            for field, names in form.columns.items():
                needed = "yes" if field in form.signature else ""
                lines.append(f"| {field} | {', '.join(f'`{column}`' for column in names)} | {needed} |")
            lines.append("")
        parts.append("\n".join(lines))
    lines = [
        "## Any other table",
        "",
        f"`{mapped_table.ID}`. Fields of a column map, and the names tried without one:",
        "",
    ]
    lines += ["| field | what its column holds | customary names |", "|---|---|---|"]
    for field, meaning in mapped_table.FIELDS.items():
        names = ", ".join(f"`{name}`" for name in mapped_table.CUSTOMARY.get(field, ()))
        lines.append(f"| `{field}` | {meaning} | {names} |")
    return "\n".join([*parts, "\n".join(lines)]) + "\n"


def capital(text):
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def test_the_page_is_up_to_date():
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].strip() == formats().strip(), "run: python -m tests.formats.test_importers_page"


def test_every_format_has_its_place():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    PAGE.write_text(f"{head}{BEGIN}\n\n{formats()}", encoding="utf-8")
