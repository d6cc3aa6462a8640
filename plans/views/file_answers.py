"""How a file that somebody sent is answered: downloaded, in a sandbox, as what we found it to be."""

from collections.abc import Callable
from typing import TypeVar, cast

from csp.decorators import csp
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from plans.models import ProgressFile

# In place of the site's own policy: a file runs nothing and loads nothing, wherever it is opened.
_IN_A_SANDBOX = {"default-src": ["'none'"], "sandbox": [True], "frame-ancestors": ["'none'"]}

View = TypeVar("View", bound=Callable[..., HttpResponse])


def sandboxed(view: View) -> View:
    """For every view that answers with a file of somebody."""
    return cast("View", csp(_IN_A_SANDBOX)(view))


def answer_with(file: ProgressFile, *, is_public: bool) -> HttpResponse:
    """The type is ours (`progress_files.clean`), the name is harmless. A picture still shows in a
    page. The view is marked `@sandboxed`."""
    return _answer(bytes(file.content), file.content_type, name=file.name, is_public=is_public)


def answer_with_small(file: ProgressFile) -> HttpResponse:
    """The small picture of a photo that residents may see."""
    return _answer(bytes(file.small), "image/jpeg", name=f"{file.pk}.jpg", is_public=True)


def _answer(content: bytes, content_type: str, *, name: str, is_public: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    # A keeper may take a file back: nobody keeps it for long without asking.
    response["Cache-Control"] = "public, max-age=300" if is_public else "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
