"""Alarm clocks: ids in, one verb called, nothing decided. The hours are in `config/schedule.py`."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from communities.shared import clock
from communities.shared.runs import Outcome, recorded
from surveys import documents


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
