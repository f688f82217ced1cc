"""
Render the FISH fields of the two example cases: `python tools/make_example_fish.py`.

The report of the cases shows no image that may be copied and gives no counts. It does say what was seen: isolated 5'
(green) signals, isolated 3' (red) signals and fused signals, in more than 15 % of 100 nuclei. The fields show that, and
say of themselves that they are rendered. They carry no information on the patients.
"""

import sys
from dataclasses import replace
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import tifffile

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from render_fish import BASE, FieldSpec, render  # noqa: E402

FOLDER = ROOT / "src" / "breakapart" / "formats" / "examples"
COARSER = 10
"""Camera numbers are divided by this, as with a low gain: noise stays above one number, and files stay small."""
_FIELD = replace(
    BASE,
    size_px=1000,
    pixel_um=0.16,
    nuclei=178,
    isolated=1.0,
    isolated_other=0.09,
    signal_loss=0.004,
    copy_gain=0.05,
    overlap=0.02,
    debris=6,
    spindle=0.35,
)
FIELDS: dict[str, tuple[FieldSpec, int]] = {
    "ouyang2025-case-1-alk-fish.ome.tif": (replace(_FIELD, rearranged=0.32), 20251),
    "ouyang2025-case-2-alk-fish.ome.tif": (replace(_FIELD, rearranged=0.41, spindle=0.5), 20252),
}


def main() -> None:
    """Write both fields; the same bytes every time."""
    for name, (spec, seed) in FIELDS.items():
        planes = np.rint(render(spec, seed).planes[:, 0] / COARSER).astype(np.uint16)
        tifffile.imwrite(
            FOLDER / name,
            planes,
            ome=True,
            compression="zlib",
            compressionargs={"level": 9},
            predictor=True,
            rowsperstrip=250,
            photometric="minisblack",
            metadata={
                "axes": "CYX",
                "UUID": str(uuid5(NAMESPACE_URL, name)),
                "Name": "Rendered field of ALK break-apart FISH",
                "Description": "Rendered by a computer (tools/make_example_fish.py), not photographed: the signal "
                "patterns that the report of the case describes. It is no image of the patient.",
                "PhysicalSizeX": spec.pixel_um,
                "PhysicalSizeY": spec.pixel_um,
                "PhysicalSizeXUnit": "µm",
                "PhysicalSizeYUnit": "µm",
                "Channel": {"Name": ["DAPI", "SpectrumGreen", "SpectrumOrange"]},
            },
        )
        print(name, (FOLDER / name).stat().st_size)


if __name__ == "__main__":
    main()
