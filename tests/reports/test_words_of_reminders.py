"""What reminders, nudges and digests say, as a person reads them: whole sentences with days and names."""

import pytest

from communities.models import Duty, Letter, LetterState, Notice
from communities.shared.notice_words import words_of
from reports.cycle.digest import send_digests
from reports.cycle.nudging import nudge
from reports.cycle.reminders import remind_due
from tests.reports.owing import DAY, DUE, expected_of, noon

NOVOPSKOV = "the police of Novopskov district about September–October 2026"
LOCKED = "after 30 November 2026"


def said(who, kind):
    words = words_of(Notice.objects.filter(person=who, kind=f"reports/{kind}").latest("pk"), "en")
    assert "None" not in words.text
    assert "  " not in words.text
    return words.subject, words.text


@pytest.mark.parametrize(
    ("number", "kind", "subject", "sentence"),
    [
        (-7, "due_soon", "expected by Tuesday, 10 November", "is expected by Tuesday, 10 November 2026"),
        (-1, "due_soon", "expected by Tuesday, 10 November", "It has not been handed in yet."),
        (0, "due_today", "expected today", "is expected today, Tuesday, 10 November 2026, until midnight"),
        (3, "overdue", "still expected", "was expected by Tuesday, 10 November 2026 and has not been"),
        (7, "overdue", "still expected", "You can hand it in until 30 November 2026"),
    ],
)
def test_the_officer_reads(cast, novopskov, number, kind, subject, sentence):
    expected_of(novopskov)
    day = DUE + number * DAY
    remind_due(today=day, at=noon(day))
    title, text = said(cast.olena, kind)
    assert title == f"Report about September–October 2026: {subject}"
    assert NOVOPSKOV in text
    assert sentence in text
    assert LOCKED in text or "until 30 November 2026" in text


def test_the_head_reads_that_the_report_is_missing(cast, novopskov):
    expected_of(novopskov)
    remind_due(today=DUE + 3 * DAY, at=noon(DUE + 3 * DAY))
    title, text = said(cast.petro, "overdue_head")
    assert title == "Report of your police about September–October 2026: still expected"
    assert "has not been handed in yet" in text


@pytest.mark.parametrize(
    ("number", "sentence"), [(5, "It is expected back by"), (15, "It was expected back by")]
)
def test_a_report_that_was_sent_back(cast, novopskov, number, sentence):
    expected_of(novopskov, return_due_on=DUE + 12 * DAY)
    remind_due(today=DUE + number * DAY, at=noon(DUE + number * DAY))
    title, text = said(cast.olena, "returned_due")
    assert title == "Report about September–October 2026: answers are expected"
    assert f"{sentence} Sunday, 22 November 2026" in text
    if number > 12:
        assert "The answers were expected by Sunday" in said(cast.petro, "overdue_head")[1]


@pytest.mark.parametrize(("number", "sentence"), [(0, "It is expected by"), (1, "It was expected by")])
def test_a_nudge_names_who_asks(cast, novopskov, number, sentence):
    day = DUE + number * DAY
    nudge(expected_of(novopskov), by=cast.bohdan, today=day, at=noon(day))
    title, text = said(cast.olena, "nudge")
    assert title == "Report about September–October 2026: the coordinator asks"
    assert text.startswith("Bohdan Savchenko coordinates the reports and asks about the report of")
    assert f"{sentence} Tuesday, 10 November 2026 and has not been handed in yet." in text


def test_the_digest(cast, novopskov, popasna):
    expected_of(novopskov)
    expected_of(popasna)
    Duty.objects.filter(community=popasna).update(ended_on=DUE - 30 * DAY)
    notice = Notice.objects.create(
        key="k", person=cast.olena, kind="reports/due_soon", community=novopskov, at=noon(DUE)
    )
    Letter.objects.create(notice=notice, state=LetterState.UNKNOWN, written_at=noon(DUE), due_at=noon(DUE))
    monday = DUE + 13 * DAY
    send_digests(today=monday, at=noon(monday))
    title, text = said(cast.bohdan, "digest")
    assert title == "Week of 23 November 2026: 2 reports are still missing"
    assert text == (
        "Luhansk oblast\n\n"
        "Still expected after the last reminder:\n"
        "– Novopskov district, September–October 2026: expected by 10 November 2026\n"
        "– Popasna district, September–October 2026: expected by 10 November 2026\n\n"
        "There is nobody to remind of these, because no one serves as reporting officer:\n"
        "– Popasna district, September–October 2026: expected by 10 November 2026\n\n"
        "Letters that did not arrive, or of which nobody knows. Please decide about them on the site:\n"
        "– Olena Koval, Novopskov district\n\n"
        "You can give a report more time, excuse it, or ask about it with one click."
    )
