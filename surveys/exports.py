"""Published results as a file: CSV for a spreadsheet, JSON for a programme and for checking.

Both are written from the frozen facts. The JSON file is the canonical text the checksum is taken from. The
CSV has one row for each figure, with a decimal point; an empty share has its reason in `hidden`, and a figure
that stayed as in an earlier version has the number of that one in `from_version`.
"""

from communities.models import Community
from communities.shared.canonical import canonical
from communities.shared.csv_cells import csv_file, text_cell, yes
from surveys.definition import Bilingual, QuestionnaireDefinition
from surveys.models import WavePublication
from surveys.results import PublicCell, PublicTable

COLUMNS = (
    *("community", "community_name_uk", "community_name_en", "wave", "wave_title_uk", "wave_title_en"),
    *("field_from_on", "field_until_on", "version", "published_at", "sha256", "demonstration", "people"),
    *("question", "question_uk", "question_en", "answer", "answer_uk", "answer_en"),
    *("breakdown", "breakdown_uk", "breakdown_en", "group", "group_uk", "group_en"),
    *(
        "percent",
        "low",
        "high",
        "base",
        "design_effect",
        "uncertain",
        "hidden",
        "flags",
        "printed",
        "from_version",
    ),
)


def as_json(publication: WavePublication) -> bytes:
    """The exact frozen facts; their SHA-256 is `publication.sha256`."""
    return canonical(publication.facts)


def as_csv(publication: WavePublication, definition: QuestionnaireDefinition) -> bytes:
    table = PublicTable.from_json(publication.facts)
    common = _common(publication, publication.community, table)
    return csv_file(COLUMNS, ([*common, *_row(cell, definition)] for cell in table.cells))


def file_name(publication: WavePublication, *, suffix: str) -> str:
    """community, wave, version: says what it is when it lies among other downloads."""
    wave = publication.facts["about"]["wave"]
    return f"survey-{publication.community.slug}-{wave}-v{publication.version}.{suffix}"


def _common(publication: WavePublication, community: Community, table: PublicTable) -> list[str]:
    about = table.about
    return [
        text_cell(community.slug),
        text_cell(community.name_uk),
        text_cell(community.name_en),
        text_cell(about["wave"]),
        text_cell(about["title_uk"]),
        text_cell(about["title_en"]),
        about["field_from_on"] or "",
        about["field_until_on"] or "",
        str(publication.version),
        publication.published_at.isoformat(),
        publication.sha256,
        yes(about["is_demonstration"]),
        _number(table.n),
    ]


def _row(cell: PublicCell, definition: QuestionnaireDefinition) -> list[str]:
    question = definition.of(cell.question)
    profile = definition.of(cell.breakdown) if cell.breakdown else None
    nothing = Bilingual("", "")
    return [
        text_cell(cell.question),
        *_words(question.text),
        text_cell(cell.answer),
        *_words(question.answer(cell.answer).label),
        text_cell(cell.breakdown),
        *_words(profile.text if profile else nothing),
        text_cell(cell.group),
        *_words(profile.answer(cell.group).label if profile else nothing),
        _number(cell.percent),
        _number(cell.low),
        _number(cell.high),
        _number(cell.base),
        _number(cell.effect),
        yes(cell.is_uncertain),
        cell.hidden.value if cell.hidden else "",
        " ".join(flag.value for flag in cell.flags),
        text_cell(
            "; ".join(f"{said.location}: {_number(said.percent)} “{said.quote}”" for said in cell.printed)
        ),
        _number(cell.from_version),
    ]


def _words(text: Bilingual) -> tuple[str, str]:
    return text_cell(text.uk), text_cell(text.en)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
