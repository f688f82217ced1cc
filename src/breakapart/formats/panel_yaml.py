"""The description of a panel: one YAML file with the fields of a case file's assay (genes, size, molecule, scope)."""

from pathlib import Path

from pydantic import ValidationError

from breakapart.errors import InputError
from breakapart.formats.case_shape import without_blanks
from breakapart.formats.text_file import decode, read_bytes
from breakapart.formats.yaml_tree import read_tree
from breakapart.model.sequencing import SequencingAssay

EXAMPLE = (
    "id: solid-506, name: Solid tumour panel, design: capture, molecule: DNA, size_mb: 1.7, detects: [substitution]"
)


def read_panel(path: Path) -> SequencingAssay:
    """The panel described in the file at `path`. Raises InputError with every problem and its line."""
    source = str(path)
    tree = read_tree(decode(read_bytes(path), source=source), source=source)
    if tree.problems:
        raise InputError.of(tree.problems)
    if not isinstance(tree.value, dict):
        raise InputError("describes no panel, expected keys and values", source=source, solution=f"As {EXAMPLE}")
    try:
        return SequencingAssay.model_validate(without_blanks(tree.value))
    except ValidationError as error:
        problems = []
        for details in error.errors(include_url=False):
            path_in_tree = tuple(part for part in details["loc"] if isinstance(part, str | int))
            where = ".".join(map(str, path_in_tree)) or "the panel"
            message = details["msg"].removeprefix("Value error, ")
            place = tree.place_of_value(path_in_tree)
            problems.append(tree.problem(place, f"{where}: {message[:1].lower()}{message[1:]}", f"As {EXAMPLE}"))
        raise InputError.of(problems) from None
