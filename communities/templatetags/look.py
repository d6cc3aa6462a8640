"""What the shared templates need: addresses, the other language, the problems of a form."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, get_language_info, ngettext, override
from django.utils.translation import gettext as _

from communities.shared import clock
from communities.shared.qr import QrCode
from communities.shared.qr import qr_code as draw_qr_code

register = template.Library()


class Language(TypedDict):
    """A language the reader may switch to: its code, its own name, this page's address in it."""

    code: str
    name: str
    url: str


class Problem(TypedDict):
    """One line of the error summary; href is "#..." or empty; label names the field, or is empty."""

    label: str
    text: str
    href: str


class Step(TypedDict):
    """One step of the breadcrumb; this page itself has an empty url."""

    text: str
    url: str


@register.simple_tag
def named_url(name: str, *args: object) -> str:
    """The address of a named page, or nothing where this site does not have that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> Language:
    """The same page in the other language; that language's home page when the page has no other address."""
    here = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    code = next(code for code, _name in settings.LANGUAGES if code != here)
    name = str(get_language_info(code)["name_local"])
    with override(code):
        home = named_url("home") or "/"
    request = context.get("request")
    if request is None:
        return {"code": code, "name": name, "url": home}
    path = request.get_full_path()
    translated = translate_url(path, code)
    return {"code": code, "name": name, "url": home if translated == path else translated}


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(context: Context, text: str, name: str, unread: int = 0) -> dict[str, object]:
    """A link of the navigation, marked when the reader is on that page or below it. `unread`: how much
    there waits to be read; nothing is said of 0."""
    url = named_url(name)
    request = context.get("request")
    path = request.path if request is not None else ""
    current = "page" if path == url else "true" if url and path.startswith(url) else ""
    return {"text": text, "url": url, "current": current, "unread": unread}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*steps: object) -> dict[str, list[Step]]:
    """Text and address in turn, the last text alone: {% breadcrumb _("Communities") url name %}."""
    words = [str(step) for step in steps]
    rows: list[Step] = [{"text": _("Home"), "url": named_url("home") or "/"}]
    rows += [
        {"text": text, "url": words[i + 1] if i + 1 < len(words) else ""}
        for i, text in enumerate(words)
        if i % 2 == 0
    ]
    return {"steps": rows}


@register.simple_tag
def demonstration_today() -> dt.date | None:
    """The day that a demonstration with a movable clock shows; None elsewhere."""
    return clock.today() if settings.CLOCK_MOVES else None


@register.simple_tag
def demonstration_data() -> bool:
    """Whether this site shows made-up people and figures."""
    return bool(getattr(settings, "DEMONSTRATION_DATA", False))


@register.simple_tag
def form_problems(
    form: BaseForm | None = None,
    forms: Iterable[BaseForm] | None = None,
    errors: Iterable[dict[str, str]] | None = None,
) -> list[Problem]:
    """Every problem once, in the order of the fields, each with the place where it can be mended."""
    if errors:
        return [
            {"label": row.get("label", ""), "text": row["text"], "href": row.get("href", "")}
            for row in errors
        ]
    problems: list[Problem] = []
    for one in [*([form] if form else []), *(forms or [])]:
        problems += _problems_of(one)
    whole = getattr(forms, "non_form_errors", None)
    if whole is not None:
        problems += [{"label": "", "text": str(error), "href": ""} for error in whole()]
    return problems


def _problems_of(form: BaseForm) -> Iterator[Problem]:
    for error in form.non_field_errors():
        yield {"label": "", "text": str(error), "href": ""}
    for field in form:
        href = "" if field.is_hidden else f"#div_{field.auto_id}"
        for error in field.errors:
            yield {"label": str(field.label), "text": str(error), "href": href}


@register.simple_tag(takes_context=True)
def page_address(context: Context, name: str, number: int) -> str:
    """The address of another page of the same list."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is None:
        return f"?{name}={number}"
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def page_numbers(page: "Page[Any]") -> list[int]:
    """Page numbers to show; 0 stands for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in shown]


@register.simple_tag
def without_placeholders(form: BaseForm) -> BaseForm:
    """The form with no words inside its empty fields: django-allauth puts the label there once more."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.simple_tag
def qr_code(text: str) -> QrCode:
    """A QR code to draw; components/qr_code.html does it."""
    return draw_qr_code(text)


class CharacterLimit(TypedDict):
    """How long a text may be: said at once, and the words the script counts with (JSON, by plural form)."""

    at_most: str
    words: str


@register.simple_tag
def character_limit(field: BoundField) -> CharacterLimit | None:
    """The limit that a textarea names in data-count-max; None for every other field."""
    most = field.field.widget.attrs.get("data-count-max")
    return None if most is None else characters_at_most(int(most))


@register.simple_tag
def characters_at_most(most: int) -> CharacterLimit:
    """The same for a textarea that is drawn without a form."""
    samples = {"one": 1, "few": 2, "many": 5, "other": 5}  # a number of each plural form
    left = {form: ngettext("{n} character left", "{n} characters left", n) for form, n in samples.items()}
    over = {
        form: ngettext("{n} character too many", "{n} characters too many", n) for form, n in samples.items()
    }
    at_most = ngettext("No more than {n} character", "No more than {n} characters", most).format(n=most)
    return {"at_most": at_most, "words": json.dumps({"left": left, "over": over}, ensure_ascii=False)}


@register.simple_tag
def other_home() -> Language:
    """The home page in the other language, for pages that must not tell which address was asked for."""
    return other_language(Context())


PLURALS = {"one": 1, "few": 2, "many": 5, "other": 5}  # a number of each plural form


@register.simple_tag
def restored_words() -> str:
    """What autosave.js says after it restored fields: by plural form, as JSON; {n} is their number."""
    words = {
        form: ngettext(
            "{n} field that was not yet sent was restored.",
            "{n} fields that were not yet sent were restored.",
            number,
        )
        for form, number in PLURALS.items()
    }
    return json.dumps(words, ensure_ascii=False)
