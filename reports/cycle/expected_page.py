"""What the page of one expected report tells: its days, four facts that do not depend on each other,
what was decided, who was reminded, what happened. Nothing of what is inside the report."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import AuditEntry, Duty, Reminder, Role
from communities.shared import audit, trail
from communities.shared.reminder_steps import PREFIX
from reports import wording
from reports.cycle.cell_states import WAITED_FOR, CellState, cell_state_on
from reports.cycle.locking import why_locked
from reports.cycle.nudging import NUDGE, is_nudged
from reports.cycle.reminders import silence_of
from reports.models import ExpectedReport

NEWEST_ACTS = 40
# Acts of the report itself that tell where it stands and nothing of what is in it.
TOLD = ("report.started", "report.submitted", "report.published", "report.correction_started")
SENT_BACK = "report.sent_back"


@dataclass(frozen=True)
class Fact:
    """As components/summary_list.html takes it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A line of the ledger in words."""

    what: str
    to: str
    at: dt.datetime
    by: str = ""


@dataclass(frozen=True)
class ExpectedPage:
    state: CellState
    facts: tuple[Fact, ...]
    days: tuple[Fact, ...]
    police: tuple[Fact, ...]  # who writes it, who publishes it
    decisions: tuple[Fact, ...]
    reminders: tuple[Told, ...]
    was_nudged: bool  # today
    silence: str  # why nobody is reminded now; empty when somebody will be
    history: tuple[trail.Line, ...] = field(default=())


@dataclass(frozen=True)
class Offers:
    """Which decisions make sense now, so that no button leads to a refusal. The verbs have the last word."""

    nudge: bool
    extend: bool
    excuse: bool
    unlock: bool
    withdraw: bool

    @property
    def is_empty(self) -> bool:
        return not any((self.nudge, self.extend, self.excuse, self.unlock, self.withdraw))


def offers(expected: ExpectedReport, page: ExpectedPage, *, today: dt.date) -> Offers:
    waits = not expected.is_handed_in and not expected.published_at
    is_open = waits and expected.opened_at is not None and not expected.is_excused
    return Offers(
        nudge=is_open and page.state in WAITED_FOR and not page.was_nudged,
        extend=is_open and not why_locked(expected, today=today),
        excuse=waits and not expected.is_excused,
        unlock=is_open and why_locked(expected, today=today) is not None,
        withdraw=expected.is_excused,
    )


def expected_page(expected: ExpectedReport, *, today: dt.date) -> ExpectedPage:
    """`expected` with community, period and report. A constant number of queries."""
    return ExpectedPage(
        state=state_of(expected, today=today),
        facts=tuple(_facts(expected)),
        days=tuple(_days(expected)),
        police=tuple(_police(expected, today=today)),
        decisions=tuple(_decisions(expected)),
        reminders=tuple(_told(expected)),
        was_nudged=is_nudged(expected, today=today),
        silence=_silence(expected, today=today),
        history=tuple(_history(expected)),
    )


def state_of(expected: ExpectedReport, *, today: dt.date) -> CellState:
    """The word that stands on the board."""
    row = ExpectedReport.objects.filter(pk=expected.pk).annotate(word=cell_state_on(today))
    return CellState(row.values_list("word", flat=True).get())


def _facts(expected: ExpectedReport) -> Iterator[Fact]:
    yield Fact(_("Handed in"), _handed_in(expected))
    yield Fact(_("Complete"), _complete(expected))
    yield Fact(_("On time"), _on_time(expected))
    published_at = expected.published_at
    yield Fact(
        _("Published"),
        _("Yes, on %(day)s") % {"day": wording.day_of(published_at)} if published_at else _("No"),
    )
    if expected.meeting_held_on:
        held = {"day": wording.day(expected.meeting_held_on), "place": expected.meeting_place}
        yield Fact(_("Open meeting"), _("Held on %(day)s, %(place)s") % held)
    else:
        yield Fact(_("Open meeting"), _("Not recorded"))


def _handed_in(expected: ExpectedReport) -> str:
    if expected.handed_in_at:
        return _("Yes, on %(day)s") % {"day": wording.day_of(expected.handed_in_at)}
    if expected.return_due_on:
        return _("No: sent back with questions, to be handed in again by %(day)s") % {
            "day": wording.day(expected.return_due_on)
        }
    return _("No: it is being filled in") if expected.report_id else _("No: nobody has begun")


def _complete(expected: ExpectedReport) -> str:
    if expected.first_handed_in_on is None:
        return _("Not known before it is handed in")
    return _("Yes, everything that is asked for is there") if expected.is_complete else _("No")


def _on_time(expected: ExpectedReport) -> str:
    first = expected.first_handed_in_on
    if first is None:
        return _("Not handed in yet; on time until the end of %(day)s") % {
            "day": wording.day(expected.on_time_on)
        }
    if expected.is_on_time:
        return _("Yes, first handed in on %(day)s") % {"day": wording.day(first)}
    late = (first - expected.on_time_on).days
    return ngettext(
        "No, first handed in on %(day)s, %(count)s day late",
        "No, first handed in on %(day)s, %(count)s days late",
        late,
    ) % {"day": wording.day(first), "count": late}


def _days(expected: ExpectedReport) -> Iterator[Fact]:
    yield Fact(_("Opens"), wording.day(expected.opens_on))
    note = ""
    if expected.due_on != expected.planned_due_on:
        note = _("Planned: %(day)s") % {"day": wording.day(expected.planned_due_on)}
    yield Fact(_("Due by the end of"), wording.day(expected.due_on), note)
    if expected.return_due_on:
        yield Fact(_("Sent back, due by the end of"), wording.day(expected.return_due_on))
    yield Fact(_("Counts as on time until the end of"), wording.day(expected.on_time_on))
    yield Fact(_("Locked after"), wording.day(expected.locks_on))
    if expected.unlocked_until_on:
        yield Fact(_("Exception from the lock until the end of"), wording.day(expected.unlocked_until_on))


def _police(expected: ExpectedReport, *, today: dt.date) -> Iterator[Fact]:
    """Whom a coordinator calls, and a duty that nobody has: then reminders reach nobody. One query."""
    roles = (Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE)
    duties = Duty.objects.serving(today=today).filter(community=expected.community_id, role__in=roles)
    serving = list(duties.filter(person__is_active=True).select_related("person").order_by("pk"))
    for role in roles:
        names = [str(duty.person) for duty in serving if duty.role == role]
        yield Fact(capfirst(str(role.label)), ", ".join(names) or _("Nobody has this duty now"))


def _decisions(expected: ExpectedReport) -> Iterator[Fact]:
    if expected.excuse:
        said = {"why": expected.get_excuse_display()}
        yield Fact(_("Excused"), _("Because of: %(why)s") % said, expected.excuse_reason)
    if expected.extension_reason:
        yield Fact(_("More time"), expected.extension_reason)
    if expected.return_extension_reason:
        yield Fact(_("More time"), expected.return_extension_reason)
    if expected.unlock_reason:
        yield Fact(_("Exception from the lock"), expected.unlock_reason)


def _told(expected: ExpectedReport) -> Iterator[Told]:
    rows = Reminder.objects.about(ExpectedReport).filter(target_id=expected.pk, is_skipped=False)
    rows = rows.select_related("person", "by")
    for row in rows:
        yield Told(_step(row), str(row.person), row.at, str(row.by) if row.by else "")


def _silence(expected: ExpectedReport, *, today: dt.date) -> str:
    silence = silence_of(expected, today=today)
    return str(silence.words) if silence else ""


def _step(row: Reminder) -> str:
    if row.kind == NUDGE:
        return _("Nudged")
    days, due = _days_of(row.kind), {"day": wording.day(row.due_on)}
    if days is None:
        return _("Reminded")
    if days == 0:
        return _("Reminded on the due day, %(day)s") % due
    if days < 0:
        words = ngettext(
            "Reminded %(count)s day before the due day, %(day)s",
            "Reminded %(count)s days before the due day, %(day)s",
            -days,
        )
    else:
        words = ngettext(
            "Reminded %(count)s day after the due day, %(day)s",
            "Reminded %(count)s days after the due day, %(day)s",
            days,
        )
    return words % {"count": abs(days), **due}


def _days_of(kind: str) -> int | None:
    """step-7 → -7."""
    try:
        return int(kind.removeprefix(PREFIX))
    except ValueError:
        return None


def _history(expected: ExpectedReport) -> list[trail.Line]:
    """Of the row and of its report, newest first; what was asked in the report stays with its police."""
    entries = list(audit.trail_of(expected)[:NEWEST_ACTS])
    if expected.report:
        entries += audit.trail_of(expected.report).filter(act__in=[*TOLD, SENT_BACK])[:NEWEST_ACTS]
    entries.sort(key=lambda entry: entry.sequence, reverse=True)
    return [_line(entry) for entry in entries[:NEWEST_ACTS]]


def _line(entry: AuditEntry) -> trail.Line:
    (line,) = trail.sentences([entry])
    return replace(line, what=_("Sent back with questions")) if entry.act == SENT_BACK else line
