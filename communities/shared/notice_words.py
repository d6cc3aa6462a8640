"""What a notice says, in one language: the same words in the site and in the letter.

Templates are `templates/mail/<kind>.txt`: the subject, a blank line, then plain text. They get the facts
of the notice: of a pair {"uk": ..., "en": ...} the one in their language, a text under a name that ends in
`_on` as a date (`{{ due_on }}` prints it as the language writes dates). They are plain text, so
nothing in them is escaped; whoever shows the words on a page escapes them there.
"""

import datetime as dt
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, override

from communities.models import Notice

logger = logging.getLogger(__name__)

SUBJECT_AT_MOST = 200  # characters


@dataclass(frozen=True)
class Words:
    """`subject` is one line; `text` is plain text with blank lines between paragraphs."""

    subject: str
    text: str


def words_of(notice: Notice, language: str) -> Words:
    """Never raises: a notice whose words are gone or do not fit its facts says in general that there
    is something to see, and the log says what is wrong."""
    with override(language):
        try:
            return _parted(_rendered(f"mail/{notice.kind}.txt", facts_in(notice.facts, language)))
        except TemplateDoesNotExist:
            logger.error("Notice %s has no words: templates/mail/%s.txt", notice.pk, notice.kind)
        except Exception:  # whatever it is, the person is told that there is something to see
            logger.exception("The words of notice %s (%s) cannot be made", notice.pk, notice.kind)
        return Words(
            gettext("There is news for you"),
            gettext("Something happened on the site that concerns your duty. Open it to see what."),
        )


def address_of(notice: Notice, language: str) -> str:
    """The page that the notice is about, as a path in this language; empty when it names none."""
    link = notice.link
    if not link.startswith("/") or not url_has_allowed_host_and_scheme(link, allowed_hosts=None):
        return ""
    return link if language == settings.LANGUAGE_CODE else f"/{language}{link}"


def facts_in(facts: Any, language: str) -> dict[str, Any]:
    """The facts as a template of this language wants them."""
    said = _in_language(facts, language)
    return said if isinstance(said, dict) else {}


def one_line(text: str) -> str:
    """Without line breaks and other control characters, which have no place in a header."""
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(visible.split())[:SUBJECT_AT_MOST]


def _in_language(value: Any, language: str) -> Any:
    if isinstance(value, Mapping):
        if value.keys() == {"uk", "en"}:
            return _in_language(value[language], language)
        return {
            str(name): _day(inner) if str(name).endswith("_on") else _in_language(inner, language)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_in_language(inner, language) for inner in value]
    return value


def _day(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _rendered(template: str, facts: dict[str, Any]) -> str:
    loaded: Any = get_template(template)
    printed = loaded.template.render(Context(facts, autoescape=False))
    return "".join(["", printed])  # Django calls it safe for pages; it was never escaped


def _parted(rendered: str) -> Words:
    """The subject goes up to the first blank line, so that a fact with a line break stays in it."""
    lines = [line.rstrip() for line in rendered.strip().splitlines()]
    subject, _blank, text = "\n".join(lines).partition("\n\n")
    return Words(one_line(subject), re.sub(r"\n{3,}", "\n\n", text).strip())
