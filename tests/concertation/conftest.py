"""The engines are tested on small templates of their own, beside this file."""

import copy
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def engine_templates(settings):
    """Put ``tests/concertation/templates`` first in the template path, for these tests only."""
    configured = copy.deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [Path(__file__).parent / "templates", *configured[0]["DIRS"]]
    configured[0]["OPTIONS"]["context_processors"] = []
    settings.TEMPLATES = configured
    settings.BASE_URL = "https://concertation.example"
    settings.DEFAULT_FROM_EMAIL = "Concertation <courrier@concertation.example>"
