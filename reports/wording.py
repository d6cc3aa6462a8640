"""How figures, changes, days and verdicts are said, in the language that is active.

Pages, paper and lists say the same thing in the same words. Nothing here calculates: a rounded or
hidden value is printed as it was published.
"""

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from communities.shared.days import in_words
from communities.shared.disclosure import Change, Direction, Hidden, Kind, Shown
from reports.models import ReleaseLevel, ValueType
from reports.published.facts import Verdict, Withheld, Words

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
CYRILLIC = re.compile("[Ѐ-ӿ]")
KYIV = ZoneInfo("Europe/Kyiv")


class Against(StrEnum):
    """What a figure is compared with."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


# --- numbers ---


def number(value: Decimal, *, decimals: int = 0) -> str:
    """At most `decimals` decimals, no needless zeros: 1,234.5 in English, 1 234,5 in Ukrainian."""
    digits = f"{value:,.{decimals}f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if digits == "-0":
        digits = "0"
    if get_language() == "en":
        return digits.replace("-", "\N{MINUS SIGN}")
    ukrainian = str.maketrans({",": NO_BREAK_SPACE, ".": ",", "-": "\N{MINUS SIGN}"})
    return digits.translate(ukrainian)


def quantity(value: Decimal, *, measure: str, decimals: int = 0) -> str:
    """A number with its unit: 32.6%, 7 min, UAH 12,000; yes or no. `measure` is a `ValueType`."""
    if measure == ValueType.YES_NO:
        return yes_or_no(bool(value))
    if measure == ValueType.MONEY and value == value.to_integral_value():
        decimals = 0
    said = number(value, decimals=decimals)
    match measure:
        case ValueType.PERCENT:
            said = _("%(number)s%%") % {"number": said}
        case ValueType.MINUTES:
            said = _("%(number)s min") % {"number": said}
        case ValueType.MONEY:
            said = _("UAH %(number)s") % {"number": said}
    return said.replace(" ", NO_BREAK_SPACE)


def yes_or_no(value: bool) -> str:
    return pgettext("answer", "yes") if value else pgettext("answer", "no")


HIDDEN: dict[Hidden, Promise] = {
    Hidden.SMALL_BASE: gettext_lazy("hidden: too few cases"),
    Hidden.UNKNOWN_BASE: gettext_lazy("hidden: too few cases"),
    Hidden.SMALL_PART: gettext_lazy("hidden: too few cases"),
    Hidden.NO_RULE: gettext_lazy("hidden: it could point at a person"),
    Hidden.WITHHELD: gettext_lazy("not published"),
}


def figure(shown: Shown, *, measure: str, decimals: int = 0) -> str:
    """A value as residents may see it: 17, about 15, fewer than 5, no data."""
    if shown.value is not None:
        said = quantity(shown.value, measure=measure, decimals=decimals)
        match shown.kind:
            case Kind.ROUNDED:
                return _("about %(number)s") % {"number": said}
            case Kind.FEWER_THAN:
                return _("fewer than %(number)s") % {"number": said}
        return said
    if shown.reason is not None:
        return str(HIDDEN[shown.reason])
    return _("not applicable") if shown.kind is Kind.NOT_APPLICABLE else _("no data")


# --- changes ---

# The key says whether the amount may be told; a published change of 0 is told by "the same".
Way = tuple[str, bool]
CHANGES: dict[Way, Promise] = {
    ("more", True): gettext_lazy("%(amount)s more"),
    ("less", True): gettext_lazy("%(amount)s less"),
    ("fewer", True): gettext_lazy("%(amount)s fewer"),
    ("more", False): gettext_lazy("more"),
    ("less", False): gettext_lazy("less"),
    ("fewer", False): gettext_lazy("fewer"),
    ("same", False): gettext_lazy("the same"),
    ("about_the_same", False): gettext_lazy("about the same"),
    ("unknown", False): gettext_lazy("cannot be compared"),
    ("was_no", False): gettext_lazy("it was “no” before"),
    ("was_yes", False): gettext_lazy("it was “yes” before"),
}
SENTENCES: dict[Against, dict[Way, Promise]] = {
    Against.PREVIOUS: {
        ("more", True): gettext_lazy("%(amount)s more than in the previous period"),
        ("less", True): gettext_lazy("%(amount)s less than in the previous period"),
        ("fewer", True): gettext_lazy("%(amount)s fewer than in the previous period"),
        ("more", False): gettext_lazy("more than in the previous period"),
        ("less", False): gettext_lazy("less than in the previous period"),
        ("fewer", False): gettext_lazy("fewer than in the previous period"),
        ("same", False): gettext_lazy("the same as in the previous period"),
        ("about_the_same", False): gettext_lazy("about the same as in the previous period"),
        ("unknown", False): gettext_lazy("cannot be compared with the previous period"),
        ("was_no", False): gettext_lazy("in the previous period it was “no”"),
        ("was_yes", False): gettext_lazy("in the previous period it was “yes”"),
    },
    Against.LAST_YEAR: {
        ("more", True): gettext_lazy("%(amount)s more than a year ago"),
        ("less", True): gettext_lazy("%(amount)s less than a year ago"),
        ("fewer", True): gettext_lazy("%(amount)s fewer than a year ago"),
        ("more", False): gettext_lazy("more than a year ago"),
        ("less", False): gettext_lazy("less than a year ago"),
        ("fewer", False): gettext_lazy("fewer than a year ago"),
        ("same", False): gettext_lazy("the same as a year ago"),
        ("about_the_same", False): gettext_lazy("about the same as a year ago"),
        ("unknown", False): gettext_lazy("cannot be compared with a year ago"),
        ("was_no", False): gettext_lazy("a year ago it was “no”"),
        ("was_yes", False): gettext_lazy("a year ago it was “yes”"),
    },
}


def change(change: Change, *, measure: str, decimals: int = 0) -> str:
    """For a column that says what it is compared with: 12 more, 3 points less, about the same."""
    words = str(CHANGES[_way(change, measure)])
    return words % {"amount": _distance(change, measure=measure, decimals=decimals)}


def change_sentence(change: Change, *, against: Against, measure: str, decimals: int = 0) -> str:
    """For words that stand alone: 12 more than in the previous period."""
    words = str(SENTENCES[against][_way(change, measure)])
    return words % {"amount": _distance(change, measure=measure, decimals=decimals)}


def _way(change: Change, measure: str) -> Way:
    told = bool(change.amount)
    match change.direction, measure:
        case Direction.MORE, ValueType.YES_NO:
            return "was_no", False
        case Direction.LESS, ValueType.YES_NO:
            return "was_yes", False
        case Direction.LESS, ValueType.COUNT:
            return "fewer", told
    return change.direction.value, told


def _distance(change: Change, *, measure: str, decimals: int) -> str:
    """The published amount without its sign: the words around it say the direction."""
    if change.amount is None:
        return ""
    amount = abs(change.amount)
    if measure != ValueType.PERCENT:
        return quantity(amount, measure=measure, decimals=decimals)
    if amount == amount.to_integral_value():
        words = ngettext("%(number)s point", "%(number)s points", int(amount))
    else:
        words = pgettext("a fraction, such as 3.2", "%(number)s points")
    return (words % {"number": number(amount, decimals=decimals)}).replace(" ", NO_BREAK_SPACE)


TRENDS: dict[Direction, str] = {
    Direction.MORE: "up",
    Direction.LESS: "down",
    Direction.SAME: "level",
    Direction.ABOUT_THE_SAME: "level",
    Direction.UNKNOWN: "none",
}


# --- verdicts ---

VERDICTS: dict[Verdict, Promise] = {
    Verdict.BETTER: gettext_lazy("Better"),
    Verdict.WORSE: gettext_lazy("Worse"),
    Verdict.UNCHANGED: gettext_lazy("Unchanged"),
    Verdict.MIXED: gettext_lazy("Mixed"),
    Verdict.NOT_JUDGED: gettext_lazy("Not judged"),
    Verdict.NO_COMPARISON: gettext_lazy("Nothing to compare with"),
}
SHAPES: dict[Verdict, str] = {
    Verdict.BETTER: "better",
    Verdict.WORSE: "worse",
    Verdict.UNCHANGED: "unchanged",
    Verdict.MIXED: "mixed",
    Verdict.NOT_JUDGED: "none",
    Verdict.NO_COMPARISON: "none",
}


def verdict(verdict: Verdict) -> str:
    return str(VERDICTS[verdict])


def sections_of(verdict: Verdict, number: int) -> str:
    """“5 sections better”. `verdict`: better, worse, mixed or unchanged."""
    match verdict:
        case Verdict.BETTER:
            words = ngettext("%(number)s section better", "%(number)s sections better", number)
        case Verdict.WORSE:
            words = ngettext("%(number)s section worse", "%(number)s sections worse", number)
        case Verdict.MIXED:
            words = ngettext("%(number)s section mixed", "%(number)s sections mixed", number)
        case _:
            words = ngettext("%(number)s section unchanged", "%(number)s sections unchanged", number)
    return words % {"number": number}


# --- days ---


def day(date: dt.date) -> str:
    """5 May 2026; in Ukrainian without an abbreviation, because a full stop may follow."""
    return in_words(date).replace(" ", NO_BREAK_SPACE)


def day_of(instant: dt.datetime) -> str:
    """The civil day in Ukraine on which something happened."""
    return day(instant.astimezone(KYIV).date())


# --- what people wrote ---


def other_language(words: Words, language: str) -> str:
    """The language of a text that a person wrote, when it is not the reader's; else empty.

    Such a text is the same in both languages; which one it is, its letters say.
    """
    if words.uk != words.en or not words.uk:
        return ""
    written = "uk" if CYRILLIC.search(words.uk) else "en"
    return written if written != language else ""


# --- what is held back ---


def withheld(part: Withheld) -> str:
    """How much of a section is not public and until when, without saying what it says."""
    match part.level:
        case ReleaseLevel.PUBLIC_FROM:
            words = _until_a_day(part)
        case ReleaseLevel.GROUP:
            words = _for_the_group(part)
        case _:
            words = _for_the_police(part)
    until = day(dt.date.fromisoformat(part.until)) if part.until else ""
    return words % {"figures": part.figures, "day": until}


def _until_a_day(part: Withheld) -> str:
    if not part.figures:
        return _("The text of this section becomes public on %(day)s.")
    if part.narrative:
        return ngettext(
            "The text and %(figures)s figure of this section become public on %(day)s.",
            "The text and %(figures)s figures of this section become public on %(day)s.",
            part.figures,
        )
    return ngettext(
        "%(figures)s figure of this section becomes public on %(day)s.",
        "%(figures)s figures of this section become public on %(day)s.",
        part.figures,
    )


def _for_the_group(part: Withheld) -> str:
    if not part.figures:
        return _("For reasons of security only the working group reads the text of this section.")
    if part.narrative:
        return ngettext(
            "For reasons of security only the working group sees the text and %(figures)s figure here.",
            "For reasons of security only the working group sees the text and %(figures)s figures here.",
            part.figures,
        )
    return ngettext(
        "For reasons of security only the working group sees %(figures)s figure of this section.",
        "For reasons of security only the working group sees %(figures)s figures of this section.",
        part.figures,
    )


def _for_the_police(part: Withheld) -> str:
    if not part.figures:
        return _("For reasons of security the text of this section is not published.")
    if part.narrative:
        return ngettext(
            "For reasons of security the text and %(figures)s figure of this section are not published.",
            "For reasons of security the text and %(figures)s figures of this section are not published.",
            part.figures,
        )
    return ngettext(
        "For reasons of security %(figures)s figure of this section is not published.",
        "For reasons of security %(figures)s figures of this section are not published.",
        part.figures,
    )
