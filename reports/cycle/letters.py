"""What people are reminded of: one function for each message, the words in templates/mail/reports/.

Everything goes out with a key, so that it is said once even when it is posted twice.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from communities.models import Community, Oblast, User
from communities.shared.mail import Message
from reports.cycle.steps import Telling
from reports.cycle.telling import about, link_of
from reports.models import ExpectedReport

Pair = dict[str, str]  # the same in both languages


def reminder(expected: ExpectedReport, telling: Telling) -> Message:
    """A step of reminding, to the officer or the head of police."""
    days = telling.step.days_after_due
    return Message(
        key=f"reminder:{expected.pk}:{telling.to.person}:{telling.step.kind}:{telling.due_on.isoformat()}",
        to=telling.to.person,
        kind=_words_for(expected, telling),
        facts={
            **report_facts(expected),
            "due_on": telling.due_on.isoformat(),
            "is_due_today": days == 0,
            "is_over": days > 0,
        },
        link=link_of(expected) if telling.to.is_officer else _where_to_look(expected),
        community=expected.community_id,
        oblast=expected.community.oblast_id,
    )


def nudge(expected: ExpectedReport, *, to: int, by: User, on: dt.date, is_officer: bool) -> Message:
    """A coordinator asks about a report."""
    return Message(
        key=f"nudge:{expected.pk}:{to}:{on.isoformat()}",
        to=to,
        kind="reports/nudge",
        facts={
            **report_facts(expected),
            "due_on": expected.current_due_on.isoformat(),
            "by_name": by.name,
            "is_over": on > expected.current_due_on,
        },
        link=link_of(expected) if is_officer else _where_to_look(expected),
        community=expected.community_id,
        oblast=expected.community.oblast_id,
    )


def report_facts(expected: ExpectedReport) -> dict[str, Any]:
    """Which report is meant, in both languages, and until when it can be handed in."""
    last = max(expected.locks_on, expected.unlocked_until_on or expected.locks_on)
    return {
        **about(expected.community, expected.period),
        "open_until_on": last.isoformat(),
        "is_returned": expected.return_due_on is not None,
        "is_correction": expected.published_at is not None,  # never locked
    }


def names_of(place: Community | Oblast) -> Pair:
    return {"uk": place.name_uk, "en": place.name_en}


def _words_for(expected: ExpectedReport, telling: Telling) -> str:
    if telling.step.days_after_due > 0 and not telling.to.is_officer:
        return "reports/overdue_head"
    if expected.return_due_on is not None:
        return "reports/returned_due"
    if telling.step.days_after_due < 0:
        return "reports/due_soon"
    return "reports/overdue" if telling.step.days_after_due else "reports/due_today"


def _where_to_look(expected: ExpectedReport) -> str:
    """For the head of police: the report, or those who should write it."""
    if expected.report_id is not None:
        return link_of(expected)
    with translation.override(settings.LANGUAGE_CODE):  # the language without a prefix
        return reverse("communities:duties")
