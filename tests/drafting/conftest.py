import pytest

from breakapart.drafting import cues
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.workup import draft_vocabulary


@pytest.fixture(scope="session")
def vocabulary():
    return draft_vocabulary(Reference.bundled(), Knowledge.bundled())


@pytest.fixture(scope="session")
def report(shared):
    path = shared / "report" / "ouyang2025.txt"
    if not path.is_file():
        pytest.skip("the text of the report is not in the test data folder")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def worked_out_cues():
    """Cues from the first sentence on, as after some thousand of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cues, "_TEXTS_BEFORE", 0)
        yield
