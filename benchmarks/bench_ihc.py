"""
How long and how much memory scoring a stained section takes, and how well drawn fields are scored.

    python benchmarks/bench_ihc.py              one 2048 x 2048 field, and accuracy on ten drawn fields
    python benchmarks/bench_ihc.py --slide      also a 20,000 x 20,000 pyramid, by tiles (minutes; 2 GB of disk)

Drawn fields test the software, not biology. Each measure of memory is taken in a process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

BLOCK_PX = 2000
BUDGET_GB = 2.0


def draw_slide(path: Path, side_px: int) -> float:
    """A pyramid whose blocks repeat one drawn field of 0.25 um pixels; returns its true labelling index."""
    import tifffile
    from tests.render_dab import render

    field = render(seed=1, size_px=(BLOCK_PX, BLOCK_PX), pixel_size_um=0.25, nuclei_per_mm2=2500)
    across = side_px // BLOCK_PX

    def tiles(step: int, tile: int = 400):
        small = np.ascontiguousarray(field.rgb[::step, ::step])
        for row in range(side_px // step // tile):
            for column in range(side_px // step // tile):
                y, x = row * tile % small.shape[0], column * tile % small.shape[1]
                yield small[y : y + tile, x : x + tile]

    with tifffile.TiffWriter(path, bigtiff=True) as writer:
        common = {"dtype": np.uint8, "tile": (400, 400), "photometric": "rgb"}
        writer.write(
            tiles(1), shape=(side_px, side_px, 3), subifds=1, resolution=(40_000, 40_000), resolutionunit=3, **common
        )
        writer.write(tiles(5), shape=(side_px // 5, side_px // 5, 3), subfiletype=1, **common)
    print(f"slide drawn: {across} x {across} blocks, {path.stat().st_size / 1e9:.2f} GB")
    return field.labelling_index_percent


def score(path: Path, pixel_um: float | None) -> dict[str, float]:
    """Time and peak memory of one image, measured in this process."""
    from breakapart.knowledge import Knowledge
    from breakapart.workup_ihc import score_section, stain_profile

    stain = stain_profile("ki67", Knowledge.bundled())
    begun = time.process_time()
    result = score_section(path, stain, pixel_size_um=pixel_um)
    return {
        "cpu_seconds": time.process_time() - begun,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        "cells": len(result.cells),
        "percent": result.percent or 0.0,
        "area_mm2": result.area_mm2,
    }


def in_own_process(path: Path, pixel_um: float | None) -> dict[str, float]:
    """`score` in a fresh process, so that its peak of memory is its own."""
    command = [
        sys.executable,
        __file__,
        "--score",
        str(path),
        *(["--pixel-size-um", str(pixel_um)] if pixel_um else []),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slide", action="store_true")
    parser.add_argument("--side-px", type=int, default=20_000)
    parser.add_argument("--score", type=Path)
    parser.add_argument("--pixel-size-um", type=float)
    options = parser.parse_args()
    if options.score:
        print(json.dumps(score(options.score, options.pixel_size_um)))
        return
    from PIL import Image
    from tests.render_dab import render

    with tempfile.TemporaryDirectory() as folder:
        field = render(seed=2, size_px=(2048, 2048), pixel_size_um=0.25, nuclei_per_mm2=2500)
        path = Path(folder) / "field.png"
        Image.fromarray(field.rgb).save(path)
        print("2048 x 2048 at 0.25 um:", told(in_own_process(path, 0.25), field.labelling_index_percent))
        if options.slide:
            path = Path(folder) / "slide.tif"
            true = draw_slide(path, options.side_px)
            found = in_own_process(path, None)
            print(f"{options.side_px} x {options.side_px} at 0.25 um, by tiles:", told(found, true))
            print(f"under {BUDGET_GB} GB:", "yes" if found["peak_gb"] < BUDGET_GB else "NO")


def told(found: dict[str, float], true: float) -> str:
    """One line."""
    return (
        f"{found['cpu_seconds']:.1f} s, {found['peak_gb']:.2f} GB, {found['cells']:.0f} cells in "
        f"{found['area_mm2']:.2f} mm2, index {found['percent']:.1f} % (drawn {true:.1f} %)"
    )


if __name__ == "__main__":
    main()
