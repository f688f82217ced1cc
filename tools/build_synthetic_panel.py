"""
Write the bundled panel with synthetic nucleotides: `python tools/build_synthetic_panel.py [OUT]`.

Without OUT the file in the package is written. The same bundled reference gives the same bytes.
"""

import sys
from pathlib import Path

from breakapart.reference import Reference
from breakapart.reference.schema import write_reference
from breakapart.reference.store import SYNTHETIC
from breakapart.reference.synthetic import synthetic_entries, synthetic_meta


def main(arguments: list[str]) -> int:
    """Write the file and say how large it became."""
    out = Path(arguments[0]) if arguments else SYNTHETIC
    bundled = Reference.bundled()
    entries = synthetic_entries(bundled)
    write_reference(out, entries, synthetic_meta(bundled, entries))
    print(f"{out}: {len(entries)} genes, {out.stat().st_size / 1e6:.1f} MB, synthetic")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
