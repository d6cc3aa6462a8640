"""A small bar chart of one figure: a year ago, the period before, this period.

The same SVG stands in pages (without any inline style or script) and on paper. Geometry is decided
here, in whole units of a drawing 320 wide; the words come translated from the caller, and a value is a
`Shown`, so a chart cannot tell more than the table beside it. `templates/components/chart_bars.html`
prints the drawing.

A protected small count is a short hatched bar whose length says nothing but "few". What is hidden or
missing has no bar at all, only its word, and is never drawn as 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import chain

from communities.shared.disclosure import Kind, Shown

WIDTH = 320
FONT = 14
LINE = 18
BAR = 16
LEAST_BAR = 5  # something that is not 0 can be seen, and is longer than 0
ZERO_BAR = 2
EDGE = 1  # the outline of a bar needs half its width
FEW_BAR = 14  # the least length of a hatched bar
ROOM = 6  # between bar and value, and around
BETWEEN_BARS = 12
LONGEST_VALUE = WIDTH // 2  # a longer value stands on lines of its own
LABEL_LINES = 3


@dataclass(frozen=True)
class Bar:
    """`label`: which period. `text`: the value in words ("10", "fewer than 5", "no data")."""

    label: str
    shown: Shown
    text: str
    is_now: bool = False


@dataclass(frozen=True)
class BarChart:
    """`key` begins the ids inside and is unique on its page. `title` names the figure, `description` says
    everything that is drawn, values included, for those who do not see it."""

    key: str
    title: str
    description: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", self.key):
            raise ValueError("The key of a chart is a letter followed by letters, digits, - and _.")
        if not self.bars:
            raise ValueError("A chart has at least one bar.")

    @cached_property
    def drawing(self) -> "Drawing":
        return _draw(self)


class Fill(StrEnum):
    """How a bar is drawn; apart without colour too."""

    NOW = "now"  # full
    THEN = "then"  # outlined
    FEW = "few"  # hatched, broken outline
    NONE = "none"  # a zero is only a thick line, what is missing is only its word


@dataclass(frozen=True)
class Line:
    """A line of text; `y` is where its letters stand."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Row:
    labels: tuple[Line, ...]
    values: tuple[Line, ...]
    fill: Fill
    is_now: bool
    is_zero: bool
    y: int
    width: int


@dataclass(frozen=True)
class Drawing:
    rows: tuple[Row, ...]
    height: int
    width: int = WIDTH
    font: int = FONT
    bar: int = BAR
    edge: int = EDGE


def _draw(chart: BarChart) -> Drawing:
    beside = [text_width(bar.text) for bar in chart.bars if text_width(bar.text) <= LONGEST_VALUE]
    area = WIDTH - 2 * EDGE - 2 * ROOM - max(beside, default=0)
    most = max(_most(bar.shown) for bar in chart.bars)
    rows, y = [], 0
    for bar in chart.bars:
        row, y = _row(bar, y=y, area=area, most=most)
        rows.append(row)
        y += BETWEEN_BARS
    return Drawing(tuple(rows), height=y - BETWEEN_BARS + ROOM)


def _row(bar: Bar, *, y: int, area: int, most: Decimal) -> tuple[Row, int]:
    """The row that begins at `y`, and where it ends."""
    labels, y = lines_of(bar.label, x=0, y=y)
    y += ROOM // 2
    width, fill = _length(bar.shown, area=area, most=most), _fill(bar)
    end = y + BAR
    if fill is Fill.NONE and bar.shown.kind is not Kind.ZERO:
        values, end = lines_of(bar.text, x=ROOM, y=y - 2)
        end = max(end, y + BAR)
    elif text_width(bar.text) <= LONGEST_VALUE:
        values = (Line(bar.text, x=EDGE + width + ROOM, y=y + BAR - 3),)
    else:
        values, end = lines_of(bar.text, x=0, y=end)
    row = Row(
        labels=labels,
        values=values,
        fill=fill,
        is_now=bar.is_now,
        is_zero=bar.shown.kind is Kind.ZERO or bar.shown.value == 0,
        y=y,
        width=width,
    )
    return row, end


def _fill(bar: Bar) -> Fill:
    if bar.shown.kind is Kind.FEWER_THAN:
        return Fill.FEW
    if not bar.shown.is_number or bar.shown.value == 0:
        return Fill.NONE
    return Fill.NOW if bar.is_now else Fill.THEN


def _most(shown: Shown) -> Decimal:
    return shown.value or Decimal(0)


def _length(shown: Shown, *, area: int, most: Decimal) -> int:
    """In proportion to the value; of "fewer than" it tells nothing but that it is little."""
    if shown.value is None:
        return 0
    if shown.value <= 0:
        return ZERO_BAR
    length = int(area * shown.value / most)
    if shown.kind is Kind.FEWER_THAN:
        return max(FEW_BAR, min(length // 2, area // 4))
    return max(LEAST_BAR, length)


# --- text --------------------------------------------------------------------------------------

# How wide letters of bold Noto Sans are, in thousandths of the font size, never less than they are.
_WIDTHS = {
    250: "’",
    300: "\u00a0\u202fїijl .,:;!'",
    350: "іІЇJ-()[]",
    400: "fI",
    450: "rt/",
    500: 'гz?–"',
    550: "ґєзстэcsF",
    600: "авеухьёГҐЕЗТaevxyELSTZ0123456789+<>=",
    650: "бдклопрцчяБРСУЬbdghknopquCPVY«»",
    700: "ийнъАВЄКХЯABKRX",
    750: "ЛЧDG",
    800: "ДИЙНОПЦHOQU",
    850: "мфN",
    900: "жюыw…",
    950: "МФM%",
    1000: "m",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
WIDEST = 1100
SPARE = 115  # percent: until our font has come, the reader's own one may be as wide as DejaVu Sans


def text_width(text: str) -> int:
    """In units of the drawing, rounded up; rather too wide than too narrow."""
    return -(-sum(_WIDTH_OF.get(letter, WIDEST) for letter in text) * FONT * SPARE // 100_000)


def lines_of(text: str, *, x: int, y: int, width: int = WIDTH) -> tuple[tuple[Line, ...], int]:
    """The text broken into lines from `y` down, and where they end. `width`: of the whole drawing."""
    wrapped = _wrapped(text, width=width - x)
    lines = tuple(Line(line, x=x, y=y + number * LINE + FONT) for number, line in enumerate(wrapped))
    return lines, y + len(lines) * LINE


def _wrapped(text: str, *, width: int) -> list[str]:
    """At most `LABEL_LINES` lines that fit; the last one ends in "…" when there was more."""
    lines: list[str] = []
    words = chain.from_iterable(_pieces(word, width=width) for word in text.split())
    for word in words:
        if lines and text_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) <= LABEL_LINES:
        return lines
    last = lines[LABEL_LINES - 1]
    while last and text_width(last + "…") > width:
        last = last[:-1]
    return [*lines[: LABEL_LINES - 1], last.rstrip() + "…"]


def _pieces(word: str, *, width: int) -> list[str]:
    """A word that is wider than the drawing, cut."""
    pieces = [""]
    for letter in word:
        if text_width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
