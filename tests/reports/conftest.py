"""What tests about checking and publishing share: a report of Novopskov that is filled in, and handed in."""

import pytest

from reports.models import FormVersion, Report
from tests.conftest import Cast
from tests.reports import making


@pytest.fixture
def filled(cast: Cast, novopskov, form: FormVersion) -> Report:
    """Novopskov, March-April 2026, a draft in which everything asked for is filled in."""
    return making.report_about(novopskov, form, cast.olena)


@pytest.fixture
def handed_in(filled: Report, cast: Cast) -> Report:
    """The same with the head of police."""
    return making.handed_in(filled, by=cast.olena)
