"""What tests about reports share: the form as shipped, and reports of Novopskov in their states."""

import pytest

from reports.models import FormVersion, Report
from tests.conftest import Cast
from tests.reports import making


@pytest.fixture
def shipped_form(db: None) -> FormVersion:
    return making.loaded_form()


@pytest.fixture
def report(cast: Cast, novopskov, shipped_form: FormVersion) -> Report:
    """Novopskov, March-April 2026, a draft in which everything asked for is filled in."""
    return making.report_about(novopskov, shipped_form, cast.olena)


@pytest.fixture
def handed_in(report: Report, cast: Cast) -> Report:
    """The same with the head of police."""
    return making.handed_in(report, by=cast.olena)
