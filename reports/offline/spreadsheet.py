"""The report as a workbook to be filled in without a connection: made here, read back by
`reports.offline.spreadsheet_upload`.

One line an indicator and one a text, each known by its code, so that lines may be moved; what is
not to be typed into is locked. Text from people is written as text, never as a formula (R36).
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports import wording
from reports.answers import content
from reports.answers.content import AnswerContent, ReportContent, SectionContent
from reports.answers.three_periods import Answers, three_periods
from reports.editions.form_definition import FormDefinition, IndicatorField, SectionDefinition, definition_of
from reports.models import AnswerKind, Period, Report, ValueType
from reports.periods import Stretch, same_stretch_last_year, stretch_before

LAYOUT = "1"  # grows when the places of columns change
FIGURES, TEXTS, ABOUT = "figures", "texts", "about"
CODE, VALUE, INSTEAD, REASON = 1, 4, 5, 6  # columns of the sheet of figures
TEXT_CODE, TEXT = 1, 4  # columns of the sheet of texts
FIRST_ROW = 4  # above it stand the title, a hint and the heads of the columns

ACCENT = "0D5063"
INPUT = PatternFill("solid", fgColor="FFF8E1")
HEAD = PatternFill("solid", fgColor=ACCENT)
SECTION = PatternFill("solid", fgColor="E4F0F3")
LINE = Border(bottom=Side(style="thin", color="A9B0AC"))
WRAP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class SheetNames:
    """What the sheets are called in the language of the workbook."""

    figures: str
    texts: str

    @classmethod
    def in_language(cls, language: str) -> "SheetNames":
        with override(language):
            return cls(pgettext("sheet", "Figures"), pgettext("sheet", "Texts"))


def instead_words() -> dict[AnswerKind, str]:
    """What stands for an answer without a figure, in the active language."""
    return {AnswerKind.NO_DATA: _("no data"), AnswerKind.NOT_APPLICABLE: _("not applicable")}


def workbook_of(report: Report, *, language: str) -> bytes:
    """The .xlsx of this report as it stands now, with the figures of earlier periods beside."""
    form = definition_of(report.form)
    with override(language):
        book = Workbook()
        _properties(book, report)
        periods = three_periods(report)
        figures: Worksheet = book.active  # type: ignore[assignment]
        figures.title = SheetNames.in_language(language).figures
        _figures(
            figures, report, form, now=periods.now, previous=periods.previous, last_year=periods.last_year
        )
        _texts(book.create_sheet(SheetNames.in_language(language).texts), report, form)
        _about(book.create_sheet(ABOUT), report, language)
        target = io.BytesIO()
        book.save(target)
    return target.getvalue()


def _properties(book: Workbook, report: Report) -> None:
    book.properties.creator = "Community Security"
    book.properties.title = f"{report.community.name}, {report.period.label_in_a_sentence}"


def _about(sheet: Worksheet, report: Report, language: str) -> None:
    """Which report this is: read at upload, hidden from the eye."""
    for row in about(report, language=language).items():
        sheet.append(row)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def about(report: Report, *, language: str) -> dict[str, str]:
    return {
        "layout": LAYOUT,
        "community": report.community.slug,
        "period": report.period.slug,
        "form": str(report.form),
        "language": language,
        "versions": ",".join(
            f"{number}:{version}"
            for number, version in report.entries.order_by("section__number").values_list(
                "section__number", "version"
            )
        ),
    }


def period_in_words(stretch: Stretch) -> str:
    return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on).label_in_a_sentence


def _figures(
    sheet: Worksheet,
    report: Report,
    form: FormDefinition,
    *,
    now: Answers,
    previous: Answers,
    last_year: Answers,
) -> None:
    stretch = report.period.stretch
    heads = [
        pgettext("column", "Code"),
        pgettext("column", "Figure"),
        pgettext("column", "Unit"),
        _("This period"),
        _("No figure?"),
        _("Why not"),
        _("Previous period (%(period)s)") % {"period": period_in_words(stretch_before(stretch))},
        _("A year ago (%(period)s)") % {"period": period_in_words(same_stretch_last_year(stretch))},
        pgettext("column", "Hint"),
    ]
    hint = _(
        "Type into the yellow cells. An empty cell changes nothing. If there is no figure, choose why "
        "in the next column and say the reason."
    )
    _open(
        sheet,
        f"{report.community.name}, {report.period.label_in_a_sentence}",
        hint,
        heads,
        (13, 44, 12, 15, 17, 30, 15, 15, 60),
    )
    row = FIRST_ROW
    checks = Checks(sheet)
    for section in form.sections:
        _section_row(sheet, row, section, len(heads))
        for field in (*section.core, *section.others):
            row += 1
            _figure_row(sheet, row, field, now=now.get(field.code))
            _write(sheet.cell(row, 7), said(field, previous.get(field.code)))
            _write(sheet.cell(row, 8), said(field, last_year.get(field.code)))
            _write(sheet.cell(row, 9), str(field.hint))
            checks.cover(field, row)
        row += 1
    checks.add()
    _close(sheet, columns=len(heads))


def _figure_row(sheet: Worksheet, row: int, field: IndicatorField, *, now: AnswerContent | None) -> None:
    _write(sheet.cell(row, CODE), field.code)
    _write(sheet.cell(row, 2), f"{field.label}{'' if field.is_core else ' *'}")
    _write(sheet.cell(row, 3), str(field.unit))
    value: Cell = sheet.cell(row, VALUE)  # type: ignore[assignment]
    if now and now.number is not None:
        value.value = now.number
    elif now:
        _write(value, now.text if now.yes is None else wording.yes_or_no(now.yes))
    instead, reason = sheet.cell(row, INSTEAD), sheet.cell(row, REASON)
    if now and now.kind in instead_words():
        _write(instead, instead_words()[now.kind])
        _write(reason, now.reason)
    for cell in (value, instead, reason):
        cell.protection, cell.fill = Protection(locked=False), INPUT


class Checks:
    """What Excel itself may refuse or offer while somebody types."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        words = ",".join(instead_words().values())
        yes_no = f"{wording.yes_or_no(True)},{wording.yes_or_no(False)}"
        self._instead = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        self._by_type = {
            ValueType.COUNT: DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0"),
            ValueType.PERCENT: DataValidation(
                type="decimal", operator="between", formula1="0", formula2="100"
            ),
            ValueType.YES_NO: DataValidation(type="list", formula1=f'"{yes_no}"'),
        }
        self._number = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        messages = {
            ValueType.COUNT: _("A whole number from 0."),
            ValueType.PERCENT: _("A percentage from 0 to 100."),
            ValueType.YES_NO: _("Yes or no."),
        }
        for kind, check in self._by_type.items():
            check.error, check.allow_blank = messages[kind], True
        self._number.error, self._number.allow_blank = _("A number from 0."), True

    def cover(self, field: IndicatorField, row: int) -> None:
        self._instead.add(self._sheet.cell(row, INSTEAD).coordinate)
        if field.type != ValueType.TEXT:
            self._by_type.get(field.type, self._number).add(self._sheet.cell(row, VALUE).coordinate)

    def add(self) -> None:
        for check in (self._instead, self._number, *self._by_type.values()):
            check.showErrorMessage = True
            self._sheet.add_data_validation(check)


def _texts(sheet: Worksheet, report: Report, form: FormDefinition) -> None:
    heads = [
        pgettext("column", "Code"),
        pgettext("column", "Section"),
        pgettext("column", "What to write"),
        pgettext("column", "Text"),
        _("Previous period"),
    ]
    hint = _("Type into the yellow cells. An empty cell changes nothing.")
    _open(
        sheet,
        f"{report.community.name}, {report.period.label_in_a_sentence}",
        hint,
        heads,
        (18, 30, 40, 80, 60),
    )
    written = {section.code: section for section in content.of(report).sections}
    before = {section.code: section for section in _previous(report).sections}
    row = FIRST_ROW
    for section in form.sections:
        for field in form.narratives:
            _write(sheet.cell(row, TEXT_CODE), f"{section.code}:{field.code}")
            _write(sheet.cell(row, 2), f"{section.number}. {section.title}")
            limit = _("at most %(count)s characters") % {"count": field.max_chars}
            _write(sheet.cell(row, 3), f"{field.label} ({limit})")
            cell = sheet.cell(row, TEXT)
            _write(cell, _narrative(written.get(section.code), field.code))
            cell.protection, cell.fill = Protection(locked=False), INPUT
            _write(sheet.cell(row, 5), _narrative(before.get(section.code), field.code))
            row += 1
    _close(sheet, columns=len(heads))


def _narrative(section: SectionContent | None, code: str) -> str:
    return section.narratives.get(code, "") if section else ""


def _previous(report: Report) -> ReportContent:
    before = stretch_before(report.period.stretch)
    earlier = (
        Report.objects.filter(community=report.community_id, period__starts_on=before.starts_on)
        .select_related("form")
        .first()
    )
    return content.of(earlier) if earlier else ReportContent(str(report.form), ())


def said(field: IndicatorField, answer: AnswerContent | None) -> str:
    """An earlier answer in words; the officer sees exact figures of the own community."""
    if answer is None:
        return ""
    if answer.kind in instead_words():
        return instead_words()[answer.kind]
    if answer.yes is not None:
        return wording.yes_or_no(answer.yes)
    if answer.number is not None:
        return wording.number(answer.number, decimals=field.decimals)
    return answer.text


def _open(sheet: Worksheet, title: str, hint: str, heads: Iterable[str], widths: Iterable[int]) -> None:
    _write(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    _write(sheet.cell(2, 1), hint)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = sheet.cell(FIRST_ROW - 1, column)
        _write(cell, head)
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), HEAD, WRAP
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"C{FIRST_ROW}"


def _section_row(sheet: Worksheet, row: int, section: SectionDefinition, columns: int) -> None:
    _write(sheet.cell(row, 2), f"{section.number}. {section.title}")
    for column in range(1, columns + 1):
        sheet.cell(row, column).fill = SECTION
        sheet.cell(row, column).font = Font(bold=True)


def _close(sheet: Worksheet, *, columns: int) -> None:
    for line in sheet.iter_rows(min_row=FIRST_ROW, max_col=columns):
        for cell in line:
            cell.alignment, cell.border = WRAP, LINE
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"


def _write(cell: object, text: str | None) -> None:
    """As text, whatever it begins with: openpyxl would make a formula of “=...”."""
    if text:
        cell.value = text  # type: ignore[attr-defined]
        cell.data_type = "s"  # type: ignore[attr-defined]
