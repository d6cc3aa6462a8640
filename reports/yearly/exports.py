"""A year as a file. The JSON file is the canonical text the checksum on paper is taken from.

The CSV has one row for each figure and six columns of values; it is written by the rules of
`reports.published.exports`: what is shown is what is written, the quality says why a cell is empty.
In the same columns the last rows (section "periods") say how each period stands, when and where its open
meeting was held, and what the working group said, in the words of the JSON (published, satisfactory).
"""

from collections.abc import Callable, Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.shared.canonical import canonical
from communities.shared.csv_cells import csv_file, text_cell, yes
from reports.published.exports import FIGURE_COLUMNS, figure_cells, quality_of
from reports.published.facts import Words
from reports.published.heard import Heard
from reports.published.standing import PeriodStanding, Standing
from reports.yearly.facts import PERIODS, YearFigure, YearReport, YearSection

BEFORE = (
    "community",
    "community_name_uk",
    "community_name_en",
    "year",
    "complete",
    "demonstration",
    *FIGURE_COLUMNS,
    "summed",
)
AFTER = ("sum", "periods_in_sum")
COLUMNS = (
    *BEFORE,
    *(f"{name}_{number}" for number in range(1, PERIODS + 1) for name in ("value", "quality")),
    *AFTER,
)


def as_json(facts: YearReport) -> bytes:
    return canonical(facts.as_json())


def as_csv(facts: YearReport) -> bytes:
    """One row for each figure, in the order of the form, then those about the periods."""
    common = [
        text_cell(facts.community_slug),
        text_cell(facts.community.uk),
        text_cell(facts.community.en),
        str(facts.year),
        yes(not facts.is_running),
        yes(facts.is_demonstration),
    ]
    figures = (row for section in facts.sections for row in _rows(section))
    return csv_file(COLUMNS, ([*common, *row] for row in (*figures, *_about_periods(facts))))


def file_name(facts: YearReport, *, suffix: str) -> str:
    return f"police-year-{facts.community_slug}-{facts.year}.{suffix}"


def _rows(section: YearSection) -> Iterator[list[str]]:
    for figure in section.figures:
        yield [
            *figure_cells(section.code, figure),
            yes(figure.adds_up),
            *(cell for column in range(PERIODS) for cell in _value(figure, column)),
            *((quality_of(figure.total)[0], str(figure.counted)) if figure.total is not None else ("", "")),
        ]


def _value(figure: YearFigure, column: int) -> tuple[str, str]:
    value, why = figure.values[column], figure.missing[column]
    if value is not None:
        return quality_of(value)
    return "", why.value if why else ""


# --- the rows about periods ---

ABOUT_PERIODS = "periods"
STATED, NOT_RECORDED = "stated", "not_recorded"
Cells = Iterable[tuple[str, str]]
HEARD: tuple[tuple[str, Promise, str, Callable[[Heard], str]], ...] = (
    ("HEARD_ON", _("Heard by the working group"), "day", lambda one: one.held_on.isoformat()),
    ("HEARD_ASSESSMENT", _("Assessment by the working group"), "word", lambda one: one.assessment.value),
    ("HEARD_SAID", _("What the working group said"), "text", lambda one: one.text),
)


def _about_periods(facts: YearReport) -> Iterator[list[str]]:
    periods = facts.periods
    places = (_met(one, one.meeting_place) for one in periods)
    yield _row("PERIOD", _("Period"), "period", (_stated(one.stretch.iso) for one in periods))
    yield _row("STANDING", _("State"), "word", (_stated(one.standing.value) for one in periods))
    yield _row("MEETING_HELD_ON", _("Open meeting"), "day", (_met(one, _held_on(one)) for one in periods))
    yield _row("MEETING_PLACE", _("Place of the meeting"), "text", places)
    for number in range(max(map(len, facts.heard), default=0)):
        # The newest meeting first; a report heard twice has more rows.
        end = f"_{number + 1}" if number else ""
        for code, label, kind, told in HEARD:
            yield _row(f"{code}{end}", label, kind, (_nth(heard, number, told) for heard in facts.heard))


def _row(code: str, label: Promise, kind: str, cells: Cells) -> list[str]:
    words = _in_both(label)
    described = [ABOUT_PERIODS, code, text_cell(words.uk), text_cell(words.en), kind, "", "", "no", "no"]
    return [*described, "no", *(text_cell(part) for cell in cells for part in cell), "", ""]


def _in_both(label: Promise) -> Words:
    said = {}
    for language in ("uk", "en"):
        with override(language):
            said[language] = str(label)
    return Words(**said)


def _stated(text: str) -> tuple[str, str]:
    return (text, STATED) if text else ("", "")


def _held_on(one: PeriodStanding) -> str:
    return one.meeting_held_on.isoformat() if one.meeting_held_on else ""


def _met(one: PeriodStanding, text: str) -> tuple[str, str]:
    """Where a meeting was to be recorded and none was, the quality says so."""
    if text:
        return _stated(text)
    return "", NOT_RECORDED if one.is_expected and one.standing is not Standing.NOT_OPEN else ""


def _nth(heard: tuple[Heard, ...], number: int, told: Callable[[Heard], str]) -> tuple[str, str]:
    return _stated(told(heard[number])) if number < len(heard) else ("", "")
