"""How likely and how bad, in words; bands of the score; which way a risk goes. Pure: no clock, no database.

Scale: domain section F. Score = how likely x how bad, 1 to 25: 1-4 low, 5-9 medium, 10-14 high, 15-25
critical. Bands and trends have a letter or a shape and a word each, so that nothing rests on colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STEPS = (1, 2, 3, 4, 5)
HIGHEST = 25


@dataclass(frozen=True)
class Step:
    """One step of a scale: its number, its name, and what it means."""

    number: int
    name: str | Promise
    meaning: str | Promise


LIKELIHOOD: dict[int, Step] = {
    1: Step(1, _("very rare"), _("less than once in five years")),
    2: Step(2, _("rare"), _("once in a few years")),
    3: Step(3, _("possible"), _("about once a year")),
    4: Step(4, _("likely"), _("every few months")),
    5: Step(5, _("almost certain"), _("every month or more often")),
}
IMPACT: dict[int, Step] = {
    1: Step(1, _("negligible"), _("people hardly notice it")),
    2: Step(2, _("minor"), _("trouble or small damage, nobody is hurt")),
    3: Step(3, _("moderate"), _("somebody is hurt, or a family loses much")),
    4: Step(4, _("major"), _("somebody dies, or many families lose much")),
    5: Step(5, _("catastrophic"), _("many die, or the settlement can no longer be lived in")),
}


class Band(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class BandWords:
    """`letter` stands in the cells of the picture; `tag` is a kind of components/tag.html."""

    letter: str | Promise
    name: str | Promise
    meaning: str | Promise
    tag: str
    first: int
    last: int


BANDS: dict[Band, BandWords] = {
    Band.LOW: BandWords(
        pgettext_lazy("letter of a low risk", "L"),
        pgettext_lazy("risk", "low"),
        _("keep an eye on it"),
        "plain",
        1,
        4,
    ),
    Band.MEDIUM: BandWords(
        pgettext_lazy("letter of a medium risk", "M"),
        pgettext_lazy("risk", "medium"),
        _("plan measures"),
        "info",
        5,
        9,
    ),
    Band.HIGH: BandWords(
        pgettext_lazy("letter of a high risk", "H"),
        pgettext_lazy("risk", "high"),
        _("act this year"),
        "question",
        10,
        14,
    ),
    Band.CRITICAL: BandWords(
        pgettext_lazy("letter of a critical risk", "C"),
        pgettext_lazy("risk", "critical"),
        _("act at once"),
        "overdue",
        15,
        25,
    ),
}


class Trend(StrEnum):
    """Of the score with the measures there are, against the assessment before."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    SAME = "same"


TRENDS: dict[Trend, str | Promise] = {
    Trend.FIRST: _("assessed once"),
    Trend.UP: _("higher than before"),
    Trend.DOWN: _("lower than before"),
    Trend.SAME: _("as before"),
}
# Names of components/shape.html.
TREND_SHAPES: dict[Trend, str] = {
    Trend.FIRST: "circle",
    Trend.UP: "up",
    Trend.DOWN: "down",
    Trend.SAME: "level",
}


def score(likelihood: int, impact: int) -> int:
    """1 to 25. Raises `ValueError` for a step that is none."""
    if likelihood not in STEPS or impact not in STEPS:
        raise ValueError("Steps are 1 to 5.")
    return likelihood * impact


def band(score: int) -> Band:
    """Raises `ValueError` for what is no score."""
    for found, words in BANDS.items():
        if words.first <= score <= words.last:
            return found
    raise ValueError("A score is 1 to 25.")


def trend(scores: Sequence[int]) -> Trend:
    """`scores`: with the measures, the oldest first; at least one. The newest against the one before."""
    if len(scores) < 2:
        return Trend.FIRST
    before, now = scores[-2], scores[-1]
    if now == before:
        return Trend.SAME
    return Trend.UP if now > before else Trend.DOWN
