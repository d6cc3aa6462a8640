"""Read and check the made-up reports and people of the demonstration.

Periods are relative, so that the demonstration is always about now. Nothing here knows the database.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

from communities.models import Role
from communities.shared.data_files import DataFileError, Node, read_json
from reports.answers.content import AnswerContent
from reports.editions.form_file import FormInFile, IndicatorInFile, Kind
from reports.models import AnswerKind, ReleaseLevel
from reports.models.answers import NARRATIVES
from reports.periods import Stretch, same_stretch_last_year, stretch_before, stretch_of
from reports.states import State

REPORTS = Path(__file__).parent.parent / "reports" / "data" / "demo"
PEOPLE = Path(__file__).parent / "data" / "demo_people.json"

_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_LOGIN = re.compile(r"[a-z]+")
_EMAIL = re.compile(r"[a-z]+@demo\.example")
_SUBJECT = re.compile(r"[A-Z0-9_]+(:narrative)?")


class DemoFileError(DataFileError):
    """The file cannot be used for the demonstration."""


class When(StrEnum):
    """A period as seen from today. The newest published one is that before the one worked on."""

    LAST_YEAR = "last_year"  # the newest one, a year earlier
    PREVIOUS = "previous"  # before the newest
    NEWEST = "newest"
    CURRENT = "current"  # the last that has ended: its report is being worked on

    def stretch(self, *, today: dt.date) -> Stretch:
        current = stretch_before(stretch_of(today))
        newest = stretch_before(current)
        return {
            When.LAST_YEAR: same_stretch_last_year(newest),
            When.PREVIOUS: stretch_before(newest),
            When.NEWEST: newest,
            When.CURRENT: current,
        }[self]


@dataclass(frozen=True)
class DemoSection:
    """What is written into one section; answers by indicator code, narratives by field code."""

    code: str
    language: str
    answers: Mapping[str, AnswerContent]
    narratives: Mapping[str, str]


@dataclass(frozen=True)
class DemoRelease:
    """A release decision. `after_days`: public so many days after publication."""

    level: ReleaseLevel
    after_days: int | None = None


@dataclass(frozen=True)
class DemoCorrection:
    """The report was first published with these wrong figures, then corrected for this reason."""

    reason: str
    first_published: Mapping[str, AnswerContent]


@dataclass(frozen=True)
class DemoReport:
    """One report and how far it has come. `questions` of the head, `loans` with a message: by section."""

    community: str
    when: When
    left_at: State
    sections: tuple[DemoSection, ...]
    release: Mapping[str, DemoRelease]
    correction: DemoCorrection | None
    questions: Mapping[str, str]
    loans: Mapping[str, str]

    def answers(self) -> Iterator[tuple[str, AnswerContent]]:
        for section in self.sections:
            yield from section.answers.items()


@dataclass(frozen=True)
class DemoDuty:
    role: Role
    community: str | None
    oblast: str | None


@dataclass(frozen=True)
class DemoPerson:
    login: str
    email: str
    name: str
    duties: tuple[DemoDuty, ...]
    is_administrator: bool


@dataclass(frozen=True)
class DemoPeople:
    served_since: dt.date
    people: tuple[DemoPerson, ...]


def read_people(path: Path = PEOPLE) -> DemoPeople:
    """Raises DemoFileError in words."""
    top = Node.of(read_json(path, fault=DemoFileError), "the file", fault=DemoFileError)
    top.text("note")
    since = top.day_or_none("served_since")
    people = tuple(_person(node) for node in top.nodes("people"))
    top.nothing_else()
    if since is None:
        raise top.error("“served_since” is missing")
    return DemoPeople(since, people)


def read_reports(form: FormInFile, *, folder: Path = REPORTS) -> tuple[DemoReport, ...]:
    """All reports of all communities, those of one community in the order of time.

    Raises DemoFileError in words, also when a file does not fit this form.
    """
    return tuple(
        report for path in sorted(folder.glob("*.json")) for report in parse_reports(_json(path), form)
    )


def parse_reports(data: object, form: FormInFile) -> tuple[DemoReport, ...]:
    top = Node.of(data, "the file", fault=DemoFileError)
    top.text("note")
    community = top.code("community", _SLUG)
    meant = top.node("form")
    if (meant.text("code"), meant.number("version", at_least=1)) != (form.code, form.version):
        raise top.error(f"it was written for another form than {form.code} {form.version}")
    reports = tuple(_report(node, community=community, form=form) for node in top.nodes("reports"))
    top.nothing_else()
    order = list(When)
    if [report.when for report in reports] != sorted({report.when for report in reports}, key=order.index):
        raise top.error(f"periods must come in this order and once each: {', '.join(order)}")
    return reports


def _json(path: Path) -> object:
    return read_json(path, fault=DemoFileError)


def _person(node: Node) -> DemoPerson:
    node.calls_itself("person", code_key="login")
    row = DemoPerson(
        login=node.code("login", _LOGIN),
        email=node.code("email", _EMAIL),
        name=node.text("name"),
        duties=tuple(_duty(child) for child in node.nodes("duties", empty_allowed=True)),
        is_administrator=node.flag("is_administrator"),
    )
    node.nothing_else()
    return row


def _duty(node: Node) -> DemoDuty:
    row = DemoDuty(
        role=Role(node.one_of("role", Role.values)),
        community=node.code("community", _SLUG) if "community" in node.values else None,
        oblast=node.code("oblast", _SLUG) if "oblast" in node.values else None,
    )
    node.nothing_else()
    return row


def _report(node: Node, *, community: str, form: FormInFile) -> DemoReport:
    node.calls_itself("report", code_key="period")
    when, left_at = node.word("period", When), State(node.one_of("left_at", State.values))
    row = DemoReport(
        community=community,
        when=when,
        left_at=left_at,
        sections=tuple(_sections(node.node("sections"), form)),
        release=_release(node) if "release" in node.values else {},
        correction=_correction(node.node("correction"), form) if "correction" in node.values else None,
        questions=_messages(node, "questions", form),
        loans=_messages(node, "loans", form),
    )
    node.nothing_else()
    return row


def _sections(node: Node, form: FormInFile) -> Iterator[DemoSection]:
    known = {section.code: section for section in form.sections}
    for code in node.values:
        if code not in known:
            raise node.error(f"the form has no section {code}")
        child = node.node(code)
        answers = child.node("answers")
        codes = [indicator.code for indicator in known[code].indicators]
        if unknown := sorted(set(answers.values) - set(codes)):
            raise child.error(f"this section has no indicator {', '.join(unknown)}")
        yield DemoSection(
            code=code,
            language=child.one_of("language", ["uk", "en"]),
            answers={each: _answer(answers, form.indicators[each]) for each in answers.values},
            narratives=dict(_narratives(child, form)),
        )
        child.nothing_else()


def _narratives(node: Node, form: FormInFile) -> Iterator[tuple[str, str]]:
    limits = {field.code: field.max_chars for field in form.narratives}
    for code in NARRATIVES:
        text = node.text(code, empty_allowed=True)
        if len(text) > limits[code]:
            raise node.error(f"“{code}” has {len(text)} characters, {limits[code]} are allowed")
        if text:
            yield code, text


def _answer(node: Node, indicator: IndicatorInFile) -> AnswerContent:
    value = node.take(indicator.code)
    if isinstance(value, dict):
        instead = node.node(indicator.code)
        kind = next((each for each in (AnswerKind.NO_DATA, AnswerKind.NOT_APPLICABLE) if each in value), None)
        if kind is None or len(value) > 1:
            raise instead.error("write a value, or {“no_data”: reason}, or {“not_applicable”: reason}")
        return AnswerContent(kind, reason=instead.text(kind))
    if indicator.kind is Kind.YESNO:
        return AnswerContent(AnswerKind.YES_NO, yes=node.flag(indicator.code))
    if indicator.kind is Kind.TEXT:
        return AnswerContent(AnswerKind.TEXT, text=str(value))
    return AnswerContent(AnswerKind.NUMBER, number=_figure(node, indicator, value))


def _figure(node: Node, indicator: IndicatorInFile, value: object) -> Decimal:
    """Counts are JSON numbers; what has a comma is text, so that nothing is rounded on the way."""
    if (indicator.kind is Kind.COUNT) != isinstance(value, int) or isinstance(value, bool):
        raise node.error(f"{indicator.code}: write a count as a number and everything else as text")
    try:
        figure = Decimal(str(value))
    except InvalidOperation as error:
        raise node.error(f"{indicator.code}: “{value}” is not a number") from error
    smallest = Decimal(1).scaleb(-(indicator.decimals or 0))
    if figure != figure.quantize(smallest):
        raise node.error(f"{indicator.code}: {figure} has more than {indicator.decimals} decimals")
    if figure < 0 or (indicator.maximum is not None and figure > indicator.maximum):
        raise node.error(f"{indicator.code}: {figure} is out of range")
    return figure


def _release(node: Node) -> dict[str, DemoRelease]:
    levels = node.node("release")
    found: dict[str, DemoRelease] = {}
    for subject in levels.values:
        if not _SUBJECT.fullmatch(subject):
            raise levels.error(f"“{subject}” is neither an indicator nor a narrative")
        if isinstance(levels.values[subject], dict):
            child = levels.node(subject)
            days = child.number("public_after_days", at_least=1, at_most=365)
            child.nothing_else()
            found[subject] = DemoRelease(ReleaseLevel.PUBLIC_FROM, days)
        else:
            known = [ReleaseLevel.PUBLIC, ReleaseLevel.GROUP, ReleaseLevel.POLICE]
            found[subject] = DemoRelease(ReleaseLevel(levels.one_of(subject, known)))
    return found


def _correction(node: Node, form: FormInFile) -> DemoCorrection:
    first = node.node("first_published")
    for code in first.values:
        if code not in form.indicators:
            raise first.error(f"there is no indicator {code}")
    row = DemoCorrection(
        reason=node.text("reason"),
        first_published={code: _answer(first, form.indicators[code]) for code in first.values},
    )
    node.nothing_else()
    return row


def _messages(node: Node, key: str, form: FormInFile) -> dict[str, str]:
    if key not in node.values:
        return {}
    child = node.node(key)
    known = {section.code for section in form.sections}
    if unknown := sorted(set(child.values) - known):
        raise child.error(f"the form has no section {', '.join(unknown)}")
    return {code: child.text(code) for code in child.values}
