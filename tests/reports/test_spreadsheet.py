"""The report goes out as a workbook and comes back: every change and error by cell, then saved or not."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from communities.models import AuditEntry
from reports.answers import content
from reports.answers.content import AnswerContent
from reports.models import Answer, AnswerKind, SectionRevision
from reports.offline import spreadsheet, spreadsheet_upload
from reports.offline.spreadsheet_upload import WrongFile
from reports.periods import stretch_from_slug
from reports.states import State
from reports.writing import drafting, filling
from reports.writing.filling import SavedMeanwhile, SectionValues

NOON = dt.datetime(2026, 11, 3, 10, tzinfo=dt.UTC)
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def save(report, section, by, *, answers=None, **narratives):
    entry = report.entries.select_related("report__form", "report__community", "section").get(
        section__number=section
    )
    values = SectionValues(answers or {}, narratives)
    return filling.save(entry, values, base_version=entry.version, by=by, at=NOON)


def number(value):
    return AnswerContent(AnswerKind.NUMBER, Decimal(value))


@pytest.fixture
def book(report, cast):
    """Section 1 has two answers, section 7 a text that looks like a formula."""
    save(
        report,
        1,
        cast.olena,
        answers={
            "HOST_STRIKES": number(4),
            "HOST_SETTL": AnswerContent(AnswerKind.NO_DATA, reason="no access"),
        },
    )
    save(report, 7, cast.olena, problem=FORMULA)
    return load_workbook(io.BytesIO(spreadsheet.workbook_of(report, language="en")))


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def row_of(sheet, code: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == code)


def fill(book: Workbook, code: str, value=None, *, instead=None, reason=None) -> None:
    sheet = book["Figures"]
    row = row_of(sheet, code)
    for column, typed in ((4, value), (5, instead), (6, reason)):
        sheet.cell(row, column).value = typed


def write(book: Workbook, code: str, text: str) -> None:
    sheet = book["Texts"]
    sheet.cell(row_of(sheet, code), 4).value = text


def read(book: Workbook, report):
    return spreadsheet_upload.read_upload(saved(book), report=report)


# --- out ---


def test_the_workbook_holds_what_is_written_and_every_line_of_the_form(book, report):
    figures, texts = book["Figures"], book["Texts"]
    codes = [cell.value for cell in figures["A"] if cell.value and "_" in str(cell.value)]
    assert len(codes) == len(set(codes)) == 82
    assert len([cell for cell in texts["A"] if ":" in str(cell.value or "")]) == 48
    strikes, settlements = row_of(figures, "HOST_STRIKES"), row_of(figures, "HOST_SETTL")
    assert figures.cell(strikes, 4).value == 4
    assert [figures.cell(settlements, column).value for column in (4, 5, 6)] == [None, "no data", "no access"]


def test_earlier_periods_stand_beside(cast, novopskov, form):
    for slug, strikes in (("2026-07", 9), ("2025-09", 7)):
        earlier = drafting.open_report(
            novopskov, stretch=stretch_from_slug(slug), form=form, by=cast.olena, at=NOON
        )
        save(earlier, 1, cast.olena, answers={"HOST_STRIKES": number(strikes)})
    report = drafting.start(novopskov, stretch=stretch_from_slug("2026-09"), by=cast.olena, at=NOON)
    sheet = load_workbook(io.BytesIO(spreadsheet.workbook_of(report, language="en")))["Figures"]
    row = row_of(sheet, "HOST_STRIKES")
    assert [sheet.cell(row, column).value for column in (7, 8)] == ["9", "7"]


def test_text_from_people_is_never_a_formula(book):
    sheet = book["Texts"]
    cell = sheet.cell(row_of(sheet, "HOME:problem"), 4)
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_only_the_places_to_write_are_open(book):
    for sheet in (book["Figures"], book["Texts"]):
        assert sheet.protection.sheet
    figures = book["Figures"]
    row = row_of(figures, "HOST_STRIKES")
    assert [figures.cell(row, column).protection.locked for column in range(1, 10)] == [True] * 3 + [
        False
    ] * 3 + [True] * 3
    assert book["about"].sheet_state == "hidden"


def test_both_languages(report):
    with override("uk"):
        book = load_workbook(io.BytesIO(spreadsheet.workbook_of(report, language="uk")))
    names = spreadsheet.SheetNames.in_language("uk")
    assert book.sheetnames == [names.figures, names.texts, "about"]


# --- back in ---


def test_an_untouched_file_changes_nothing(book, report):
    upload = read(book, report)
    assert (upload.changes, upload.problems, upload.sections) == ((), (), {})


def test_every_change_is_shown_by_cell(book, report):
    fill(book, "HOST_STRIKES", 6)
    fill(book, "HOST_SETTL", 3)
    fill(book, "ROAD_RTA", None, instead="not applicable", reason="no roads")
    write(book, "CHILD:problem", "Two schools have no fence.")
    upload = read(book, report)
    figures = book["Figures"]
    assert upload.problems == ()
    assert {(change.address, change.before, change.after) for change in upload.changes} == {
        (f"D{row_of(figures, 'HOST_STRIKES')}", "4", "6"),
        (f"D{row_of(figures, 'HOST_SETTL')}", "no data: no access", "3"),
        (f"E{row_of(figures, 'ROAD_RTA')}", "", "not applicable: no roads"),
        (f"D{row_of(book['Texts'], 'CHILD:problem')}", "", "Two schools have no fence."),
    }
    assert sorted(upload.sections) == [1, 5, 8]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (-3, "below zero"),
        ("12,5", "whole number"),
        ("1e309", "without the letter"),
        ("багато", "cannot be read as a number"),
        (True, "cannot be read as a number"),
        (12.5, "whole number"),
        (10**15, "too large"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_cell_and_kept_as_typed(book, report, cast, typed, words):
    fill(book, "HOST_STRIKES", typed)
    upload = read(book, report)
    [problem] = upload.problems
    assert words in problem.problem
    assert problem.address == f"D{row_of(book['Figures'], 'HOST_STRIKES')}"
    spreadsheet_upload.store(
        report, spreadsheet_upload.sealed(upload, report, by=cast.olena), by=cast.olena, at=NOON
    )
    assert content.of(report).answer("HOST_STRIKES").kind == AnswerKind.UNCLEAR


def test_a_formula_is_refused_and_not_computed(book, report):
    fill(book, "HOST_STRIKES", "=2+2")
    upload = read(book, report)
    assert [problem.problem for problem in upload.problems] == [
        "The cell holds a formula. Write the number itself."
    ]
    assert upload.sections == {}


def test_a_figure_and_no_data_contradict_each_other(book, report):
    fill(book, "HOST_STRIKES", 3, instead="no data", reason="x")
    [problem] = read(book, report).problems
    assert "both a figure and" in problem.problem


def test_lines_may_be_moved_but_not_doubled_or_invented(book, report):
    sheet = book["Figures"]
    sheet.cell(500, 1).value, sheet.cell(500, 4).value = "HOST_STRIKES", 8
    sheet.cell(501, 1).value, sheet.cell(501, 4).value = "HOST_UFOS", 1
    upload = read(book, report)
    assert sorted(problem.problem.split(".")[0] for problem in upload.problems) == [
        "There is no such line in this form",
        "This line stands in the file twice",
        "This line stands in the file twice",
    ]
    sheet.cell(501, 1).value = None
    sheet.cell(row_of(sheet, "HOST_STRIKES"), 1).value = None
    assert [change.after for change in read(book, report).changes] == ["8"]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("community", "popasna", r"another community \(Popasna district\)"),
        ("period", "2026-07", r"another period \(July–August 2026\)"),
        ("period", "2026-13", r"another period \(2026-13\)"),
        ("form", "police-report 99", "another edition"),
        ("layout", "0", "another edition"),
        ("language", "../etc", "damaged"),
        ("versions", None, "not the file of a report"),
    ],
)
def test_the_file_of_something_else_is_refused_in_words(book, report, key, value, words):
    sheet = book["about"]
    row = row_of(sheet, key)
    sheet.cell(row, 2 if value is not None else 1).value = value
    with pytest.raises(WrongFile, match=words):
        read(book, report)


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04"])
def test_other_files_are_refused_in_words(report, data):
    with pytest.raises(WrongFile, match=r"not an \.xlsx file"):
        spreadsheet_upload.read_upload(data, report=report)


def test_a_workbook_of_somebody_else_is_refused(report):
    with pytest.raises(WrongFile, match="not the file of a report"):
        read(Workbook(), report)


# --- taking it over ---


def test_everything_is_stored_or_nothing(book, report, cast):
    fill(book, "HOST_STRIKES", 6)
    write(book, "HOME:problem", "Thefts from yards.")
    token = spreadsheet_upload.sealed(read(book, report), report, by=cast.olena)
    save(report, 7, cast.olena, problem="Written meanwhile.")
    before = SectionRevision.objects.count(), AuditEntry.objects.count()
    with pytest.raises(SavedMeanwhile):
        spreadsheet_upload.store(report, token, by=cast.olena, at=NOON)
    assert content.of(report).answer("HOST_STRIKES").number == 4
    assert (SectionRevision.objects.count(), AuditEntry.objects.count()) == before


def test_sections_saved_since_the_download_are_named(book, report, cast):
    save(report, 1, cast.olena, answers={"HOST_STRIKES": number(5)})
    fill(book, "HOST_STRIKES", 6)
    assert read(book, report).changed_meanwhile == (1,)


def test_the_preview_of_one_person_is_no_use_to_another(book, report, cast):
    fill(book, "HOST_STRIKES", 6)
    token = spreadsheet_upload.sealed(read(book, report), report, by=cast.olena)
    for stolen, by in ((token, cast.vira), (token + "x", cast.olena), ("", cast.olena)):
        with pytest.raises(WrongFile, match="too old"):
            spreadsheet_upload.store(report, stolen, by=by, at=NOON)


def test_the_whole_way_in_the_browser(client, book, report, cast):
    client.force_login(cast.olena)
    fill(book, "HOST_STRIKES", 6)
    fill(book, "HOST_DAMAGE", "many")
    file = SimpleUploadedFile("report.xlsx", saved(book))
    page = client.post(reverse("reports:spreadsheet_upload", args=[report.pk]), {"file": file})
    assert "cannot be read as a number" in page.content.decode()
    assert content.of(report).answer("HOST_STRIKES").number == 4  # nothing is saved yet
    client.post(reverse("reports:spreadsheet_store", args=[report.pk]), {"token": page.context["token"]})
    assert content.of(report).answer("HOST_STRIKES").number == 6
    assert Answer.objects.get(indicator__code="HOST_DAMAGE").text == "many"


def test_a_report_that_was_handed_in_takes_nothing_over(client, book, report, cast):
    client.force_login(cast.olena)
    fill(book, "HOST_STRIKES", 6)
    token = spreadsheet_upload.sealed(read(book, report), report, by=cast.olena)
    report.state, report.submitted_at, report.submitted_by = State.SUBMITTED, NOON, cast.olena
    report.save()
    response = client.post(
        reverse("reports:spreadsheet_store", args=[report.pk]), {"token": token}, follow=True
    )
    assert "handed in meanwhile" in response.content.decode()
    assert content.of(report).answer("HOST_STRIKES").number == 4


def test_no_file_is_said_beside_the_field(client, report, cast):
    client.force_login(cast.olena)
    page = client.post(reverse("reports:spreadsheet_upload", args=[report.pk]), {})
    assert "Choose the file first." in page.content.decode()


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("olena", (200, 200)),
        ("petro", (200, 403)),
        ("iryna", (404, 404)),
        ("halyna", (404, 404)),
        ("vira", (404, 404)),
        ("bohdan", (404, 404)),
        ("nobody", (404, 404)),
        ("admin", (404, 404)),
    ],
)
def test_who_may_take_the_file_and_bring_it_back(client, report, cast, who, statuses):
    client.force_login(getattr(cast, who))
    pages = [reverse(f"reports:{name}", args=[report.pk]) for name in ("spreadsheet", "spreadsheet_upload")]
    assert tuple(client.get(page).status_code for page in pages) == statuses
