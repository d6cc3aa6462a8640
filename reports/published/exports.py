"""A publication as a file: CSV for a spreadsheet, JSON for a programme and for checking.

Both are written from the frozen facts and from nothing else. The JSON file is the canonical text
the checksum is taken from, so `sha256sum report.json` prints the checksum of the page.

The CSV follows RFC 4180 (commas, CRLF, quotes doubled) and begins with a byte order mark, because
Excel reads Cyrillic without one as something else. Numbers have a decimal point. What is shown is
what is written: "<5" for fewer than five, rounded values with the quality "rounded", an empty
cell where there is nothing to show; the quality says why.
"""

from collections.abc import Iterator
from typing import Protocol

from communities.shared.canonical import canonical
from communities.shared.csv_cells import csv_file, text_cell, yes
from communities.shared.disclosure import Kind, Shown
from reports.models import Publication
from reports.published.facts import PublicReport, PublicSection, Words

# What a row says about its figure, in every CSV of figures.
FIGURE_COLUMNS = (
    "section",
    "code",
    "label_uk",
    "label_en",
    "type",
    "unit_uk",
    "unit_en",
    "core",
    "protected",
)
COLUMNS = (
    "community",
    "community_name_uk",
    "community_name_en",
    "period_starts_on",
    "period_ends_on",
    "version",
    "published_at",
    "sha256",
    "demonstration",
    *FIGURE_COLUMNS,
    "value",
    "quality",
    "previous_value",
    "previous_quality",
    "last_year_value",
    "last_year_quality",
    "verdict",
    "text",
    "reason",
)


class Described(Protocol):
    """A figure of one period or of a year: what it is, without what it says."""

    @property
    def code(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def unit(self) -> Words: ...
    @property
    def is_core(self) -> bool: ...
    @property
    def is_sensitive(self) -> bool: ...


def as_json(publication: Publication) -> bytes:
    """The exact frozen facts; their SHA-256 is `publication.sha256`."""
    return canonical(publication.facts)


def as_csv(publication: Publication) -> bytes:
    """One row for each figure, in the order of the form."""
    report = PublicReport.from_json(publication.facts)
    common = [
        text_cell(report.community_slug),
        text_cell(report.community.uk),
        text_cell(report.community.en),
        report.period_starts_on,
        report.period_ends_on,
        str(report.version),
        report.published_at,
        publication.sha256,
        yes(report.is_demonstration),
    ]
    rows = ([*common, *row] for section in report.sections for row in _rows(section))
    return csv_file(COLUMNS, rows)


def file_name(report: PublicReport, *, suffix: str) -> str:
    """community, first month, version: says what it is when it lies among other downloads."""
    return f"police-report-{report.community_slug}-{report.period_starts_on[:7]}-v{report.version}.{suffix}"


def _rows(section: PublicSection) -> Iterator[list[str]]:
    for figure in section.figures:
        yield [
            *figure_cells(section.code, figure),
            *quality_of(figure.now),
            *quality_of(figure.previous),
            *quality_of(figure.last_year),
            figure.verdict.value,
            text_cell(figure.text),
            text_cell(figure.reason),
        ]


def figure_cells(section_code: str, figure: Described) -> list[str]:
    """What stands in `FIGURE_COLUMNS`."""
    return [
        text_cell(section_code),
        text_cell(figure.code),
        text_cell(figure.label.uk),
        text_cell(figure.label.en),
        figure.type,
        text_cell(figure.unit.uk),
        text_cell(figure.unit.en),
        yes(figure.is_core),
        yes(figure.is_sensitive),
    ]


def quality_of(shown: Shown) -> tuple[str, str]:
    """What is shown, and of what kind it is."""
    if shown.value is None:
        return "", shown.kind.value
    digits = f"{shown.value.normalize():f}"
    return (f"<{digits}" if shown.kind is Kind.FEWER_THAN else digits), shown.kind.value
