"""Both sign in the same moment, somebody clicks many times, two secretaries save: nothing is done twice or lost."""

import pytest
from django.db import connection

from communities.meetings import minutes, signing
from communities.meetings.signing import Capacity
from communities.models import AuditEntry, Minutes, MinutesDocument, MinutesRevision, Notice
from communities.states import MinutesState
from tests.meetings.making import make_group
from tests.meetings.minuting import AFTER, circulated, closed_meeting, drafted
from tests.reports.test_at_the_same_time import at_once, kinds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


@pytest.fixture
def meeting(cast, novopskov):
    return closed_meeting(make_group(cast, novopskov))


def test_both_sign_at_once_and_click_many_times(meeting, cast):
    row = circulated(meeting, cast)

    def signs(capacity, by):
        return lambda: signing.sign(row, capacity=capacity, seen=1, by=by, today=AFTER.date(), at=AFTER)

    acts = [signs(Capacity.CHAIR, cast.halyna), signs(Capacity.SECRETARY, cast.sofiia)] * 5
    assert kinds(at_once(*acts)) == {Minutes: 10}
    row.refresh_from_db()
    assert row.state == MinutesState.SIGNED
    assert signing.is_intact(row)
    assert AuditEntry.objects.filter(act="minutes.signed").count() == 2
    assert AuditEntry.objects.filter(act="minutes.in_force").count() == 1
    assert MinutesDocument.objects.count() == 2
    assert Notice.objects.filter(kind="communities/minutes_signed", person=cast.mykola).count() == 1


def test_one_person_does_not_sign_as_both_at_once(meeting, cast):
    row = circulated(meeting, cast)
    acts = [
        lambda capacity=capacity: signing.sign(
            row, capacity=capacity, seen=1, by=cast.halyna, today=AFTER.date(), at=AFTER
        )
        for capacity in Capacity
    ]
    assert kinds(at_once(*acts)) == {Minutes: 1, signing.SamePerson: 1}


def test_the_draft_is_made_once_and_saves_lose_nothing(meeting, cast):
    rows = at_once(*[lambda: drafted(meeting, cast)] * 8)
    assert len({row.pk for row in rows}) == 1
    row = rows[0]
    keys = sorted(row.content["texts"])[:4]
    outcomes = at_once(
        *[
            lambda key=key: minutes.save_texts(row, {key: "Нове."}, base=1, by=cast.sofiia, at=AFTER)
            for key in keys
        ]
    )
    assert kinds(outcomes) == {Minutes: 4}
    row.refresh_from_db()
    assert [row.content["texts"][key] for key in keys] == ["Нове."] * 4
    assert (row.edit_version, MinutesRevision.objects.count()) == (5, 4)
