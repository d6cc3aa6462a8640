"""Pages that are the same bytes for every reader: no cookie, no token, nothing about who is signed in.

They are marked for the store of drawn pages before Django (`config.page_store`), so they must not
depend on anything but the address and what `public_stamp` counts: rows change, the number grows, the
stored pages lapse.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import translate_url
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

MARK = "X-Page-Store"
FRESH_FOR = 60  # seconds that a browser may show a page without asking again

View = TypeVar("View", bound=Callable[..., HttpResponse])


class Asked(QueryDict):
    """What stands behind the question mark of an address; `names` are those that somebody looked for."""

    names: set[str]

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        asked = cls(mutable=True)
        asked.names = set()
        for name, values in query.lists():
            asked.setlist(name, values)
        return asked

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def getlist(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().getlist(name, default)


def drawn_once(view: View) -> View:
    """Lets the store before Django keep the page, and browsers ask whether theirs is still the newest.

    The mark says which names the view looked for in the address: with any other the page is the same.
    Only for a view that asks nothing of the reader: no session, no messages, no CSRF token.
    The tag is taken over the bytes themselves: it stays true whatever a template, a translation or
    a newer version of the report changes on the page. A view that knows exactly when its answer changed
    says so in `Last-Modified`, for programs that ask by date only.
    """

    @wraps(view)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = asked = Asked.of(request.GET)  # type: ignore[assignment] # as good as Django's own
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        response[MARK] = " ".join(["public", *sorted(asked.names)])
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["Cache-Control"] = f"public, max-age={FRESH_FOR}, must-revalidate"
        changed = parse_http_date_safe(response.get("Last-Modified", ""))
        answer = get_conditional_response(
            request, etag=response["ETag"], last_modified=changed, response=response
        )
        return answer if isinstance(answer, HttpResponse) else response

    return drawn  # type: ignore[return-value]


def alternates(path: str) -> list[tuple[str, str]]:
    """Language and whole address of this page in each language, for search engines."""
    return [(code, address(translate_url(path, code))) for code, _name in settings.LANGUAGES]


def address(path: str) -> str:
    """The whole address of a page as it stands on paper: never taken from the request."""
    return f"{settings.PUBLIC_ADDRESS}{path}"
