"""A coordinator extends, excuses, unlocks: with a reason, within bounds, told and recorded."""

import pytest
from django.utils import translation

from communities.models import AuditEntry, Notice
from communities.shared import public_stamp, trail
from communities.shared.notice_words import words_of
from reports import permissions
from reports.checking import submission
from reports.cycle.decisions import (
    REASON_MAX,
    CannotDecide,
    Undecidable,
    excuse,
    extend,
    unlock,
    withdraw_excuse,
)
from reports.models import Excuse, ExpectedReport
from reports.periods import stretch_from_slug
from reports.publishing import corrections
from reports.yearly.rolling import year_of
from tests.conftest import person
from tests.reports import making
from tests.reports.expecting import day, expected, noon, run, takes_part

TODAY = "2026-05-05"
NEXT = stretch_from_slug("2026-05")


@pytest.fixture
def asked(novopskov, cast):
    takes_part(novopskov)
    run(TODAY)
    return novopskov


def lengthen(community, cast, to="2026-05-17", *, on=TODAY, reason="The power was off for a week."):
    return extend(expected(community), due_on=day(to), reason=reason, by=cast.bohdan, at=noon(on))


def let_off(community, cast, *, on=TODAY, reason="Shelling.", stretch=None):
    row = expected(community, stretch) if stretch else expected(community)
    return excuse(row, excuse=Excuse.HOSTILITIES, reason=reason, by=cast.bohdan, at=noon(on))


def open_again(community, cast, until="2026-06-15", *, on="2026-06-05", reason="A flood."):
    return unlock(expected(community), until_on=day(until), reason=reason, by=cast.bohdan, at=noon(on))


def refused(act, *args, **kwargs):
    before = list(ExpectedReport.objects.order_by("pk").values())
    said = Notice.objects.count(), AuditEntry.objects.count(), public_stamp.current()
    with pytest.raises(CannotDecide) as refusal:
        act(*args, **kwargs)
    assert list(ExpectedReport.objects.order_by("pk").values()) == before
    assert (Notice.objects.count(), AuditEntry.objects.count(), public_stamp.current()) == said
    return refusal.value.reason


def test_an_extension_moves_the_due_day_and_the_lock(asked, cast):
    stamp = public_stamp.current()
    lengthen(asked, cast)
    row = expected(asked)
    assert (row.planned_due_on, row.due_on, row.on_time_on, row.locks_on) == (
        day("2026-05-10"),
        day("2026-05-17"),
        day("2026-05-17"),
        day("2026-06-06"),
    )
    assert row.extension_reason == "The power was off for a week."
    assert public_stamp.current() > stamp
    lengthen(asked, cast, "2026-05-20")
    row = expected(asked)
    assert (row.planned_due_on, row.due_on, row.locks_on) == (
        day("2026-05-10"),
        day("2026-05-20"),
        day("2026-06-09"),
    )


def test_an_extension_of_a_locked_report_opens_it_again(asked, cast):
    lengthen(asked, cast, "2026-06-10", on="2026-06-05")
    assert expected(asked).locks_on == day("2026-06-30")


def test_an_extension_of_what_was_sent_back_moves_only_the_answers(asked, cast, form):
    report = making.report_about(asked, form, cast.olena)
    submission.submit(report, by=cast.olena, at=noon("2026-05-12"))
    submission.send_back(report, questions={}, message="Why?", by=cast.petro, at=noon("2026-05-13"))
    assert expected(asked).current_due_on == day("2026-05-20")
    lengthen(asked, cast, "2026-05-25", on="2026-05-14")
    row = expected(asked)
    assert (row.due_on, row.current_due_on, row.locks_on) == (
        day("2026-05-10"),
        day("2026-05-25"),
        day("2026-06-14"),
    )
    assert row.is_on_time is False, "what was late stays late"


def test_why_answers_take_longer_is_not_told_to_residents(asked, cast, form):
    """That a report was sent back is between its author and the head of police."""
    lengthen(asked, cast)
    report = making.report_about(asked, form, cast.olena)
    submission.submit(report, by=cast.olena, at=noon("2026-05-06"))
    submission.send_back(report, questions={}, message="Why?", by=cast.petro, at=noon("2026-05-12"))
    lengthen(asked, cast, "2026-05-25", on="2026-05-14", reason="Petro's questions are many.")
    row = expected(asked)
    assert row.extension_reason == "The power was off for a week.", "why the due day moved stays"
    assert row.return_extension_reason == "Petro's questions are many."
    told = Notice.objects.filter(kind="reports/extended").order_by("-pk").first()
    assert "as residents read it" not in words_of(told, "en").text
    year = year_of(asked, 2026, today=day("2026-05-14"))
    assert "Petro" not in str(year.as_json())
    assert "The power was off for a week." in str(year.as_json())
    submission.submit(report, by=cast.olena, at=noon("2026-05-20"))
    assert expected(asked).return_extension_reason == ""


def test_what_is_published_is_not_excused_while_it_is_corrected(asked, cast, form):
    """It would leave the shares of its period, although residents read it."""
    report = making.report_about(asked, form, cast.olena)
    making.published(report, author=cast.olena, head=cast.petro, at=noon(TODAY))
    corrections.correct(report, reason="A sum was wrong.", by=cast.petro, at=noon("2026-05-06"))
    submission.submit(report, by=cast.olena, at=noon("2026-05-07"))
    submission.send_back(report, questions={}, message="Still wrong.", by=cast.petro, at=noon("2026-05-08"))
    assert not expected(asked).is_handed_in
    assert refused(let_off, asked, cast, on="2026-05-09") == Undecidable.HANDED_IN


def test_an_excuse_and_its_end(asked, cast):
    stamp = public_stamp.current()
    let_off(asked, cast)
    row = expected(asked)
    assert (row.excuse, row.excuse_reason, row.due_on) == ("hostilities", "Shelling.", day("2026-05-10"))
    assert ExpectedReport.objects.asked_for().opened().count() == 0
    assert refused(let_off, asked, cast) == Undecidable.EXCUSED
    assert refused(lengthen, asked, cast) == Undecidable.EXCUSED
    withdraw_excuse(expected(asked), by=cast.bohdan, at=noon(TODAY))
    row = expected(asked)
    assert (row.excuse, row.excuse_reason) == ("", "")
    assert public_stamp.current() == stamp + 2
    assert refused(withdraw_excuse, row, by=cast.bohdan, at=noon(TODAY)) == Undecidable.NOT_EXCUSED


def test_an_excuse_is_possible_before_the_period_opens(asked, cast):
    let_off(asked, cast, stretch=NEXT)
    assert run("2026-06-20")[1] == 1
    row = expected(asked, NEXT)
    assert row.opened_at is not None
    assert not Notice.objects.filter(kind="reports/opened", facts__period__en="May–June 2026").exists()


def test_an_exception_from_the_lock(asked, cast):
    open_again(asked, cast)
    row = expected(asked)
    assert (row.unlocked_until_on, row.unlock_reason, row.locks_on) == (
        day("2026-06-15"),
        "A flood.",
        day("2026-05-30"),
    )
    assert refused(open_again, asked, cast) == Undecidable.NOT_LOCKED
    open_again(asked, cast, "2026-06-25", on="2026-06-16")


LONG = "x" * (REASON_MAX + 1)


@pytest.mark.parametrize(
    ("act", "changed", "reason"),
    [
        (lengthen, {"reason": "  "}, Undecidable.NO_REASON),
        (lengthen, {"reason": LONG}, Undecidable.REASON_TOO_LONG),
        (lengthen, {"to": "2026-05-10"}, Undecidable.NOT_LATER),
        (lengthen, {"to": "2026-05-11", "on": "2026-05-12"}, Undecidable.IN_THE_PAST),
        (lengthen, {"to": "2026-07-05"}, Undecidable.TOO_FAR),
        (let_off, {"reason": ""}, Undecidable.NO_REASON),
        (let_off, {"reason": LONG}, Undecidable.REASON_TOO_LONG),
        (open_again, {"reason": ""}, Undecidable.NO_REASON),
        (open_again, {"until": "2026-06-04"}, Undecidable.IN_THE_PAST),
        (open_again, {"until": "2026-08-05"}, Undecidable.TOO_FAR),
        (open_again, {"on": "2026-05-30"}, Undecidable.NOT_LOCKED),
    ],
)
def test_what_cannot_be_decided(asked, cast, act, changed, reason):
    assert refused(act, asked, cast, **changed) == reason


def test_what_is_handed_in_needs_no_decision(asked, cast, form):
    report = making.report_about(asked, form, cast.olena)
    submission.submit(report, by=cast.olena, at=noon(TODAY))
    assert {refused(act, asked, cast) for act in (lengthen, let_off, open_again)} == {Undecidable.HANDED_IN}


def test_what_has_not_opened_is_not_extended(asked, cast):
    said = refused(
        extend,
        expected(asked, NEXT),
        due_on=day("2026-07-20"),
        reason="?",
        by=cast.bohdan,
        at=noon("2026-06-01"),
    )
    assert said == Undecidable.NOT_OPENED


def test_the_officer_is_told_in_both_languages_and_the_trail_says_so(asked, cast):
    lengthen(asked, cast)
    let_off(asked, cast)
    withdraw_excuse(expected(asked), by=cast.bohdan, at=noon(TODAY))
    open_again(asked, cast, on="2026-06-10")
    told = list(Notice.objects.filter(person=cast.olena).order_by("pk"))
    assert [notice.kind.removeprefix("reports/") for notice in told] == [
        "opened",
        "extended",
        "excused",
        "excuse_withdrawn",
        "unlocked",
    ]
    for notice in told:
        for language in ("uk", "en"):
            words = words_of(notice, language)
            assert words.subject
            assert words.text
            assert "{{" not in words.text
    words = words_of(told[1], "en")
    assert words.subject == "You have more time for the report about March–April 2026: until 17 May 2026"
    assert "The power was off for a week." in words.text
    with translation.override("en"):
        lines = [
            str(trail.sentence_of(entry.act, entry.details))
            for entry in AuditEntry.objects.filter(community=asked).order_by("sequence")
        ]
    assert lines == [
        "Moved the due day of period March–April 2026 from 10 May 2026 to 17 May 2026",
        "Excused the report about period March–April 2026",
        "Withdrew the excuse for period March–April 2026",
        "Unlocked the report about period March–April 2026 until 15 June 2026",
    ]


@pytest.mark.parametrize(
    ("who", "sees", "decides"),
    [
        ("bohdan", True, True),
        ("larysa", True, True),
        ("olena", True, False),
        ("petro", True, False),
        ("iryna", True, False),
        ("halyna", True, False),
        ("sofiia", True, False),
        ("mykola", False, False),
        ("oksana", False, False),
        ("yurii", False, False),
        ("vira", False, False),
        ("nobody", False, False),
        ("admin", False, False),
    ],
)
def test_who_sees_and_who_decides(asked, cast, who, sees, decides):
    user = getattr(cast, who)
    assert ExpectedReport.objects.visible_to(user).filter(community=asked).exists() is sees
    assert permissions.can_coordinate(user, asked) is decides


def test_a_coordinator_of_another_oblast_decides_nothing_here(asked, cast, luhansk):
    other = type(luhansk).objects.create(
        slug="sumy", katottg="UA59000000000057109", name_uk="Сумська область", name_en="Sumy oblast"
    )
    stranger = person("daryna", "Daryna", "oblast_coordinator", oblast=other)
    assert not permissions.can_coordinate(stranger, asked)
    assert not ExpectedReport.objects.visible_to(stranger).exists()
