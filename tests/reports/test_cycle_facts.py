"""Four facts about an expected report, none derived from another: handed in, complete, on time, published."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import Notice
from communities.shared.states import WrongState
from reports.answers.completeness import status_of
from reports.checking import submission
from reports.cycle.completing import complete_due
from reports.cycle.deadline import days_late
from reports.models import Answer, ExpectedReport
from reports.publishing import corrections, publication
from reports.writing.drafting import open_report
from reports.writing.filling import SectionValues, save
from tests.reports import making
from tests.reports.expecting import SPRING, day, expected, noon, run, takes_part

DUE, LATE = "2026-05-10", "2026-05-13"


@pytest.fixture
def asked(novopskov, cast):
    """Novopskov takes part; March-April 2026 is open and due on 10 May."""
    takes_part(novopskov)
    run("2026-05-01")
    return novopskov


@pytest.fixture
def drafted(asked, cast, form):
    return making.report_about(asked, form, cast.olena)


def facts(community):
    row = expected(community)
    return {
        "handed_in": row.is_handed_in,
        "complete": row.is_complete,
        "on_time": row.is_on_time,
        "published": row.published_at is not None,
    }


def said(handed_in, complete, on_time, published):
    return {"handed_in": handed_in, "complete": complete, "on_time": on_time, "published": published}


def give(report, cast, on):
    submission.submit(report, by=cast.olena, at=noon(on))


def give_back(report, cast, on):
    submission.send_back(report, questions={}, message="Why so few?", by=cast.petro, at=noon(on))


def show(report, cast, on):
    if report.submissions.exists():
        making.everything_public(report, by=cast.petro, at=noon(on))
    publication.publish(report, by=cast.petro, at=noon(on))


def mend(report, cast, on):
    corrections.correct(report, reason="A wrong figure.", by=cast.petro, at=noon(on))


STEPS = {"submit": give, "return": give_back, "publish": show, "correct": mend}
# How each state is reached, and what the facts are there when everything happened on the due day.
STATES = {
    "draft": ([], said(False, True, None, False)),
    "submitted": (["submit"], said(True, True, True, False)),
    "returned": (["submit", "return"], said(False, True, True, False)),
    "published": (["submit", "publish"], said(True, True, True, True)),
    "correcting": (["submit", "publish", "correct"], said(True, True, True, True)),
}
AFTER = {
    ("draft", "submit"): said(True, True, False, False),  # three days late
    ("submitted", "return"): said(False, True, True, False),
    ("submitted", "publish"): said(True, True, True, True),
    ("returned", "submit"): said(True, True, True, False),  # late now, but it was on time first
    ("published", "correct"): said(True, True, True, True),
    ("correcting", "submit"): said(True, True, True, True),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(state, step, asked, drafted, cast):
    way, there = STATES[state]
    for earlier in way:
        STEPS[earlier](drafted, cast, DUE)
    complete_due()
    drafted.refresh_from_db()
    assert (drafted.state, facts(asked)) == (state, there)
    if (state, step) in AFTER:
        STEPS[step](drafted, cast, LATE)
        assert facts(asked) == AFTER[state, step]
    else:
        # Deciding about who may see what comes before publishing and refuses just so.
        with pytest.raises(WrongState), transaction.atomic():
            STEPS[step](drafted, cast, LATE)
        assert facts(asked) == there


def test_starting_links_the_row_and_nothing_else(asked, cast, form):
    report = open_report(asked, stretch=SPRING, form=form, by=cast.olena, at=noon("2026-05-02"))
    row = expected(asked)
    assert row.report == report
    assert facts(asked) == said(False, False, None, False)


def test_a_community_without_a_row_reports_of_its_own_will(novopskov, cast, form):
    report = making.report_about(novopskov, form, cast.olena)
    making.published(report, author=cast.olena, head=cast.petro, at=noon("2026-12-01"))
    assert not ExpectedReport.objects.exists()


@pytest.mark.parametrize(("on", "late"), [("2026-05-10", 0), ("2026-05-11", 1), ("2026-05-30", 20)])
def test_late_is_counted_in_days(asked, drafted, cast, on, late):
    give(drafted, cast, on)
    assert days_late(expected(asked)) == late


def test_due_ends_at_midnight_in_kyiv(asked, drafted, cast):
    submission.submit(drafted, by=cast.olena, at=dt.datetime(2026, 5, 10, 20, 59, 59, tzinfo=dt.UTC))
    assert expected(asked).is_on_time


def test_a_second_after_midnight_in_kyiv_is_late(asked, drafted, cast):
    submission.submit(drafted, by=cast.olena, at=dt.datetime(2026, 5, 10, 21, 0, 1, tzinfo=dt.UTC))
    assert expected(asked).is_on_time is False


def test_a_report_that_was_sent_back_has_a_due_day_of_its_own(asked, drafted, cast):
    give(drafted, cast, "2026-05-09")
    give_back(drafted, cast, "2026-05-28")
    row = expected(asked)
    assert (row.return_due_on, row.current_due_on) == (day("2026-06-04"), day("2026-06-04"))
    assert row.locks_on == day("2026-06-24"), "the lock waits: 20 days after the answers are due"
    give(drafted, cast, "2026-06-10")
    row = expected(asked)
    assert (row.return_due_on, row.first_handed_in_on) == (None, day("2026-05-09"))


def test_whoever_handed_in_early_keeps_the_day_that_everybody_has(asked, drafted, cast):
    give(drafted, cast, "2026-04-22")
    give_back(drafted, cast, "2026-04-23")
    row = expected(asked)
    assert (row.return_due_on, row.locks_on) == (day("2026-05-10"), day("2026-05-30"))


def test_the_first_publication_counts(asked, drafted, cast):
    give(drafted, cast, DUE)
    show(drafted, cast, DUE)
    mend(drafted, cast, LATE)
    give(drafted, cast, LATE)
    show(drafted, cast, LATE)
    assert expected(asked).published_at == noon(DUE)


def test_head_and_officer_are_told(asked, drafted, cast):
    give(drafted, cast, DUE)
    give_back(drafted, cast, DUE)
    told = Notice.objects.exclude(kind="reports/opened").order_by("pk").values_list("kind", "person__name")
    assert list(told) == [("reports/handed_in", "Petro Bondar"), ("reports/sent_back", "Olena Koval")]
    assert Notice.objects.get(kind="reports/sent_back").facts["due_on"] == "2026-05-17"


def test_complete_follows_what_is_written(asked, drafted, cast):
    complete_due()
    assert expected(asked).is_complete
    entry = drafted.entries.get(section__number=1)
    core = next(code for code in Answer.objects.filter(entry=entry).values_list("indicator__code", flat=True))
    save(entry, SectionValues(answers={core: None}), base_version=1, by=cast.olena, at=noon(DUE))
    assert expected(asked).is_complete, "nothing is asked of whoever saves"
    assert complete_due() == 1
    assert status_of(drafted).is_ready is expected(asked).is_complete is False
    assert complete_due() == 0


WRITES = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(["problem", "achievements", "shortcomings"]),
        st.sampled_from(["", "", "Said.", "x" * 5000]),  # nothing, something, too much
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=WRITES, between=st.booleans())
def test_complete_is_what_the_content_says_whatever_was_written(asked, drafted, cast, writes, between):
    """Writings add up over the examples, so gaps are made and mended in many orders."""
    for number, field, text in writes:
        entry = drafted.entries.get(section__number=number)
        save(
            entry,
            SectionValues(narratives={field: text}),
            base_version=entry.version,
            by=cast.olena,
            at=noon(DUE),
        )
        if between:
            complete_due()
    complete_due()
    assert expected(asked).is_complete is status_of(drafted).is_ready


def test_the_database_keeps_the_facts_apart(asked, cast):
    rows = ExpectedReport.objects.filter(pk=expected(asked).pk)
    impossible = [
        {"handed_in_at": noon(DUE)},  # without a first day
        {"first_handed_in_on": day(DUE)},  # without a report
        {"published_at": noon(DUE)},
        {"due_on": day("2026-05-09")},  # earlier than planned
        {"due_on": day("2026-05-11"), "on_time_on": day("2026-05-11")},  # without a reason
        {"on_time_on": day("2026-05-09")},
        {"locks_on": day(DUE)},
        {"excuse": "blackout"},
        {"excuse": "weather", "excuse_reason": "Rain."},
        {"excuse_reason": "No kind."},
        {"unlocked_until_on": day("2026-06-10")},
        {"meeting_held_on": day(DUE)},
    ]
    for values in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    twice = expected(asked)
    twice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
