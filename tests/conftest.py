"""Fixtures that several test files share, and `--accept` for golden pages."""

from pathlib import Path

import pytest

from checker.places import asp_folder
from checker.rulebook import load_rulebook

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser):
    parser.addoption(
        "--accept",
        action="store_true",
        help="accept the pages as they are now, after the difference was read",
    )


@pytest.fixture(scope="session")
def book():
    return load_rulebook(asp_folder())


@pytest.fixture
def accept(request):
    return request.config.getoption("--accept")
