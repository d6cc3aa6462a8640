"""What the head of police asked and what was answered: by section, and about the whole report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from communities.models import User
from reports.models import Remark, Report, Submission


@dataclass(frozen=True)
class Line:
    """As components/thread.html takes it. `change`: what has happened since, in words."""

    by: str
    role: str
    at: dt.datetime
    text: str
    mine: bool
    change: str = ""
    lang: str = ""


def threads_of(report: Report, *, reader: User) -> dict[int, tuple[Line, ...]]:
    """The remarks of every section that has any, by its number, oldest first. One query."""
    found: dict[int, list[Line]] = defaultdict(list)
    for remark in _remarks(Remark.objects.filter(entry__report=report)):
        found[remark.entry.section.number].append(_line(remark, reader=reader))
    return {number: tuple(lines) for number, lines in found.items()}


def thread_of(report: Report, *, number: int, reader: User) -> tuple[Line, ...]:
    """The remarks of one section. One query."""
    remarks = Remark.objects.filter(entry__report=report, entry__section__number=number)
    return tuple(_line(remark, reader=reader) for remark in _remarks(remarks))


def messages_of(report: Report, *, reader: User) -> tuple[Line, ...]:
    """What was said about the whole report whenever it was sent back, oldest first. One query."""
    returned: Iterable[Submission] = (
        report.submissions.exclude(returned_message="").select_related("returned_by").order_by("number")
    )
    return tuple(
        Line(
            by=submission.returned_by.name,
            role=_("about the whole report"),
            at=submission.returned_at,
            text=submission.returned_message,
            mine=submission.returned_by_id == reader.pk,
        )
        for submission in returned
        if submission.returned_by and submission.returned_at
    )


def _remarks(remarks: models.QuerySet[Remark]) -> models.QuerySet[Remark]:
    return remarks.select_related("author", "entry__section").order_by("written_at", "pk")


def _line(remark: Remark, *, reader: User) -> Line:
    saved_since = remark.is_question and remark.entry.version > remark.entry_version
    return Line(
        by=remark.author.name,
        role=_("question") if remark.is_question else _("answer"),
        at=remark.written_at,
        text=remark.text,
        mine=remark.author_id == reader.pk,
        change=_("The section was changed after this question.") if saved_since else "",
    )
