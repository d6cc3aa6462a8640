"""Alarm clocks: ids in, one verb called, nothing decided. The hours are in `config/schedule.py`."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from communities.shared import clock
from communities.shared.runs import Outcome, recorded
from plans import review_reminders
from reports.cycle.reminders import may_tell


@shared_task
@recorded(_("People are reminded to look again at risks"), reminded=_("reminded"))
def remind_of_reviews() -> Outcome:
    at = clock.now()
    if not may_tell(at=at):
        return {}
    return {"reminded": review_reminders.remind_due(today=clock.today(), at=at)}
