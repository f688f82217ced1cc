"""The two cases of the published report as case files, also from simulated reads, and the template of a new case."""

from pathlib import Path

_FOLDER = Path(__file__).parent
TEMPLATE = _FOLDER / "template.yaml"
"""A small case with a comment at every line that needs one."""
TEMPLATE_ID = "my-case"
"""The case's id in the template, to be replaced by one's own."""


def beside(case_file: Path) -> tuple[Path, ...]:
    """The files that an example names: images of FISH, rendered from the patterns that the report describes."""
    return tuple(sorted(_FOLDER.glob(f"{case_file.stem}-*.ome.tif")))


def example_cases() -> tuple[Path, ...]:
    """Paths of the two cases of the report, in its order."""
    return _FOLDER / "ouyang2025-case-1.yaml", _FOLDER / "ouyang2025-case-2.yaml"


def example_cases_from_reads() -> tuple[Path, ...]:
    """The same two with their fusions to be called from simulated reads: illustrations."""
    return _FOLDER / "ouyang2025-case-1-from-reads.yaml", _FOLDER / "ouyang2025-case-2-from-reads.yaml"
