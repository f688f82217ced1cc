import pytest

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
