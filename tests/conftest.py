"""Fixtures every room uses."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run: a change is refused for what it does, not by chance. New examples are looked for with
# HYPOTHESIS_PROFILE=search; what they find becomes an @example of its test.
settings.register_profile("same", derandomize=True, print_blob=True)
settings.register_profile("search", derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the checkout; tests that need it skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the test data folder (shared/) is not beside this checkout")
    return folder
