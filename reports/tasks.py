"""Alarm clocks: ids in, one verb called, nothing decided. The hours are in `config/schedule.py`."""

from celery import shared_task

from communities.shared import clock
from reports import documents, publication
from reports.cycle import digest, reminders
from reports.cycle.completing import complete_due
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due


@shared_task
def make_document(document_id: int) -> None:
    documents.make(document_id, at=clock.now())


@shared_task
def make_waiting_documents() -> None:
    for document_id in documents.waiting(at=clock.now()).values_list("pk", flat=True):
        make_document.delay(document_id)


@shared_task
def release_due_figures() -> None:
    publication.release_due(today=clock.today(), at=clock.now())


@shared_task
def remind_due() -> None:
    at = clock.now()
    if reminders.may_tell(at=at):
        reminders.remind_due(today=clock.today(), at=at)


@shared_task
def run_cycle() -> None:
    """What is due is asked of the database, so the first run after an outage makes up for all of it."""
    today, at = clock.today(), clock.now()
    expect(today=today, at=at)
    if reminders.may_tell(at=at):  # opening tells people; a report can be started from midnight on
        open_due(today=today, at=at)
    complete_due()


@shared_task
def send_digests() -> None:
    at = clock.now()
    if reminders.may_tell(at=at):
        digest.send_digests(today=clock.today(), at=at)
