"""What this floor brings to meetings: the newest published report that no meeting has heard."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext

from communities.meetings import outcomes, subjects
from communities.meetings.subjects import Link, Source, Suggestion
from communities.models import ItemKind, WorkingGroup
from reports import hearings
from reports.models import Publication
from reports.periods import Stretch


def suggest(group: WorkingGroup, on: dt.date) -> list[Suggestion]:
    rows = Publication.objects.newest().filter(report__community=group.community_id)
    rows = rows.select_related("report__period").defer("facts", "group_facts", "plan")
    newest = rows.order_by("-report__period__starts_on").first()
    if newest is None:
        return []
    versions = Publication.objects.filter(report=newest.report_id).values_list("pk", flat=True)
    if not hearings.unheard(versions):
        return []
    return [
        Suggestion(
            subject=f"{hearings.PREFIX}:{newest.pk}",
            kind=ItemKind.REPORT,
            title=_label(newest),
            assesses_police=True,
        )
    ]


def describe(ids: Iterable[int]) -> dict[int, Link]:
    rows = Publication.objects.filter(pk__in=list(ids)).select_related("report__community", "report__period")
    found = {}
    for row in rows.defer("facts", "group_facts", "plan"):
        stretch = Stretch(row.report.period.starts_on, row.report.period.ends_on)
        address = [row.report.community.slug, stretch.slug]
        found[row.pk] = Link(_label(row), reverse("reports:public_report", args=address), is_public=True)
    return found


def where_written(item: int) -> Link:
    return Link(gettext("What the group says about the report"), reverse("reports:hearing", args=[item]))


def _label(publication: Publication) -> str:
    period = publication.report.period.label_in_a_sentence
    return gettext("Report of the police about %(period)s") % {"period": period}


subjects.offer(Source(hearings.PREFIX, suggest, describe, where_written))
outcomes.on_meeting_closed(hearings.hear_meeting_closed)
