"""What people are told about decisions: one function for each message.

A letter lies in mailboxes that nobody guards, so it names the decision by its number; what is to be done is
read after signing in.
"""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from communities.models import Decision
from communities.shared.mail import Message

DUE = "communities/decision_due"
GIVEN = "communities/decision_given"


def due(decision: Decision, *, to: int, is_own: bool, days: int, due_on: dt.date) -> Message:
    """A step of reminding, `days` after the due day; not `is_own`: to the secretary, of somebody else's."""
    kind = f"step{days:+d}"
    return Message(
        key=f"decision-due:{decision.pk}:{to}:{kind}:{due_on.isoformat()}",
        to=to,
        kind=DUE,
        facts={
            **_facts(decision),
            "due_on": due_on.isoformat(),
            "is_due_today": days == 0,
            "is_over": days > 0,
            "is_own": is_own,
        },
        **_place(decision),
    )


def given(decision: Decision, *, to: int, at: dt.datetime) -> Message:
    """Somebody is to do it, or has another day for it."""
    return Message(
        key=f"decision-given:{decision.pk}:{to}:{at.isoformat()}",
        to=to,
        kind=GIVEN,
        facts={**_facts(decision), "due_on": decision.due_on.isoformat() if decision.due_on else ""},
        **_place(decision),
    )


def address_of(decision: Decision | int) -> str:
    """Its page, without the prefix of a language."""
    key = decision.pk if isinstance(decision, Decision) else decision
    with translation.override("uk"):
        return reverse("communities:decision", args=[key])


def _facts(decision: Decision) -> dict[str, Any]:
    group = decision.group
    return {
        "number": decision.number,
        "group": {"uk": group.name_uk, "en": group.name_en},
        "community": {"uk": group.community.name_uk, "en": group.community.name_en},
        "held_on": timezone.localdate(decision.item.meeting.starts_at).isoformat(),
    }


def _place(decision: Decision) -> dict[str, Any]:
    community = decision.group.community
    return {"link": address_of(decision), "community": community.pk, "oblast": community.oblast_id}
