"""A frozen version as its group reads it: content, what changed, how it was decided; who may read it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from communities.shared.days import with_weekday
from plans.models import Action, Goal, Plan
from plans.versions import proposing
from tests.meetings.making import KYIV, make_group
from tests.plans.making import PERSON, SECRET_ACTION, make_plan

NOW = dt.datetime(2026, 11, 9, 9, 0, tzinfo=KYIV)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan(cast, novopskov):
    row = make_plan(make_group(cast, novopskov), cast.sofiia)
    Action.objects.filter(plan=row, responsible_body="").update(responsible_body="Police")
    return row


@pytest.fixture
def version(plan, cast):
    return proposing.propose(plan, by=cast.sofiia, at=NOW)


ROLES = {
    "halyna": 200,
    "taras": 200,
    "sofiia": 200,
    "mykola": 200,
    "oksana": 200,
    "olena": 404,
    "petro": 404,
    "vira": 404,
    "bohdan": 404,
    "nobody": 404,
}


@pytest.mark.parametrize("who", ROLES)
def test_who_reads_a_version(client, cast, plan, version, who):
    client.force_login(getattr(cast, who))
    for name, args in (("version", [plan.pk, 1]), ("versions", [plan.pk])):
        assert client.get(reverse(f"plans:{name}", args=args)).status_code == ROLES[who]
    assert client.get(reverse("plans:version", args=[plan.pk, 2])).status_code == 404


def test_members_read_all_of_it_in_both_languages(client, cast, plan, version):
    client.force_login(cast.mykola)
    page = client.get(reverse("plans:version", args=[plan.pk, 1])).content.decode()
    for words in (
        PERSON,
        SECRET_ACTION,
        "Темна дорога до школи",
        "100,000 UAH",
        "30 June 2027",
        version.checksum[:12],
        version.checksum[12:],
        "Safe roads",
        "Osynove",
        with_weekday(version.readable_until_on),
    ):
        assert words in page
    assert "does not match the checksum" not in page
    with translation.override("uk"):
        page = client.get(reverse("plans:version", args=[plan.pk, 1])).content.decode()
    assert "Осинове" in page


def test_what_changed_is_said_since_the_version_before(client, cast, plan, version):
    proposing.withdraw(version, reason="Too early", by=cast.sofiia, at=NOW)
    lamps = Action.objects.get(title="Поставити ліхтарі")
    school = Goal.objects.get(title="Безпечна школа")
    Action.objects.filter(pk=lamps.pk).update(due_on=dt.date(2027, 8, 1), goal=school)
    proposing.propose(Plan.objects.get(), by=cast.sofiia, at=NOW)
    client.force_login(cast.oksana)
    page = client.get(reverse("plans:version", args=[plan.pk, 2])).content.decode()
    assert "What changed since version 1" in page
    assert "The action “Поставити ліхтарі” has another deadline" in page
    assert "30 June 2027" in page
    assert "1 August 2027" in page
    assert "The action “Поставити ліхтарі” serves another goal" in page
    listed = client.get(reverse("plans:versions", args=[plan.pk])).content.decode()
    assert "Too early" in listed
    assert "What you can do" not in listed
