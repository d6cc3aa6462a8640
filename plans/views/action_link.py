"""The page behind the link of a letter: how an action stands, said in two clicks without an account.

Reading it changes nothing, so that programs which open links of letters do no harm. It is kept nowhere, names
the page to nobody, and there is no session to forge: whoever knows the address may say it.
"""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from communities.shared import clock, visitor_limits
from communities.shared.body_limits import accepts_body
from plans.actions import action_links, progress
from plans.actions.progress import CannotSay
from plans.actions.progress_board import line_of
from plans.actions.progress_files import NoRoom
from plans.forms.progress import LetterForm
from plans.models import ActionLink
from plans.states import Progress
from plans.versions import approved
from plans.views.progress import BODY

TOO_OFTEN = gettext_lazy("Too much was sent by this link in the last hour. Try again in an hour.")
NO_ROOM = gettext_lazy("This action has as many files as it may have. Send the words without a file.")
ENDED: Promise = gettext_lazy("Nothing can be said of this action any more. Ask the working group.")


@accepts_body(BODY)
@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def action_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The three buttons."""
    link = _opened(secret)
    if link is None:
        return _shut(request)
    if request.method != "POST":
        return _page(request, link, LetterForm())
    if request.FILES and not visitor_limits.spend(
        action_links.LOOKED_THROUGH, f"link-{link.pk}", at=clock.now()
    ):
        form = LetterForm(request.POST)
        form.add_error(None, str(TOO_OFTEN))
        return _page(request, link, form)
    form = LetterForm(request.POST, request.FILES)
    if form.is_valid() and _said(link, form):
        return _kept_by_nobody(redirect("plans:action_said", secret))
    return _page(request, link, form)


@login_not_required
@require_safe
def action_said(request: HttpRequest, secret: str) -> HttpResponse:
    """Thanks, what was said, and the way back to say more."""
    link = _opened(secret)
    if link is None:
        return _shut(request)
    last = link.entries.order_by("-pk").first()
    if last is None:
        return _kept_by_nobody(redirect("plans:action_link", secret))
    page = {"entry": last, "secret": secret, **_about(link)}
    return _kept_by_nobody(render(request, "plans/action_said.html", page))


def _said(link: ActionLink, form: LetterForm) -> bool:
    """Was it written down? Else the form says why not."""
    at = clock.now()
    if not visitor_limits.spend(action_links.SAID, f"link-{link.pk}", at=at):
        form.add_error(None, str(TOO_OFTEN))
        return False
    said: dict[str, Any] = {**form.cleaned_data, "status": Progress(form.cleaned_data["status"])}
    try:
        progress.say(link.action, **said, via=link, today=clock.today(), at=at)
    except CannotSay:
        form.add_error(None, str(ENDED))
    except NoRoom:
        form.add_error("file", str(NO_ROOM))
    else:
        return True
    return False


def _opened(secret: str) -> ActionLink | None:
    return action_links.opened_with(secret, today=clock.today())


def _shut(request: HttpRequest) -> HttpResponse:
    """The same for a link that never was, is over or was revoked; whoever tries many waits."""
    visitor = str(get_adapter(request).get_client_ip(request))
    may_try = visitor_limits.spend(action_links.WRONG, visitor, at=clock.now())
    status = HTTPStatus.NOT_FOUND if may_try else HTTPStatus.TOO_MANY_REQUESTS
    return _kept_by_nobody(render(request, "plans/action_link_shut.html", status=status))


def _page(request: HttpRequest, link: ActionLink, form: LetterForm) -> HttpResponse:
    page = {"form": form, "buttons": list(form.fields["status"].choices), **_about(link)}  # type: ignore[attr-defined]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _kept_by_nobody(render(request, "plans/action_link.html", page, status=status))


def _about(link: ActionLink) -> dict[str, Any]:
    """What residents may read of the action as well, and until when the link works."""
    action = link.action
    content = approved.action_of(action) or {}
    newest = progress.newest_among(action.progress.all()).get(action.pk)
    return {
        "line": line_of(content, newest, spent=None, today=clock.today()),
        "plan_title": approved.title_of(action.plan),
        "community": action.plan.group.community,
        "expires_on": link.expires_on,
    }


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
