"""Alarm clocks: ids in, one verb called, nothing decided. The hours are in `config/schedule.py`."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from communities.shared import clock
from communities.shared.runs import Outcome, recorded
from plans.actions import action_reminders, looking_back
from plans.published import documents
from plans.register import retention, review_reminders
from reports.cycle.reminders import may_tell


@shared_task
@recorded(_("People are reminded to look again at risks"), reminded=_("reminded"))
def remind_of_reviews() -> Outcome:
    at = clock.now()
    if not may_tell(at=at):
        return {}
    return {"reminded": review_reminders.remind_due(today=clock.today(), at=at)}


@shared_task
def make_document(document_id: int) -> None:
    documents.make(document_id, today=clock.today(), at=clock.now())


@shared_task
@recorded(_("Ordered PDFs of plans are drawn"), ordered=_("given to a worker"))
def make_waiting_documents() -> Outcome:
    at = clock.now()
    documents.order_missing(at=at)
    waiting = list(documents.waiting(at=at).values_list("pk", flat=True))
    for document_id in waiting:
        make_document.delay(document_id)
    return {"ordered": len(waiting)}


@shared_task
@recorded(_("People are reminded of actions of plans"), reminded=_("reminded"))
def remind_of_actions() -> Outcome:
    at = clock.now()
    if not may_tell(at=at):
        return {}
    return {"reminded": action_reminders.remind_due(today=clock.today(), at=at)}


@shared_task
@recorded(_("What actions aimed at is compared before and after"), changed=_("say something new"))
def compare_done_actions() -> Outcome:
    return {"changed": looking_back.compare_due(at=clock.now())}


@shared_task
@recorded(_("Old words of residents' concerns are deleted"), forgotten=_("deleted"))
def forget_concerns() -> Outcome:
    return {"forgotten": retention.forget_words(at=clock.now())}
