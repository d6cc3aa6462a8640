"""Charts of shares: bars from 0 to 100 %, and a share over time. One SVG for page and paper alike.

As in `charts`: geometry is decided here, words come translated from the caller, templates only print
(`components/chart_shares.html`, `components/chart_over_time.html`), without any inline style or script.

A bar stands in a frame: the whole frame is everybody who was asked, so a bar needs no scale to be read, and
shares that sum to more than 100 stay honest. A thin line with two ends below a bar is where the share lies
most likely. What is not shown has no bar and no frame, only its words, and is never drawn as 0.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from communities.shared.charts import BAR, EDGE, FONT, ROOM, Line, lines_of, text_width
from communities.shared.charts import WIDTH as TIME_WIDTH

WIDTH = 270  # narrow, so that its letters are as large as the text of a page on a phone
LEAST = 2  # length of a bar that is not 0
BELOW = 7  # room for the likely range
BETWEEN = 9
WHOLE = 100.0  # percent

GROUND = 184  # where 0 % lies in a chart over time
ABOVE = 28  # room for the figures above its points
CAP = 9  # half of the ends of a likely range, so that they are seen beside the point
DOT = 4


def _check_key(key: str) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", key):
        raise ValueError("The key of a chart is a letter followed by letters, digits, - and _.")


@dataclass(frozen=True)
class ShareBar:
    """`percent`: 0..100, None where there is none. `text`: the share in words, or why there is none.
    `low`, `high`: where it lies most likely, both or none. `is_doubtful` is hatched: the text says why."""

    label: str
    percent: float | None
    text: str
    low: float | None = None
    high: float | None = None
    is_doubtful: bool = False


@dataclass(frozen=True)
class ShareRow:
    """`middle`: where the likely range is drawn; None without one."""

    labels: tuple[Line, ...]
    values: tuple[Line, ...]
    is_framed: bool
    is_doubtful: bool
    y: int
    width: int
    low: int | None
    high: int | None

    @property
    def middle(self) -> int:
        return self.y + BAR + BELOW - 3

    @property
    def ends(self) -> tuple[int, int]:
        """Upper and lower point of the two ends of the range."""
        return self.middle - 3, self.middle + 3


@dataclass(frozen=True)
class ShareDrawing:
    rows: tuple[ShareRow, ...]
    height: int
    frame: int
    width: int = WIDTH
    font: int = FONT
    bar: int = BAR
    edge: int = EDGE

    @property
    def has_doubtful(self) -> bool:
        return any(row.is_doubtful for row in self.rows)


@dataclass(frozen=True)
class ShareChart:
    """`key` begins the ids inside and is unique on its page. `title` says what was asked; `description`
    tells everything that is drawn, for those who do not see it."""

    key: str
    title: str
    description: str
    bars: tuple[ShareBar, ...]

    def __post_init__(self) -> None:
        _check_key(self.key)
        if not self.bars:
            raise ValueError("A chart has at least one bar.")

    @cached_property
    def drawing(self) -> ShareDrawing:
        shown = [text_width(bar.text) for bar in self.bars if bar.percent is not None]
        frame = WIDTH - 2 * EDGE - ROOM - max(shown, default=0)
        rows, y = [], 0
        for bar in self.bars:
            row, y = _row(bar, y=y, frame=frame)
            rows.append(row)
            y += BETWEEN
        return ShareDrawing(tuple(rows), height=y - BETWEEN + EDGE, frame=frame)

    @property
    def has_ranges(self) -> bool:
        return any(bar.low is not None for bar in self.bars)


def _row(bar: ShareBar, *, y: int, frame: int) -> tuple[ShareRow, int]:
    """The row that begins at `y`, and where it ends."""
    labels, y = lines_of(bar.label, x=0, y=y, width=WIDTH)
    y += ROOM // 2
    if bar.percent is None:
        values, end = lines_of(bar.text, x=ROOM, y=y - ROOM, width=WIDTH)
        return ShareRow(labels, values, False, False, y, 0, None, None), end
    at = EDGE + frame + ROOM
    values = (Line(bar.text, x=at, y=y + BAR - 3),)
    row = ShareRow(
        labels,
        values,
        is_framed=True,
        is_doubtful=bar.is_doubtful,
        y=y,
        width=_along(bar.percent, frame, least=LEAST),
        low=None if bar.low is None else EDGE + _along(bar.low, frame),
        high=None if bar.high is None else EDGE + _along(bar.high, frame),
    )
    return row, y + BAR + (BELOW if bar.low is not None else 0)


def _along(percent: float, length: int, *, least: int = 0) -> int:
    if percent <= 0:
        return 0
    return max(least, round(length * min(percent, WHOLE) / WHOLE))


# --- over time ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """`label`: when. `is_joined`: the share may be compared with the one before (same words asked)."""

    label: str
    percent: float | None
    text: str
    low: float | None = None
    high: float | None = None
    is_joined: bool = True


@dataclass(frozen=True)
class Dot:
    x: int
    y: int | None
    low: int | None
    high: int | None
    text: str
    labels: tuple[Line, ...]

    @property
    def text_y(self) -> int:
        """Above the point and its range; words that stand for a figure rest on the ground."""
        if self.y is None:
            return GROUND - ROOM
        return min(self.y, self.y if self.high is None else self.high) - DOT - 4

    @property
    def ends(self) -> tuple[int, int]:
        return self.x - CAP, self.x + CAP


@dataclass(frozen=True)
class Segment:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class TimeDrawing:
    dots: tuple[Dot, ...]
    segments: tuple[Segment, ...]
    height: int
    ground: int = GROUND
    top: int = ABOVE
    width: int = TIME_WIDTH
    font: int = FONT
    dot: int = DOT


@dataclass(frozen=True)
class TimeChart:
    """One share over time, oldest first. The ground line is 0 %, the upper line 100 %, and says so."""

    key: str
    title: str
    description: str
    moments: tuple[Moment, ...]

    def __post_init__(self) -> None:
        _check_key(self.key)
        if len(self.moments) < 2:
            raise ValueError("A chart over time has at least two moments.")

    @cached_property
    def drawing(self) -> TimeDrawing:
        step = TIME_WIDTH // len(self.moments)
        dots = tuple(
            _dot(each, x=step // 2 + place * step, room=step) for place, each in enumerate(self.moments)
        )
        segments = tuple(
            Segment(one.x, one.y, other.x, other.y)
            for one, other, moment in zip(dots, dots[1:], self.moments[1:], strict=False)
            if moment.is_joined and one.y is not None and other.y is not None
        )
        lowest = max(line.y for dot in dots for line in dot.labels)
        return TimeDrawing(dots, segments, height=lowest + ROOM)


def _dot(moment: Moment, *, x: int, room: int) -> Dot:
    lines, _end = lines_of(moment.label, x=0, y=GROUND + ROOM // 2, width=room)
    labels = tuple(Line(line.text, x=x, y=line.y) for line in lines)
    return Dot(x, _up(moment.percent), _up(moment.low), _up(moment.high), moment.text, labels)


def _up(percent: float | None) -> int | None:
    if percent is None:
        return None
    return GROUND - round((GROUND - ABOVE) * min(max(percent, 0), WHOLE) / WHOLE)
