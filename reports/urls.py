"""Addresses of reports. Public pages hang below their community and name no row's id; work is below work/."""

from django.urls import path, register_converter

from reports.periods import Stretch, stretch_from_slug
from reports.views import (
    board,
    checking,
    cycle_rules,
    expected,
    filling,
    group,
    hearing,
    lending,
    meeting,
    public,
    publishing,
    saving,
    spreadsheet,
    year,
)

app_name = "reports"


class StretchConverter:
    """2026-03: the two months that begin in March 2026. Other months are no address."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Stretch:
        return stretch_from_slug(value)

    def to_url(self, value: Stretch | str) -> str:
        return value if isinstance(value, str) else value.slug


class YearConverter:
    """Four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


register_converter(StretchConverter, "stretch")
register_converter(YearConverter, "year")

REPORT = "communities/<slug:slug>/reports/<stretch:stretch>/"
VERSION = REPORT + "v<int:number>/"
YEAR = "communities/<slug:slug>/years/<year:year>/"

public_pages = [
    path("about/figures/", public.about_figures, name="about_figures"),
    path("communities/<slug:slug>/reports/", year.periods, name="community_reports"),
    path(REPORT, public.report, name="public_report"),
    path(REPORT + "versions/", public.versions, name="public_versions"),
    path(VERSION, public.version, name="public_version"),
    path(VERSION + "report.csv", public.csv_file, name="public_csv"),
    path(VERSION + "report.json", public.json_file, name="public_json"),
    path(VERSION + "report.pdf", public.pdf_file, name="public_pdf"),
    path(YEAR, year.year, name="public_year"),
    path(YEAR + "report.csv", year.csv_file, name="year_csv"),
    path(YEAR + "report.json", year.json_file, name="year_json"),
    path(YEAR + "report.pdf", year.pdf_file, name="year_pdf"),
]

WORK = "work/reports/<int:pk>/"
SECTION = WORK + "sections/<int:number>/"

filling_in = [
    path("work/reports/start/", filling.start_page, name="start"),
    path("work/reports/start/<slug:community>/<stretch:stretch>/", filling.start, name="start"),
    path(WORK, filling.tasks, name="tasks"),
    path(SECTION, filling.section, name="section"),
    path(SECTION + "save/", saving.section_save, name="section_save"),
    path(SECTION + "lend/", lending.lend, name="lend"),
    path(SECTION + "take-back/", lending.take_back, name="take_back"),
]

spreadsheets = [
    path(WORK + "spreadsheet.xlsx", spreadsheet.download, name="spreadsheet"),
    path(WORK + "spreadsheet/", spreadsheet.upload, name="spreadsheet_upload"),
    path(WORK + "spreadsheet/store/", spreadsheet.store, name="spreadsheet_store"),
    path(WORK + "blank.pdf", spreadsheet.blank, name="blank_pdf"),
]

checking_and_publishing = [
    path(WORK + "check/", checking.check, name="check"),
    path(WORK + "submit/", checking.submit, name="submit"),
    path(WORK + "send-back/", checking.send_back, name="send_back"),
    path(SECTION + "reply/", checking.reply, name="reply"),
    path(WORK + "release/", publishing.release_review, name="release"),
    path(WORK + "hold-back/", publishing.hold_back, name="hold_back"),
    path(WORK + "publish/", publishing.publish, name="publish"),
    path(WORK + "correct/", publishing.correct, name="correct"),
    path(WORK + "group/", group.group_view, name="group_view"),
    path(WORK + "exact/", group.exact, name="exact"),
]

OBLAST = "work/cycle/<slug:oblast>/"
EXPECTED = "work/expected/<int:pk>/"

cycle = [
    path("work/board/", board.board, name="board"),
    path("work/board/board.xlsx", board.board_as_file, name="board_file"),
    path(EXPECTED, expected.expected, name="expected"),
    path(EXPECTED + "nudge/", expected.nudge, name="nudge"),
    path(EXPECTED + "extend/", expected.extend, name="extend"),
    path(EXPECTED + "excuse/", expected.excuse, name="excuse"),
    path(EXPECTED + "withdraw-excuse/", expected.withdraw_excuse, name="withdraw_excuse"),
    path(EXPECTED + "unlock/", expected.unlock, name="unlock"),
    path(EXPECTED + "meeting/", meeting.meeting, name="meeting"),
    path(EXPECTED + "meeting/withdraw/", meeting.withdraw, name="meeting_withdraw"),
    path("work/points/<int:pk>/hearing/", hearing.hearing, name="hearing"),
    path(OBLAST, cycle_rules.cycle_rules, name="cycle_rules"),
    path(OBLAST + "days/", cycle_rules.cycle_days, name="cycle_days"),
    path(OBLAST + "steps/add/", cycle_rules.add_step, name="cycle_add_step"),
    path(OBLAST + "steps/remove/", cycle_rules.remove_step, name="cycle_remove_step"),
    path(OBLAST + "steps/usual/", cycle_rules.usual_steps, name="cycle_usual_steps"),
    path(OBLAST + "communities/<slug:community>/", cycle_rules.takes_part, name="cycle_takes_part"),
]

urlpatterns = [*public_pages, *filling_in, *spreadsheets, *checking_and_publishing, *cycle]
