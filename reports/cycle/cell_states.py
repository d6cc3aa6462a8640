"""Where an expected report stands on a day, in one word; the same word for filters, cells and files.

The word is computed by the database, so that a page of twenty communities and a filter over thousands
ask the same question. The facts behind it stay independent of each other and stand on the row.
"""

import datetime as dt

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CellState(models.TextChoices):
    NOT_EXPECTED = "not_expected", _("not expected")
    NOT_OPEN = "not_open", _("not open yet")
    OPEN = "open", _("open")
    FILLING = "filling", _("being filled in")
    OVERDUE = "overdue", _("overdue")
    WITH_HEAD = "with_head", _("with the head of police")
    SENT_BACK = "sent_back", _("sent back")
    SENT_BACK_OVERDUE = "sent_back_overdue", _("sent back, overdue")
    PUBLISHED = "published", _("published")
    EXCUSED = "excused", _("excused")
    LOCKED = "locked", _("locked without a report")


# Somebody is to act now: the officer may be nudged about it.
WAITED_FOR = frozenset(
    {
        CellState.OPEN,
        CellState.FILLING,
        CellState.OVERDUE,
        CellState.SENT_BACK,
        CellState.SENT_BACK_OVERDUE,
    }
)


def locked_on(today: dt.date) -> Q:
    """Past its last day, without an exception that still holds."""
    return Q(locks_on__lt=today) & (Q(unlocked_until_on__isnull=True) | Q(unlocked_until_on__lt=today))


def cell_state_on(today: dt.date) -> Case:
    """Of a row of expected reports; the first that fits. A row that does not exist is not expected.

    What was published or handed in says so even when it was excused: the excuse is a mark beside it.
    """
    words: list[tuple[Q, CellState]] = [
        (Q(published_at__isnull=False), CellState.PUBLISHED),
        (Q(handed_in_at__isnull=False), CellState.WITH_HEAD),
        (~Q(excuse=""), CellState.EXCUSED),
        (Q(opened_at__isnull=True, report__isnull=True), CellState.NOT_OPEN),
        (locked_on(today), CellState.LOCKED),
        (Q(return_due_on__lt=today), CellState.SENT_BACK_OVERDUE),
        (Q(return_due_on__isnull=False), CellState.SENT_BACK),
        (Q(due_on__lt=today), CellState.OVERDUE),
        (Q(report__isnull=False), CellState.FILLING),
    ]
    return Case(
        *(When(condition, then=Value(word.value)) for condition, word in words),
        default=Value(CellState.OPEN.value),
        output_field=CharField(),
    )


class Mark(models.TextChoices):
    """What stands beside the word."""

    IN_WORK = "in_work", _("being filled in")
    LATE = "late", _("late")
    EXCUSED = "excused", _("excused")
    EXTENDED = "extended", _("extended")
    UNLOCKED = "unlocked", _("unlocked")
    COMPLETE = "complete", pgettext_lazy("a report", "complete")
    GAPS = "gaps", _("not complete")
    MEETING = "meeting", _("meeting held")


IS_LATE = Q(first_handed_in_on__gt=F("on_time_on"))
IS_ON_TIME = Q(first_handed_in_on__lte=F("on_time_on"))
IS_HANDED_IN_COMPLETE = Q(handed_in_at__isnull=False, is_complete=True)
