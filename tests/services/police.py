"""Reports that are filled in, handed in, decided about and published while things fail, all by the verbs."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import Error, connections

from communities.models import Duty, Role, User
from communities.shared import clock
from communities.shared.canonical import checksum
from communities.shared.states import WrongState
from reports.answers.content import AnswerContent
from reports.checking import submission
from reports.models import AnswerKind, Indicator, Publication, Report, SectionEntry, Submission
from reports.publishing import publication, release
from reports.states import State
from reports.writing import filling
from reports.writing.filling import SectionValues
from tests.reports.making import usual_value

Act = Callable[[], object]


@dataclass(frozen=True)
class Outcome:
    """What must be nothing, and how much was done."""

    saves_lost: int  # K1: sections that were acknowledged and say something else
    handed_in_not_once: int
    published_not_once: int  # K2, and what was frozen is whole
    handed_in: int
    published: int

    def nothing_wrong(self) -> bool:
        return not (self.saves_lost or self.handed_in_not_once or self.published_not_once)

    def __str__(self) -> str:
        lines = (
            ("K1 saved sections that are lost", self.saves_lost),
            ("reports handed in not exactly once", self.handed_in_not_once),
            ("K2 reports published not exactly once", self.published_not_once),
            ("reports handed in", self.handed_in),
            ("reports published", self.published),
        )
        return "\n".join(f"  {words:<42}{number:>6}" for words, number in lines)


class Police:
    """Officers and heads of police, one act after the other, a section of each report in turn.

    Whoever gets no answer does the same again, as people do; that something was done already is an answer
    too. `refused`: how often there was none.
    """

    def __init__(self, reports: Mapping[int, int], *, pause: float = 0.05) -> None:
        """`reports`: which of them, by community."""
        self._reports = list(Report.objects.filter(pk__in=reports.values()).select_related("form"))
        self._pause, self._stop = pause, threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._is_done = False
        self.refused = 0
        self.saved: dict[int, str] = {}  # the text of each section whose saving was acknowledged
        self.handed_in: set[int] = set()
        self.published: set[int] = set()

    def __enter__(self) -> "Police":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def finish(self) -> None:
        self._thread.join(180)
        assert self._is_done, f"only {len(self.published)} reports were published"

    def outcome(self) -> Outcome:
        there = dict(SectionEntry.objects.filter(pk__in=self.saved).values_list("pk", "problem"))
        return Outcome(
            saves_lost=sum(there.get(pk) != text for pk, text in self.saved.items()),
            handed_in_not_once=sum(not _is_handed_in_once(pk) for pk in self.handed_in),
            published_not_once=sum(not _is_published_once(pk) for pk in self.published),
            handed_in=len(self.handed_in),
            published=len(self.published),
        )

    def _work(self) -> None:
        try:
            ways = [self._way_of(report) for report in self._reports]
            while ways and not self._stop.is_set():
                for way in list(ways):
                    if (act := next(way, None)) is None:
                        ways.remove(way)
                    else:
                        self._until_answered(act)
            self._is_done = not ways
        finally:
            connections.close_all()

    def _until_answered(self, act: Act) -> None:
        while not self._stop.is_set():
            try:
                act()
            except Error:
                self.refused += 1
                connections.close_all()
                time.sleep(self._pause)
            else:
                time.sleep(self._pause)
                return

    def _way_of(self, report: Report) -> Iterator[Act]:
        numbers = report.form.sections.order_by("number").values_list("number", flat=True)
        for number in list(numbers):
            yield lambda number=number: self._save(report, number)  # type: ignore[misc]
        yield lambda: self._hand_in(report)
        yield lambda: self._decide(report)
        yield lambda: self._publish(report)

    def _save(self, report: Report, number: int) -> None:
        entry = report.entries.select_related("section").get(section__number=number)
        text = f"What report {report.pk} says about section {number}."
        indicators = Indicator.objects.filter(section=entry.section, is_core=True)
        values = SectionValues(
            answers={each.code: _answer(usual_value(each)) for each in indicators},
            narratives={"problem": text, "achievements": "Much was done.", "shortcomings": "Not all."},
        )
        officer = _serving(report, Role.REPORTING_OFFICER)
        filling.save(entry, values, base_version=entry.version, by=officer, at=clock.now())
        self.saved[entry.pk] = text

    def _hand_in(self, report: Report) -> None:
        officer = _serving(report, Role.REPORTING_OFFICER)
        with _perhaps_done_already(State.SUBMITTED):
            submission.submit(report, by=officer, at=clock.now())
        self.handed_in.add(report.pk)

    def _decide(self, report: Report) -> None:
        subjects = release.subjects(release.newest_submission(report))
        decisions = {each.key: release.PUBLIC for each in subjects if each.is_required}
        head = _serving(report, Role.HEAD_OF_POLICE)
        release.decide(report, decisions=decisions, by=head, at=clock.now())

    def _publish(self, report: Report) -> None:
        head = _serving(report, Role.HEAD_OF_POLICE)
        with _perhaps_done_already(State.PUBLISHED):
            publication.publish(report, by=head, at=clock.now())
        self.published.add(report.pk)


@contextmanager
def _perhaps_done_already(state: State) -> Iterator[None]:
    """The first try may have been committed, and only its answer was lost."""
    try:
        yield
    except WrongState as wrong:
        if wrong.state != state:
            raise


def _serving(report: Report, role: Role) -> User:
    return Duty.objects.select_related("person").get(community=report.community_id, role=role).person


def _answer(value: object) -> AnswerContent:
    if isinstance(value, bool):
        return AnswerContent(AnswerKind.YES_NO, yes=value)
    if isinstance(value, str):
        return AnswerContent(AnswerKind.TEXT, text=value)
    return AnswerContent(AnswerKind.NUMBER, number=Decimal(str(value)))


def _is_handed_in_once(pk: int) -> bool:
    """One submission, and the expected report says so."""
    expected = Report.objects.get(pk=pk).expected
    return Submission.objects.filter(report=pk).count() == 1 and expected.handed_in_at is not None


def _is_published_once(pk: int) -> bool:
    report = Report.objects.get(pk=pk)
    versions = list(Publication.objects.filter(report=pk))
    return (
        len(versions) == 1
        and checksum(versions[0].facts) == versions[0].sha256
        and report.state == State.PUBLISHED
        and report.expected.published_at is not None
    )
