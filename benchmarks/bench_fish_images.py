"""
Time and memory of one FISH field of 2048 x 2048 pixels and three channels, on one core:
`python benchmarks/bench_fish_images.py`.

The floor is one Gaussian filter of the three channels: no engine that looks at every pixel is faster.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import resource  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from dataclasses import replace  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
from scipy import ndimage  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.render_fish import BASE, render  # noqa: E402

from breakapart.knowledge import Knowledge  # noqa: E402
from breakapart.model.fish_image import FishField  # noqa: E402
from breakapart.scoring.fish_field import score_field  # noqa: E402

BAR_SECONDS, BAR_BYTES, ROUNDS = 1.5, 1_000_000_000, 5


def main() -> int:
    """Print time, floor and memory; 1 when a bar is missed."""
    planes = render(replace(BASE, size_px=2048, nuclei=240), 1).planes.astype(np.float32)
    rendering = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    field = FishField("field", *planes, pixel_size_um=0.1, full_scale=65535.0)
    profile = Knowledge.bundled().probe("ALK-vysis")
    seconds, floor, scored = [], [], score_field(field, profile)
    for _ in range(ROUNDS):
        start = time.process_time()
        scored = score_field(field, profile)
        seconds.append(time.process_time() - start)
        start = time.process_time()
        for plane in planes[:, 0]:
            ndimage.gaussian_filter(plane, 2)
        floor.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"nuclei scored           {len(scored.cells)}")
    print(
        f"processor time          {min(seconds):.2f} s (median {sorted(seconds)[ROUNDS // 2]:.2f}; bar {BAR_SECONDS} s)"
    )
    print(f"floor: three filters    {min(floor):.2f} s, ratio {min(seconds) / min(floor):.1f}")
    print(f"memory at its peak      {peak / 1e6:.0f} MB (rendering {rendering / 1e6:.0f}; bar {BAR_BYTES / 1e6:.0f})")
    return int(min(seconds) > BAR_SECONDS or peak > BAR_BYTES)


if __name__ == "__main__":
    sys.exit(main())
