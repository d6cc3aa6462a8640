"""How long a session lives, what it has proved, and how sessions are ended."""

import datetime as dt
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from communities.models import User

IDLE = dt.timedelta(minutes=30)  # R18: NIST AAL2
ABSOLUTE = dt.timedelta(hours=12)
REFRESH = dt.timedelta(minutes=1)  # how often activity is written down
PROOF_LIVES = dt.timedelta(minutes=5)  # R8: how long a fresh sign-in allows the weighty acts

_BEGAN = "cs_began_at"
_SEEN = "cs_seen_at"
_SECOND_STEP = "cs_second_step_at"
_PROOFS = "account_authentication_methods"  # allauth's: [{"method": "password", "at": 1701423602.7}]


def begin(request: HttpRequest, *, at: dt.datetime | None = None) -> None:
    now = (at or timezone.now()).timestamp()
    request.session[_BEGAN] = request.session[_SEEN] = now


def is_over(request: HttpRequest, *, at: dt.datetime) -> bool:
    """Has this session lived too long, or was nothing done in it for too long?"""
    now = at.timestamp()
    began, seen = request.session.get(_BEGAN), request.session.get(_SEEN)
    if began is None or seen is None:
        begin(request, at=at)
        return False
    too_long, too_quiet = now - began >= ABSOLUTE.total_seconds(), now - seen >= IDLE.total_seconds()
    return bool(too_long or too_quiet)


def keep_alive(request: HttpRequest, *, at: dt.datetime) -> None:
    """Remember that somebody works here: written at most once a minute, not with every request."""
    now = at.timestamp()
    if now - request.session.get(_SEEN, 0) >= REFRESH.total_seconds():
        request.session[_SEEN] = now


def passed_second_step(request: HttpRequest) -> bool:
    """Did this very session give a code, or set the second step up?"""
    return _SECOND_STEP in request.session or any(proof["method"] == "mfa" for proof in _proofs(request))


def remember_second_step(request: HttpRequest) -> None:
    request.session[_SECOND_STEP] = timezone.now().timestamp()


def forget_second_step(request: HttpRequest) -> None:
    request.session.pop(_SECOND_STEP, None)
    request.session[_PROOFS] = [proof for proof in _proofs(request) if proof["method"] != "mfa"]


def recently_proved(request: HttpRequest, *, at: dt.datetime, with_code: bool = False) -> bool:
    """Has the person proved within the last five minutes who they are (by a code, if asked so)?"""
    moments = [proof["at"] for proof in _proofs(request) if not with_code or proof["method"] == "mfa"]
    if set_up := request.session.get(_SECOND_STEP):
        moments.append(set_up)
    return any(at.timestamp() - moment < PROOF_LIVES.total_seconds() for moment in moments)


def number_of_proofs(request: HttpRequest) -> int:
    """How often the person of this session has proved who they are."""
    return len(_proofs(request))


def rotate(request: HttpRequest) -> None:
    """A new id for the session, as after signing in; the list of sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def end_other_sessions(request: HttpRequest, user: User) -> None:
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def end_all_sessions(user: User) -> int:
    """How many were ended. The next request of each is anonymous."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def forget_ended() -> int:
    """Delete what is left of sessions that are over; how many lines of the lists of browsers went."""
    SessionStore.clear_expired()
    alive = Session.objects.values("session_key")
    _, deleted = UserSession.objects.exclude(session_key__in=alive).delete()
    return int(deleted.get(UserSession._meta.label, 0))


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    proofs = request.session.get(_PROOFS)
    return proofs if isinstance(proofs, list) else []
