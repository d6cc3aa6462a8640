"""How periods stand for residents: in calm words, with reasons, and never older than the day."""

import datetime as dt

import pytest

from communities.shared import public_stamp
from reports.cycle import public_day
from reports.models import ExpectedReport, Report
from reports.periods import stretch_from_slug
from reports.published.standing import Standing, standing_of, standings
from tests.reports.owing import AUTUMN, DUE, expected_of, noon
from tests.reports.published import publish

DAY = dt.timedelta(days=1)
PAGE = "/en/communities/novopskov/reports/"
SUMMER, SPRING = stretch_from_slug("2026-07"), stretch_from_slug("2026-05")


@pytest.fixture
def on(monkeypatch):
    """Turns the clock of views to a day."""

    def turn(day):
        monkeypatch.setattr("communities.shared.clock.today", lambda: day)

    turn(DUE)
    return turn


def read(client, address=PAGE):
    return " ".join(client.get(address).content.decode().replace("\u00a0", " ").split())


def handed_in_and_published(community, by, *, stretch=AUTUMN, handed_in_on=DUE, **fields):
    publish(community, stretch.slug, by=by)
    report = Report.objects.get(community=community, period__starts_on=stretch.starts_on)
    at = noon(handed_in_on)
    return expected_of(
        community,
        stretch=stretch,
        report=report,
        handed_in_at=at,
        first_handed_in_on=handed_in_on,
        published_at=at + DAY,
        is_complete=True,
        **fields,
    )


@pytest.mark.parametrize(
    ("fields", "today", "standing"),
    [
        ({}, DUE, Standing.DUE),
        ({}, DUE + DAY, Standing.OVERDUE),
        ({"due_on": DUE + DAY, "on_time_on": DUE + DAY, "extension_reason": "x"}, DUE + DAY, Standing.DUE),
        ({"excuse": "blackout", "excuse_reason": "x"}, DUE + DAY, Standing.EXCUSED),
        ({"opened_at": None}, DUE, Standing.NOT_OPEN),
    ],
)
def test_what_is_not_published(novopskov, fields, today, standing):
    row = expected_of(novopskov, **fields)
    assert standing_of(row, today=today).standing is standing


def test_handing_in_is_nobodys_business_before_publication(novopskov, draft):
    row = expected_of(
        novopskov, report=draft, handed_in_at=noon(DUE), first_handed_in_on=DUE, is_complete=True
    )
    told = standing_of(row, today=DUE + DAY)
    assert told.standing is Standing.OVERDUE
    assert (told.handed_in_on, told.is_on_time, told.is_complete) == (None, None, None)


@pytest.mark.parametrize(
    ("handed_in_on", "said"),
    [
        (DUE, "Handed in on time."),
        (DUE + DAY, "Handed in 1 day after it was due."),
        (DUE + 12 * DAY, "Handed in 12 days after it was due."),
    ],
)
def test_a_published_report_says_whether_it_was_on_time(client, cast, novopskov, on, handed_in_on, said):
    handed_in_and_published(novopskov, cast.petro, handed_in_on=handed_in_on)
    page = read(client)
    assert said in page
    assert 'href="/en/communities/novopskov/reports/2026-09/"' in page


def test_residents_read_reasons_due_days_and_meetings(client, cast, novopskov, on):
    expected_of(
        novopskov,
        due_on=DUE + 5 * DAY,
        on_time_on=DUE + 5 * DAY,
        extension_reason="Два тижні без світла.",
    )
    expected_of(
        novopskov, stretch=SUMMER, excuse="hostilities", excuse_reason="<b>Обстріли</b> щодня, евакуація."
    )
    expected_of(novopskov, stretch=SPRING, meeting_held_on=dt.date(2026, 6, 3), meeting_place="Ліцей & клуб")
    page = read(client)
    for said in (
        "It is due by 15 November 2026.",
        "The due day was moved from 10 November 2026 to 15 November 2026.",
        '<q lang="uk">Два тижні без світла.</q>',
        "No report is asked for because of hostilities.",
        "&lt;b&gt;Обстріли&lt;/b&gt;",
        "It was due on 10 July 2026.",
        "Open meeting held on 3 June 2026: Ліцей &amp; клуб",
        "No open meeting has been recorded.",
    ):
        assert said in page
    assert "overdue" not in page.lower()


def test_the_front_page_tells_the_newest_and_leads_to_all(client, cast, novopskov, on):
    for slug in ("2026-01", "2026-03", "2026-05", "2026-07", "2026-09"):
        expected_of(novopskov, stretch=stretch_from_slug(slug))
    page = read(client, "/en/communities/novopskov/")
    assert page.count("It was due on") == 2
    assert page.count("It is due by") == 1
    assert f'href="{PAGE}"' in page
    assert 'href="/en/communities/novopskov/years/2026/"' in page


def test_periods_that_nobody_asked_about_yet_are_not_listed(novopskov):
    expected_of(novopskov)
    expected_of(novopskov, stretch=stretch_from_slug("2026-11"), opened_at=None)
    assert [one.stretch for one in standings(novopskov, today=DUE)] == [AUTUMN]


def test_the_list_takes_three_queries_however_long(client, novopskov, on, django_assert_num_queries):
    for year in (2023, 2024, 2025, 2026):
        for month in (1, 3, 5, 7, 9):
            expected_of(novopskov, stretch=stretch_from_slug(f"{year}-{month:02}"))
    with django_assert_num_queries(3):
        client.get(PAGE)


# --- a new day alone changes what stands there ---


def changed(day, today):
    return public_day.states_changed_since(day, today=today).count()


@pytest.mark.parametrize(
    ("fields", "number"),
    [({}, 1), ({"excuse": "other", "excuse_reason": "x"}, 0)],
)
def test_a_state_changes_when_its_due_day_is_over(novopskov, fields, number):
    expected_of(novopskov, **fields)
    assert changed(DUE - DAY, DUE) == 0
    assert changed(DUE, DUE + DAY) == number
    assert changed(DUE - 14 * DAY, DUE + 14 * DAY) == number
    assert changed(DUE + DAY, DUE + 2 * DAY) == 0


def test_what_is_published_does_not_change_by_itself(novopskov, cast):
    handed_in_and_published(novopskov, cast.petro)
    assert changed(DUE, DUE + DAY) == 0


def test_stored_pages_lapse_when_the_day_changes_a_state_and_only_then(novopskov):
    expected_of(novopskov)
    public_day.turn(today=DUE - DAY, at=noon(DUE - DAY))
    told = []
    for day in (DUE, DUE, DUE + DAY, DUE + DAY, DUE + 2 * DAY, DUE + 3 * DAY):
        before = public_stamp.current()
        turned = public_day.turn(today=day, at=noon(day))
        assert turned == (public_stamp.current() != before)
        told.append(turned)
    assert told == [False, False, True, False, False, False]


def test_after_two_weeks_without_a_run_one_run_catches_up(novopskov):
    expected_of(novopskov)
    public_day.turn(today=DUE - DAY, at=noon(DUE - DAY))
    assert public_day.turn(today=DUE + 14 * DAY, at=noon(DUE + 14 * DAY))


def test_a_state_never_changes_without_the_stamp(novopskov, cast):
    """Day by day through four months: whenever a page would read otherwise, the stamp has moved."""
    for slug in ("2026-05", "2026-07", "2026-09"):
        expected_of(novopskov, stretch=stretch_from_slug(slug))
    expected_of(novopskov, stretch=stretch_from_slug("2026-03"), excuse="other", excuse_reason="x")
    day = dt.date(2026, 7, 1)
    public_day.turn(today=day, at=noon(day))
    before, changes = standings(novopskov, today=day), 0
    while day < dt.date(2026, 12, 1):
        day += DAY
        stamp = public_stamp.current()
        public_day.turn(today=day, at=noon(day))
        now = standings(novopskov, today=day)
        assert now == before or public_stamp.current() != stamp
        changes += now != before
        before = now
    assert changes == 3
    assert ExpectedReport.objects.count() == 4
