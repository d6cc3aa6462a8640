"""What tests about risks and evidence share: the group of Novopskov, a risk, a draft plan with one problem."""

import datetime as dt

import pytest

from plans.models import Plan, Problem
from plans.register import risks
from tests.conftest import KYIV
from tests.meetings.making import make_group

TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=KYIV)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def risk(cast, group):
    """Mines in the fields by the river, for the group only."""
    said = {"topic": "WEAP", "title": "Mines in the fields by the river", "is_internal": True}
    return risks.note(group, fields=said, by=cast.sofiia, at=NOW)


@pytest.fixture
def problem(cast, group):
    plan = Plan.objects.create(
        group=group,
        title="Safe Novopskov 2027",
        year_from=2027,
        year_to=2027,
        made_at=NOW,
        made_by=cast.sofiia,
    )
    return Problem.objects.create(plan=plan, position=1, topic="HOME", title="Homes are broken into")


def assess(risk, *steps, on=TODAY, by, reason="Two finds since spring"):
    """`steps`: likelihood and impact, without and with the measures."""
    names = ("likelihood", "impact", "residual_likelihood", "residual_impact")
    said = dict(zip(names, steps, strict=True))
    return risks.assess(risk, **said, reason=reason, on=on, today=TODAY, by=by, at=NOW)
