"""`breakapart variants`: a panel's VCF to fractions with intervals, burden, resistance hotspots, and two samples
compared.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.errors import InputError

if TYPE_CHECKING:
    from breakapart.intake.variants import PanelResult
    from breakapart.model.variant import Burden, ComparedVariant, Fraction, Hotspot, PanelVariant, SampleComparison

EXIT_BAD_INPUT = 2
SHOWN = 40
"""Variants on the screen unless --all is given."""


@click.command("variants")
@click.argument("vcf", metavar="VCF", type=click.Path(path_type=Path))
@click.option("--panel", metavar="PANEL.yaml", type=click.Path(path_type=Path), help="Description of the panel.")
@click.option(
    "--compare", "other", metavar="VCF2", type=click.Path(path_type=Path), help="Second sample of the patient."
)
@click.option("--sample", help="Sample column of VCF to read.  [default: the tumour]")
@click.option("--sample2", help="Sample column of VCF2 to read.")
@click.option("--purity", type=click.FloatRange(0, 1, min_open=True), help="Share of tumour cells in VCF, 0 to 1.")
@click.option("--purity2", type=click.FloatRange(0, 1, min_open=True), help="Share of tumour cells in VCF2.")
@click.option(
    "--tmb",
    type=click.Choice(["nonsynonymous", "coding"]),
    default="nonsynonymous",
    show_default=True,
    help="What the mutational burden counts.",
)
@click.option("--all", "show_all", is_flag=True, help="Show rejected variants and every line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the raw rows.")
def command(
    vcf: Path,
    panel: Path | None,
    other: Path | None,
    sample: str | None,
    sample2: str | None,
    purity: float | None,
    purity2: float | None,
    tmb: str,
    show_all: bool,
    as_json: bool,
) -> int:
    """
    Read small variants and copy numbers of a DNA panel.

    \b
    breakapart variants tumour.vcf.gz --panel panel.yaml
    breakapart variants primary.vcf --compare metastasis.vcf --purity 0.6 --purity2 0.45

    Shares of reads come with their 95 % interval, the burden with that of its count and the size
    of the panel, and mutations that are named for a therapy of their gene with the whole text.
    Positions are read as GRCh38 unless the file says otherwise; consequences are those of the
    file (ANN, CSQ, BCSQ, ANNOVAR). Without them a substitution is mapped to its residue by the
    exons.

    PANEL.yaml has the fields of a case file's assay: id, name, design, molecule, detects, and
    where known genes, size_mb, cannot_detect.

    Exit code 2 when a record could not be read; all others are printed nevertheless.
    """  # noqa: D301 - click looks for the backspace sign itself, which keeps the lines of the examples
    from breakapart.formats.panel_yaml import read_panel
    from breakapart.intake.variants import compare, take_variants
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference
    from breakapart.scoring.panel import PanelSettings

    described = read_panel(panel) if panel is not None else None
    settings = PanelSettings(tmb_counts=tmb)  # type: ignore[arg-type]  # click allows no other value
    reference, knowledge = Reference.bundled(), Knowledge.bundled()
    first = take_variants(vcf, reference, knowledge, panel=described, sample=sample, settings=settings)
    second = None
    if other is not None:
        second = take_variants(other, reference, knowledge, panel=described, sample=sample2, settings=settings)
    comparison = compare(first, second, purities=(purity, purity2)) if second is not None else None
    scope = [str(kind) for kind in described.cannot_detect] if described is not None else []
    results = [first] if second is None else [first, second]
    for result in results:
        _refuse_another_kind_of_file(result)
    if as_json:
        click.echo(json.dumps(_record(results, comparison, scope), ensure_ascii=False, indent=2))
    else:
        click.echo(_text(results, comparison, scope, most=None if show_all else SHOWN), nl=False)
    return _tell_problems(results)


def _refuse_another_kind_of_file(result: "PanelResult") -> None:
    """A file of which no line can be read is no VCF with mistakes, but something else."""
    variants = result.vcf.variants
    if variants and all(variant.problems for variant in variants):
        first = variants[0]
        raise InputError(
            f"no record can be read: {first.problems[0]}",
            source=first.source,
            line=first.row.line,
            solution="Is this a VCF of small variants?",
        )


def _tell_problems(results: "list[PanelResult]") -> int:
    from breakapart.errors import Problem

    bad = [variant for result in results for variant in result.vcf.variants if variant.problems]
    for variant in bad[:20]:
        for problem in variant.problems:
            click.echo(f"breakapart: {Problem(problem, variant.source, variant.row.line)}", err=True)
    if len(bad) > 20:
        click.echo(f"breakapart: {len(bad) - 20} more records could not be read (--json has all)", err=True)
    return EXIT_BAD_INPUT if bad else 0


# --- JSON ----------------------------------------------------------------------------------------------------------


def _record(results: "list[PanelResult]", comparison: "SampleComparison | None", scope: list[str]) -> dict[str, Any]:
    return {
        "samples": [_sample_record(result) for result in results],
        "panel_cannot_detect": scope,
        "comparison": None if comparison is None else _comparison_record(comparison),
    }


def _sample_record(result: "PanelResult") -> dict[str, Any]:
    vcf = result.vcf
    return {
        "source": vcf.source,
        "sample": vcf.sample,
        "build": vcf.build or None,
        "rows": vcf.rows,
        "annotators": list(vcf.annotators),
        "burden": None if result.burden is None else _burden_record(result.burden),
        "hotspots": [_hotspot_record(hotspot) for hotspot in result.hotspots],
        "genes_outside_panel": list(result.outside_panel),
        "notes": list(result.notes),
        "variants": [
            _variant_record(variant, fraction) for variant, fraction in zip(vcf.variants, result.fractions, strict=True)
        ],
    }


def _variant_record(variant: "PanelVariant", fraction: "Fraction | None") -> dict[str, Any]:
    consequence = variant.consequence
    return {
        "line": variant.row.line,
        "chrom": variant.chrom,
        "position": variant.start + 1,
        "ref": variant.ref,
        "alt": variant.alt,
        "end": variant.end,
        "class": variant.variant_class.value,
        "called": variant.called,
        "passed": variant.passed,
        "filters": list(variant.filters),
        "germline": variant.germline,
        "gene": variant.gene or None,
        "transcript": (consequence.transcript or None) if consequence else None,
        "effect": (consequence.effect or None) if consequence else None,
        "hgvs_c": (consequence.hgvs_c or None) if consequence else None,
        "hgvs_p": (consequence.hgvs_p or None) if consequence else None,
        "protein_change": consequence.protein.short if consequence and consequence.protein else None,
        "allele_fraction": _fraction_record(fraction),
        "copies": variant.copies,
        "problems": list(variant.problems),
        "notes": list(variant.notes),
        "raw": variant.row.as_dict(),
    }


def _fraction_record(fraction: "Fraction | None") -> dict[str, Any] | None:
    if fraction is None:
        return None
    return {
        "percent": round(fraction.percent, 4),
        "low": None if fraction.low is None else round(fraction.low, 4),
        "high": None if fraction.high is None else round(fraction.high, 4),
        "alt_reads": fraction.alt_reads,
        "depth": fraction.depth,
    }


def _burden_record(burden: "Burden") -> dict[str, Any]:
    return {
        "per_mb": round(burden.per_mb, 4),
        "low": round(burden.low, 4),
        "high": round(burden.high, 4),
        "counted": burden.counted,
        "size_mb": burden.size_mb,
        "rule": burden.rule,
        "notes": list(burden.notes),
    }


def _hotspot_record(hotspot: "Hotspot") -> dict[str, Any]:
    return {
        "gene": hotspot.gene,
        "variant": hotspot.variant.label,
        "line": hotspot.variant.row.line,
        "match": hotspot.match.value,
        "residue": hotspot.residue,
        "named": hotspot.named or None,
        "drugs": hotspot.drugs or None,
        "says": hotspot.says or None,
        "source": hotspot.source,
        "note": hotspot.note or None,
    }


def _comparison_record(comparison: "SampleComparison") -> dict[str, Any]:
    return {
        "shared": comparison.shared,
        "first_only": comparison.first_only,
        "second_only": comparison.second_only,
        "words": list(comparison.words),
        "variants": [
            {
                "variant": one.variant.label,
                "gene": one.variant.gene or None,
                "chrom": one.variant.chrom,
                "position": one.variant.start + 1,
                "ref": one.variant.ref,
                "alt": one.variant.alt,
                "seen": one.seen.value,
                "first": _fraction_record(one.first),
                "second": _fraction_record(one.second),
                "change_points": None if one.change_points is None else round(one.change_points, 4),
                "p_value": one.p_value,
                "first_clonality": one.first_clonality.value,
                "second_clonality": one.second_clonality.value,
                "note": one.note or None,
            }
            for one in comparison.variants
        ],
    }


# --- in words ------------------------------------------------------------------------------------------------------

_MATCH = {
    "same": "is",
    "possibly_same": "may be",
    "same_residue": "changes the residue of",
    "kinase_domain": "lies in the kinase domain; none is named there",
}


def _text(
    results: "list[PanelResult]", comparison: "SampleComparison | None", scope: list[str], *, most: int | None
) -> str:
    lines: list[str] = []
    for result in results:
        lines += _sample_lines(result, most)
    if scope:
        lines.append(f"The panel cannot detect: {', '.join(kind.replace('_', ' ') for kind in scope)}.")
    if comparison is not None:
        lines += ["", *comparison.words, ""]
        lines += [_compared_line(one) for one in comparison.variants[:most]]
        if most is not None and len(comparison.variants) > most:
            lines.append(f"... and {len(comparison.variants) - most} more (--all or --json shows them)")
    return "\n".join(lines) + "\n"


def _sample_lines(result: "PanelResult", most: int | None) -> list[str]:
    vcf = result.vcf
    name = f" sample {vcf.sample}," if vcf.sample else ""
    lines = [f"{vcf.source}:{name} {vcf.rows} records, {len(vcf.variants)} alleles"]
    lines += [f"  note: {note}" for note in result.notes]
    if result.burden is not None:
        burden = result.burden
        lines.append(
            f"  burden {burden.per_mb:.1f} per Mb (95 % interval {burden.low:.1f} to {burden.high:.1f}): "
            f"{burden.counted} in "
            f"{burden.size_mb:g} Mb; counted were {burden.rule}"
        )
        lines += [f"  note: {note}" for note in burden.notes]
    if result.outside_panel:
        lines.append(f"  note: genes that the panel does not list: {', '.join(result.outside_panel[:10])}")
    shown = [
        (variant, fraction)
        for variant, fraction in zip(vcf.variants, result.fractions, strict=True)
        if most is None or (variant.called and not variant.problems and variant.passed is not False)
    ]
    lines += [_variant_line(variant, fraction) for variant, fraction in shown[:most]]
    hidden = len(vcf.variants) - len(shown[:most])
    if hidden:
        lines.append(f"  ... and {hidden} more, or rejected or not found (--all or --json shows them)")
    return lines + _hotspot_lines(result.hotspots)


def _hotspot_lines(hotspots: "tuple[Hotspot, ...]") -> list[str]:
    """One line for each variant and mutation, with every drug whose text names it."""
    drugs: dict[tuple[str, int, str, str, str], list[str]] = {}
    for hotspot in hotspots:
        key = (hotspot.variant.label, hotspot.residue, hotspot.match.value, hotspot.named, hotspot.note)
        drugs.setdefault(key, []).extend([hotspot.drugs] if hotspot.drugs else [])
    lines = []
    for (label, residue, match, named, note), named_for in drugs.items():
        what = f"{_MATCH[match]} {named}".rstrip()
        said = f" ({note})" if note else ""
        where = f"; named in the resistance notes of {', '.join(dict.fromkeys(named_for))}" if named_for else ""
        lines.append(f"  ! {label}: residue {residue} {what}{said}{where}")
    if any(drugs.values()):
        lines.append(
            "    These notes name what resists and also what stays sensitive: --json has the texts and sources."
        )
    return lines


def _variant_line(variant: "PanelVariant", fraction: "Fraction | None") -> str:
    effect = variant.consequence.effect.replace("_", " ") if variant.consequence else ""
    words = [f"  {variant.label}", variant.variant_class.value.replace("_", " ")]
    words += [effect] if effect else []
    words.append(_fraction_words(fraction))
    words += [";".join(variant.filters)] if variant.passed is False else []
    words += [] if variant.called else ["not found"]
    return ", ".join(word for word in words if word)


def _fraction_words(fraction: "Fraction | None") -> str:
    if fraction is None:
        return "share of reads not given"
    if fraction.low is None or fraction.high is None:
        return f"{fraction.percent:.2f} % (reads not counted)"
    interval = f"{fraction.low:.1f} to {fraction.high:.1f}"
    return f"{fraction.percent:.2f} % ({interval}; {fraction.alt_reads} of {fraction.depth})"


def _compared_line(one: "ComparedVariant") -> str:
    words = [f"  {one.seen.value.replace('_', ' ')}: {one.variant.label}"]
    for name, fraction, clones in (
        ("first", one.first, one.first_clonality),
        ("second", one.second, one.second_clonality),
    ):
        if fraction is not None:
            clone = "" if clones.value == "unknown" else f", {clones.value.replace('_', ' ')}"
            words.append(f"{name} {_fraction_words(fraction)}{clone}")
    if one.change_points is not None:
        p_value = "" if one.p_value is None else f", P {one.p_value:.2g}"
        words.append(f"change {one.change_points:+.1f} points{p_value}")
    return "; ".join(words) + (f" ({one.note})" if one.note else "")
