"""The risk register as its page shows it: lines, the 5 x 5 picture, the way of one risk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from communities.models import VulnerableGroup
from communities.topics import Topic
from plans.models import Risk, RiskAssessment
from plans.register import risk_scale
from plans.register.risk_scale import BANDS, IMPACT, LIKELIHOOD, STEPS, BandWords, Step, Trend

SHOWN_ASSESSMENTS = 8  # in the small picture of a risk's way
PICTURE_WIDTH, PICTURE_HEIGHT = 320, 176
LEFT, RIGHT, TOP, BOTTOM = 14, 40, 22, 14


@dataclass(frozen=True)
class Line:
    """One risk. `number` names it in the picture: 3 for “risk 3 of the table”. `newest`: None when nobody
    assessed it yet."""

    risk: Risk
    number: int
    newest: RiskAssessment | None
    trend: Trend | None
    is_overdue: bool

    @property
    def band(self) -> BandWords | None:
        return BANDS[risk_scale.band(self.newest.residual_score)] if self.newest else None

    @property
    def band_without(self) -> BandWords | None:
        return BANDS[risk_scale.band(self.newest.score)] if self.newest else None

    @property
    def trend_words(self) -> str:
        return str(risk_scale.TRENDS[self.trend]) if self.trend else ""

    @property
    def trend_shape(self) -> str:
        return risk_scale.TREND_SHAPES[self.trend] if self.trend else "none"

    @property
    def topic(self) -> str:
        return str(Topic(self.risk.topic).label)

    @property
    def groups(self) -> list[str]:
        return [str(VulnerableGroup(code).label) for code in self.risk.vulnerable_groups]


@dataclass(frozen=True)
class Cell:
    """`lines`: the risks that stand here."""

    likelihood: int
    score: int
    band: str
    words: BandWords
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """`impact`: its step; cells from the least to the most likely."""

    impact: Step
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """Worst on top. `with_measures`: where the risks stand with what is done already."""

    columns: tuple[Step, ...]
    rows: tuple[Row, ...]
    with_measures: bool


def lines_of(risks: Sequence[Risk], *, today: dt.date) -> list[Line]:
    """Of risks read by `sources.risks.with_assessments`: the highest score with the measures first, then the
    highest without them; those that nobody assessed come last."""
    found = [(risk, list(risk.assessments.all())) for risk in risks]
    found.sort(key=lambda each: _order(each[0], each[1][-1] if each[1] else None))
    return [
        Line(
            risk=risk,
            number=number,
            newest=assessments[-1] if assessments else None,
            trend=risk_scale.trend([each.residual_score for each in assessments]) if assessments else None,
            is_overdue=risk.closed_on is None and risk.review_on is not None and risk.review_on < today,
        )
        for number, (risk, assessments) in enumerate(found, start=1)
    ]


def _order(risk: Risk, newest: RiskAssessment | None) -> tuple[int, int, str, int]:
    if newest is None:
        return (1, 1, risk.title, risk.pk)
    return (-newest.residual_score, -newest.score, risk.title, risk.pk)


def matrix_of(lines: Sequence[Line], *, with_measures: bool = True) -> Matrix:
    places: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if line.newest:
            places.setdefault(_place(line.newest, with_measures=with_measures), []).append(line)
    rows = tuple(
        Row(IMPACT[impact], tuple(_cell(likelihood, impact, places) for likelihood in STEPS))
        for impact in reversed(STEPS)
    )
    return Matrix(tuple(LIKELIHOOD[step] for step in STEPS), rows, with_measures)


def _place(newest: RiskAssessment, *, with_measures: bool) -> tuple[int, int]:
    if with_measures:
        return newest.residual_likelihood, newest.residual_impact
    return newest.likelihood, newest.impact


def _cell(likelihood: int, impact: int, places: dict[tuple[int, int], list[Line]]) -> Cell:
    score = risk_scale.score(likelihood, impact)
    band = risk_scale.band(score)
    return Cell(likelihood, score, band.value, BANDS[band], tuple(places.get((likelihood, impact), ())))


# --- the way of one risk --------------------------------------------------------------------------


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    score: int


@dataclass(frozen=True)
class Limit:
    """A line below which a band ends, and where its letter stands. No line above the highest."""

    y: int
    letter: str | Promise
    letter_y: int


@dataclass(frozen=True)
class Way:
    """Scores with the measures over the last assessments, drawn on a field of 25 steps."""

    dots: tuple[Dot, ...]
    limits: tuple[Limit, ...]
    width: int = PICTURE_WIDTH
    height: int = PICTURE_HEIGHT
    left: int = LEFT
    right: int = PICTURE_WIDTH - RIGHT
    letters: int = PICTURE_WIDTH - RIGHT + 12

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def told(self) -> str:
        return ", ".join(str(dot.score) for dot in self.dots)


def way_of(assessments: Sequence[RiskAssessment]) -> Way | None:
    """Oldest first. None below two: there is no way yet."""
    shown = list(assessments)[-SHOWN_ASSESSMENTS:]
    if len(shown) < 2:
        return None
    step = (PICTURE_WIDTH - LEFT - RIGHT - 20) / (len(shown) - 1)
    dots = tuple(
        Dot(round(LEFT + 10 + step * place), _height(each.residual_score), each.residual_score)
        for place, each in enumerate(shown)
    )
    limits = tuple(
        Limit(_height(words.last), words.letter, (_height(words.first - 1) + _height(words.last)) // 2 + 5)
        for words in BANDS.values()
    )
    return Way(dots, limits)


def _height(score: int) -> int:
    room = PICTURE_HEIGHT - TOP - BOTTOM
    return round(PICTURE_HEIGHT - BOTTOM - room * score / risk_scale.HIGHEST)
