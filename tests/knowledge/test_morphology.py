import pytest

from breakapart.errors import InputError


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("haphazard", "patternless"),
        ("random arrangement", "patternless"),
        ("long fascicles", "long_fascicles"),
        ("fascicular growth pattern", "fascicular"),
        ("hemangiopericytoma-like vessels", "HPC_vessels"),
        ("haemangiopericytoma-like vasculature", "HPC_vessels"),
        ("staghorn vessels", "HPC_vessels"),
        ("HPC-like vessels", "HPC_vessels"),
        ("myxoid", "myxoid_stroma"),
        ("myxoid-to-collagenous stroma", "myxoid_to_collagenous"),
        ("collagenized stroma", "collagenous_stroma"),
        ("stromal hyalinization", "stromal_hyalinisation"),
        ("stromal hyalinisation", "stromal_hyalinisation"),
        ("perivascular hyalinosis", "perivascular_hyalinisation"),
        ("brisk mitosis", "high_mitoses"),
        ("infiltrating fat", "infiltrates_fat"),
        ("microvascular proliferation", "microvascular_proliferation"),
        ("ectatic vessels", "ectatic_vessels"),
        ("indistinct cytoplasmic borders", "indistinct_borders"),
        ("mild to moderate nuclear pleomorphism", "moderate_atypia"),
        ("nevus cell nests", "melanocytic_nests"),
        ("pigmented", "pigment"),
        ("ulcerated", "ulceration"),
        ("hemosiderin", "haemosiderin"),
    ],
)
def test_what_people_write_is_understood(knowledge, written, term):
    assert knowledge.morphology.resolve(written) == term


def test_every_feature_of_the_report_is_known(knowledge):
    report = (
        "spindle cells;ovoid cells;epithelioid cells;long fascicles;fascicular;haphazard;myxoid;collagenous;"
        "slight inflammatory infiltrate;moderate inflammatory cell infiltrate;HPC-like vasculature;plentiful cytoplasm;"
        "small nucleoli;microvascular proliferation;focal ectatic vessels;indistinct cytoplasmic borders;"
        "mild to moderate nuclear pleomorphism;brisk mitosis;stromal hyalinization;ulcerated;necrosis;"
        "compact tumour cells in collagen;infiltrative boundaries;ganglion-like cells;dermis and subcutaneous fat"
    )
    assert [term for term in report.split(";") if knowledge.morphology.resolve(term) is None] == []


def test_every_spelling_leads_to_its_term(knowledge):
    for id_ in knowledge.morphology:
        for spelling in knowledge.morphology.term(id_).spellings:
            assert knowledge.morphology.resolve(spelling) == id_


def test_an_unknown_category_is_refused(spoiled):
    with pytest.raises(InputError, match=r"^morphology\.tsv, line 2: .* category 'cell' is not known, expected one of"):
        _ = spoiled("morphology.tsv", column="category", value="cell").morphology


def test_two_meanings_of_one_word_are_refused(spoiled):
    with pytest.raises(InputError, match="morphology term 'storiform' means both 'spindle_cells' and 'storiform'"):
        _ = spoiled("morphology.tsv", column="synonyms", value="storiform").morphology


def test_a_duplicate_is_refused(spoiled):
    with pytest.raises(InputError, match=r"line 3: .* this id is already used in line 2"):
        _ = spoiled("morphology.tsv", line=3, column="id", value="spindle_cells").morphology
