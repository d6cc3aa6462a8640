"""The page of what a plan needs, for its group."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from plans.models import Action, Plan, ProgressEntry, Resource
from plans.resources.resources_page import page_of
from tests.plans.making import SECRET_ACTION, approve, make_plan

TOLD = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def plan(cast, group):
    return make_plan(group, cast.sofiia)


def test_needed_available_lacking_with_the_pictures_and_the_tables_behind(client, cast, plan):
    client.force_login(cast.mykola)
    page = client.get(f"/en/work/plans/{plan.pk}/resources/").content.decode()
    for words in (
        "175,000.50 UAH",  # needed
        "55,000 UAH",  # available
        "125,000 UAH",  # lacking: 70,000 + 55,000, what is too much for digging pays for nothing else
        "4,999.50 UAH more than single resources need",
        SECRET_ACTION,
        "120,000.50 UAH is needed and 70,000 UAH is lacking",  # as residents read it
        'role="img"',
        "The same as tables",
        f'href="/en/work/plans/{plan.pk}/action-',
    ):
        assert words in page, words


def test_a_cancelled_action_needs_nothing(cast, plan):
    approve(plan)
    exit_ = plan.actions.get(is_internal=True)
    ProgressEntry.objects.create(
        action=exit_, status="cancelled", sentence="x", said_on=TOLD.date(), at=TOLD, by=cast.mykola
    )
    with override("en"):
        page = page_of(Plan.objects.get(pk=plan.pk))
    assert page.money.whole.lacking == "70,000 UAH"
    assert page.money.cancelled == 1


def test_a_second_currency_is_said_with_its_rate_and_day(cast, group):
    euro = make_plan(
        group, cast.sofiia, second_currency="EUR", rate=Decimal("48.5000"), rate_on=dt.date(2026, 11, 2)
    )
    with override("en"):
        money = page_of(euro).money
    assert money.whole.lacking == "125,000 UAH (2,577.32\u00a0EUR)"
    assert money.rate == "1 EUR is 48.5 UAH on 2 November 2026"


def test_an_empty_plan_says_what_to_do(client, cast, plan):
    Resource.objects.all().delete()
    client.force_login(cast.oksana)
    page = client.get(f"/en/work/plans/{plan.pk}/resources/").content.decode()
    assert "No resources are named yet" in page


def test_strangers_know_of_no_plan(client, cast, plan):
    for who in (cast.vira, cast.bohdan, cast.olena):
        client.force_login(who)
        assert client.get(f"/en/work/plans/{plan.pk}/resources/").status_code == 404


def test_the_number_of_queries_does_not_grow(cast, group, plan, client):
    goal = plan.goals.first()
    made = Action.objects.bulk_create(
        Action(plan=plan, goal=goal, position=9 + n, topic="ROAD", title=f"Дія {n}") for n in range(60)
    )
    Resource.objects.bulk_create(
        Resource(action=made[n % 60], position=n, kind="people", title=f"Ресурс {n}", year=2027, needed=n)
        for n in range(200)
    )
    with CaptureQueriesContext(connection) as seen, override("en"):
        page_of(plan)
    assert len(seen) <= 9
