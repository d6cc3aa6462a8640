"""Something that a problem may cite, as residents may read it, with the words frozen in both languages."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from plans.models import EvidenceKind
from reports.published.facts import Words

LANGUAGES = ("uk", "en")
NO_WORDS = Words("", "")
WORK = "/work/"  # below it nothing is for residents, so nothing frozen for them leads there


@dataclass(frozen=True)
class Citable:
    """`key`: what makes it the same in a later report or survey. `source`: which row it was read from.

    `number`: only a value that is public as such, in plain digits; empty for what is rounded, “fewer than”
    or hidden. `base`: people asked, of a survey. `on`: its day, for sorting and for “newer”. `extra`: what
    a later comparison needs, public as well. `link`: a path without the prefix of a language, or empty.
    `text`: words that are shown now but never frozen, because they may be withdrawn.
    """

    kind: EvidenceKind
    key: str
    source: dict[str, Any]
    topic: str
    label: Words
    value: Words
    origin: Words
    on: dt.date | None
    number: str = ""
    base: int | None = None
    link: str = ""
    risk: int | None = None
    is_internal: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    text: Words = NO_WORDS

    def as_cited(self) -> dict[str, Any]:
        """As `Evidence.cited` keeps it."""
        return {
            "label": self.label.as_json(),
            "value": self.value.as_json(),
            "number": self.number,
            "base": self.base,
            "from": self.origin.as_json(),
            "link": "" if self.link.startswith(WORK) else self.link,
            **self.extra,
        }


def in_both(say: Callable[[], object]) -> Words:
    """The same said in both languages."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = str(say())
    return Words(**said)


def public_path(path: str) -> str:
    """A path as it is kept: without the prefix of a language."""
    return path.removeprefix("/en") if path.startswith("/en/") else path


def path_in(link: str, language: str) -> str:
    """The page behind a kept path, in this language."""
    return f"/en{link}" if link and language == "en" else link
