"""The open meeting of a period: who records it, which day counts, what residents read."""

import datetime as dt

import pytest
from django.urls import reverse

from communities.models import AuditEntry
from communities.shared import public_stamp
from reports.cycle.meetings import CannotRecord, Refusal, record_meeting, withdraw_meeting
from reports.periods import stretch_from_slug
from tests.reports.owing import expected_of, noon

SUMMER = stretch_from_slug("2026-07")
HELD_ON = dt.date(2026, 10, 14)
TODAY = dt.date(2026, 11, 5)
PLACE = "Будинок культури, смт Новопсков"


@pytest.fixture
def autumn(novopskov, cast):
    """September-October 2026: counts meetings from 1 September until it locks on 30 November."""
    return expected_of(novopskov)


@pytest.fixture(autouse=True)
def on_the_fifth_of_november(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.today", lambda: TODAY)
    monkeypatch.setattr("communities.shared.clock.now", lambda: noon(TODAY))


def record(expected, by, *, held_on=HELD_ON, place=PLACE, today=TODAY):
    return record_meeting(expected, held_on=held_on, place=place, by=by, at=noon(today))


def test_it_stands_on_the_row_with_a_trace_and_the_pages_lapse(autumn, cast):
    stamp = public_stamp.current()
    record(autumn, cast.olena, place="  Будинок   культури, \u200eсмт Новопсков\n")
    autumn.refresh_from_db()
    assert (autumn.meeting_held_on, autumn.meeting_place) == (HELD_ON, PLACE)
    assert (autumn.meeting_recorded_by, autumn.meeting_recorded_at) == (cast.olena, noon(TODAY))
    assert public_stamp.current() == stamp + 1
    trace = AuditEntry.objects.get(act="meeting.recorded")
    assert trace.details == {"period": "2026-09", "held_on": "2026-10-14"}


@pytest.mark.parametrize(
    ("held_on", "today", "refusal"),
    [
        ("2026-09-01", "2026-11-05", None),
        ("2026-11-05", "2026-11-05", None),
        ("2026-11-30", "2026-12-20", None),
        ("2026-11-06", "2026-11-05", Refusal.FUTURE),
        ("2026-08-31", "2026-11-05", Refusal.BEFORE_THE_PERIOD),
        ("2026-12-01", "2026-12-20", Refusal.AFTER_THE_PERIOD),
    ],
)
def test_which_days_count(autumn, cast, held_on, today, refusal):
    held_on, today = dt.date.fromisoformat(held_on), dt.date.fromisoformat(today)
    if refusal is None:
        assert record(autumn, cast.halyna, held_on=held_on, today=today).meeting_held_on == held_on
        return
    with pytest.raises(CannotRecord) as refused:
        record(autumn, cast.halyna, held_on=held_on, today=today)
    assert refused.value.reason is refusal
    autumn.refresh_from_db()
    assert autumn.meeting_held_on is None


@pytest.mark.parametrize("place", ["", "   ", "x" * 201])
def test_a_meeting_has_a_place(autumn, cast, place):
    with pytest.raises(CannotRecord) as refused:
        record(autumn, cast.olena, place=place)
    assert refused.value.reason is Refusal.NO_PLACE


def test_one_meeting_counts_for_one_period(autumn, novopskov, popasna, cast):
    """In September the summer's report is told; the same meeting is not the autumn's as well."""
    day = dt.date(2026, 9, 15)
    record(expected_of(novopskov, stretch=SUMMER), cast.sofiia, held_on=day)
    with pytest.raises(CannotRecord) as refused:
        record(autumn, cast.sofiia, held_on=day)
    assert refused.value.reason is Refusal.COUNTED_ALREADY
    record(expected_of(popasna), cast.vira, held_on=day)  # another community's


def test_said_again_it_replaces_and_taken_back_it_is_gone(autumn, cast):
    record(autumn, cast.olena)
    record(autumn, cast.petro, place="Ліцей")
    autumn.refresh_from_db()
    assert (autumn.meeting_place, autumn.meeting_recorded_by) == ("Ліцей", cast.petro)
    assert withdraw_meeting(autumn, by=cast.petro, at=noon(TODAY))
    autumn.refresh_from_db()
    assert (autumn.meeting_held_on, autumn.meeting_place, autumn.meeting_recorded_by) == (None, "", None)
    assert not withdraw_meeting(autumn, by=cast.petro, at=noon(TODAY))
    assert AuditEntry.objects.filter(act="meeting.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("olena", 302),
        ("petro", 302),
        ("halyna", 302),
        ("sofiia", 302),
        ("iryna", 403),
        ("taras", 404),
        ("mykola", 404),
        ("oksana", 404),
        ("bohdan", 403),
        ("vira", 404),
        ("nobody", 404),
    ],
)
def test_who_may_record(client, cast, autumn, who, status):
    client.force_login(getattr(cast, who))
    address = reverse("reports:meeting", args=[autumn.pk])
    assert client.post(address, {"held_on": "2026-10-14", "place": PLACE}).status_code == status
    autumn.refresh_from_db()
    assert (autumn.meeting_held_on == HELD_ON) == (status == 302)
    taken_back = client.post(reverse("reports:meeting_withdraw", args=[autumn.pk]))
    assert taken_back.status_code == status


@pytest.mark.parametrize("page", ["meeting", "meeting_withdraw"])
def test_residents_read_it_at_once_so_it_asks_once_more_who_it_is(cast, autumn, proved_long_ago, page):
    record_meeting(autumn, held_on=HELD_ON, place=PLACE, by=cast.olena, at=noon(TODAY))
    client, _secret = proved_long_ago(cast.petro)
    asked = client.post(reverse(f"reports:{page}", args=[autumn.pk]), {"held_on": "2026-10-15", "place": "X"})
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    autumn.refresh_from_db()
    assert (autumn.meeting_held_on, autumn.meeting_place) == (HELD_ON, PLACE)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"held_on": "2026-12-24", "place": PLACE}, "This day has not come yet."),
        ({"held_on": "2026-08-01", "place": PLACE}, "before this period began"),
        ({"held_on": "soon", "place": PLACE}, "Write the day like 31.12.2026."),
        ({"held_on": "2026-10-14", "place": ""}, "Give the place of the meeting."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, cast, autumn, typed, said):
    client.force_login(cast.olena)
    response = client.post(f"/en/work/expected/{autumn.pk}/meeting/", typed)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_ukrainian_day_is_understood(client, cast, autumn):
    client.force_login(cast.olena)
    address = f"/en/work/expected/{autumn.pk}/meeting/"
    page = client.post(address, {"held_on": "14.10.2026", "place": PLACE}, follow=True).content.decode()
    assert "The meeting is recorded." in page
    assert "Recorded the open meeting of 14 October 2026" in page


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("olena", {"tasks", "check", "expected"}),
        ("petro", {"tasks", "check", "expected"}),
        ("sofiia", {"expected"}),
        ("bohdan", set()),
    ],
)
def test_those_who_may_record_find_the_way(client, cast, draft, autumn, who, pages):
    autumn.report = draft
    autumn.save()
    client.force_login(getattr(cast, who))
    addresses = {"tasks": draft.pk, "check": draft.pk, "expected": autumn.pk}
    link = f'/work/expected/{autumn.pk}/meeting/"'
    found = {
        name
        for name, pk in addresses.items()
        if link in client.get(reverse(f"reports:{name}", args=[pk])).content.decode()
    }
    assert found == pages
