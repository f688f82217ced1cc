"""Descriptions of panels."""

import pytest

from breakapart.errors import InputError
from breakapart.formats.panel_yaml import read_panel

SOUND = """\
id: solid-506
name: Solid tumour panel
design: capture
molecule: DNA
size_mb: 1.7
genes_covered: 506
detects: [substitution, short_indel, copy_number, fusion]
cannot_detect: [expression]
"""


def written(tmp_path, text):
    path = tmp_path / "panel.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_description(tmp_path):
    panel = read_panel(written(tmp_path, SOUND))
    assert (panel.size_mb, panel.genes_covered, panel.cannot_detect) == (1.7, 506, ("expression",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("size_mb: 1.7", "size_mb: -1"), r"panel\.yaml, line 5, column 10: size_mb"),
        (("molecule: DNA", "molecule: XNA"), r"line 4, column 11: molecule"),
        (("name: Solid tumour panel\n", ""), "name: field required"),
        (
            ("cannot_detect: [expression]", "cannot_detect: [fusion]"),
            "fusion stands in both 'detects' and 'cannot_detect'",
        ),
        (("id: solid-506", "- solid"), "panel.yaml"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, change, message):
    with pytest.raises(InputError, match=message):
        read_panel(written(tmp_path, SOUND.replace(*change)))


def test_a_list_is_no_panel(tmp_path):
    with pytest.raises(InputError, match="describes no panel"):
        read_panel(written(tmp_path, "- a\n- b\n"))
