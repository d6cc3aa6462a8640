"""A year as a file. The JSON file is the canonical text the checksum on paper is taken from.

The CSV has one row for each figure and six columns of values; it is written by the rules of
`reports.published.exports`: what is shown is what is written, the quality says why a cell is empty.
"""

from collections.abc import Iterator

from communities.shared.canonical import canonical
from communities.shared.csv_cells import csv_file, text_cell, yes
from reports.published.exports import quality_of
from reports.yearly.facts import PERIODS, YearFigure, YearReport, YearSection

BEFORE = (
    "community",
    "community_name_uk",
    "community_name_en",
    "year",
    "complete",
    "demonstration",
    "section",
    "code",
    "label_uk",
    "label_en",
    "type",
    "unit_uk",
    "unit_en",
    "core",
    "protected",
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
    """One row for each figure, in the order of the form."""
    common = [
        text_cell(facts.community_slug),
        text_cell(facts.community.uk),
        text_cell(facts.community.en),
        str(facts.year),
        yes(not facts.is_running),
        yes(facts.is_demonstration),
    ]
    rows = ([*common, *row] for section in facts.sections for row in _rows(section))
    return csv_file(COLUMNS, rows)


def file_name(facts: YearReport, *, suffix: str) -> str:
    return f"police-year-{facts.community_slug}-{facts.year}.{suffix}"


def _rows(section: YearSection) -> Iterator[list[str]]:
    for figure in section.figures:
        yield [
            text_cell(section.code),
            text_cell(figure.code),
            text_cell(figure.label.uk),
            text_cell(figure.label.en),
            figure.type,
            text_cell(figure.unit.uk),
            text_cell(figure.unit.en),
            yes(figure.is_core),
            yes(figure.is_sensitive),
            yes(figure.adds_up),
            *(cell for column in range(PERIODS) for cell in _value(figure, column)),
            *((quality_of(figure.total)[0], str(figure.counted)) if figure.total is not None else ("", "")),
        ]


def _value(figure: YearFigure, column: int) -> tuple[str, str]:
    value, why = figure.values[column], figure.missing[column]
    if value is not None:
        return quality_of(value)
    return "", why.value if why else ""
