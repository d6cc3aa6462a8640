"""A letter as the mail server gets it: words in the language of the person, headers that robots respect."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Collection
from email.mime.base import MIMEBase
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override

from communities.invitations import password_link
from communities.models import Duty, Letter, Notice, Role
from communities.shared.notice_words import address_of, one_line, words_of

logger = logging.getLogger(__name__)

INVITATIONS = frozenset({"communities/group_invited"})
QUIET = {
    "Auto-Submitted": "auto-generated",  # RFC 3834: holiday answers stay away
    "X-Auto-Response-Suppress": "All",  # the same for Microsoft Exchange
}

Enclosing = Callable[[Notice], list[MIMEBase]]
Leading = Callable[[Notice], str]
WITHOUT_ACCOUNT = settings.LANGUAGE_CODE  # the language of letters to those of whom we know no other
_enclosing: dict[str, Enclosing] = {}
_leading: dict[str, Leading] = {}
_roles: dict[str, frozenset[Role]] = {}


def enclose(kind: str, enclosing: Enclosing) -> None:
    """Letters of this kind of notice carry what the function makes of the rows at the time of sending.

    Each app says so in its module `enclosures.py`, which is found when Django starts.
    """
    _enclosing[kind] = enclosing


def lead(kind: str, leading: Leading) -> None:
    """Letters of this kind of notice lead to what the function returns: a path of the site without the prefix
    of a language, or "" for what the notice itself names.

    For addresses that are keys: made anew each time the letter is composed, they stand in no row. The same
    notice must always give the same one, for a letter may be sent again.
    """
    _leading[kind] = leading


def only_for(roles: Collection[Role], *kinds: str) -> None:
    """Letters of these kinds go out only while the person holds one of the roles where the notice is about:
    they remind of a duty, or tell what only whoever has it reads. All others go out whatever happened.

    Each app says so in its module `recipients.py`, which is found when Django starts.
    """
    for kind in kinds:
        _roles[kind] = frozenset(roles)


def depends_on_duty(kind: str) -> bool:
    return kind in _roles


def still_concerns(notice: Notice, *, today: dt.date) -> bool:
    """May the letter of this notice still go out on this day? One query for a kind that depends on a duty.

    A duty that begins later counts: whoever joins the group next week is called to its meeting already.
    Somebody without an account has no duty that could end. What is about neither a community nor an oblast
    is for whoever serves anywhere.
    """
    roles = _roles.get(notice.kind)
    if roles is None or notice.person_id is None:
        return True
    duties = Duty.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today), person=notice.person_id, role__in=sorted(roles)
    )
    is_national = Q(community__isnull=True, oblast__isnull=True)
    if notice.community_id is not None:
        duties = duties.filter(is_national | Q(community=notice.community_id))
    elif notice.oblast_id is not None:
        duties = duties.filter(is_national | Q(oblast=notice.oblast_id))
    return duties.exists()


def compose(letter: Letter, *, connection: BaseEmailBackend) -> EmailMessage:
    """To the address that the person has now, in the language the person has now."""
    notice, person = letter.notice, letter.notice.person
    language = person.language if person else WITHOUT_ACCOUNT
    words = words_of(notice, language)
    address = address_of(_with_its_key(notice), language)
    message = EmailMessage(
        subject=words.subject,
        body=_body(
            language,
            name=one_line(person.name) if person else "",
            is_without_account=person is None,
            text=words.text,
            address=settings.PUBLIC_ADDRESS.rstrip("/") + address if address else "",
            password_link=_first_password(notice),
        ),
        to=[notice.goes_to],
        headers={"Message-ID": message_id(notice), **QUIET},
        connection=connection,
    )
    for part in _enclosed(notice):
        message.attach(part)
    message.message()  # what cannot be a letter is found out before it is on its way
    return message


def _first_password(notice: Notice) -> str:
    """An invitation to somebody who never signed in carries the link for choosing a password. It is made
    when the letter goes out, so that it lives its three days from there and is kept nowhere."""
    person = notice.person
    if person is None or notice.kind not in INVITATIONS or person.has_usable_password():
        return ""
    with override(person.language):
        return password_link(person)


def _with_its_key(notice: Notice) -> Notice:
    """A copy that is never saved; the database is waited for as with any other letter."""
    leading = _leading.get(notice.kind)
    if leading is None or not (path := leading(notice)):
        return notice
    return Notice(kind=notice.kind, link=path)


def message_id(notice: Notice) -> str:
    """The same for the same notice for ever, so that a letter sent again is known as the same letter."""
    digest = hashlib.sha256(notice.key.encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.PUBLIC_ADDRESS).hostname or 'localhost'}>"


def _enclosed(notice: Notice) -> list[MIMEBase]:
    """People are told even when what should come with it cannot be made; only the database is waited for."""
    enclosing = _enclosing.get(notice.kind)
    if enclosing is None:
        return []
    try:
        return enclosing(notice)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("What goes with notice %s (%s) cannot be made", notice.pk, notice.kind)
        return []


def _body(language: str, **facts: Any) -> str:
    loaded: Any = get_template("mail/letter.txt")
    with override(language):
        return "".join([loaded.template.render(Context(facts, autoescape=False)).strip(), "\n"])
