"""The published report as CSV and JSON: the same facts, safe to open, possible to check."""

import csv
import hashlib
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.shared import csv_cells
from reports.published import exports
from reports.published.facts import PublicReport
from tests.reports.published import publish, shipped_form


@pytest.fixture
def publication(novopskov, cast):
    return publish(novopskov, "2026-03", by=cast.petro)


def rows_of(content):
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_json_file_is_what_the_checksum_is_taken_from(publication):
    content = exports.as_json(publication)
    assert hashlib.sha256(content).hexdigest() == publication.sha256
    assert json.loads(content) == publication.facts


def test_the_json_file_reads_back_as_the_report(publication):
    report = PublicReport.from_json(json.loads(exports.as_json(publication)))
    assert report.as_json() == publication.facts


def test_every_figure_has_one_row(publication):
    rows = rows_of(exports.as_csv(publication))
    assert [row["code"] for row in rows] == list(shipped_form().indicators)
    assert {row["sha256"] for row in rows} == {publication.sha256}
    assert {(row["community"], row["version"], row["demonstration"]) for row in rows} == {
        ("novopskov", "1", "yes")
    }


def test_cells_say_what_is_shown_and_of_what_kind(novopskov, cast):
    figures = {
        "HOST_STRIKES": Decimal(17),
        "HOST_KILLED": Decimal(3),
        "HOST_INJURED": Decimal(13),
        "HOST_DAMAGE": None,
        "REP_ARRIVE": Decimal("6.70"),
    }
    publication = publish(
        novopskov, "2026-03", by=cast.petro, figures=figures, reasons={"HOST_DAMAGE": "записи згоріли"}
    )
    rows = {row["code"]: row for row in rows_of(exports.as_csv(publication))}
    said = {code: (rows[code]["value"], rows[code]["quality"]) for code in figures}
    assert said == {
        "HOST_STRIKES": ("17", "exact"),
        "HOST_KILLED": ("<5", "fewer_than"),
        "HOST_INJURED": ("15", "rounded"),
        "HOST_DAMAGE": ("", "no_data"),
        "REP_ARRIVE": ("6.7", "exact"),
    }
    assert rows["HOST_DAMAGE"]["reason"] == "записи згоріли"
    assert rows["HOST_KILLED"]["protected"] == "yes"


def test_lines_and_quotes_follow_rfc_4180(novopskov, cast):
    publication = publish(
        novopskov,
        "2026-03",
        by=cast.petro,
        figures={"ROAD_RTA": None},
        reasons={"ROAD_RTA": 'say "none",\nthen nothing'},
    )
    content = exports.as_csv(publication)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 83
    assert b'"say ""none"",\nthen nothing"' in content


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org";"x")',
        "+380 44 000 00 00",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1;1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\0=1+1",
        "＝1＋1",
        "  =1+1",
    ],
)
def test_text_never_becomes_a_formula(text):
    cell = csv_cells.text_cell(text)
    assert cell.startswith("'")
    assert "\0" not in cell


@given(st.text())
def test_no_text_at_all_begins_like_a_formula(text):
    assert csv_cells.text_cell(text).lstrip(" ")[:1] not in csv_cells.FORMULA_SIGNS or not text.strip(" \0")


@pytest.mark.parametrize("between", [";", "\t", ","])
@given(st.text(alphabet="=+-@;\t\r\n ,\"'cmd1＝"))
def test_no_cell_begins_like_a_formula_wherever_a_spreadsheet_divides(between, text):
    """Excel in Ukrainian divides at semicolons, and reads quotation marks at the beginning of a cell only."""
    content = csv_cells.csv_file(["a", "b"], [["novopskov", csv_cells.text_cell(text)]])
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=between)
    cells = [cell.lstrip(" ")[:1] for row in rows for cell in row]
    assert not {"=", "+", "-", "@", "＝"} & set(cells)


@pytest.mark.parametrize("text", ["", "Паливо", "12", "немає <5", "a = b", "так; ні\nі ще"])
def test_ordinary_text_stays_as_it_is(text):
    assert csv_cells.text_cell(text) == text


def test_the_file_says_whose_it_is(publication):
    report = PublicReport.from_json(publication.facts)
    assert exports.file_name(report, suffix="csv") == "police-report-novopskov-2026-03-v1.csv"
