"""The coordinator's week: what is missing beyond the last reminder, said once."""

import datetime as dt

import pytest

from communities.models import Community, Duty, Letter, LetterState, Notice, Oblast, Role
from reports.cycle.digest import send_digests
from reports.models import ReminderStep
from tests.conftest import person
from tests.reports.owing import DAY, DUE, expected_of, noon

MONDAY = dt.date(2026, 11, 23)  # due on the 10th, the last step on the 17th


def send(day=MONDAY):
    return send_digests(today=day, at=noon(day))


def digest_of(who):
    return Notice.objects.get(kind="reports/digest", person=who)


def named(facts, which):
    return [line["community"]["en"] for line in facts[which]["named"]]


def test_the_coordinator_reads_what_is_missing_once_a_week(cast, novopskov, popasna, luhansk):
    expected_of(novopskov)
    expected_of(popasna, excuse="blackout", excuse_reason="No power.")
    assert [send(), send(), send(MONDAY + 6 * DAY)] == [1, 0, 0]
    notice = digest_of(cast.bohdan)
    assert (notice.oblast, notice.link) == (luhansk, "/work/board/")
    assert named(notice.facts, "overdue") == ["Novopskov district"]
    assert notice.facts["nobody"]["count"] == 0
    assert send(MONDAY + 7 * DAY) == 1


@pytest.mark.parametrize("late", range(7))
def test_a_week_without_a_worker_on_its_monday_says_the_same_later(cast, novopskov, late):
    expected_of(novopskov)
    assert send(MONDAY + late * DAY) == 1
    assert send(MONDAY + 6 * DAY) == 0


def test_what_went_beyond_the_last_step_on_tuesday_waits_for_the_next_monday(cast, novopskov):
    expected_of(novopskov, due_on=MONDAY - 7 * DAY, planned_due_on=MONDAY - 7 * DAY, on_time_on=MONDAY)
    assert [send(MONDAY), send(MONDAY + 1 * DAY), send(MONDAY + 7 * DAY)] == [0, 0, 1]


def test_until_handed_in_excused_or_locked(cast, novopskov, popasna, draft):
    expected_of(novopskov, report=draft, handed_in_at=noon(DUE), first_handed_in_on=DUE)
    expected_of(popasna)
    assert send(dt.date(2026, 11, 30)) == 1  # the last day before the lock
    assert send(dt.date(2026, 12, 7)) == 0


def test_an_oblast_with_other_steps_has_another_last_step(cast, novopskov, luhansk):
    expected_of(novopskov)
    ReminderStep.objects.create(oblast=luhansk, days_after_due=15)
    assert send(MONDAY) == 0
    assert send(MONDAY + 7 * DAY) == 1


def test_nobody_to_remind_is_named_before_anything_is_overdue(cast, novopskov, popasna):
    expected_of(novopskov)
    expected_of(popasna)
    Duty.objects.filter(community=novopskov).update(ended_on=dt.date(2026, 10, 1))
    assert send(dt.date(2026, 11, 9)) == 1
    facts = digest_of(cast.bohdan).facts
    assert (named(facts, "nobody"), named(facts, "overdue")) == (["Novopskov district"], [])


def test_letters_that_did_not_arrive_are_named(cast, novopskov):
    for number, state in enumerate([LetterState.UNKNOWN, LetterState.FAILED, LetterState.DUE]):
        notice = Notice.objects.create(
            key=f"k{number}", person=cast.olena, kind="reports/due_soon", community=novopskov, at=noon(DUE)
        )
        Letter.objects.create(notice=notice, state=state, written_at=noon(DUE), due_at=noon(DUE))
    assert send() == 1
    lines = digest_of(cast.bohdan).facts["undelivered"]
    assert lines["count"] == 2
    assert {line["name"] for line in lines["named"]} == {"Olena Koval"}


def test_each_coordinator_reads_the_own_oblast(cast, novopskov, donetsk_town):
    expected_of(novopskov)
    expected_of(donetsk_town)
    assert send() == 2
    assert named(digest_of(cast.bohdan).facts, "overdue") == ["Novopskov district"]
    # nobody coordinates Donetsk oblast
    assert named(digest_of(cast.larysa).facts, "overdue") == ["Lyman"]


def test_who_coordinates_two_oblasts_reads_one_digest(cast, novopskov, donetsk_town):
    Duty.objects.create(
        person=cast.bohdan,
        role=Role.OBLAST_COORDINATOR,
        oblast=donetsk_town.oblast,
        started_on=dt.date(2020, 1, 1),
    )
    expected_of(novopskov)
    expected_of(donetsk_town)
    assert send() == 1
    notice = digest_of(cast.bohdan)
    assert sorted(named(notice.facts, "overdue")) == ["Lyman", "Novopskov district"]
    assert notice.oblast is None


def test_a_long_list_names_some_and_counts_the_rest(cast, luhansk):
    for number in range(33):
        community = Community.objects.create(
            slug=f"c{number}", oblast=luhansk, name_uk=f"Громада {number}", name_en=f"Community {number}"
        )
        expected_of(community)
    send()
    overdue = digest_of(cast.bohdan).facts["overdue"]
    assert (overdue["count"], len(overdue["named"]), overdue["more"]) == (33, 30, 3)


def test_the_week_belongs_to_its_year(cast, novopskov):
    """29 December 2025 to 4 January 2026 is one week, of 2026."""
    expected_of(
        novopskov,
        opens_on=dt.date(2025, 11, 20),
        due_on=dt.date(2025, 12, 10),
        planned_due_on=dt.date(2025, 12, 10),
        on_time_on=dt.date(2025, 12, 10),
        locks_on=dt.date(2026, 2, 1),
    )
    days = [dt.date(2025, 12, 29), dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 1, 4)]
    assert [send(day) for day in days] == [1, 0, 0, 0]
    assert send(dt.date(2026, 1, 5)) == 1


@pytest.fixture
def donetsk_town(db):
    oblast = Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька область", name_en="Donetsk oblast"
    )
    return Community.objects.create(slug="lyman", oblast=oblast, name_uk="Лиман", name_en="Lyman")


def test_nothing_to_tell_is_not_told(cast, novopskov):
    person("spare", "Spare")
    assert send() == 0
    assert not Notice.objects.exists()
