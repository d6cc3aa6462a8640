"""Links by which a responsible person says how an action stands, in two clicks and without an account.

The secret has 192 bits and stands nowhere: it is computed with a key of the site from the key of the letter
that carries it, each time that letter is composed, and a row keeps its SHA-256. So a letter that is sent
again carries the same link, and neither a backup nor an administrator can open one. A link opens one action,
shows what stands in the approved plan, ends after `LIVES`, with the plan, when somebody else becomes
responsible, or when it is revoked. Actions for the group only have none: what the group keeps to itself is
not shown outside.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from communities.models import Membership, Notice, Reminder, User
from communities.shared import audit, mail, reminding
from communities.shared.mail import Message
from communities.shared.visitor_limits import Limit
from plans.actions import progress
from plans.models import Action, ActionLink
from plans.versions import approved

SECRET_BYTES = 24  # 192 bits
LIVES = dt.timedelta(days=45)
KIND = "plans/action_due"
NUDGE = "nudge"
_SALT = b"plans.action_links"
# A village may share one address of the internet; a secret cannot be found by trying.
WRONG = Limit("action-link", at_most=30, per=dt.timedelta(hours=1))
SAID = Limit("action-said", at_most=20, per=dt.timedelta(hours=1))
# Looking through a photo takes a processor for up to twenty seconds, also when it is none.
LOOKED_THROUGH = Limit("action-file", at_most=30, per=dt.timedelta(hours=1))


@dataclass(frozen=True)
class To:
    """Who is told: an account, or a bare address. `email` is the address that holds now."""

    person: int | None
    email: str

    @property
    def known_as(self) -> int | str:
        """As the ledger knows them."""
        return reminding.digest_of(self.email) if self.person is None else self.person


def responsible_for(
    action: Action, content: Mapping[str, Any], *, seat: Membership | None, today: dt.date
) -> To | None:
    """The member with an account who sits in the group, else the e-mail address; None when there is neither.

    Whom the group approved: `content` is what the version in force says of it, `seat` the member it names
    (`seat_of`). A draft of the next version moves no letters. An action for the group only is told to
    members alone.
    """
    if seat is not None and seat.person is not None and seat.person.is_active and seat.sits_on(today):
        return To(seat.person_id, seat.person.email)
    if content["email"] and not approved.is_inner(action, content):
        return To(None, content["email"])
    return None


def seat_of(content: Mapping[str, Any] | None) -> Membership | None:
    """The member whom this content names for an action. One query, or none."""
    return seats_of([content] if content else []).get(content["member"]) if content else None


def seats_of(contents: Iterable[Mapping[str, Any]]) -> dict[int, Membership]:
    """By id, the members whom these contents of actions name. One query, or none."""
    named = {each["member"] for each in contents if each["member"]}
    return Membership.objects.select_related("person").in_bulk(named) if named else {}


def make(
    notice_key: str, action: Action, content: Mapping[str, Any], to: To, *, today: dt.date, at: dt.datetime
) -> ActionLink | None:
    """The row for the link that the letter of this notice will carry; once for each letter. None for an
    action that has no links."""
    if approved.is_inner(action, content):
        return None
    link, _is_new = ActionLink.objects.get_or_create(
        digest=digest_of(_secret(settings.SECRET_KEY, notice_key)),
        defaults={"action": action, "email": to.email, "made_at": at, "expires_on": today + LIVES},
    )
    return link


def opened_with(secret: str, *, today: dt.date) -> ActionLink | None:
    """The link that this secret opens now, with its action and plan; None when it opens nothing."""
    rows = ActionLink.objects.select_related("action__plan__group__community", "action__plan__in_force")
    link = rows.filter(digest=digest_of(secret), revoked_at=None, expires_on__gt=today).first()
    if link is None or link.action.plan.state not in progress.GOES_ON:
        return None
    content = approved.action_of(link.action)
    if content is None or approved.is_inner(link.action, content):
        return None
    to = responsible_for(link.action, content, seat=seat_of(content), today=today)
    is_theirs = to is not None and reminding.digest_of(to.email) == reminding.digest_of(link.email)
    return link if is_theirs else None


@transaction.atomic
def nudge(action: Action, *, by: User, today: dt.date, at: dt.datetime) -> bool:
    """Send the responsible person a letter with a link now; once a day. False when today's went out already.

    Raises `NobodyToTell`.
    """
    row = (
        Action.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__group__community", "plan__in_force")
        .get(pk=action.pk)
    )
    content = approved.action_of(row)
    to = responsible_for(row, content, seat=seat_of(content), today=today) if content is not None else None
    if content is None or to is None or row.plan.state not in progress.GOES_ON:
        raise NobodyToTell
    whose = reminding.whose(to.known_as)
    _row, is_new = Reminder.objects.get_or_create(
        target_type=reminding.label_of(Action),
        target_id=row.pk,
        kind=NUDGE,
        due_on=today,
        **whose,
        defaults={"at": at, "by": by},
    )
    if not is_new:
        return False
    message = letter(row, content, to, key=f"action-nudge:{row.pk}:{to.known_as}:{today}", today=today)
    make(message.key, row, content, to, today=today, at=at)
    mail.post([message], at=at)
    community = row.plan.group.community
    audit.record(
        "plan.action_link_sent",
        target=row.plan,
        by=by,
        at=at,
        community=community,
        details={"action": row.pk},
    )
    return True


@transaction.atomic
def revoke(action: Action, *, by: User, at: dt.datetime) -> int:
    """None of the links of this action opens anything any more. How many there were."""
    revoked = ActionLink.objects.filter(action=action, revoked_at=None).update(revoked_at=at)
    if revoked:
        plan = action.plan
        audit.record(
            "plan.action_links_revoked",
            target=plan,
            by=by,
            at=at,
            community=plan.group.community,
            details={"action": action.pk, "links": revoked},
        )
    return revoked


class NobodyToTell(Exception):
    """The action names no member with an account and no e-mail address, or is not in force."""


def letter(
    action: Action,
    content: Mapping[str, Any],
    to: To,
    *,
    key: str,
    today: dt.date,
    due_on: dt.date | None = None,
) -> Message:
    """What the responsible person is told. An action for the group only is not named in a letter."""
    community = action.plan.group.community
    is_inner = approved.is_inner(action, content)
    day = due_on.isoformat() if due_on else content["due_on"]
    facts = {
        "community": {"uk": community.name_uk, "en": community.name_en},
        "title": "" if is_inner else content["title"],
        "due_on": day or "",
        "is_over": bool(day) and str(day) < today.isoformat(),
        "is_today": day == today.isoformat(),
        "has_link": not is_inner,
        "works_until_on": "" if is_inner else (today + LIVES).isoformat(),
    }
    return Message(
        key=key,
        to=to.person,
        address=to.email if to.person is None else "",
        kind=KIND,
        facts=facts,
        link="" if to.person is None else f"/work/actions/{action.pk}/",
        community=community.pk,
    )


def leading(notice: Notice) -> str:
    """The path with the secret, for the letter of this notice (`communities.letters.lead`). "" when it has
    none, or when the key of the site was changed for good since it was written."""
    for key in (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)):
        secret = _secret(key, notice.key)
        if ActionLink.objects.filter(digest=digest_of(secret)).exists():
            with override(settings.LANGUAGE_CODE):
                return reverse("plans:action_link", args=[secret])
    return ""


def digest_of(secret: str) -> str:
    """SHA-256: enough for 192 random bits, which nobody can try."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _secret(site_key: str, notice_key: str) -> str:
    """What nobody without the key of the site can compute."""
    inner = hashlib.sha256(_SALT + site_key.encode()).digest()
    mac = hmac.new(inner, notice_key.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:SECRET_BYTES]).decode()
