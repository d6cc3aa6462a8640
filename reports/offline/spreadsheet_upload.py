"""A filled-in workbook comes back: every change and every error by cell, before anything is saved.

The file says which report it is of; lines are found by their codes. An empty cell changes nothing.
What cannot be read as a figure is kept as it was typed and marked, as in the web form.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.models import Community, User
from communities.shared import workbooks
from communities.shared.workbooks import Cell, Sheet, Trouble, UnreadableWorkbook
from reports.answers import content
from reports.answers.content import AnswerContent, ReportContent
from reports.answers.reading import Typed, read_answer, read_narrative
from reports.editions.form_definition import FormDefinition, IndicatorField, SectionDefinition, definition_of
from reports.models import AnswerKind, Report
from reports.offline import spreadsheet
from reports.periods import stretch_from_slug
from reports.writing import filling
from reports.writing.filling import SectionValues

PREVIEW_HOLDS = dt.timedelta(hours=2)


class WrongFile(Exception):
    """The file cannot be taken at all; says in words why and what to do."""


@dataclass(frozen=True)
class Change:
    """One cell that would change the report. `problem`: why it cannot be read, if it cannot."""

    sheet: str
    address: str
    section: int
    label: str
    before: str
    after: str
    problem: str = ""


@dataclass(frozen=True)
class Filled:
    """What one section would get: typed figures by indicator code, texts by narrative code."""

    answers: Mapping[str, Typed] = field(default_factory=dict)
    narratives: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Upload:
    """`sections` holds only what changes. `changed_meanwhile`: sections somebody saved after the download."""

    changes: tuple[Change, ...]
    problems: tuple[Change, ...]
    sections: Mapping[int, Filled]
    changed_meanwhile: tuple[int, ...]


def read_upload(data: bytes, *, report: Report) -> Upload:
    """Compare the file with the report. Saves nothing. Raises `WrongFile`."""
    try:
        sheets = workbooks.read(data)
    except UnreadableWorkbook as refusal:
        raise WrongFile(_why(refusal.trouble)) from refusal
    about = _about(sheets)
    _refuse_other_reports(about, report)
    language = about["language"]
    names = spreadsheet.SheetNames.in_language(language)
    by_name = {sheet.name: sheet for sheet in sheets}
    if names.figures not in by_name or names.texts not in by_name:
        raise WrongFile(_("A sheet is missing or was renamed. Download the file again."))
    reading = _Reading(report, language)
    reading.figures(by_name[names.figures])
    reading.texts(by_name[names.texts])
    return reading.result(_changed_meanwhile(about["versions"], report))


@dataclass(frozen=True)
class _Line:
    """The three places to write of one indicator; empty ones are None."""

    value: Cell | None
    instead: Cell | None
    reason: Cell | None

    @property
    def cells(self) -> list[Cell]:
        return [cell for cell in (self.value, self.instead, self.reason) if cell is not None]


class _Reading:
    """Goes through the sheets and collects what would change."""

    def __init__(self, report: Report, language: str) -> None:
        self._form: FormDefinition = definition_of(report.form)
        self._now: ReportContent = content.of(report)
        self._answers = dict(self._now.answers())
        with override(language):
            words = {word.casefold(): kind for kind, word in spreadsheet.instead_words().items()}
        self._instead = words
        self._changes: list[Change] = []
        self._problems: list[Change] = []
        self._typed: dict[int, dict[str, Typed]] = {}
        self._narratives: dict[int, dict[str, str]] = {}

    def figures(self, sheet: Sheet) -> None:
        for row, code in self._codes(sheet, spreadsheet.CODE, known=set(self._form.indicator)):
            line = _Line(
                *(
                    sheet.cells.get((row, column))
                    for column in (spreadsheet.VALUE, spreadsheet.INSTEAD, spreadsheet.REASON)
                )
            )
            if line.cells:
                self._figure(sheet, self._form.indicator[code], line)

    def texts(self, sheet: Sheet) -> None:
        sections = {section.code: section for section in self._form.sections}
        known = {f"{code}:{narrative}" for code in sections for narrative in self._form.narrative}
        for row, code in self._codes(sheet, spreadsheet.TEXT_CODE, known=known):
            cell = sheet.cells.get((row, spreadsheet.TEXT))
            if cell is not None:
                section, _colon, narrative = code.partition(":")
                self._text(sheet, cell, sections[section], narrative)

    def result(self, changed_meanwhile: tuple[int, ...]) -> Upload:
        numbers = sorted({*self._typed, *self._narratives})
        sections = {
            number: Filled(self._typed.get(number, {}), self._narratives.get(number, {}))
            for number in numbers
        }
        meanwhile = tuple(number for number in changed_meanwhile if number in sections)
        return Upload(tuple(self._changes), tuple(self._problems), sections, meanwhile)

    def _codes(self, sheet: Sheet, column: int, *, known: set[str]) -> Iterator[tuple[int, str]]:
        """Rows with a code of the form; a code twice or unknown is a problem of its cell."""
        found = [
            cell
            for (_row, its_column), cell in sorted(sheet.cells.items())
            if its_column == column and cell.row >= spreadsheet.FIRST_ROW and isinstance(cell.value, str)
        ]
        times = Counter(str(cell.value).strip() for cell in found)
        for cell in found:
            code = str(cell.value).strip()
            if code not in known:
                self._problem(sheet, cell, 0, code, _("There is no such line in this form. It is left out."))
            elif times[code] > 1:
                self._problem(sheet, cell, 0, code, _("This line stands in the file twice. It is left out."))
            else:
                yield cell.row, code

    def _figure(self, sheet: Sheet, indicator: IndicatorField, line: "_Line") -> None:
        section = self._form.section_of[indicator.code].number
        kind = self._instead.get(_text_of(line.instead).strip().casefold())
        cell, problem = self._contradiction(line, kind)
        if cell is not None:
            self._problem(sheet, cell, section, str(indicator.label), problem)
            return
        typed = Typed(value=_text_of(line.value), instead=kind, reason=_text_of(line.reason))
        self._compare(sheet, line.cells[0], section, indicator, typed)

    @staticmethod
    def _contradiction(line: "_Line", kind: AnswerKind | None) -> tuple[Cell | None, str]:
        """The cell that cannot be taken as it stands, and why."""
        for cell in line.cells:
            if cell.is_formula:
                return cell, _formula()
        if line.instead is not None and kind is None:
            return line.instead, _(
                "Choose “no data” or “not applicable” from the list, or leave the cell empty."
            )
        if line.value is not None and kind is not None:
            words = _("There is both a figure and “%(words)s”. Leave only one of them.")
            return line.value, words % {"words": _text_of(line.instead)}
        return None, ""

    def _compare(
        self, sheet: Sheet, cell: Cell, section: int, indicator: IndicatorField, typed: Typed
    ) -> None:
        read = read_answer(indicator, typed)
        before = self._answers.get(indicator.code)
        if read.answer == before and not read.problem:
            return
        if not read.is_kept:
            self._problem(sheet, cell, section, str(indicator.label), read.problem)
            return
        if read.answer != before and read.answer is not None:
            self._typed.setdefault(section, {})[indicator.code] = typed
        change = Change(
            sheet=sheet.name,
            address=cell.address,
            section=section,
            label=str(indicator.label),
            before=said(indicator, before),
            after=said(indicator, read.answer),
            problem=read.problem,
        )
        (self._problems if read.problem else self._changes).append(change)

    def _text(self, sheet: Sheet, cell: Cell, section: SectionDefinition, code: str) -> None:
        narrative = self._form.narrative[code]
        label = f"{section.number}. {section.title}: {narrative.label}"
        if cell.is_formula:
            self._problem(sheet, cell, section.number, label, _formula())
            return
        read = read_narrative(narrative, _text_of(cell))
        now = self._now.section(section.code)
        before = now.narratives.get(code, "") if now else ""
        if read.text == before:
            return
        if not read.is_kept:
            self._problem(sheet, cell, section.number, label, read.problem)
            return
        self._narratives.setdefault(section.number, {})[code] = read.text
        change = Change(sheet.name, cell.address, section.number, label, before, read.text, read.problem)
        (self._problems if read.problem else self._changes).append(change)

    def _problem(self, sheet: Sheet, cell: Cell, section: int, label: str, problem: str) -> None:
        self._problems.append(
            Change(sheet.name, cell.address, section, label, "", _text_of(cell)[:200], problem)
        )


def said(indicator: IndicatorField, answer: AnswerContent | None) -> str:
    """An answer as the preview prints it."""
    if answer is None:
        return ""
    words = spreadsheet.said(indicator, answer)
    return f"{words}: {answer.reason}" if answer.kind in spreadsheet.instead_words() else words


@transaction.atomic
def store(report: Report, token: str, *, by: User, at: dt.datetime) -> int:
    """Save what the preview showed, all sections or none. Returns how many sections changed.

    Raises `WrongFile` when the preview is not this person's of this report or too old, `WrongState`
    when the report is no longer open, `SavedMeanwhile` when somebody saved one of its sections since.
    """
    versions, sections = _unsealed(report, token, by=by)
    form = definition_of(report.form)
    changed = 0
    for entry in report.entries.select_related("section", "report__form", "report__community").filter(
        section__number__in=sections
    ):
        number = entry.section.number
        indicators = form.section(number).by_code
        filled = sections[number]
        answers = {
            code: read_answer(indicators[code], typed).answer for code, typed in filled.answers.items()
        }
        saved = filling.save(
            entry,
            SectionValues(answers, filled.narratives),
            base_version=versions[number],
            by=by,
            at=at,
        )
        changed += bool(saved.changed)
    return changed


def sealed(upload: Upload, report: Report, *, by: User) -> str:
    """What the preview showed, signed for its way through the browser: this person's, of this report."""
    versions = dict(report.entries.values_list("section__number", "version"))
    sections = {
        str(number): [
            versions[number],
            {
                code: [typed.value, typed.instead.value if typed.instead else "", typed.reason]
                for code, typed in filled.answers.items()
            },
            dict(filled.narratives),
        ]
        for number, filled in upload.sections.items()
    }
    return signing.dumps(sections, salt=_salt(report, by), compress=True)


def _unsealed(report: Report, token: str, *, by: User) -> tuple[dict[int, int], dict[int, Filled]]:
    try:
        sections = signing.loads(token, salt=_salt(report, by), max_age=PREVIEW_HOLDS)
    except signing.BadSignature as problem:
        raise WrongFile(
            _("This preview is too old. Upload the file once more; nothing was saved.")
        ) from problem
    versions, filled = {}, {}
    for number, (version, answers, narratives) in sections.items():
        versions[int(number)] = version
        typed = {
            code: Typed(value, AnswerKind(instead) if instead else None, reason)
            for code, (value, instead, reason) in answers.items()
        }
        filled[int(number)] = Filled(typed, narratives)
    return versions, filled


def _salt(report: Report, by: User) -> str:
    return f"spreadsheet:{report.pk}:{by.pk}"


def _about(sheets: list[Sheet]) -> dict[str, str]:
    sheet = next((sheet for sheet in sheets if sheet.name == spreadsheet.ABOUT), None)
    pairs = (
        {
            _text_of(cell): _text_of(sheet.cells.get((row, 2)))
            for (row, column), cell in sheet.cells.items()
            if column == 1
        }
        if sheet
        else {}
    )
    if not {"layout", "community", "period", "form", "language", "versions"} <= set(pairs):
        raise WrongFile(
            _("This is not the file of a report. Download it on this page, fill it in and upload that one.")
        )
    return pairs


def _community_named(slug: str) -> str:
    """In words where this site knows it: the file may have been changed by hand."""
    community = Community.objects.filter(slug=slug).first()
    return community.name if community else slug


def _period_named(slug: str) -> str:
    try:
        return spreadsheet.period_in_words(stretch_from_slug(slug))
    except ValueError:
        return slug


def _refuse_other_reports(about: Mapping[str, str], report: Report) -> None:
    own = spreadsheet.about(report, language=about["language"])
    if about["community"] != own["community"]:
        raise WrongFile(
            _("This file belongs to another community (%(theirs)s). This report is about %(ours)s.")
            % {"theirs": _community_named(about["community"]), "ours": report.community.name}
        )
    if about["period"] != own["period"]:
        raise WrongFile(
            _("This file belongs to another period (%(theirs)s). This report is about %(ours)s.")
            % {"theirs": _period_named(about["period"]), "ours": report.period.label_in_a_sentence}
        )
    if about["form"] != own["form"] or about["layout"] != own["layout"]:
        raise WrongFile(_("This file was made from another edition of the form. Download it again."))
    if about["language"] not in {"uk", "en"}:
        raise WrongFile(_("The file is damaged. Download it again."))


def _changed_meanwhile(versions: str, report: Report) -> tuple[int, ...]:
    known = dict(part.split(":", 1) for part in versions.split(",") if ":" in part)
    rows = report.entries.order_by("section__number").values_list("section__number", "version")
    return tuple(number for number, version in rows if known.get(str(number)) != str(version))


def _text_of(cell: Cell | None) -> str:
    """As a person would have typed it: 12 and not 12.0, yes and not TRUE."""
    value = cell.value if cell else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return content.plain(Decimal(repr(value)))
    return str(value)


def _formula() -> str:
    return _("The cell holds a formula. Write the number itself.")


def _why(trouble: Trouble) -> str:
    words = {
        Trouble.TOO_LARGE: _("The file is larger than 10 MB. Take the file that you downloaded here."),
        Trouble.NOT_A_WORKBOOK: _(
            "This is not an .xlsx file that can be opened. Save it as .xlsx and try again."
        ),
        Trouble.UNPACKS_TOO_LARGE: _(
            "The file is too large when unpacked. Take the file that you downloaded here."
        ),
        Trouble.TOO_MANY_CELLS: _("The file has more rows or columns than a report. Download it again."),
        Trouble.TOO_SLOW: _("Reading the file took too long. Download it again and fill that one in."),
    }
    return words[trouble]
