"""`breakapart fish`: break-apart FISH counts to a result with its interval and its doubts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.knowledge import Knowledge
    from breakapart.model.fish import FishAssay, FishCounts, FishResult, ProbeProfile

COUNTS_OPTION = "option --counts"
CALLS = {"present": "positive", "absent": "negative", "equivocal": "equivocal", "not_evaluable": "not_evaluable"}


@click.command(name="fish")
@click.argument("images", metavar="[IMAGE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--probe", help="Probe profile, for example ALK-vysis (see --list-probes).")
@click.option("--gene", help="Gene, to use its default probe profile.")
@click.option(
    "--counts",
    help="Nuclei per class: fused=19,split=22,isolated_3p=5,isolated_5p=4; also ambiguous= and not_informative=.",
)
@click.option(
    "--cells",
    type=click.Path(path_type=Path),
    help="Table of signals per nucleus with the columns fused, five_prime and three_prime.",
)
@click.option("--pixel-size-um", type=float, help="Edge of a pixel in micrometres, where the image does not say.")
@click.option("--channels", help="Channels of the image, counted from 0: dapi=0,5p=1,3p=2.")
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="Write gallery, overlays and tables."
)
@click.option("--review", type=click.Path(path_type=Path), help="Decisions saved by the gallery page.")
@click.option("--choose", metavar="N", type=click.IntRange(1), help="Count N nuclei drawn at random.  [default: all]")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Start of the random draw.")
@click.option(
    "--gap",
    type=click.Choice(["centre", "edge"]),
    default="centre",
    show_default=True,
    help="What the probe's split distance is measured between.",
)
@click.option(
    "--normals",
    type=click.Path(path_type=Path),
    help="Table of normal slides (slide, rearranged, cells): prints the background cut-off and stops.",
)
@click.option("--cutoff", "cutoff_percent", type=float, help="The laboratory's own cut-off in percent.")
@click.option("--operator", "cutoff_operator", type=click.Choice([">=", ">"]), help="How the cut-off is met.")
@click.option("--list-probes", is_flag=True, help="List the probe profiles and stop.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(
    probe: str | None,
    gene: str | None,
    counts: str | None,
    cells: Path | None,
    images: tuple[Path, ...],
    pixel_size_um: float | None,
    channels: str | None,
    output: Path | None,
    review: Path | None,
    choose: int | None,
    seed: int,
    gap: str,
    normals: Path | None,
    cutoff_percent: float | None,
    cutoff_operator: str | None,
    list_probes: bool,
    as_json: bool,
) -> None:
    """
    Read break-apart FISH counts, or score its images, by a probe profile.

    \b
    breakapart fish field1.ome.tif field2.ome.tif --probe ALK-vysis -o review
    breakapart fish --probe ALK-vysis --counts fused=19,split=22,isolated_3p=5,isolated_5p=4
    breakapart fish --gene ROS1 --cells nuclei.tsv --cutoff 20

    Split signals, and isolated signals of the side that the fusion keeps, are rearranged.
    The result carries a Wilson 95 % interval, the bounds that ambiguous nuclei allow, and the
    probability that the true share reaches the cut-off. Too few nuclei are "not evaluable",
    never "negative".

    Images are fields of one slide. With -o, the folder gets a gallery page on which a person
    goes through the nuclei; what it saves is read with --review.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.cli import fish_images
    from breakapart.errors import InputError
    from breakapart.knowledge import Knowledge
    from breakapart.scoring.fish import score_fish

    knowledge = Knowledge.bundled()
    if list_probes:
        _list_probes(knowledge, as_json)
        return
    if normals is not None:
        _print_background(normals, as_json)
        return
    profile = _profile(knowledge, probe, gene)
    image_options = pixel_size_um is not None or channels or output or review or choose or gap != "centre" or seed
    if images:
        if counts is not None or cells is not None:
            raise InputError("give images, --counts or --cells, only one of them")
        fish_images.run(
            images,
            profile,
            fish_images.ImageOptions(
                pixel_size_um, fish_images.parse_channels(channels), output, review, choose, seed, gap
            ),
            assay=_image_assay(profile, images, cutoff_percent, cutoff_operator),
            as_json=as_json,
        )
        return
    if image_options:
        raise InputError("an option of images is given without an image", solution="Name the image files.")
    assay = _assay(profile, counts, cells, cutoff_percent, cutoff_operator)
    result = score_fish(assay, profile)
    if as_json:
        _write_json(as_dict(result))
    else:
        click.echo(as_text(result, profile))


def _profile(knowledge: "Knowledge", probe: str | None, gene: str | None) -> "ProbeProfile":
    from breakapart.errors import InputError

    if probe is not None:
        profile = knowledge.probe(probe)
        if gene is not None and gene != profile.gene:
            raise InputError(f"probe {profile.id} is for {profile.gene}, option --gene says {gene}")
        return profile
    if gene is None:
        raise InputError("no probe is named", solution="Give --probe (see --list-probes) or --gene.")
    default = knowledge.default_probe(gene)
    if default is None:
        genes = ", ".join(sorted({profile.gene for profile in knowledge.probes()}))
        raise InputError(f"no probe profile for gene {gene!r} is known", solution=f"Known are {genes}.")
    return default


def _assay(
    profile: "ProbeProfile",
    counts: str | None,
    cells: Path | None,
    cutoff_percent: float | None,
    cutoff_operator: str | None,
) -> "FishAssay":
    from pydantic import ValidationError

    from breakapart.errors import InputError, Problem
    from breakapart.formats.fish_cells import read_cells
    from breakapart.model.fish import FishAssay

    if (counts is None) == (cells is None):
        found = "neither" if counts is None else "both"
        raise InputError(f"give either --counts or --cells, found {found}", solution="See 'breakapart fish --help'.")
    _check_cutoff(cutoff_percent)
    given = {"counts": parse_counts(counts)} if counts is not None else {"cells": read_cells(cells)} if cells else {}
    try:
        return FishAssay(
            gene=profile.gene,
            probe=profile.id,
            cutoff_percent=cutoff_percent,
            cutoff_operator=cutoff_operator,
            **given,
        )
    except ValidationError as error:
        source = COUNTS_OPTION if cells is None else cells.name
        messages = [str(details["msg"]).removeprefix("Value error, ") for details in error.errors()]
        raise InputError.of([Problem(message, source) for message in messages]) from None


def _check_cutoff(cutoff_percent: float | None) -> None:
    from breakapart.errors import InputError

    if cutoff_percent is not None and not 0 < cutoff_percent <= 100:
        raise InputError(
            f"{cutoff_percent:g} is not a cut-off in percent, expected above 0 up to 100", source="--cutoff"
        )


def _image_assay(
    profile: "ProbeProfile", images: tuple[Path, ...], cutoff_percent: float | None, cutoff_operator: str | None
) -> "FishAssay":
    from breakapart.model.fish import FishAssay

    _check_cutoff(cutoff_percent)
    return FishAssay(
        gene=profile.gene,
        probe=profile.id,
        image=images[0].name,
        cutoff_percent=cutoff_percent,
        cutoff_operator=cutoff_operator,
    )


def _print_background(path: Path, as_json: bool) -> None:
    import dataclasses

    from breakapart.errors import InputError
    from breakapart.formats.normal_slides import read_normal_slides
    from breakapart.scoring.normal_series import NormalSlide, background_cutoff

    slides = [NormalSlide(*row) for row in read_normal_slides(path)]
    try:
        cutoff = background_cutoff(slides)
    except ValueError as error:
        raise InputError(str(error), source=path.name) from None
    if as_json:
        _write_json({**dataclasses.asdict(cutoff), "stricter_percent": cutoff.stricter_percent})
        return
    click.echo(
        f"{cutoff.slides} normal slides: mean {cutoff.mean_percent:.2f} %, SD {cutoff.sd_percent:.2f} %\n"
        f"mean + 3 SD         {cutoff.mean_plus_3sd_percent:.2f} %\n"
        f"inverse beta, 95 %  {cutoff.beta_inverse_percent:.2f} %\n"
        f"A slide above {cutoff.stricter_percent:.2f} % is not normal by either: "
        f"--cutoff {cutoff.stricter_percent:.1f} --operator '>'"
    )
    for warning in cutoff.warnings:
        click.echo(f"  - {warning}")


def parse_counts(text: str) -> "FishCounts":
    """Counts as written on the command line; InputError naming every part that cannot be used."""
    import difflib

    from breakapart.errors import InputError, Problem
    from breakapart.model.fish import FishCounts

    classes = list(FishCounts.model_fields)
    counts: dict[str, int] = {}
    problems = []
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        name = name.replace("-", "_").casefold()
        if not equals:
            problems.append(Problem(f"{part.strip()!r} is not of the form class=number", COUNTS_OPTION))
        elif name not in classes:
            near = difflib.get_close_matches(name, classes, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Classes are {', '.join(classes)}."
            problems.append(Problem(f"class {name!r} is not known", COUNTS_OPTION, solution=hint))
        elif name in counts:
            problems.append(Problem(f"class {name!r} is given twice", COUNTS_OPTION))
        elif not (number.isascii() and number.isdecimal()):
            problems.append(Problem(f"{name} is {number!r}, expected a whole number of nuclei", COUNTS_OPTION))
        else:
            counts[name] = int(number)
    if problems:
        raise InputError.of(problems)
    return FishCounts(**counts)


def as_dict(result: "FishResult") -> dict[str, Any]:
    """The result under the names that scripts rely on."""
    return {
        "gene": result.gene,
        "probe": result.probe,
        "basis": result.basis,
        "is_rendered": result.is_rendered,
        "cells_scored": result.cells_scored,
        "counts": None if result.counts is None else result.counts.model_dump(),
        "rearranged": result.rearranged,
        "percent_positive": result.percent,
        "percent_low": result.bound_low_percent,
        "percent_high": result.bound_high_percent,
        "interval": None if result.percent_low is None else [result.percent_low, result.percent_high],
        "cutoff_percent": result.cutoff_percent,
        "cutoff_operator": result.cutoff_operator,
        "probability_above_cutoff": result.probability_above_cutoff,
        "call": CALLS[str(result.outcome)],
        "outcome": str(result.outcome),
        "statement": result.call,
        "reasons": list(result.reasons),
        "warnings": list(result.warnings),
        "source": result.source,
    }


def as_text(result: "FishResult", profile: "ProbeProfile") -> str:
    """The result as a person reads it."""
    lines = [f"{result.gene} break-apart FISH, probe {profile.id} ({profile.vendor})", "", result.call]
    if result.counts is not None:
        classes = result.counts.model_dump()
        lines.append("  " + ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in classes.items()))
        if result.counts.ambiguous and result.bound_low_percent is not None:
            lines.append(
                f"  between {result.bound_low_percent:.1f} and {result.bound_high_percent:.1f} % "
                "if all ambiguous nuclei are fused or split"
            )
    if result.probability_above_cutoff is not None:
        lines.append(
            f"  probability that the true share reaches {result.cutoff_percent:g} %: "
            f"{_probability(result.probability_above_cutoff)}"
        )
    for title, sentences in (("Because", result.reasons), ("Look again", result.warnings)):
        if sentences:
            lines += ["", title, *(f"  - {sentence}" for sentence in sentences)]
    lines += ["", f"Source: {result.source}"]
    return "\n".join(lines)


def _probability(value: float) -> str:
    if value > 0.999:
        return "over 99.9 %"
    return "under 0.1 %" if value < 0.001 else f"{100 * value:.1f} %"


def _list_probes(knowledge: "Knowledge", as_json: bool) -> None:
    import dataclasses

    if as_json:
        _write_json([dataclasses.asdict(profile) for profile in knowledge.probes()])
        return
    for profile in knowledge.probes():
        steps = ", two steps" if profile.two_step else ""
        verify = "; verify locally" if profile.verify_locally else ""
        click.echo(
            f"{profile.id:15} keeps {profile.kept_side[0]}', {profile.cutoff_operator} {profile.cutoff_percent:g} % "
            f"of at least {profile.min_cells} nuclei{steps}{verify}"
        )


def _write_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
