"""The trail in words, for the foot of a row's page.

Each app says in its `acts.py` how its acts are told: a translated sentence, which may name details
(`%(sections)s`), or a function of the details that returns one. Those modules are found at start
like `admin.py`, so that this one knows no app above it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import AuditEntry

Details = Mapping[str, Any]
Sentence = str | Promise | Callable[[Details], str]

_sentences: dict[str, Sentence] = {}


@dataclass(frozen=True)
class Line:
    """As components/audit_trail.html takes it. `by` is empty for what the site did by itself."""

    what: str
    by: str
    at: dt.datetime
    note: str = ""


def tell(sentences: Mapping[str, Sentence]) -> None:
    """Say how acts are told. An act belongs to one app: telling it twice is a mistake."""
    if twice := _sentences.keys() & sentences.keys():
        raise ValueError(f"Told twice: {', '.join(sorted(twice))}")
    _sentences.update(sentences)


def known_acts() -> frozenset[str]:
    return frozenset(_sentences)


def sentences(entries: Iterable[AuditEntry]) -> list[Line]:
    """Who did what and when, in the language of the page and the order of `entries`.

    The same act of the same person several times in a row, such as saving while typing, is one line.
    """
    told = ((sentence_of(entry.act, entry.details), entry.by_name, entry) for entry in entries)
    lines = []
    for (what, by), group in groupby(told, key=lambda line: line[:2]):
        same = [entry for _what, _by, entry in group]
        lines.append(Line(what, by, same[0].at, _how_often(same)))
    return lines


def _how_often(same: Sequence[AuditEntry]) -> str:
    if len(same) == 1:
        return ""
    first = timezone.localtime(min(entry.at for entry in same))
    return ngettext("%(count)s time since %(when)s", "%(count)s times since %(when)s", len(same)) % {
        "count": len(same),
        "when": date_format(first, "DATETIME_FORMAT"),
    }


def sentence_of(act: str, details: Details) -> str:
    """What was done; for an act that nobody tells any more, its own name."""
    sentence = _sentences.get(act)
    try:
        if callable(sentence):
            return sentence(details)
        if sentence is not None:
            return str(sentence) % {name: _words(value) for name, value in details.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # an old entry may lack a detail that today's sentence names
    return _("Recorded: %(act)s") % {"act": act.replace("_", " ").replace(".", ", ")}


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
