"""Calendars to subscribe to: one for each member behind a secret address, a public one for each community.

Of the secret only its hash is kept, so that neither a backup nor an administrator can open the calendar of
somebody. What the address shows comes from the duties of the person on the day it is asked: whoever
serves in no group any more, or has no account any more, gets an empty calendar, so that the meetings
vanish from the telephone too. A secret that was replaced or revoked opens nothing.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext, override

from communities.meetings import calendar_files
from communities.meetings.calendar_files import Method
from communities.models import GROUP_ROLES, CalendarKey, Community, Meeting, User
from communities.permissions import communities_served
from communities.queries import MeetingQuerySet
from communities.shared import audit

SECRET_BYTES = 24  # 192 bits


@dataclass(frozen=True)
class Feed:
    """`changed_at`: since when the content is what it is."""

    content: bytes
    etag: str
    changed_at: dt.datetime


@transaction.atomic
def make_key(person: User, *, at: dt.datetime) -> str:
    """A new secret for the address of the own calendar; the one before stops working. Shown only now."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    fresh = {"digest": digest_of(secret), "made_at": at, "fetched_on": None, "content_digest": ""}
    key, _is_new = CalendarKey.objects.update_or_create(
        person=person, defaults={**fresh, "content_changed_at": None}
    )
    audit.record("calendar_key.made", target=key, by=person, at=at)
    return secret


@transaction.atomic
def revoke_key(person: User, *, by: User, at: dt.datetime) -> bool:
    """The address opens nothing from now on. False when there was none."""
    key = CalendarKey.objects.select_for_update().filter(person=person).first()
    if key is None:
        return False
    audit.record("calendar_key.revoked", target=key, by=by, at=at)
    key.delete()
    return True


def digest_of(secret: str) -> str:
    """SHA-256: enough for 192 random bits, which nobody can try."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opened_with(secret: str, *, at: dt.datetime, today: dt.date) -> Feed | None:
    """The calendar that this secret opens, in the language of the person; None when it opens none.

    Since when the content is what it is stands with the key: it depends on duties, rows and the day, and a
    program that asks by date only must not miss a meeting.
    """
    key = CalendarKey.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if key is None:
        return None
    content = of_person(key.person, today=today)
    digest = hashlib.sha256(content).hexdigest()
    news: dict[str, object] = {}
    if key.content_digest != digest or key.content_changed_at is None:
        key.content_changed_at = at
        news = {"content_digest": digest, "content_changed_at": at}
    if key.fetched_on != today:
        news["fetched_on"] = today
    if news:
        CalendarKey.objects.filter(pk=key.pk, digest=key.digest).update(**news)
    return Feed(content, etag=f'"{digest[:32]}"', changed_at=key.content_changed_at)


def of_person(person: User, *, today: dt.date) -> bytes:
    """All meetings of the groups in which the person serves today."""
    with override(person.language):
        entries = [
            calendar_files.for_members(meeting) for meeting in _shown(meetings_of(person), today=today)
        ]
        return calendar_files.file_of(entries, method=Method.PUBLISH, name=gettext("My working groups"))


def of_community(community: Community, *, today: dt.date) -> bytes:
    """What residents may know of the meetings of a community, in the active language."""
    found = Meeting.objects.announced().of_communities([community.pk])
    entries = [calendar_files.for_residents(meeting) for meeting in _shown(found, today=today)]
    name = gettext("%(community)s: meetings of the working group") % {"community": community.name}
    return calendar_files.file_of(entries, method=Method.PUBLISH, name=name)


def meetings_of(person: User) -> MeetingQuerySet:
    """Called meetings of the groups in which this person serves."""
    return Meeting.objects.announced().of_communities(communities_served(person, GROUP_ROLES))


def _shown(found: MeetingQuerySet, *, today: dt.date) -> MeetingQuerySet:
    """Whole years are dropped at once, so that a feed changes by the calendar only at New Year."""
    since = dt.datetime(today.year - 1, 1, 1, tzinfo=dt.UTC)
    rows = found.filter(starts_at__gte=since).select_related("group__community")
    return rows.prefetch_related("items").order_by("starts_at", "pk")
