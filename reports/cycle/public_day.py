"""A new day may change what residents read, without anybody's act: then stored pages must lapse.

Asked every few minutes; after days without a run, one run looks at all of them together.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from communities.groups import roll
from communities.meetings import register
from communities.shared import public_stamp
from reports.models import ExpectedReport, Publication, PublicDay
from reports.periods import stretch_of
from reports.yearly import documents


def states_changed_since(day: dt.date, *, today: dt.date) -> QuerySet[ExpectedReport]:
    """The expected reports that stand otherwise today than on `day` because time has passed: their due day
    is over now and was not then, and nothing is published or excused."""
    published = Publication.objects.filter(
        report__community=OuterRef("community"), report__period=OuterRef("period")
    )
    return ExpectedReport.objects.asked_for().filter(
        ~Exists(published), published_at__isnull=True, due_on__gte=day, due_on__lt=today
    )


@transaction.atomic
def turn(*, today: dt.date, at: dt.datetime) -> bool:
    """Let the pages lapse if the days since the last run changed one of them. Once a day, however often
    it runs; the first run of all counts as a change."""
    row, is_new = PublicDay.objects.select_for_update().get_or_create(pk=1, defaults={"day_on": today})
    if not is_new and row.day_on == today:
        return False
    changed = [] if is_new else list(_places(states_changed_since(row.day_on, today=today)))
    for community_id, year in changed:
        documents.order(community_id, year=year, at=at)
    turned = is_new or bool(changed) or row.day_on > today or _a_period_turned(row.day_on, today)
    turned = turned or roll.changed_by_time(row.day_on, today=today)  # the page of a working group
    turned = turned or register.changed_by_time(row.day_on, today=today)  # its decisions
    row.day_on = today
    row.save(update_fields=["day_on"])
    if turned:
        public_stamp.touch()
    return turned


def _places(rows: QuerySet[ExpectedReport]) -> list[tuple[int, int]]:
    """Community and year, each once."""
    return sorted(set(rows.values_list("community_id", "period__starts_on__year")))


def _a_period_turned(day: dt.date, today: dt.date) -> bool:
    """A period ended: the page of a year says otherwise what is still to come."""
    return stretch_of(day) != stretch_of(today)
