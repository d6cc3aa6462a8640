"""How shares, days and reasons are said, in the active language. Page, paper and lists say the same."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from communities.shared.days import in_words
from surveys.comparison import Compared, Gap, Verdict
from surveys.models import Mode
from surveys.results import Flag, Hidden

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

HIDDEN: dict[Hidden, Promise] = {
    Hidden.FEW_PEOPLE: gettext_lazy("not shown: fewer than 30 people were asked"),
    Hidden.SMALL_COUNT: gettext_lazy("not shown: somebody could be recognised"),
    Hidden.EARLIER_VERSION: gettext_lazy("not shown: too few people differ from an earlier version"),
}
FLAGS: dict[Flag, Promise] = {
    Flag.APPROXIMATE: gettext_lazy("approximate: the source says it in words only"),
    Flag.BASE_UNCLEAR: gettext_lazy("the source does not say of whom this is the share"),
    Flag.CONFLICT: gettext_lazy("the source contradicts itself here: see the note"),
}
LOCATIONS: dict[str, Promise] = {
    "box": gettext_lazy("in a box"),
    "text": gettext_lazy("in the text"),
}


def kept(version: int) -> str:
    """Of figures that a correction left as they were."""
    return _("Still as in version %(number)s.") % {"number": version}


def not_stated() -> str:
    return _("not stated")


def not_published() -> str:
    return _("not published")


def not_shown() -> str:
    """In a table; what stands beside it says why."""
    return _("not shown")


def number(value: float, *, decimals: int = 1) -> str:
    """No needless zeros: 1,234.5 in English, 1 234,5 in Ukrainian."""
    digits = f"{value:,.{decimals}f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if digits == "-0":
        digits = "0"
    if get_language() == "en":
        return digits.replace("-", MINUS)
    ukrainian = str.maketrans({",": NO_BREAK_SPACE, ".": ",", "-": MINUS})
    return digits.translate(ukrainian)


def percent(value: float) -> str:
    """64.6% in English, 64,6 % in Ukrainian."""
    return (_("%(number)s%%") % {"number": number(value)}).replace(" ", NO_BREAK_SPACE)


def about(value: float) -> str:
    return _("about %(number)s") % {"number": percent(value)}


def range_of(low: float, high: float) -> str:
    """Where a share lies most likely."""
    return _("from %(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": number(count, decimals=0)}


def points(value: float) -> str:
    """A difference between two shares: “7.3 points more”."""
    size = abs(value)
    if size == 0:
        return _("the same")
    said = {"points": number(size)}
    if size != int(size):  # a form of its own in Ukrainian: 7,3 пункту
        more, less = (
            pgettext("a fraction", "%(points)s points more"),
            pgettext("a fraction", "%(points)s points less"),
        )
        return (more if value > 0 else less) % said
    if value > 0:
        return ngettext("%(points)s point more", "%(points)s points more", int(size)) % said
    return ngettext("%(points)s point less", "%(points)s points less", int(size)) % said


def day(value: str | None) -> str:
    """An ISO day in words; empty when there is none."""
    return in_words(dt.date.fromisoformat(value)) if value else ""


def month(value: str) -> str:
    """Month and year of an ISO day: “March 2026”."""
    return date_format(dt.date.fromisoformat(value), "YEAR_MONTH_FORMAT")


def month_in_short(value: str) -> str:
    """03.2026: as short below a chart."""
    return f"{value[5:7]}.{value[:4]}"


def field_days(first: str | None, last: str | None) -> str:
    """When people were asked; “not stated” without a day."""
    if first and last and first != last:
        return _("from %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first or last:
        return day(first or last)
    return not_stated()


def mode(value: str | None) -> str:
    return str(Mode(value).label) if value in Mode.values else not_stated()


VERDICTS: dict[Verdict, Promise] = {
    Verdict.DIFFERENCE: gettext_lazy("a difference: chance alone would hardly make it as large"),
    Verdict.WITHIN_MARGIN: gettext_lazy("within the margin of error: it may be chance"),
    Verdict.NO_NUMBERS: gettext_lazy("cannot be said: the number of people asked is not stated"),
    Verdict.ONLY_FIRST: gettext_lazy("only in: %(first)s"),
    Verdict.ONLY_SECOND: gettext_lazy("only in: %(second)s"),
    Verdict.NEITHER: gettext_lazy("not shown on either side"),
}


def verdict(row: Compared, *, first: str, second: str) -> str:
    """What may be said of two shares. `first`, `second`: names of the sides."""
    if row.gap is Gap.OTHER_WORDS:
        return _("asked in other words or with other answers, so it cannot be compared")
    return str(VERDICTS[row.verdict]) % {"first": first, "second": second}
