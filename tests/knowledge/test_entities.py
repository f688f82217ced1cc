import pytest

from breakapart.errors import InputError


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        ("IMT", "IMT"),
        ("inflammatory myofibroblastic tumor", "IMT"),
        ("infantile cellular hemangioma", "IH"),
        ("infantile cellular haemangioma", "IH"),
        ("IFS", "IFS"),
        ("ALK-rearranged mesenchymal neoplasm", "ALK_RMN"),
        ("ALK-rearranged infantile fibrosarcoma-like tumour", "ALK_RMN"),
        ("MMySTAR", "MMYSTAR"),
        ("melanoma arising in congenital naevus", "CMN_NEVUS"),
        ("atypical Spitz tumour", "SPITZ_ALK"),
        ("ALK+ histiocytosis", "ALK_HIST"),
        ("ALK-positive histiocytosis", "ALK_HIST"),
        ("desmoid", "DESMOID"),
        ("malignant peripheral nerve sheath tumor", "MPNST"),
    ],
)
def test_what_people_write_is_understood(knowledge, written, entity):
    assert knowledge.entities.resolve(written) == entity


def test_every_entity_has_a_short_name_and_a_source(knowledge):
    assert len(knowledge.entities) >= 46
    for id_ in knowledge.entities:
        record = knowledge.entities.record(id_)
        assert record.short_name
        assert record.source
        assert knowledge.entities.label(id_) == record.name


def test_names_of_an_unknown_entity_are_refused(spoiled):
    with pytest.raises(InputError, match=r"^entity_names\.tsv, line 2: 'XYZ IMT': this entity is not in entities\.tsv"):
        _ = spoiled("entity_names.tsv", column="entity_id", value="XYZ").entities


def test_an_entity_without_a_source_is_refused(spoiled):
    with pytest.raises(
        InputError, match=r"^entities\.tsv, line 2: .*column 'source_status' is empty, expected a value$"
    ):
        _ = spoiled("entities.tsv", column="source_status", value="").entities


def test_a_duplicate_entity_is_refused(spoiled):
    with pytest.raises(InputError, match=r"^entities\.tsv, line 3: 'IMT': this entity_id is already used in line 2$"):
        _ = spoiled("entities.tsv", line=3, column="entity_id", value="IMT").entities


def test_two_meanings_of_one_name_are_refused(spoiled):
    with pytest.raises(InputError, match=r"entity .[Mm]elanoma. means both"):
        _ = spoiled("entity_names.tsv", column="synonyms", value="melanoma").entities
