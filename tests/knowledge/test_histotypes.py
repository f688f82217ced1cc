import pytest

from breakapart.errors import InputError
from breakapart.knowledge.histotypes import Grading


@pytest.mark.parametrize(
    ("written", "score"),
    [
        # CAP protocol, table 2 (essentialpathology.info Comments39).
        ("Well-differentiated liposarcoma", 1),
        ("well differentiated leiomyosarcoma", 1),
        ("malignant neurofibroma", 1),
        ("well differentiated fibrosarcoma", 1),
        ("myxoid liposarcoma", 2),
        ("conventional leiomyosarcoma", 2),
        ("MPNST", 2),
        ("fibrosarcoma", 2),
        ("myxofibrosarcoma", 2),
        ("myxoid chondrosarcoma", 2),
        ("angiosarcoma", 2),
        ("round cell liposarcoma", 3),
        ("pleomorphic liposarcoma", 3),
        ("dedifferentiated liposarcoma", 3),
        ("rhabdomyosarcoma", 3),
        ("pleomorphic leiomyosarcoma", 3),
        ("epithelioid angiosarcoma", 3),
        ("malignant triton tumor", 3),
        ("synovial sarcoma", 3),
        ("mesenchymal chondrosarcoma", 3),
        # basicmedicalkey.com, table 3.1.
        ("extraskeletal osteosarcoma", 3),
        ("Ewing sarcoma", 3),
        ("malignant rhabdoid tumour", 3),
        ("undifferentiated pleomorphic sarcoma", 3),
    ],
)
def test_published_scores(knowledge, written, score):
    histotype = knowledge.histotypes.record(knowledge.histotypes.resolve(written))
    assert histotype.differentiation == score


@pytest.mark.parametrize("written", ["IMT", "infantile fibrosarcoma", "ALK_RMN", "SFT", "DFSP", "desmoid"])
def test_a_type_without_a_published_score_has_none(knowledge, written):
    histotype = knowledge.histotypes.record(knowledge.histotypes.resolve(written))
    assert histotype.differentiation is None
    assert histotype.grading is Grading.NO_SCORE


@pytest.mark.parametrize(
    "written", ["rhabdomyosarcoma", "Ewing", "ASPS", "epithelioid sarcoma", "clear cell sarcoma of soft tissue"]
)
def test_types_that_are_high_grade_by_definition(knowledge, written):
    # ESMO Essentials for Clinicians, histological grading.
    histotype = knowledge.histotypes.record(knowledge.histotypes.resolve(written))
    assert histotype.grading is Grading.HIGH_BY_DEFINITION


def test_every_entity_is_covered(knowledge):
    covered = {knowledge.histotypes.record(id_).entity for id_ in knowledge.histotypes}
    original = set(list(knowledge.entities)[:46])
    assert original - covered == set()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("grading", "graded?", "grading 'graded?' is not known, expected one of graded, high_by_definition"),
        ("differentiation", "4", "column 'differentiation' is 4, expected 1, 2 or 3"),
        ("differentiation", "0", "column 'differentiation' is 0, expected a number of at least 1"),
        ("differentiation", "", "grading low_by_definition and differentiation '' do not go together"),
        ("entity", "XYZ", "entity 'XYZ' is not in entities.tsv"),
        ("source", "", "column 'source' is empty, expected a value"),
        ("evidence", "x", "evidence class 'x' is not known"),
        ("synonyms", "IMT", "histotype 'IMT' means both 'liposarcoma_wd' and 'IMT'"),
        ("id", "mpnst", "this id is already used in line 2"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("histotypes.tsv", column=column, value=value).histotypes
    assert str(caught.value).startswith("histotypes.tsv, line ")
    assert message in str(caught.value)
