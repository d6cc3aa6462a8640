"""Results before they are published: every figure as residents will see it, question by question."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.results import ALL, Hidden, PublicCell, PublicTable

WHY_HIDDEN: dict[Hidden, Promise] = {
    Hidden.FEW_PEOPLE: gettext_lazy("not shown: fewer than 30 people"),
    Hidden.SMALL_COUNT: gettext_lazy("not shown: somebody could be recognised"),
}


@dataclass(frozen=True)
class Line:
    """One answer of everybody, or in one group: share, likely range and number of people in words."""

    label: str
    group: str
    share: str
    likely: str
    people: str


@dataclass(frozen=True)
class QuestionOnPage:
    text: str
    lines: tuple[Line, ...]
    in_groups: tuple[Line, ...]


@dataclass(frozen=True)
class ResultsPage:
    """`n` in words; `hidden`, `uncertain`: how many figures residents do not see, or see as uncertain."""

    n: str
    questions: tuple[QuestionOnPage, ...]
    notes: tuple[str, ...]
    shown: int
    hidden: int
    uncertain: int


def page_of(table: PublicTable, definition: QuestionnaireDefinition) -> ResultsPage:
    """In the language of the page."""
    cells: dict[str, list[PublicCell]] = defaultdict(list)
    for cell in table.cells:
        cells[cell.question].append(cell)
    return ResultsPage(
        n=_("not stated") if table.n is None else number_format(table.n),
        questions=tuple(
            _question(question, cells[question.code], definition)
            for question in definition
            if question.code in cells
        ),
        notes=tuple(dict.fromkeys(_note(note) for note in table.notes)),
        shown=sum(cell.hidden is None for cell in table.cells),
        hidden=sum(cell.hidden is not None for cell in table.cells),
        uncertain=sum(cell.is_uncertain for cell in table.cells),
    )


def _question(
    question: QuestionDefinition, cells: list[PublicCell], definition: QuestionnaireDefinition
) -> QuestionOnPage:
    lines = [(cell, _line(question, cell, definition)) for cell in cells]
    return QuestionOnPage(
        text=str(question.text),
        lines=tuple(line for cell, line in lines if cell.breakdown == ALL),
        in_groups=tuple(line for cell, line in lines if cell.breakdown != ALL),
    )


def _line(question: QuestionDefinition, cell: PublicCell, definition: QuestionnaireDefinition) -> Line:
    group = "" if cell.breakdown == ALL else str(definition.of(cell.breakdown).answer(cell.group).label)
    return Line(
        label=str(question.answer(cell.answer).label),
        group=group,
        share=_share(cell),
        likely=""
        if cell.low is None or cell.high is None
        else _("%(low)s to %(high)s%%") % {"low": _one_decimal(cell.low), "high": _one_decimal(cell.high)},
        people="" if cell.base is None else number_format(cell.base),
    )


def _share(cell: PublicCell) -> str:
    if cell.percent is None:
        return str(WHY_HIDDEN[cell.hidden]) if cell.hidden else _("not published")
    said = _("%(share)s%%") % {"share": _one_decimal(cell.percent)}
    return _("%(share)s, uncertain") % {"share": said} if cell.is_uncertain else said


def _one_decimal(value: float) -> str:
    return number_format(value, decimal_pos=1)


def _note(note: dict[str, str]) -> str:
    return note["en"] if get_language() == "en" else note["uk"]
