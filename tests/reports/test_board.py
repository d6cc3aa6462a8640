"""The coordinator's board: who sees what of whom, what each word means, shares that never pass 100 %."""

import datetime as dt
import io

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from communities.models import AuditEntry, Community, Oblast, Reminder
from reports.checking import submission
from reports.cycle import decisions, meetings
from reports.cycle.board import Filters, board_of, whole_board_of
from reports.cycle.cell_states import CellState, Mark
from reports.cycle.shares import Share, Totals
from reports.models import ExpectedReport
from reports.periods import stretch_from_slug
from tests.reports import making
from tests.reports.expecting import many_communities, run, takes_part
from tests.reports.owing import DAY, DUE, expected_of, noon

TODAY = DUE + 5 * DAY  # 15 November 2026
BOARD = "/en/work/board/"
FILE = BOARD + "board.xlsx"
HANDED_IN = {"handed_in_at": noon(DUE), "first_handed_in_on": DUE, "is_complete": True}


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(noon(TODAY), tick=False), translation.override("en"):
        yield


@pytest.fixture
def donetsk(db):
    return Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька область", name_en="Donetsk oblast"
    )


@pytest.fixture
def vuhledar(donetsk):
    return Community.objects.create(
        slug="vuhledar", oblast=donetsk, name_uk="Вугледарська громада", name_en="Vuhledar hromada"
    )


def names(board):
    return [line.name for line in board.page.object_list]


def of(board, place, slug="2026-09"):
    (line,) = (line for line in board.page.object_list if line.pk == place.pk)
    (cell,) = (cell for cell in line.cells if cell.period.slug == slug)
    return cell


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("bohdan", 200),
        ("larysa", 200),
        ("olena", 403),
        ("petro", 403),
        ("iryna", 403),
        ("halyna", 403),
        ("sofiia", 403),
        ("mykola", 403),
        ("oksana", 403),
        ("yurii", 403),
        ("nobody", 403),
        ("admin", 403),
        (None, 302),
    ],
)
@pytest.mark.parametrize("page", ["board", "board_file"])
def test_the_board_is_for_coordinators(client, cast, novopskov, who, status, page):
    expected_of(novopskov)
    if who:
        client.force_login(getattr(cast, who))
    ask = client.get if page == "board" else client.post
    assert ask(reverse(f"reports:{page}")).status_code == status


def test_a_coordinator_sees_the_own_oblast_only(client, cast, novopskov, vuhledar):
    expected_of(novopskov)
    expected_of(vuhledar)
    client.force_login(cast.bohdan)
    page = client.get(BOARD).content.decode()
    assert "Novopskov district" in page
    assert "Vuhledar" not in page
    assert client.get(BOARD + "?oblast=donetsk").status_code == 404
    assert client.post(FILE, {"board": "oblast=donetsk"}).status_code == 404
    client.force_login(cast.larysa)
    assert "Vuhledar" in client.get(BOARD).content.decode()
    page = client.get(BOARD + "?oblast=donetsk").content.decode()
    assert "Vuhledar" in page
    assert "Novopskov" not in page


def test_filters(luhansk, donetsk, novopskov, popasna, vuhledar):
    expected_of(novopskov)
    expected_of(popasna, excuse="blackout", excuse_reason="No power.")
    expected_of(vuhledar)
    expected_of(vuhledar, stretch=stretch_from_slug("2026-07"))
    both = [luhansk, donetsk]

    def found(**filters):
        return names(board_of(both, filters=Filters(**filters), today=TODAY))

    assert found() == ["Novopskov district", "Popasna district", "Vuhledar hromada"]
    assert found(name="ПОПАСН") == ["Popasna district"]
    assert found(name="vuhle") == ["Vuhledar hromada"]
    assert found(name=".*") == []
    assert found(oblast=luhansk) == ["Novopskov district", "Popasna district"]
    assert found(state=CellState.OVERDUE) == ["Novopskov district", "Vuhledar hromada"]
    assert found(state=CellState.EXCUSED) == ["Popasna district"]
    assert found(state=CellState.PUBLISHED) == []
    summer = stretch_from_slug("2026-07")
    assert found(state=CellState.NOT_EXPECTED, about=summer) == ["Novopskov district", "Popasna district"]
    assert found(state=CellState.OVERDUE, oblast=luhansk) == ["Novopskov district"]


def test_what_cannot_be_read_in_the_address_is_as_if_it_were_not_there(client, cast, novopskov):
    expected_of(novopskov)
    client.force_login(cast.bohdan)
    page = client.get(BOARD + "?state=perfect&about=2026-02&periods=900&page=x&name=" + "x" * 200)
    assert page.status_code == 200
    assert "Novopskov" in page.content.decode()


def test_periods_are_the_newest_of_which_something_is_expected(luhansk, novopskov):
    for slug in ("2026-11", "2026-09", "2026-01", "2025-01", "2024-11"):
        expected_of(novopskov, stretch=stretch_from_slug(slug))
    few = board_of([luhansk], filters=Filters(), today=TODAY)
    assert [period.slug for period in few.periods] == ["2026-11", "2026-09", "2026-01"]
    many = board_of([luhansk], filters=Filters(periods=12), today=TODAY)
    assert [period.slug for period in many.periods] == ["2026-11", "2026-09", "2026-01", "2025-01"]


def test_where_nothing_is_expected_the_running_period_is_named(luhansk, novopskov):
    empty = board_of([luhansk], filters=Filters(), today=TODAY)
    assert [(period.slug, period.pk) for period in empty.periods] == [("2026-11", None)]
    assert empty.number == 0


SENT_BACK = {"first_handed_in_on": DUE, "return_due_on": TODAY}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"opened_at": None}, CellState.NOT_OPEN),
        ({"due_on": TODAY, "extension_reason": "x", "on_time_on": TODAY}, CellState.OPEN),
        ({}, CellState.OVERDUE),
        ({"locks_on": TODAY - DAY}, CellState.LOCKED),
        ({"locks_on": TODAY}, CellState.OVERDUE),
        (
            {"locks_on": TODAY - DAY, "unlocked_until_on": TODAY, "unlock_reason": "x"},
            CellState.OVERDUE,
        ),
        (
            {"locks_on": TODAY - DAY, "unlocked_until_on": TODAY - DAY, "unlock_reason": "x"},
            CellState.LOCKED,
        ),
        ({"excuse": "other", "excuse_reason": "x"}, CellState.EXCUSED),
        ({"excuse": "other", "excuse_reason": "x", "opened_at": None}, CellState.EXCUSED),
    ],
)
def test_states_without_a_report(luhansk, novopskov, facts, state):
    expected_of(novopskov, **facts)
    board = board_of([luhansk], filters=Filters(), today=TODAY)
    assert of(board, novopskov).state == state


@pytest.mark.parametrize(
    ("facts", "state", "marks"),
    [
        ({"due_on": TODAY, "on_time_on": TODAY, "extension_reason": "x"}, "filling", {"extended"}),
        ({}, "overdue", {"in_work"}),
        (HANDED_IN, "with_head", {"complete"}),
        ({**HANDED_IN, "is_complete": False}, "with_head", {"gaps"}),
        ({**HANDED_IN, "first_handed_in_on": DUE + DAY}, "with_head", {"complete", "late"}),
        (SENT_BACK, "sent_back", set()),
        ({**SENT_BACK, "return_due_on": TODAY - DAY}, "sent_back_overdue", set()),
        ({**SENT_BACK, "return_due_on": TODAY - DAY, "locks_on": TODAY - DAY}, "locked", set()),
        ({**HANDED_IN, "published_at": noon(TODAY)}, "published", {"complete"}),
        (
            {**HANDED_IN, "excuse": "other", "excuse_reason": "x", "published_at": noon(TODAY)},
            "published",
            {"complete", "excused"},
        ),
        (
            {**HANDED_IN, "meeting_held_on": DUE, "meeting_place": "School"},
            "with_head",
            {"complete", "meeting"},
        ),
    ],
)
def test_states_and_marks_with_a_report(luhansk, novopskov, draft, facts, state, marks):
    expected_of(novopskov, report=draft, **facts)
    cell = of(board_of([luhansk], filters=Filters(), today=TODAY), novopskov)
    assert cell.state == state
    assert {mark.value for mark in cell.marks} == marks


REAL = stretch_from_slug("2026-03")  # opens 20 April, due 10 May, locked after 30 May


def real(text, hour=9):
    return noon(dt.date.fromisoformat(text)).replace(hour=hour)


def state_on(luhansk, place, text):
    board = board_of([luhansk], filters=Filters(), today=dt.date.fromisoformat(text))
    cell = of(board, place, slug="2026-03")
    return cell.state.value, {mark.value for mark in cell.marks}


def test_the_words_of_a_whole_life_from_the_acts_of_people(cast, luhansk, novopskov, popasna, form):
    """Nothing is written into rows here: periods open, Olena writes late, Petro sends back and publishes."""
    takes_part(novopskov)
    assert run("2026-04-19") == (2, 0)
    assert state_on(luhansk, novopskov, "2026-04-19") == ("not_open", set())
    run("2026-04-20")
    assert state_on(luhansk, novopskov, "2026-05-10") == ("open", set())
    assert state_on(luhansk, novopskov, "2026-05-11") == ("overdue", set())
    assert state_on(luhansk, novopskov, "2026-05-31") == ("locked", set())
    row = ExpectedReport.objects.get(community=novopskov, period__starts_on=REAL.starts_on)
    later = dt.date(2026, 5, 14)
    decisions.extend(row, due_on=later, reason="No power.", by=cast.bohdan, at=real("2026-05-11"))
    assert state_on(luhansk, novopskov, "2026-05-11") == ("open", {"extended"})

    report = making.report_about(novopskov, form, cast.olena, stretch=REAL)
    assert state_on(luhansk, novopskov, "2026-05-14") == ("filling", {"extended"})
    assert state_on(luhansk, novopskov, "2026-05-15") == ("overdue", {"extended", "in_work"})
    submission.submit(report, by=cast.olena, at=real("2026-05-16"))
    with_head = {"extended", "late", "complete"}
    assert state_on(luhansk, novopskov, "2026-05-16") == ("with_head", with_head)
    submission.send_back(report, questions={9: "Sure?"}, message="", by=cast.petro, at=real("2026-05-17"))
    assert state_on(luhansk, novopskov, "2026-05-24") == ("sent_back", {"extended", "late"})
    assert state_on(luhansk, novopskov, "2026-05-25") == ("sent_back_overdue", {"extended", "late"})
    assert state_on(luhansk, novopskov, "2026-07-25") == ("locked", {"extended", "late"})
    row.refresh_from_db()
    end = dt.date(2026, 7, 30)
    decisions.unlock(row, until_on=end, reason="Ill.", by=cast.bohdan, at=real("2026-07-25"))
    assert state_on(luhansk, novopskov, "2026-07-30") == (
        "sent_back_overdue",
        {"extended", "late", "unlocked"},
    )
    report.refresh_from_db()
    making.published(report, author=cast.olena, head=cast.petro, at=real("2026-07-26"))
    state, marks = state_on(luhansk, novopskov, "2026-07-26")
    assert state == "published"
    assert with_head <= marks
    summary = next(line for line in board_of([luhansk], filters=Filters(), today=end).by_period)
    assert summary.totals == Totals(asked=1, complete=1, on_time=0, published=1)


def test_an_excuse_by_its_coordinator_shows_on_the_board(cast, luhansk, novopskov, popasna):
    takes_part(novopskov)
    takes_part(popasna, from_on="2026-05-01")
    run("2026-04-20")
    row = ExpectedReport.objects.get(community=novopskov, period__starts_on=REAL.starts_on)
    at = real("2026-04-21")
    decisions.excuse(row, excuse="hostilities", reason="Shelling.", by=cast.bohdan, at=at)
    assert state_on(luhansk, novopskov, "2026-06-21") == ("excused", set())
    assert state_on(luhansk, popasna, "2026-06-21") == ("not_expected", set())
    meetings.record_meeting(
        row, held_on=dt.date(2026, 4, 22), place="School", by=cast.olena, at=real("2026-04-23")
    )
    assert state_on(luhansk, novopskov, "2026-06-21") == ("excused", {"meeting"})


def test_every_word_has_a_shape_and_stands_in_the_legend(client, cast, novopskov):
    from django.template.loader import render_to_string

    from reports.templatetags.board import KINDS, SHAPES

    assert set(KINDS) == set(CellState)
    assert set(SHAPES) == set(Mark)
    legend = render_to_string("reports/board_legend.html")
    assert [state for state in CellState if str(state.label) not in legend] == []


def test_shares_have_the_denominator_of_the_rows_and_never_pass_one_hundred(luhansk, novopskov, popasna):
    places = many_communities(luhansk, 16)
    for place in [*places, novopskov]:
        expected_of(place)
    expected_of(popasna, excuse="hostilities", excuse_reason="Shelling.")
    board = board_of([luhansk], filters=Filters(), today=TODAY)
    (line,) = board.by_period
    assert line.totals == Totals(asked=17, excused=1)
    assert line.totals.completeness == Share(0, 17)
    assert Share(1499, 1500).percent == 99
    assert Share(0, 0).percent is None


def test_an_excused_report_that_came_all_the_same_stands_apart(luhansk, novopskov, popasna, draft):
    expected_of(popasna)
    expected_of(novopskov, report=draft, excuse="other", excuse_reason="x", **HANDED_IN)
    (line,) = board_of([luhansk], filters=Filters(), today=TODAY).by_period
    assert line.totals == Totals(asked=1, excused=1, excused_in=1)
    assert line.totals.completeness.percent == 0


def test_shares_do_not_follow_the_filters_of_rows(luhansk, novopskov, popasna):
    expected_of(novopskov)
    expected_of(popasna)
    (line,) = board_of([luhansk], filters=Filters(name="Novop"), today=TODAY).by_period
    assert line.totals.asked == 2


def test_a_period_that_has_not_opened_is_asked_of_nobody(luhansk, novopskov):
    expected_of(novopskov, opened_at=None)
    board = board_of([luhansk], filters=Filters(), today=TODAY)
    assert board.by_period == ()


def test_shares_by_oblast_for_the_country(luhansk, donetsk, novopskov, vuhledar):
    expected_of(novopskov)
    expected_of(vuhledar, excuse="other", excuse_reason="x")
    board = board_of([luhansk, donetsk], filters=Filters(), today=TODAY)
    assert [(line.label, line.totals.asked, line.totals.excused) for line in board.by_oblast] == [
        ("Donetsk oblast", 0, 1),
        ("Luhansk oblast", 1, 0),
    ]
    (whole,) = board.by_period
    assert whole.totals == Totals(asked=1, excused=1)


def test_pages_of_twenty_keep_the_filters(client, cast, luhansk):
    for place in many_communities(luhansk, 45):
        expected_of(place)
    client.force_login(cast.bohdan)
    page = client.get(BOARD + "?state=overdue&periods=12&page=3").content.decode()
    assert page.count('<th scope="row" role="rowheader"><a href="/en/communities/place-') == 5
    assert "?state=overdue&amp;periods=12&amp;page=2" in page
    assert "45 communities" in page
    assert 'name="board" value="state=overdue&amp;periods=12&amp;page=3"' in page


def test_how_many_stand_in_which_state_each_a_click_away(client, cast, luhansk, novopskov, popasna):
    expected_of(novopskov)
    expected_of(popasna, excuse="blackout", excuse_reason="No power.")
    for place in many_communities(luhansk, 3):
        expected_of(place, locks_on=TODAY - DAY)
        expected_of(place, stretch=stretch_from_slug("2026-07"))
    board = board_of([luhansk], filters=Filters(state=CellState.EXCUSED), today=TODAY)
    expected = ((CellState.OVERDUE, 1), (CellState.EXCUSED, 1), (CellState.LOCKED, 3))
    assert board.by_state == expected  # of the newest period, whatever rows are shown
    client.force_login(cast.bohdan)
    page = client.get(BOARD + "?periods=12&state=excused&page=2").content.decode()
    assert "How the reports of September–October 2026 stand:" in page
    assert 'href="?periods=12&amp;state=overdue"' in page
    assert 'href="?periods=12&amp;state=excused" aria-current="true"' in page


def test_empty_states(client, cast, novopskov):
    client.force_login(cast.bohdan)
    assert "No report is expected yet" in client.get(BOARD).content.decode()
    expected_of(novopskov)
    assert "No community fits" in client.get(BOARD + "?name=Lviv").content.decode()


@pytest.mark.parametrize("who", ["bohdan", "larysa"])
def test_the_number_of_queries_does_not_grow(client, cast, luhansk, donetsk, who):
    client.force_login(getattr(cast, who))
    counts = []
    for number in (15, 60):
        for n, place in enumerate(many_communities(luhansk, number, first=len(counts) * 100)):
            for slug in ("2026-09", "2026-07", "2026-05"):
                expected_of(place, stretch=stretch_from_slug(slug), locks_on=TODAY + n * DAY)
        for query in ("", "?state=overdue&name=Place&periods=12", "?page=2"):
            client.get(BOARD)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(BOARD + query).status_code == 200
            counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 9  # and one when the session notes, once a minute, that its owner is there


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in book}, book


def test_the_spreadsheet_holds_all_rows_and_names_nobody(client, cast, luhansk, novopskov):
    for place in many_communities(luhansk, 25):
        expected_of(place)
    expected_of(novopskov, excuse="other", excuse_reason='=HYPERLINK("http://x")')
    Community.objects.filter(pk=novopskov.pk).update(name_en="=1+1")
    client.force_login(cast.bohdan)
    answer = client.post(FILE, {"board": "periods=6"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    tables, book = sheets(answer.content)
    assert list(tables) == ["Matrix", "Shares", "List"]
    assert len(tables["Matrix"]) == len(tables["List"]) == 27
    kinds = {cell.data_type for rows in tables.values() for row in rows for cell in row}
    assert "f" not in kinds
    texts = [cell.value for row in tables["List"] for cell in row]
    assert '=HYPERLINK("http://x")' in texts
    assert "2026-09-01/P2M" in texts
    shares = [cell.value for cell in tables["Shares"][1]]
    assert shares[:5] == ["Luhansk oblast", "2026-09-01/P2M", 25, 0, 0]
    assert shares[9:] == [1, 0]
    assert book.properties.creator == "Community Security"
    assert "Bohdan" not in str(book.properties)
    entry = AuditEntry.objects.get(act="board.exported")
    assert entry.by == cast.bohdan
    assert entry.details == {"communities": 26, "periods": 6, "oblasts": ["luhansk"]}


def test_the_spreadsheet_has_the_filters_of_the_board(client, cast, novopskov, popasna):
    expected_of(novopskov)
    expected_of(popasna)
    client.force_login(cast.bohdan)
    tables, _ = sheets(client.post(FILE, {"board": "name=Popasna"}).content)
    assert [row[0].value for row in tables["Matrix"]] == ["Community", "Popasna district"]


def test_the_spreadsheet_asks_once_more_who_it_is_and_comes_as_it_was_asked_for(
    cast, novopskov, popasna, proved_long_ago
):
    expected_of(novopskov)
    expected_of(popasna)
    client, secret = proved_long_ago(cast.bohdan)
    asked = client.post(FILE, {"board": "name=Popasna"})
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not AuditEntry.objects.filter(act="board.exported").exists()
    code = format_hotp_value(hotp_value(secret, int(noon(TODAY).timestamp()) // 30))
    tables, _ = sheets(client.post(asked["Location"], {"code": code}).content)
    assert [row[0].value for row in tables["Matrix"]] == ["Community", "Popasna district"]


def test_all_rows_for_a_file(luhansk):
    for place in many_communities(luhansk, 25):
        expected_of(place)
    assert len(names(whole_board_of([luhansk], filters=Filters(), today=TODAY))) == 25


def test_one_click_asks_the_police_and_leads_back_to_the_same_board(client, cast, novopskov):
    row = expected_of(novopskov)
    client.force_login(cast.bohdan)
    page = client.get(BOARD + "?state=overdue&periods=12").content.decode()
    assert f'id="place-{novopskov.pk}"' in page
    assert f'action="/en/work/expected/{row.pk}/nudge/"' in page
    answer = client.post(f"/en/work/expected/{row.pk}/nudge/", {"board": "state=overdue&periods=12"})
    assert answer["Location"] == f"{BOARD}?state=overdue&periods=12#place-{novopskov.pk}"
    assert Reminder.objects.get().by == cast.bohdan
    page = client.get(answer["Location"]).content.decode()
    assert "was asked about the report of September–October 2026" in page
    assert "nudged today" in page
    assert "/nudge/" not in page
    again = client.post(f"/en/work/expected/{row.pk}/nudge/", {"board": "//evil.example/?a=1"}, follow=True)
    assert again.redirect_chain[0][0].startswith("/en/work/board/?")
    assert "Once a day is enough" in again.content.decode()
    assert Reminder.objects.count() == 1


def test_the_inside_of_a_report_never_stands_on_the_board(client, cast, novopskov, filled):
    row = expected_of(novopskov, report=filled)
    client.force_login(cast.bohdan)
    page = client.get(BOARD).content.decode() + client.get(f"/en/work/expected/{row.pk}/").content.decode()
    assert f"/work/reports/{filled.pk}/" not in page
    assert "Problem of" not in page
