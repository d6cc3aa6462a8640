"""What the pages of an imported file show: columns to map, preview, problems. Values are from the vault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import import_words, importing, mapping
from surveys.definition import COMMUNITY, WEIGHT, QuestionnaireDefinition, definition_of
from surveys.mapping import Target, Why
from surveys.models import ImportState, SurveyImport
from surveys.problem_lines import ProblemRow, ProblemsOfColumn, by_column, row_by_row
from surveys.problems import STOPS, Kind

CHOSEN_AT_MOST = 150  # columns with a choice of their own on one page; forms have a limit of fields
LONGEST_LABEL = 70
SILENT = frozenset({Why.TOOL, Why.SAME_IN_ONE})  # columns that are named only


@dataclass(frozen=True)
class ColumnRow:
    """A column to decide about. `field`: the name of its choice in the form."""

    field: str
    name: str
    label: str
    samples: tuple[str, ...]
    chosen: str
    why: str
    is_known: bool


@dataclass(frozen=True)
class Together:
    """Columns that hold one answer each of a question with several, recognised together."""

    field: str
    question: str
    text: str
    columns: tuple[str, ...]
    is_used: bool


@dataclass(frozen=True)
class MappingPage:
    rows: tuple[ColumnRow, ...]
    together: tuple[Together, ...]
    left: tuple[str, ...]  # named only: not used
    choices: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]  # questions without a column


def mapping_page(row: SurveyImport) -> MappingPage:
    definition = definition_of(row.wave.questionnaire)
    samples = importing.samples_of(row)
    used = mapping.targets(row.mapping)
    groups = _groups(row)
    grouped = {name for names in groups.values() for name in names}
    rows: list[ColumnRow] = []
    left: list[str] = []
    for number, column in enumerate(row.columns):
        name, why = column["name"], Why(column["why"])
        if name in grouped:
            continue
        if name not in used and (why in SILENT or len(rows) >= CHOSEN_AT_MOST):
            left.append(name)
            continue
        target = used.get(name)
        said = Why(column["why"]) if str(target or "") == column["guess"] else Why.SAID
        rows.append(
            ColumnRow(
                field=f"c{number}",
                name=name,
                label=column["label"],
                samples=tuple(samples.get(name, [])),
                chosen=str(target or ""),
                why=str(import_words.WHY_RECOGNISED[said]),
                is_known=target is not None,
            )
        )
    together = tuple(
        Together(
            f"g-{code}", code, str(definition.of(code).text), tuple(names), any(n in used for n in names)
        )
        for code, names in groups.items()
    )
    return MappingPage(
        rows=tuple(rows),
        together=together,
        left=tuple(left),
        choices=_choices(definition),
        missing=_missing(definition, used),
    )


def told_by(data: Mapping[str, str], row: SurveyImport) -> dict[str, Target | None]:
    """What a sent form says of the columns. Raises `KeyError` for what no choice offers."""
    definition = definition_of(row.wave.questionnaire)
    groups = _groups(row)
    column_of_group = {name: code for code, names in groups.items() for name in names}
    told: dict[str, Target | None] = {}
    for number, column in enumerate(row.columns):
        name = column["name"]
        if name in column_of_group:
            is_used = f"g-{column_of_group[name]}" in data
            told[name] = mapping.read_target(column["guess"], definition) if is_used else None
        elif f"c{number}" in data:
            told[name] = mapping.read_target(data[f"c{number}"], definition)
    return told


def _groups(row: SurveyImport) -> dict[str, list[str]]:
    """Columns whose guess is one of several answers, by question. The guess stays, whatever is used."""
    found: dict[str, list[str]] = {}
    for column in row.columns:
        question, slash, _answer = column["guess"].partition("/")
        if slash:
            found.setdefault(question, []).append(column["name"])
    return {question: names for question, names in found.items() if len(names) > 1}


def _choices(definition: QuestionnaireDefinition) -> tuple[tuple[str, str], ...]:
    return tuple((str(target), choice_label(target, definition)) for target in mapping.choices(definition))


def choice_label(target: Target, definition: QuestionnaireDefinition) -> str:
    if target.question == WEIGHT:
        return _("%(code)s: weight of the person") % {"code": WEIGHT}
    if target.question == COMMUNITY:
        return _("%(code)s: which community") % {"code": COMMUNITY}
    question = definition.of(target.question)
    text = str(question.option[target.answer].label if target.answer else question.text)
    return f"{target}: {text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + '…'}"


def _missing(definition: QuestionnaireDefinition, used: Mapping[str, Target]) -> tuple[str, ...]:
    given = {target.question for target in used.values()}
    return tuple(
        choice_label(target, definition)
        for target in mapping.choices(definition)
        if not target.answer and target.question in definition and target.question not in given
    )


@dataclass(frozen=True)
class Preview:
    """`stops`: something must be mended in the file first. `left_out`: answers that would stay empty."""

    rows: int
    people: int | None
    blank: int
    questions: tuple[tuple[str, str, int], ...]  # code, text, people who answered
    communities: tuple[tuple[str, int], ...]  # an empty name: of none of the wave's
    weights: tuple[str, str, str] | None
    columns: tuple[ProblemsOfColumn, ...]
    problems: tuple[ProblemRow, ...]
    all_problems: int
    stops: bool
    left_out: int
    replaces: tuple[str, ...]  # communities whose results would be replaced


def preview(row: SurveyImport) -> Preview:
    definition = definition_of(row.wave.questionnaire)
    counts = row.counts
    listed = importing.problems_of(row)
    names = {place.slug: place.name for place in row.wave.communities.all()}
    kinds = {Kind(kind) for kind, _column, _count in row.problems}
    return Preview(
        rows=counts.get("rows", 0),
        people=counts.get("people"),
        blank=counts.get("blank", 0),
        questions=tuple(
            (code, str(definition.of(code).text), number)
            for code, number in counts.get("answered", {}).items()
        ),
        communities=tuple(
            (names.get(slug, slug), number) for slug, number in counts.get("communities", {}).items()
        ),
        weights=tuple(f"{each:.3g}" for each in counts["weights"]) if counts.get("weights") else None,  # type: ignore[arg-type] # three of them
        columns=by_column(row.problems, listed, definition),
        problems=row_by_row(listed),
        all_problems=sum(count for _kind, _column, count in row.problems),
        stops=bool(kinds & STOPS),
        left_out=counts.get("left_out", 0),
        replaces=_replaces(row, names),
    )


def _replaces(row: SurveyImport, names: Mapping[str, str]) -> tuple[str, ...]:
    counted = set(row.wave.tabulations.values_list("community__slug", flat=True))
    if row.community is not None:
        concerned: Sequence[str] = [row.community.slug]
    else:
        concerned = list(row.counts.get("communities", {})) or list(names)
    return tuple(names[slug] for slug in concerned if slug in counted and slug in names)


def stage(row: SurveyImport) -> str:
    """Which of the pages belongs to this state."""
    if row.state in importing.WORKING:
        return "working"
    if row.state == ImportState.MAPPING:
        return "mapping"
    return "preview" if row.state == ImportState.CHECKED else "ended"
