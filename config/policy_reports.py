"""Browsers tell here what the policy for contents kept from a page: a mistake of ours, or an attack.

Only which rule, which kind of source and which page is logged: no addresses, no query, no visitor, and
nothing that opens something. Anybody may send anything here: what is no report is taken quietly.
"""

import json
import logging
import time
from collections import deque
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from communities.shared.body_limits import length_of
from communities.shared.quiet_paths import struck

logger = logging.getLogger(__name__)

LARGEST = 8_000  # bytes of one report
LOGGED_IN_AN_HOUR = 60  # in one process: a flood of reports must not fill the disk

_logged_at: deque[float] = deque(maxlen=LOGGED_IN_AN_HOUR)


@login_not_required
@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    if length_of(request) <= LARGEST and (told := _told(request.body)):
        _log(told)
    return HttpResponse(status=204)


def _told(body: bytes) -> str:
    """One line; empty for what is no report."""
    try:
        report = json.loads(body)["csp-report"]
        rule = str(report["effective-directive"])
        source, page = urlsplit(str(report["blocked-uri"])), urlsplit(str(report["document-uri"]))
    except (ValueError, TypeError, KeyError, RecursionError):  # the last: brackets in brackets, by thousands
        return ""
    return " ".join(map(_plain, (rule, source.hostname or struck(source.path) or "-", struck(page.path))))


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and sign != " ")[:120]


def _log(told: str) -> None:
    now = time.monotonic()
    if len(_logged_at) == LOGGED_IN_AN_HOUR and now - _logged_at[0] < 3600:
        return
    _logged_at.append(now)
    logger.warning("Kept from a page by its policy: %s", told)
