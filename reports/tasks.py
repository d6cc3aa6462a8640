"""Alarm clocks: ids in, one verb called, nothing decided. The hours are in `config/schedule.py`."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from communities.shared import clock
from communities.shared.runs import Outcome, recorded
from reports.cycle import digest, public_day, reminders
from reports.cycle.completing import complete_due
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from reports.published import documents
from reports.publishing import publication
from reports.yearly import documents as year_documents


@shared_task
def make_document(document_id: int) -> None:
    documents.make(document_id, at=clock.now())


@shared_task
@recorded(_("Ordered PDFs are drawn"), ordered=_("given to a worker"))
def make_waiting_documents() -> Outcome:
    waiting = list(documents.waiting(at=clock.now()).values_list("pk", flat=True))
    for document_id in waiting:
        make_document.delay(document_id)
    return {"ordered": len(waiting)}


@shared_task
def make_year_document(document_id: int) -> None:
    year_documents.make(document_id, today=clock.today(), at=clock.now())


@shared_task
@recorded(
    _("Ordered PDFs of years are drawn"),
    ordered=_("given to a worker"),
    outdated=_("years drawn anew because time went by"),
)
def make_waiting_year_documents() -> Outcome:
    at = clock.now()
    year_documents.order_missing(at=at)
    outdated = 0
    if not year_documents.waiting(at=at).exists():  # what somebody's act changed goes first
        outdated = year_documents.order_outdated(today=clock.today(), at=at)
    waiting = list(year_documents.waiting(at=at).values_list("pk", flat=True))
    for document_id in waiting:
        make_year_document.delay(document_id)
    return {"ordered": len(waiting), "outdated": outdated}


@shared_task
@recorded(_("A new day is told on public pages"), turned=_("days on which pages are drawn anew"))
def turn_the_public_day() -> Outcome:
    return {"turned": int(public_day.turn(today=clock.today(), at=clock.now()))}


@shared_task
@recorded(_("Figures whose day has come are published"), published=_("published anew"))
def release_due_figures() -> Outcome:
    return {"published": len(publication.release_due(today=clock.today(), at=clock.now()))}


@shared_task
@recorded(_("People are reminded of reports"), reminded=_("reminded"))
def remind_due() -> Outcome:
    at = clock.now()
    if not reminders.may_tell(at=at):
        return {}
    return {"reminded": reminders.remind_due(today=clock.today(), at=at)}


@shared_task
@recorded(
    _("Periods open and reports become expected"),
    expected=_("reports became expected"),
    opened=_("reports opened"),
    completed=_("looked over for completeness"),
)
def run_cycle() -> Outcome:
    """What is due is asked of the database, so the first run after an outage makes up for all of it."""
    today, at = clock.today(), clock.now()
    expected = expect(today=today, at=at)
    # Opening tells people; a report can be started from midnight on.
    opened = open_due(today=today, at=at) if reminders.may_tell(at=at) else 0
    return {"expected": expected, "opened": opened, "completed": complete_due()}


@shared_task
@recorded(_("Coordinators are told once a week what is missing"), told=_("coordinators told"))
def send_digests() -> Outcome:
    at = clock.now()
    if not reminders.may_tell(at=at):
        return {}
    return {"told": digest.send_digests(today=clock.today(), at=at)}
