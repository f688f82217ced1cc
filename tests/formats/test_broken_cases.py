# ruff: noqa: E501 - messages are given whole
"""Broken case files: each a small change to a sound one, with every message it must bring, whole and in order."""

import os

import pytest
from tests.builders import SMALL_KNOWLEDGE, SMALL_REFERENCE, SOUND_CASE, fusion_trouble

from breakapart.errors import InputError
from breakapart.formats.case_yaml import read_case

TIMELINE = SOUND_CASE[SOUND_CASE.index("  - {id: first") : SOUND_CASE.index("assays:")]


def broken(name, changes, messages):
    """Changes are (found once in the sound case, put in its place); messages begin behind the name of the file."""
    return pytest.param(changes, messages, id=name)


BROKEN = [
    broken(
        "unclosed quotes",
        [("title: A minimal case", 'title: "A minimal case')],
        [", line 3, column 8: quotes are opened here and never closed. Close them"],
    ),
    broken(
        "unclosed list",
        [("[finger]", "[finger")],
        [", line 7, column 65: a list is opened here with '[' and not closed. Close it with ']'"],
    ),
    broken(
        "tab",
        [("    name: Finger", "\tname: Finger")],
        [", line 13, column 1: a tab stands where spaces are expected. Indent with spaces"],
    ),
    broken(
        "colon in text",
        [("title: A minimal case", "title: Case: minimal")],
        [
            ", line 3, column 12: a second ':' in one entry, or a line that is indented too far. Put text that holds ': ' in quotes; begin the keys of one block in the same column"
        ],
    ),
    broken(
        "at sign",
        [("title: A minimal case", "title: @case")],
        [", line 3, column 8: text cannot begin with '@'. Put it in quotes"],
    ),
    broken(
        "indentation",
        [("    site: left index finger", "   site: left index finger")],
        [
            ", line 14, column 4: this does not fit the block that began in line 12. Begin the keys of one block in the same column; put text that goes on after quotes or brackets in quotes"
        ],
    ),
    broken(
        "no colon",
        [("id: minimal", "id minimal")],
        [", line 3, column 1: the entry before this one has no ':'. Write 'key: value'"],
    ),
    broken(
        "duplicate key",
        [("title: A minimal case", "title: A minimal case\ntitle: Another")],
        [", line 4, column 1: the key 'title' stands twice, first in line 3. Keep one of the two"],
    ),
    broken(
        "duplicate key deep",
        [("outcome: absent}", "outcome: absent, outcome: present}")],
        [", line 22, column 45: the key 'outcome' stands twice, first in line 22. Keep one of the two"],
    ),
    broken(
        "anchor",
        [("patient: {", "patient: &p {")],
        [", line 4, column 10: anchors ('&p') are not allowed. Write every value out in full"],
    ),
    broken(
        "anchor and alias",
        [("- {marker: S100, outcome: absent}", "- &s {marker: S100, outcome: absent}\n          - *s")],
        [
            ", line 22, column 13: anchors ('&s') are not allowed. Write every value out in full",
            ", line 23, column 13: '*s' stands for a value written elsewhere. Write the value out in full",
        ],
    ),
    broken(
        "merge key",
        [("- {marker: S100, outcome: absent}", "- {<<: *s, outcome: absent}")],
        [
            ", line 22, column 13: specimen 'finger' > component 'tumour' > stain 2: 'marker' is missing: marker as in the knowledge base (`ALK`, `SOX10`, `panTRK`) or a synonym people write",
            ", line 22, column 18: '*s' stands for a value written elsewhere. Write the value out in full",
        ],
    ),
    broken(
        "tag",
        [("title: A", "title: !!python/name:os.system A")],
        [", line 3, column 8: tags ('!!python/name:os.system') are not allowed. Leave it out"],
    ),
    broken(
        "two documents",
        [("assays:", "---\nassays:")],
        [", line 9, column 1: a second document begins here. Write one case in one file"],
    ),
    broken(
        "list as key",
        [("title: A minimal case", "? [title]\n: A minimal case")],
        [", line 3, column 3: expected a key (as in 'key: value')"],
    ),
    broken(
        "escape",
        [("title: A minimal case", 'title: "A \\q case"')],
        [", line 3, column 12: in double quotes a backslash has a meaning, and this one has none. Use single quotes"],
    ),
    broken(
        "control escape",
        [("title: A minimal case", 'title: "A \\a case"')],
        [", line 3, column 8: the text holds the control character U+0007, expected plain text"],
    ),
    broken(
        "half a surrogate",
        [("title: A minimal case", 'title: "A \\ud800 case"')],
        [", line 3, column 8: the text holds the control character U+D800, expected plain text"],
    ),
    broken(
        "beyond unicode",
        [("title: A minimal case", 'title: "A \\UFFFFFFFF case"')],
        [": an escape in double quotes stands for no character"],
    ),
    broken(
        "deep nesting",
        [("title: A minimal case", "title: " + "[" * 500 + "]" * 500)],
        [", line 3, column 37: values are nested more than 30 levels deep"],
    ),
    broken(
        "version",
        [("breakapart_case: 1", "breakapart_case: 2")],
        [", line 1, column 18: breakapart_case: expected 1, found 2"],
    ),
    broken(
        "no version",
        [("breakapart_case: 1\n", "")],
        [", line 1, column 1: 'breakapart_case' is missing: version of the case file format"],
    ),
    broken(
        "no title",
        [("title: A minimal case\n", "")],
        [", line 1, column 1: 'title' is missing: one line that tells what the case is"],
    ),
    broken(
        "blank title",
        [("title: A minimal case", "title:")],
        [", line 3, column 1: 'title' is missing: one line that tells what the case is"],
    ),
    broken(
        "empty title",
        [("title: A minimal case", "title: ''")],
        [", line 3, column 8: title: the text is empty, expected at least one character"],
    ),
    broken(
        "number as title",
        [("title: A minimal case", "title: 2019")],
        [", line 3, column 8: title: expected text, found the number 2019. Put it in quotes: '2019'"],
    ),
    broken(
        "id with spaces",
        [("id: minimal", "id: Smith, John")],
        [
            ", line 2, column 5: id: 'Smith, John' is not an id, expected letters, digits, '-', '_' and '.' without spaces, a letter or digit first"
        ],
    ),
    broken(
        "long id",
        [("id: minimal", "id: " + "a" * 81)],
        [", line 2, column 5: id: the text has 81 characters, expected at most 80"],
    ),
    broken(
        "unknown key",
        [("patient:", "pateint:")],
        [", line 4, column 1: the key 'pateint' is not known here. Did you mean patient?"],
    ),
    broken(
        "unknown key far",
        [("title: A minimal case", "title: A minimal case\nweather: fine")],
        [
            ", line 4, column 1: the key 'weather' is not known here. Known are breakapart_case, id, title, source, patient, clinical_impression, timeline, assays, specimens, considered and signed"
        ],
    ),
    broken(
        "sex",
        [("sex: female", "sex: woman")],
        [
            ", line 4, column 16: patient > sex: 'woman' is not known, expected female, male, other or unknown. Did you mean female?"
        ],
    ),
    broken(
        "norway",
        [("sex: female", "sex: no")],
        [", line 4, column 16: patient > sex: 'no' is not known, expected female, male, other or unknown"],
    ),
    broken(
        "age without unit",
        [("age: 9 years", "age: 9")],
        [", line 4, column 29: patient > age: 9 has no unit; write for example '9 years', '14 months' or '6 days'"],
    ),
    broken(
        "age in words",
        [("age: 9 years", "age: nine years")],
        [
            ", line 4, column 29: patient > age: 'nine years' is not a length of time; write for example '9 years', '14 months' or '6 days'"
        ],
    ),
    broken(
        "negative age",
        [("age: 9 years", "age: -9 years")],
        [
            ", line 4, column 29: patient > age: '-9 years' is not a length of time; write for example '9 years', '14 months' or '6 days'"
        ],
    ),
    broken(
        "text for a record",
        [("{sex: female, age: 9 years}", "girl of 9")],
        [
            ", line 4, column 10: patient: expected keys and values (sex, age, gestation_at_birth, ...), found the text 'girl of 9'"
        ],
    ),
    broken(
        "list for a record",
        [("{sex: female, age: 9 years}", "[female, 9 years]")],
        [", line 4, column 10: patient: expected keys and values (sex, age, gestation_at_birth, ...), found a list"],
    ),
    broken(
        "text for a list",
        [("morphology: [fascicular]", "morphology: fascicular")],
        [
            ", line 18, column 21: specimen 'finger' > component 'tumour' > morphology: expected a list, found the text 'fascicular'"
        ],
    ),
    broken(
        "number in a list",
        [("morphology: [fascicular]", "morphology: [3]")],
        [
            ", line 18, column 22: specimen 'finger' > component 'tumour' > morphology 1: expected keys and values (term, outcome, extent, ...), found the number 3"
        ],
    ),
    broken(
        "blank in a list",
        [("morphology: [fascicular]", "morphology: [fascicular, ]\n        ihc_: [~]")],
        [
            ", line 19, column 9: specimen 'finger' > component 'tumour': the key 'ihc_' is not known here. Did you mean ihc?"
        ],
    ),
    broken(
        "null item",
        [("morphology: [fascicular]", "morphology: [~]")],
        [
            ", line 18, column 22: specimen 'finger' > component 'tumour' > morphology 1: expected keys and values (term, outcome, extent, ...), found nothing"
        ],
    ),
    broken(
        "outcome positive",
        [("outcome: absent", "outcome: negative")],
        [
            ", line 22, column 37: specimen 'finger' > component 'tumour' > stain 'S100' > outcome: 'negative' is not known, expected present, absent, equivocal or not_evaluable. Did you mean absent?"
        ],
    ),
    broken(
        "outcome not done",
        [("outcome: absent", "outcome: not done")],
        [
            ", line 22, column 37: specimen 'finger' > component 'tumour' > stain 'S100' > outcome: 'not done' is not an outcome. Leave the whole entry out: what was not tested is neither present nor absent"
        ],
    ),
    broken(
        "outcome true",
        [("outcome: absent", "outcome: true")],
        [
            ", line 22, column 37: specimen 'finger' > component 'tumour' > stain 'S100' > outcome: expected one of present, absent, equivocal or not_evaluable, found true"
        ],
    ),
    broken(
        "no outcome",
        [("{marker: S100, outcome: absent}", "{marker: S100}")],
        [
            ", line 22, column 13: specimen 'finger' > component 'tumour' > stain 'S100': 'outcome' is missing: `present`, `absent`, `equivocal` or `not_evaluable`"
        ],
    ),
    broken(
        "percent",
        [("outcome: absent}", "outcome: present, percent_positive: 130}")],
        [
            ", line 22, column 64: specimen 'finger' > component 'tumour' > stain 'S100' > percent_positive: expected a number from 0 to 100, found 130"
        ],
    ),
    broken(
        "percent as text",
        [("outcome: absent}", "outcome: present, percent_positive: 30 %}")],
        [
            ", line 22, column 64: specimen 'finger' > component 'tumour' > stain 'S100' > percent_positive: expected a number from 0 to 100, found the text '30 %'"
        ],
    ),
    broken(
        "quoted number",
        [("count_low: 3", "count_low: '3'")],
        [
            ", line 19, column 30: specimen 'finger' > component 'tumour' > mitoses > count_low: expected a whole number of at least 0, found the text '3'"
        ],
    ),
    broken(
        "no for false",
        [("count_low: 3", "count_low: 3, approximate: no")],
        [
            ", line 19, column 46: specimen 'finger' > component 'tumour' > mitoses > approximate: expected true or false, found the text 'no'"
        ],
    ),
    broken(
        "half a mitosis",
        [("count_low: 3", "count_low: 3.5")],
        [
            ", line 19, column 30: specimen 'finger' > component 'tumour' > mitoses > count_low: expected a whole number of at least 0, found the number 3.5"
        ],
    ),
    broken(
        "huge integer",
        [("count_low: 3", "count_low: " + "9" * 400)],
        [
            ", line 19, column 30: specimen 'finger' > component 'tumour' > mitoses > count_low: expected a whole number of at least 0, found a number of 400 digits"
        ],
    ),
    broken(
        "negative count",
        [("count_low: 3", "count_low: -3")],
        [
            ", line 19, column 30: specimen 'finger' > component 'tumour' > mitoses > count_low: expected a whole number of at least 0, found -3"
        ],
    ),
    broken(
        "range",
        [("count_low: 3", "count_low: 3, count_high: 2")],
        [
            ", line 19, column 45: specimen 'finger' > component 'tumour' > mitoses: 'count_high' is 2, below 'count_low' 3"
        ],
    ),
    broken(
        "no area",
        [(", fields: 10", "")],
        [
            ", line 19, column 18: specimen 'finger' > component 'tumour' > mitoses: give 'fields' (for example 10) or 'area_mm2': a count without its area cannot be graded"
        ],
    ),
    broken(
        "zero fields",
        [("fields: 10", "fields: 0")],
        [
            ", line 19, column 41: specimen 'finger' > component 'tumour' > mitoses > fields: expected a number above 0, found 0"
        ],
    ),
    broken(
        "field number alone",
        [("fields: 10", "fields: 10, field_number_mm: 22")],
        [
            ", line 19, column 62: specimen 'finger' > component 'tumour' > mitoses: 'field_number_mm' and 'objective' belong together"
        ],
    ),
    broken(
        "area",
        [("fields: 10", "fields: 10, field_area_mm2: 0.2, area_mm2: 20")],
        [
            ", line 19, column 76: specimen 'finger' > component 'tumour' > mitoses: 'area_mm2' is 20 but 10 fields of 0.2 mm2 are 2 mm2"
        ],
    ),
    broken(
        "field area in um2",
        [("fields: 10", "fields: 10, field_area_mm2: 200000")],
        [
            ", line 19, column 61: specimen 'finger' > component 'tumour' > mitoses: field_area_mm2 is 200000, expected the area of a high-power field in mm2, 0.05 to 1"
        ],
    ),
    broken(
        "too many mitoses",
        [("count_low: 3", "count_low: 9000")],
        [
            ", line 19, column 30: specimen 'finger' > component 'tumour' > mitoses: 9000 mitoses in 10 mm2 are more than can be counted. Check the count, the fields and their area"
        ],
    ),
    broken(
        "absent but strong",
        [("outcome: absent", "outcome: absent, intensity: strong")],
        [
            ", line 22, column 37: specimen 'finger' > component 'tumour' > stain 'S100': 'outcome' is 'absent' but an extent, an intensity or a positive share is given; write outcome 'present' or 'equivocal', or leave them out"
        ],
    ),
    broken(
        "not evaluable but focal",
        [("outcome: absent", "outcome: not_evaluable, extent: focal")],
        [
            ", line 22, column 37: specimen 'finger' > component 'tumour' > stain 'S100': 'outcome' is 'not_evaluable' but an extent, an intensity, a compartment or a share is given; write what was seen as 'present', 'absent' or 'equivocal', or leave them out"
        ],
    ),
    broken(
        "intensity shares",
        [("outcome: absent", "outcome: present, percent_by_intensity: [50, 40, 30]")],
        [
            ", line 22, column 68: specimen 'finger' > component 'tumour' > stain 'S100': 'percent_by_intensity' adds up to 120, expected at most 100"
        ],
    ),
    broken(
        "two shares",
        [("outcome: absent", "outcome: present, percent_by_intensity: [50, 40]")],
        [
            ", line 22, column 68: specimen 'finger' > component 'tumour' > stain 'S100' > percent_by_intensity: number 3 of the list is missing"
        ],
    ),
    broken(
        "shares and percent",
        [("outcome: absent", "outcome: present, percent_by_intensity: [10, 20, 30], percent_positive: 30")],
        [
            ", line 22, column 100: specimen 'finger' > component 'tumour' > stain 'S100': 'percent_positive' is 30 but 'percent_by_intensity' adds up to 60"
        ],
    ),
    broken(
        "fish sum",
        [("split: 20}", "split: 20}, cells_scored: 50")],
        [
            ", line 24, column 71: specimen 'finger' > component 'tumour' > FISH 'ALK': 'cells_scored' is 50 but the classes in 'counts' add up to 100"
        ],
    ),
    broken(
        "fish percent",
        [("split: 20}", "split: 20}, percent_positive: 35")],
        [
            ", line 24, column 75: specimen 'finger' > component 'tumour' > FISH 'ALK': 'percent_positive' is 35 but by 'counts' it is 20"
        ],
    ),
    broken(
        "fish negative",
        [("split: 20", "split: -20")],
        [
            ", line 24, column 52: specimen 'finger' > component 'tumour' > FISH 'ALK' > counts > split: expected a whole number of at least 0, found -20"
        ],
    ),
    broken(
        "fish empty",
        [("{fused: 80, split: 20}", "{fused: 0}")],
        [", line 24, column 33: specimen 'finger' > component 'tumour' > FISH 'ALK': 'counts' holds no nucleus"],
    ),
    broken(
        "fish two ways",
        [("split: 20}", "split: 20}, cells: [{fused: 2}]")],
        [
            ", line 24, column 33: specimen 'finger' > component 'tumour' > FISH 'ALK': give only one of 'counts', 'cells' and 'image', found counts and cells"
        ],
    ),
    broken(
        "fish nothing",
        [("counts: {fused: 80, split: 20}", "note: done")],
        [
            ", line 24, column 13: specimen 'finger' > component 'tumour' > FISH 'ALK': give 'counts', 'cells', 'image' or at least an 'outcome'"
        ],
    ),
    broken(
        "fish fractions",
        [("counts: {fused: 80, split: 20}", "outcome: present, percent_positive: 15.3, cells_scored: 100")],
        [
            ", line 24, column 61: specimen 'finger' > component 'tumour' > FISH 'ALK': 'percent_positive' is 15.3, which is no whole number of the 100 nuclei in 'cells_scored'"
        ],
    ),
    broken(
        "operator",
        [("split: 20}", "split: 20}, cutoff_operator: =>")],
        [
            ", line 24, column 74: specimen 'finger' > component 'tumour' > FISH 'ALK' > cutoff_operator: '=>' is not known, expected '>' or '>='"
        ],
    ),
    broken(
        "probe",
        [("split: 20}", "split: 20}, probe: ALK-vysiss")],
        [
            ", line 24, column 64: specimen 'finger' > component 'tumour' > FISH 'ALK' > probe: probe 'ALK-vysiss' is not known. Did you mean ALK-vysis?"
        ],
    ),
    broken(
        "necrosis",
        [("mitoses:", "necrosis: {extent: none, percent: 30}\n        mitoses:")],
        [
            ", line 19, column 43: specimen 'finger' > component 'tumour' > necrosis: 'percent' is 30, which is 'under_half', but 'extent' is 'none'"
        ],
    ),
    broken(
        "necrosis word",
        [("mitoses:", "necrosis: some\n        mitoses:")],
        [
            ", line 19, column 19: specimen 'finger' > component 'tumour' > necrosis > extent: 'some' is not known, expected none, under_half or half_or_more"
        ],
    ),
    broken(
        "grade",
        [("mitoses:", "reported_grade: {grade: 4}\n        mitoses:")],
        [
            ", line 19, column 33: specimen 'finger' > component 'tumour' > reported_grade > grade: expected 1, 2 or 3, found 4"
        ],
    ),
    broken(
        "size",
        [("name: Finger", "name: Finger\n    size_cm: [2, 1, 1, 1]")],
        [", line 14, column 14: specimen 'finger' > size_cm: the list has 4 items, expected at most 3"],
    ),
    broken(
        "size negative",
        [("name: Finger", "name: Finger\n    size_cm: [2, -1]")],
        [
            ", line 14, column 18: specimen 'finger' > number 2 of size_cm: expected a number above 0 and of at most 100, found -1"
        ],
    ),
    broken(
        "region",
        [("site: left index finger", "site: {text: left index finger, region: finger}")],
        [
            ", line 14, column 45: specimen 'finger' > site > region: 'finger' is not known. Did you mean hand_foot? All terms: breakapart case schema"
        ],
    ),
    broken(
        "region unknown",
        [("site: left index finger", "site: {text: left index finger, region: xyz}")],
        [
            ", line 14, column 45: specimen 'finger' > site > region: 'xyz' is not known, expected head_neck, trunk, upper_extremity, lower_extremity, hand_foot, axilla_groin, thorax, lung, abdomen_pelvis, retroperitoneum, kidney, bladder, uterus, genital, liver, gastrointestinal, lymph_node, bone, central_nervous_system or other"
        ],
    ),
    broken(
        "no specimens",
        [(SOUND_CASE[SOUND_CASE.index("specimens:\n") :], "specimens: []\n")],
        [
            ", line 7, column 66: event 'operation' > specimen 'finger': there is no specimen 'finger'. This case lists no specimens",
            ", line 11, column 12: specimens: the list has 0 items, expected at least 1",
        ],
    ),
    broken(
        "detects both",
        [("detects: [fusion]", "detects: [fusion], cannot_detect: [fusion]")],
        [", line 10, column 75: assay 'panel': fusion stands in both 'detects' and 'cannot_detect'"],
    ),
    broken(
        "genes covered",
        [("detects: [fusion]", "detects: [fusion], genes_covered: 1, genes: [ALK, STRN]")],
        [", line 10, column 100: assay 'panel': 'genes_covered' is 1 but 'genes' lists 2"],
    ),
    broken(
        "outcome with fusion",
        [("fusions: [", "outcome: absent, fusions: [")],
        [
            ", line 26, column 37: specimen 'finger' > component 'tumour' > sequencing 'panel': 'outcome' is 'absent' but the fusion 'STRN(e3)::ALK(e20)' is reported as present"
        ],
    ),
    broken(
        "absent fusion with reads",
        [("STRN(e3)::ALK(e20)", "STRN(e3)::ALK(e20), outcome: absent, junction_reads: 12")],
        [
            ", line 26, column 74: specimen 'finger' > component 'tumour' > sequencing 'panel' > fusion 'STRN(e3)::ALK(e20)': 'outcome' is 'absent' but reads or an allele fraction are given"
        ],
    ),
    broken(
        "signed without text",
        [("assays:", "signed: {by: me}\nassays:")],
        [", line 9, column 9: signed: 'text' is missing: in the person's own words"],
    ),
    broken(
        "status",
        [("kind: finding", "kind: finding, status: lost_to_follow_up")],
        [", line 6, column 40: event 'first': 'status' belongs to a follow_up, found in a finding"],
    ),
    broken(
        "read without diagnosis",
        [("kind: finding", "kind: pathology_read")],
        [", line 6, column 5: event 'first': a pathology_read needs its 'diagnosis' (or the words 'no diagnosis')"],
    ),
    broken(
        "course",
        [("kind: finding", "kind: finding, course: given")],
        [", line 6, column 40: event 'first': 'course' belongs to a treatment or a procedure, found in a finding"],
    ),
    broken(
        "empty when",
        [("when: {date: 2019-05}", "when: {}")],
        [", line 6, column 52: event 'first' > when: give at least one of 'date', 'age', 'gestation' or 'after'"],
    ),
    broken(
        "interval without after",
        [("when: {date: 2019-05}", "when: {interval: 2 years}")],
        [", line 6, column 63: event 'first' > when: 'interval' needs 'after': the id of the event it is counted from"],
    ),
    broken(
        "marker",
        [("marker: S100", "marker: SOX-1O")],
        [
            ", line 22, column 22: specimen 'finger' > component 'tumour' > stain 'SOX-1O' > marker: marker 'SOX-1O' is not known. Did you mean SOX10? If not, write 'other:SOX-1O' to keep one that breakapart does not know; it then moves nothing"
        ],
    ),
    broken(
        "marker alien",
        [("marker: S100", "marker: qwertyuiop")],
        [
            ", line 22, column 22: specimen 'finger' > component 'tumour' > stain 'qwertyuiop' > marker: marker 'qwertyuiop' is not known. Write 'other:qwertyuiop' to keep one that breakapart does not know; it then moves nothing"
        ],
    ),
    broken(
        "marker other",
        [("marker: S100", "marker: other:SOX10")],
        [
            ", line 22, column 22: specimen 'finger' > component 'tumour' > stain 'other:SOX10' > marker: 'other:SOX10' is a known marker. Write 'SOX10'"
        ],
    ),
    broken(
        "marker other empty",
        [("marker: S100", "marker: 'other:'")],
        [
            ", line 22, column 22: specimen 'finger' > component 'tumour' > stain 'other:' > marker: after 'other:' stands nothing, expected the name of a marker"
        ],
    ),
    broken(
        "morphology term",
        [("[fascicular]", "[fasciculr]")],
        [
            ", line 18, column 22: specimen 'finger' > component 'tumour' > morphology 'fasciculr': morphology term 'fasciculr' is not known. Did you mean fascicular? If not, write 'other:fasciculr' to keep one that breakapart does not know; it then moves nothing"
        ],
    ),
    broken(
        "gene",
        [("gene: ALK", "gene: ALKK")],
        [
            ", line 24, column 20: specimen 'finger' > component 'tumour' > FISH 'ALKK' > gene: gene 'ALKK' is not known. Did you mean ALK? If not, write 'other:ALKK' to keep a gene that codes for no protein"
        ],
    ),
    broken(
        "fusion",
        [("STRN(e3)::ALK(e20)", "STRN ALK")],
        [
            ", line 26, column 45: specimen 'finger' > component 'tumour' > sequencing 'panel' > fusion 'STRN ALK' > call: 'STRN ALK' is not a fusion, expected GENE1::GENE2"
        ],
    ),
    broken(
        "pair",
        [("detects: [fusion]", "detects: [fusion], fusion_pairs: [EML4-ALK]")],
        [
            ", line 10, column 100: assay 'panel' > number 1 of fusion_pairs: 'EML4-ALK' is not a pair of genes, expected 'GENE1::GENE2'"
        ],
    ),
    broken(
        "entity",
        [("kind: finding", "kind: finding, entity: IMTT")],
        [
            ", line 6, column 40: event 'first' > entity: entity 'IMTT' is not known. Did you mean IMT? If not, leave it out: the words beside it are enough"
        ],
    ),
    broken(
        "histotype",
        [("mitoses:", "histotype: sarcoma\n        mitoses:")],
        [
            ", line 19, column 20: specimen 'finger' > component 'tumour' > histotype: histotype 'sarcoma' is not known. Did you mean fibrosarcoma? If not, leave it out and give 'differentiation_score'"
        ],
    ),
    broken(
        "specimen reference",
        [("[finger]", "[fingr]")],
        [
            ", line 7, column 66: event 'operation' > specimen 'fingr': there is no specimen 'fingr'. Did you mean finger?"
        ],
    ),
    broken(
        "specimen reference alien",
        [("[finger]", "[axilla]")],
        [", line 7, column 66: event 'operation' > specimen 'axilla': there is no specimen 'axilla'. Known are finger"],
    ),
    broken(
        "assay reference",
        [("assay: panel", "assay: pannel")],
        [
            ", line 26, column 21: specimen 'finger' > component 'tumour' > sequencing 'pannel' > assay: there is no assay 'pannel'. Did you mean panel?"
        ],
    ),
    broken(
        "no assays",
        [
            (
                """\
assays:
  - {id: panel, name: RNA panel, design: capture, molecule: RNA, detects: [fusion]}
""",
                "",
            )
        ],
        [
            ", line 24, column 21: specimen 'finger' > component 'tumour' > sequencing 'panel' > assay: there is no assay 'panel'. This case lists no assays"
        ],
    ),
    broken(
        "event twice",
        [("id: operation", "id: first")],
        [
            ", line 7, column 10: event 'first': the id 'first' is used twice. Give every item of a list its own id",
            ", line 8, column 110: event 'end' > counted_from: there is no event 'operation'. Known are first, end",
        ],
    ),
    broken(
        "after nothing",
        [("after: first", "after: fist")],
        [", line 7, column 89: event 'operation' > when > after: there is no event 'fist'. Did you mean first?"],
    ),
    broken(
        "after itself",
        [("after: first", "after: operation")],
        [
            ", line 7, column 89: event 'operation' > when > after: the event refers to itself. Name an event that happened before"
        ],
    ),
    broken(
        "after later",
        [("after: first", "after: end")],
        [
            ", line 7, column 89: event 'operation' > when > after: 'end' stands later in the timeline. List events in the order in which they happened"
        ],
    ),
    broken(
        "counted from nothing",
        [("counted_from: operation", "counted_from: op")],
        [", line 8, column 110: event 'end' > counted_from: there is no event 'op'. Known are first, operation, end"],
    ),
    broken(
        "component twice",
        [
            (
                "  - id: tumour\n        name: Tumour",
                """\
  - {id: tumour, name: Naevus}
      - id: tumour
        name: Tumour""",
            )
        ],
        [
            ", line 17, column 13: specimen 'finger' > component 'tumour': the id 'tumour' is used twice. Give every item of a list its own id"
        ],
    ),
    broken(
        "no such date",
        [("2019-05", "2019-02-30")],
        [
            ", line 6, column 59: event 'first' > when > date: '2019-02-30' does not exist in the calendar; write '2019', '2019-05' or '2019-05-03'"
        ],
    ),
    broken(
        "american date",
        [("2019-05", "05/03/2019")],
        [
            ", line 6, column 59: event 'first' > when > date: '05/03/2019' is not a date; write '2019', '2019-05' or '2019-05-03'"
        ],
    ),
    broken(
        "year 219",
        [("2019-05", "0219")],
        [", line 6, column 59: event 'first': the date 0219 lies outside 1900 to 2100. Check the year"],
    ),
    broken(
        "dates backwards",
        [("{after: first, interval: 4 months}", "{date: 2018}")],
        [
            ", line 7, column 88: event 'operation': the date 2018 is before 2019-05, the date of 'first', which stands earlier. List events in the order in which they happened"
        ],
    ),
    broken(
        "ages backwards",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: finding, what: Nodule, when: {age: 9 years}}
  - {id: operation, kind: procedure, what: Excision, when: {age: 8 years}}
""",
            )
        ],
        [
            ", line 7, column 66: event 'operation': the age 8 years is below 9 years, the age at 'first', which stands earlier. List events in the order in which they happened"
        ],
    ),
    broken(
        "birth twice",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: birth, what: Birth}
  - {id: second, kind: birth, what: Birth}
""",
            )
        ],
        [", line 7, column 24: event 'second': a second birth. Keep one of the two"],
    ),
    broken(
        "prenatal after birth",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: birth, what: Birth, when: {gestation: 35 weeks}}
  - {id: scan, kind: imaging, what: Ultrasound, when: {gestation: 30 weeks}}
""",
            )
        ],
        [
            ", line 7, column 67: event 'scan': a gestational age after 'first', when the patient was born already. Give the 'age', or move the event before the birth"
        ],
    ),
    broken(
        "age before birth",
        [
            (
                TIMELINE,
                """\
  - {id: scan, kind: imaging, what: Ultrasound, when: {age: 2 days}}
  - {id: first, kind: birth, what: Birth}
""",
            )
        ],
        [
            ", line 6, column 61: event 'scan': an age before the birth, which stands later. Give the 'gestation', or move the event after the birth"
        ],
    ),
    broken(
        "event dated before birth",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: birth, what: Birth, when: {date: 2019-05-03}}
  - {id: scan, kind: imaging, what: Ultrasound, when: {date: 2019-04}}
""",
            )
        ],
        [
            ", line 7, column 62: event 'scan': the date 2019-04 is before 2019-05-03, the date of 'first', which stands earlier. List events in the order in which they happened"
        ],
    ),
    broken(
        "scan later than birth",
        [
            (
                TIMELINE,
                """\
  - {id: scan, kind: imaging, what: Ultrasound, when: {gestation: 38 weeks}}
  - {id: first, kind: birth, what: Birth, when: {gestation: 35 weeks}}
""",
            )
        ],
        [", line 6, column 67: event 'scan': at 38 weeks of gestation, but the patient was born at 35 weeks"],
    ),
    broken(
        "age and date",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: finding, what: Nodule, when: {date: 2010, age: 9 years}}
  - {id: scan, kind: imaging, what: Ultrasound, when: {date: 2020, age: 10 years}}
""",
            )
        ],
        [
            ", line 7, column 62: event 'scan': the date 2020 and the age do not fit those of 'first'. Check both dates and both ages"
        ],
    ),
    broken(
        "ages and interval",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: finding, what: Nodule, when: {age: 9 years}}
  - {id: scan, kind: imaging, what: Ultrasound, when: {age: 20 years, after: first, interval: 2 years}}
""",
            )
        ],
        [
            ", line 7, column 95: event 'scan': 2 years since 'first' do not fit the ages, between which lie 10.0 to 12.0 years"
        ],
    ),
    broken(
        "treated after death",
        [
            (
                TIMELINE,
                """\
  - {id: end, kind: follow_up, what: Died, status: dead_of_disease}
  - {id: drug, kind: treatment, what: Crizotinib}
""",
            )
        ],
        [
            ", line 7, column 22: event 'drug': a treatment after the death at 'end'. List events in the order in which they happened"
        ],
    ),
    broken(
        "follow-up too short",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: procedure, what: Excision}
  - {id: back, kind: recurrence, what: Recurrence, when: {after: first, interval: 4 months}}
  - {id: again, kind: recurrence, what: Recurrence, when: {after: back, interval: 4 years}}
  - {id: end, kind: follow_up, what: Well, follow_up: 36 months, counted_from: first}
""",
            )
        ],
        [
            ", line 9, column 55: event 'end': a follow-up of 36 months is shorter than the 52 months that the intervals since 'first' add up to"
        ],
    ),
    broken(
        "gestations of one birth",
        [
            (
                TIMELINE,
                """\
  - {id: first, kind: birth, what: Birth, when: {gestation: 35 weeks}}
""",
            ),
            ("age: 9 years", "gestation_at_birth: 39 weeks"),
        ],
        [", line 6, column 61: event 'first': born at 35 weeks, but the patient's 'gestation_at_birth' is 39 weeks"],
    ),
    broken(
        "old",
        [("age: 9 years", "age: 900 years")],
        [", line 4, column 29: patient: an age of 900 years is not possible, expected at most 125 years"],
    ),
    broken(
        "long gestation",
        [("age: 9 years", "gestation_at_birth: 52 weeks")],
        [", line 4, column 44: patient: a gestation of 52 weeks is not possible, expected at most 45 weeks"],
    ),
    broken(
        "follow-up wrong",
        [("follow_up: 24 months, counted_from: operation", "follow_up: 2 months, counted_from: first")],
        [
            ", line 8, column 85: event 'end': a follow-up of 2 months is shorter than the 4 months that the intervals since 'first' add up to"
        ],
    ),
    broken(
        "interval against dates",
        [("{after: first, interval: 4 months}", "{after: first, interval: 4 months, date: 2025}")],
        [
            ", line 7, column 106: event 'operation': 4 months since 'first' do not fit the dates, between which lie 5.6 to 6.7 years"
        ],
    ),
    broken(
        "stain twice",
        [("{marker: S100, outcome: absent}", "{marker: ALK, clone: D5F3, outcome: absent}")],
        [
            ", line 22, column 49: specimen 'finger' > component 'tumour' > stain 'ALK': ALK (clone D5F3) is 'absent' here and 'present' before. Keep one and put the other under its 'also_stated'; different clones need their 'clone'"
        ],
    ),
    broken(
        "stain twice same",
        [("{marker: S100, outcome: absent}", "{marker: ALK, clone: D5F3, outcome: present}")],
        [
            ", line 22, column 22: specimen 'finger' > component 'tumour' > stain 'ALK': ALK (clone D5F3) is given twice. Keep one of the two"
        ],
    ),
    broken(
        "fusion twice",
        [("[{call: STRN(e3)::ALK(e20)}]", "[{call: STRN(e3)::ALK(e20)}, {call: STRN(e3)::ALK(e20)}]")],
        [
            ", line 26, column 73: specimen 'finger' > component 'tumour' > sequencing 'panel': the fusion 'STRN(e3)::ALK(e20)' is listed twice. Keep one of the two"
        ],
    ),
    broken(
        "absolute path",
        [("outcome: absent", "outcome: absent, image: /slides/s100.tif")],
        [
            ", line 22, column 52: specimen 'finger' > component 'tumour' > stain 'S100' > image: '/slides/s100.tif' is an absolute path, expected one relative to the case file. Put the file beside the case file or in a folder below it"
        ],
    ),
    broken(
        "path out",
        [("outcome: absent", "outcome: absent, image: ../s100.tif")],
        [
            ", line 22, column 52: specimen 'finger' > component 'tumour' > stain 'S100' > image: '../s100.tif' leads out of the folder of the case file. Put the file beside the case file or in a folder below it"
        ],
    ),
    broken(
        "windows path",
        [("outcome: absent", "outcome: absent, image: C:\\slides\\s100.tif")],
        [
            ", line 22, column 52: specimen 'finger' > component 'tumour' > stain 'S100' > image: 'C:\\\\slides\\\\s100.tif' is written with a drive or with backslashes, expected a path with '/'. Put the file beside the case file or in a folder below it"
        ],
    ),
    broken(
        "url",
        [("fusions:", "reads: ['https://example.org/a.fastq'], fusions:")],
        [
            ", line 26, column 36: specimen 'finger' > component 'tumour' > sequencing 'panel' > number 1 of reads: 'https://example.org/a.fastq' is a web address, expected a file. Put the file beside the case file or in a folder below it"
        ],
    ),
]


def read(path):
    return read_case(path, SMALL_KNOWLEDGE, SMALL_REFERENCE, check_fusion=fusion_trouble)


@pytest.mark.parametrize(("changes", "messages"), BROKEN)
def test_every_problem_is_told_at_its_place(changes, messages, tmp_path, monkeypatch):
    text = SOUND_CASE
    for old, new in changes:
        assert text.count(old) >= 1, f"{old!r} is not in the sound case"
        text = text.replace(old, new, 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read("case.yaml")
    assert [str(problem) for problem in caught.value.problems] == [f"case.yaml{message}" for message in messages]


def test_the_sound_case_is_sound(tmp_path):
    (tmp_path / "case.yaml").write_text(SOUND_CASE, encoding="utf-8")
    assert read(tmp_path / "case.yaml").id == "minimal"


def test_problems_of_every_kind_are_told_together(tmp_path):
    text = SOUND_CASE
    for old, new in (
        ("outcome: absent", "outcome: negative"),  # shape
        ("marker: ALK", "marker: AKL"),  # vocabulary
        ("[finger]", "[fingr]"),  # reference
        ("title: A minimal case", "title: A minimal case\ntitle: Another"),  # form
        ("split: 20}", "split: 20}, cells_scored: 50"),  # sum
        ("{date: 2019-05}", "{date: 0219}"),  # timeline
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "case.yaml")
    assert [problem.line for problem in caught.value.problems] == [4, 7, 8, 22, 23, 25]


def content_message(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read("case.yaml")
    return str(caught.value)


HOW_TO_BEGIN = "Write one with 'breakapart case new FILE'"
SAVE_AS_UTF8 = "Save it as plain text in UTF-8"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", f"case.yaml: is empty, expected a case. {HOW_TO_BEGIN}", id="empty"),
        pytest.param(b" \n\n", f"case.yaml: is empty, expected a case. {HOW_TO_BEGIN}", id="blank lines"),
        pytest.param(b"# later\n", f"case.yaml: is empty, expected a case. {HOW_TO_BEGIN}", id="comments only"),
        pytest.param(
            b"- a\n- b\n",
            "case.yaml, line 1, column 1: expected keys and values (breakapart_case, id, title, specimens, ...), "
            f"found a list. {HOW_TO_BEGIN}",
            id="a list",
        ),
        pytest.param(
            b"Dear colleague",
            "case.yaml, line 1, column 1: expected keys and values (breakapart_case, id, title, specimens, ...), "
            f"found the text 'Dear colleague'. {HOW_TO_BEGIN}",
            id="a letter",
        ),
        pytest.param(
            SOUND_CASE.encode("utf-16"),
            f"case.yaml: is UTF-16 text, expected UTF-8. {SAVE_AS_UTF8}",
            id="UTF-16",
        ),
        pytest.param(
            SOUND_CASE.encode("utf-32"),
            f"case.yaml: is UTF-32 text, expected UTF-8. {SAVE_AS_UTF8}",
            id="UTF-32",
        ),
        pytest.param(
            SOUND_CASE.encode("utf-16-le"),
            "case.yaml, line 1, column 2: found the control character U+0000, expected plain text. Is this a text file?",
            id="UTF-16 without a mark",
        ),
        pytest.param(
            SOUND_CASE.replace("A minimal", "Tumor de l'os, d\xe9but").encode("latin-1"),
            f"case.yaml, line 3, column 24: byte 0xE9 is not UTF-8 text. {SAVE_AS_UTF8}",
            id="Latin-1",
        ),
        pytest.param(
            SOUND_CASE.replace("A minimal", "A\0minimal").encode(),
            "case.yaml, line 3, column 9: found the control character U+0000, expected plain text. Is this a text file?",
            id="NUL",
        ),
        pytest.param(
            b"PK\x03\x04...", "case.yaml: is a ZIP container (as Word and Excel write), expected plain text", id="Word"
        ),
        pytest.param(b"%PDF-1.7\n...", "case.yaml: is a PDF document, expected plain text", id="PDF"),
        pytest.param(
            bytes(range(256)) * 10,
            f"case.yaml, line 2, column 118: byte 0x80 is not UTF-8 text. {SAVE_AS_UTF8}",
            id="binary",
        ),
    ],
)
def test_files_that_hold_no_case(data, message, tmp_path, monkeypatch):
    assert content_message(data, tmp_path, monkeypatch) == message


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path, monkeypatch):
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    levels += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    message = content_message("\n".join(levels).encode(), tmp_path, monkeypatch)
    assert message.splitlines()[0] == (
        "case.yaml, line 1, column 1: 'breakapart_case' is missing: version of the case file format"
    )
    assert (
        "case.yaml, line 2, column 8: '*a' stands for a value written elsewhere. Write the value out in full" in message
    )


def test_a_file_of_50_mb_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "case.yaml").open("wb") as file:
        file.write(SOUND_CASE.encode())
        file.truncate(50_000_000)
    with pytest.raises(InputError) as caught:
        read("case.yaml")
    assert str(caught.value) == (
        "case.yaml: is 50,000,000 bytes large, expected at most 1,000,000. "
        "Give images and reads by their path inside the case file, not their content"
    )


def test_a_megabyte_of_values_is_refused(tmp_path, monkeypatch):
    message = content_message(b"a: [" + b"1," * 60_000 + b"1]\n", tmp_path, monkeypatch)
    assert message == "case.yaml, line 1, column 99999: the file holds more than 50,000 values"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_does_not_overflow(opening, tmp_path, monkeypatch):
    message = content_message(opening.encode() * 100_000, tmp_path, monkeypatch)
    assert message.startswith("case.yaml, line 1, column ")


def test_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    with pytest.raises(InputError) as caught:
        read("cases")
    assert str(caught.value) == "cases: is a folder, expected a file"


def test_a_missing_file_with_its_neighbour(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case-1.yaml").write_text(SOUND_CASE, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read("case-1.yml")
    assert str(caught.value) == "case-1.yml: there is no such file. Did you mean 'case-1.yaml'?"


def test_a_missing_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        read("nowhere/case.yaml")
    assert str(caught.value) == "nowhere/case.yaml: there is no such file"


def test_a_name_that_cannot_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="cannot be read: File name too long"):
        read("x" * 300)
    with pytest.raises(InputError, match=r"cannot be read: .*null"):
        read("case\0.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("case.yaml")
    with pytest.raises(InputError) as caught:
        read("case.yaml")
    assert str(caught.value) == "case.yaml: is not a regular file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(SOUND_CASE, encoding="utf-8")
    (tmp_path / "case.yaml").chmod(0)
    with pytest.raises(InputError) as caught:
        read("case.yaml")
    assert str(caught.value) == "case.yaml: you are not allowed to read this file"
