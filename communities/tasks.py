"""Alarm clocks: letters that are due, what is forgotten when its time is over. The hours are in
`config/schedule.py`."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import delivery, sessions
from communities.meetings import decision_reminders, minutes_document, retention
from communities.shared import clock, reminding, runs, visitor_limits
from communities.shared.doorbell import ring_after_commit
from communities.shared.runs import Outcome, recorded


@shared_task
@recorded(_("Sessions that are over are forgotten"), forgotten=_("forgotten"))
def forget_ended_sessions() -> Outcome:
    return {"forgotten": sessions.forget_ended()}


@shared_task
@recorded(_("What was counted of visitors is forgotten when its time is over"), forgotten=_("forgotten"))
def forget_lapsed_limits() -> Outcome:
    return {"forgotten": visitor_limits.forget_lapsed(at=timezone.now())}


@shared_task
@recorded(
    _("Letters are sent"),
    sent=_("sent"),
    put_off=_("refused for now, will be tried again"),
    failed=_("failed"),
    unknown=_("unknown whether they went out"),
    left=_("not sent: the account is closed"),
    withdrawn=_("not sent: the duty had ended"),
)
def deliver_letters() -> Outcome:
    done = delivery.deliver(at=clock.now())
    if done.is_more:
        ring_after_commit("communities.tasks.deliver_letters")
    return done.counts()


@shared_task
@recorded(
    _("Letters that a stopped worker held are found"),
    due_again=_("due again"),
    unknown=_("unknown whether they went out"),
)
def reconcile_letters() -> Outcome:
    counts = delivery.reconcile(at=clock.now())
    if counts:  # what was held up by them goes out now
        ring_after_commit("communities.tasks.deliver_letters")
    return counts


@shared_task
@recorded(_("Old runs of tasks are forgotten"), forgotten=_("forgotten"))
def forget_old_runs() -> Outcome:
    return {"forgotten": runs.forget_old(at=clock.now())}


@shared_task
@recorded(_("Reminders of decisions are sent"), reminded=_("reminded"))
def remind_of_decisions() -> Outcome:
    at = clock.now()
    if not reminding.may_tell(at=at):
        return {}
    return {"reminded": decision_reminders.remind_due(today=clock.today(), at=at)}


@shared_task
@recorded(
    _("Words of residents' proposals are deleted when their time is over"),
    forgotten=_("proposals whose words were deleted"),
)
def forget_proposals() -> Outcome:
    return {"forgotten": retention.forget_words(at=clock.now())}


@shared_task
def make_minutes(document_id: int) -> None:
    minutes_document.make(document_id, at=clock.now())


@shared_task
@recorded(_("Ordered PDFs of minutes are drawn"), ordered=_("given to a worker"))
def make_waiting_minutes() -> Outcome:
    waiting = list(minutes_document.waiting(at=clock.now()).values_list("pk", flat=True))
    for document_id in waiting:
        make_minutes.delay(document_id)
    return {"ordered": len(waiting)}
