"""What the working group said of reports when it heard them, as residents read it; of closed meetings."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from communities.states import MeetingState
from reports.models import Assessment, Report, ReportHearing

SHOWN = (
    *("assessment", "public_text", "publication__version", "publication__report"),
    *("item__meeting__starts_at", "item__meeting__number"),
)


@dataclass(frozen=True)
class Heard:
    """One hearing. `number` of the meeting; `version` of the publication that was heard."""

    held_on: dt.date
    number: int
    assessment: Assessment
    text: str
    version: int

    @property
    def assessed(self) -> str:
        """The assessment in words; empty where there was none."""
        return str(self.assessment.label) if self.assessment != Assessment.NONE else ""


def heard(report: Report | int) -> list[Heard]:
    """Of one report, the newest meeting first; one query."""
    key = report.pk if isinstance(report, Report) else report
    return heard_of([key]).get(key, [])


def heard_of(reports: Iterable[int]) -> dict[int, list[Heard]]:
    """By report, the newest meeting first; one query."""
    found: dict[int, list[Heard]] = {}
    rows = closed().filter(publication__report__in=list(reports))
    for row in rows.select_related("item__meeting", "publication").only(*SHOWN):
        found.setdefault(row.publication.report_id, []).append(
            Heard(
                held_on=timezone.localdate(row.item.meeting.starts_at),
                number=row.item.meeting.number,
                assessment=Assessment(row.assessment),
                text=row.public_text,
                version=row.publication.version,
            )
        )
    return found


def closed() -> QuerySet[ReportHearing]:
    """Hearings that stand still, the newest first."""
    return ReportHearing.objects.filter(item__meeting__state=MeetingState.CLOSED).order_by(
        "-item__meeting__starts_at", "-pk"
    )
