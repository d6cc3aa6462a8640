"""What stands in frozen content, in the words of a page: days, money, topics, people served."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from communities.models import VulnerableGroup
from communities.shared.days import in_words
from communities.topics import Topic
from plans.models import FundingSource, ResourceKind
from plans.resources.money import exact

LABELS = {
    "body": _("Responsible"),
    "person": _("Person"),
    "partners": _("Partners"),
    "settlement": _("Where"),
    "serves": _("Whom it serves"),
    "starts_on": _("Begins"),
    "due_on": _("Ready by"),
    "problem": _("Answers the problem"),
    "topic": _("Topic"),
    "indicator": _("What shows that it helped"),
    "baseline": _("Value at the start"),
    "target": _("Value to reach"),
}
# Where a text stands, as corrections name it.
TEXTS = {
    ("plan", "title"): _("Title of the plan"),
    ("plan", "basis"): _("Basis of the plan"),
    ("plan", "summary"): _("Summary for residents"),
    ("goals", "title"): _("Goal: %(title)s"),
    ("goals", "detail"): _("More about the goal: %(title)s"),
    ("problems", "title"): _("Problem: %(title)s"),
    ("problems", "analysis"): _("Analysis of the problem: %(title)s"),
    ("problems", "rank_reason"): _("Why it stands at its place: %(title)s"),
    ("actions", "title"): _("Action: %(title)s"),
    ("actions", "detail"): _("How the action is done: %(title)s"),
    ("actions", "body"): _("Responsible for the action: %(title)s"),
    ("actions", "partners"): _("Partners of the action: %(title)s"),
    ("actions", "indicator"): _("What shows that the action helped: %(title)s"),
    ("resources", "title"): _("Resource: %(title)s"),
    ("resources", "changes"): _("What the resource would change: %(title)s"),
}


def text_name(part: str, field: str, title: str) -> str:
    return str(TEXTS[part, field]) % {"title": title}


def topic(code: str) -> str:
    return _label(Topic, code)


def kind(code: str) -> str:
    return _label(ResourceKind, code)


def source(code: str) -> str:
    return _label(FundingSource, code)


def serves(codes: Sequence[str]) -> str:
    return ", ".join(_label(VulnerableGroup, code) for code in codes)


def day(iso: str | None) -> str:
    return in_words(dt.date.fromisoformat(iso)) if iso else ""


def years(pair: Sequence[int]) -> str:
    first, last = pair
    return str(first) if first == last else f"{first}–{last}"


def number(text: str | None) -> str:
    """A quantity or a value of an indicator, as the language writes it: 20 pieces, not 20.00."""
    if not text:
        return ""
    exactly = Decimal(text)
    whole = exactly.to_integral_value()
    return number_format(whole if exactly == whole else exactly, force_grouping=True)


def hryvnias(amount: str | Decimal | None) -> str:
    """A whole amount with its currency; empty for what is not there."""
    if amount is None or amount == "":
        return ""
    return gettext("%(amount)s UAH") % {"amount": plain_amount(exact(amount))}


def plain_amount(amount: Decimal) -> str:
    """As the language writes it; kopiykas only where there are any."""
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, decimal_pos=places, force_grouping=True)


def currency(said: Mapping[str, str] | None) -> str:
    if not said:
        return ""
    return gettext("1 %(code)s is %(rate)s UAH on %(day)s") % {
        "code": said["code"],
        "rate": number(said["rate"]),
        "day": day(said["on"]),
    }


def in_language(pair: Mapping[str, str] | None) -> str:
    """A pair {"uk", "en"} in the language of the page."""
    if not pair:
        return ""
    return pair.get((get_language() or "uk").split("-")[0]) or pair.get("uk", "")


def audience(is_internal: bool) -> str:
    return gettext("for the group only") if is_internal else gettext("residents read it")


def value(field: str, said: Any, *, titles: Mapping[tuple[str, int], str]) -> str:
    """The value of a field of any part. `titles`: of goals and problems, by part and id."""
    if said is None or said == "":
        return ""
    if field in ("goal", "problem"):
        return titles.get((field, said), "")
    return _WORDS[field](said) if field in _WORDS else str(said)


_WORDS: dict[str, Callable[[Any], str]] = {
    "topic": topic,
    "kind": kind,
    "serves": serves,
    "starts_on": day,
    "due_on": day,
    "years": years,
    "quantity": number,
    "baseline": number,
    "target": number,
    "needed": hryvnias,
    "currency": currency,
    "settlement": in_language,
    "is_internal": audience,
    "aim": lambda aim: ", ".join(str(code) for code in aim.values()),
}


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code in choices.values else code


def cited(evidence: Mapping[str, Any]) -> tuple[str, str, str]:
    """What was cited, its value, and where it is from."""
    label, value, origin = (in_language(evidence.get(name)) for name in ("label", "value", "from"))
    return label, value, origin
