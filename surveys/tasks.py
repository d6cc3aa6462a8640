"""Alarm clocks: ids in, one verb called, nothing decided. The hours are in `config/schedule.py`."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from communities.shared import clock
from communities.shared.runs import Outcome, recorded
from surveys import documents, import_steps, importing, retention


@shared_task
def make_sheet(document_id: int) -> None:
    documents.make(document_id, at=clock.now())


@shared_task
@recorded(_("Ordered PDFs of survey results are drawn"), ordered=_("given to a worker"))
def make_waiting_sheets() -> Outcome:
    waiting = list(documents.waiting(at=clock.now()).values_list("pk", flat=True))
    for document_id in waiting:
        make_sheet.delay(document_id)
    return {"ordered": len(waiting)}


@shared_task
def work_on_import(import_id: int) -> None:
    import_steps.work(import_id, at=clock.now())


@shared_task
@recorded(
    _("Files of surveys are read, checked and stored"),
    ordered=_("given to a worker"),
    thrown=_("thrown away after two days"),
)
def work_on_waiting_imports() -> Outcome:
    at = clock.now()
    thrown = importing.tidy(at=at)
    waiting = list(import_steps.waiting(at=at).values_list("pk", flat=True))
    for import_id in waiting:
        work_on_import.delay(import_id)
    return {"ordered": len(waiting), "thrown": thrown}


@shared_task
@recorded(
    _("Single answers of surveys are deleted when their time has come"),
    deleted=_("files whose answers were deleted"),
    again=_("files that had come back and were deleted again"),
    failed=_("files that could not be deleted"),
)
def delete_answers() -> Outcome:
    """One file that cannot be deleted does not keep the others; it is tried again with the next run."""
    today, at = clock.today(), clock.now()
    told = {"deleted": 0, "again": retention.delete_again(), "failed": 0}
    for row in retention.kept_files():
        try:
            told["deleted"] += retention.delete_due(row, today=today, at=at) is None
        except retention.NotDeleted:
            told["failed"] += 1
    return told
