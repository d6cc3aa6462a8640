"""The twelve sections of a report: how far each is, who wrote last, to whom it is lent."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import User
from reports.answers.completeness import ReportStatus, SectionState, SectionStatus, status_of
from reports.models import Report, SectionEntry, SectionLoan

KINDS = {
    SectionState.NOT_STARTED: "todo",
    SectionState.IN_PROGRESS: "progress",
    SectionState.COMPLETE: "done",
    SectionState.HAS_QUESTION: "question",
}


@dataclass(frozen=True)
class Task:
    """One line, as components/task_list.html takes it."""

    number: int
    title: str
    url: str
    hint: str
    note: str
    kind: str
    state: str


@dataclass(frozen=True)
class TaskList:
    """`tasks` are those this person may see; `status` is of the whole report."""

    tasks: tuple[Task, ...]
    status: ReportStatus
    is_whole: bool

    @property
    def asked(self) -> tuple[Task, ...]:
        """Those with a question of the head of police that nobody has answered."""
        numbers = {status.section.number for status in self.status.questions}
        return tuple(task for task in self.tasks if task.number in numbers)


def task_list(report: Report, *, reader: User) -> TaskList:
    """Five queries; community, period and form must be fetched with the report."""
    status = status_of(report)
    entries = (
        SectionEntry.objects.visible_to(reader)
        .filter(report=report)
        .select_related("section", "saved_by")
        .order_by("section__number")
    )
    loans = {
        loan.entry_id: loan
        for loan in SectionLoan.objects.current().filter(entry__report=report).select_related("lent_to")
    }
    tasks = tuple(
        _task(entry, status.by_number[entry.section.number], loans.get(entry.pk), reader=reader)
        for entry in entries
    )
    return TaskList(tasks, status, is_whole=len(tasks) == status.total)


def _task(entry: SectionEntry, status: SectionStatus, loan: SectionLoan | None, *, reader: User) -> Task:
    return Task(
        number=status.section.number,
        title=str(status.section.title),
        url=reverse("reports:section", args=[entry.report_id, status.section.number]),
        hint=_last_saved(entry),
        note=_lent(loan, reader=reader),
        kind=KINDS[status.state],
        state=str(status.state.label),
    )


def _last_saved(entry: SectionEntry) -> str:
    if entry.saved_by is None or entry.saved_at is None:
        return ""
    at = timezone.localtime(entry.saved_at)
    return _("%(who)s, %(when)s") % {"who": entry.saved_by, "when": date_format(at, "SHORT_DATETIME_FORMAT")}


def _lent(loan: SectionLoan | None, *, reader: User) -> str:
    if loan is None:
        return ""
    if loan.lent_to_id == reader.pk:
        return _("Lent to you")
    return _("Lent to %(who)s") % {"who": loan.lent_to}
