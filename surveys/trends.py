"""What people said over time in one community: the headline shares of its waves, as charts and in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.shared.share_charts import Moment, TimeChart
from surveys import wording
from surveys.comparison import Compared, Gap, Side, compare
from surveys.definition import QuestionDefinition
from surveys.published import Result
from surveys.results import ALL, PublicCell
from surveys.sheet import BOXES, TOP

MOST_WAVES = 5  # days that stand side by side below a chart


@dataclass(frozen=True)
class Row:
    """A wave in the table: when, or that it is not stated; the name of the wave; the share in words."""

    when: str
    survey: str
    share: str


@dataclass(frozen=True)
class Trend:
    """`chart`: None with less than two days. `steps`: one sentence for each two waves that follow each
    other. `rows`: those whose days are known, oldest first, then the others."""

    code: str
    question: str
    answer: str
    chart: TimeChart | None
    rows: tuple[Row, ...]
    steps: tuple[str, ...]


def trends_of(results: Sequence[Result], *, language: str) -> tuple[Trend, ...]:
    """`results`: of one community, newest first. A wave without days stands in the table only: nobody knows
    where in time it belongs. Nothing without two waves that tell the same, one of them with its days."""
    dated = [result for result in results if result.passport.has_days]
    ordered = list(reversed(dated[:MOST_WAVES]))
    undated = [result for result in results if not result.passport.has_days]
    if not ordered or len(ordered) + len(undated) < 2:
        return ()
    with override(language):
        compared = [_by_answer(one, other) for one, other in pairwise(ordered)]
        beside = [(result, _by_answer(result, ordered[-1])) for result in undated]
        return tuple(_trends(ordered, compared, beside))


Answers = dict[tuple[str, str], Compared]
Beside = list[tuple[Result, Answers]]


def _by_answer(one: Result, other: Result) -> Answers:
    sides = [Side(each.table, each.definition, each.community.slug) for each in (one, other)]
    rows = compare(sides[0], sides[1]).rows
    return {(row.question, row.answer): row for row in rows if row.breakdown == ALL}


def _trends(ordered: list[Result], compared: list[Answers], beside: Beside) -> Iterable[Trend]:
    newest = ordered[-1]
    for code, boxed in BOXES:
        if code not in newest.definition:
            continue
        question = newest.definition.of(code)
        answer = _largest(newest, code) if boxed == TOP else boxed
        if not answer or not question.has_answer(answer):
            continue
        cells = [_cell(result, code, answer) for result in ordered]
        undated = [
            (result, cell)
            for result, answers in beside
            if _was_asked_alike(answers.get((code, answer)))
            and (cell := _cell(result, code, answer))
            and cell.percent is not None
        ]
        told = sum(cell is not None and cell.percent is not None for cell in cells)
        if not told or told + len(undated) < 2:
            continue
        steps = [each.get((code, answer)) for each in compared]
        yield _trend(question, answer, list(zip(ordered, cells, [None, *steps], strict=True)), undated)


def _was_asked_alike(row: Compared | None) -> bool:
    return row is not None and row.gap is not Gap.OTHER_WORDS


def _largest(result: Result, code: str) -> str:
    shown = [
        cell
        for cell in result.table.cells
        if cell.question == code and cell.breakdown == ALL and cell.percent is not None
    ]
    return max(shown, key=lambda cell: cell.percent or 0).answer if shown else ""


def _cell(result: Result, code: str, answer: str) -> PublicCell | None:
    for cell in result.table.cells:
        if (cell.question, cell.answer, cell.breakdown) == (code, answer, ALL):
            return cell
    return None


def _trend(
    question: QuestionDefinition,
    answer: str,
    dated: list[tuple[Result, PublicCell | None, Compared | None]],
    undated: list[tuple[Result, PublicCell]],
) -> Trend:
    """`dated`: oldest first; each with what may be said of it and the one before."""
    label = str(question.answer(answer).label)
    moments = tuple(
        Moment(
            label=wording.month_in_short(result.passport.last_day),
            percent=cell.percent if cell else None,
            text=_said(cell),
            low=cell.low if cell else None,
            high=cell.high if cell else None,
            is_joined=_is_joined(step),
        )
        for result, cell, step in dated
    )
    rows = [Row(_when(result), result.passport.title, _said(cell)) for result, cell, _ignored in dated]
    rows += [Row(_("day not stated"), result.passport.title, _said(cell)) for result, cell in undated]
    return Trend(
        code=question.code,
        question=str(question.text),
        answer=label,
        chart=_chart(question, label, moments),
        rows=tuple(rows),
        steps=tuple(_step(step, one[0], other) for one, (other, _ignored, step) in pairwise(dated)),
    )


def _is_joined(step: Compared | None) -> bool:
    return step is None or step.gap is not Gap.OTHER_WORDS


def _said(cell: PublicCell | None) -> str:
    return "–" if cell is None or cell.percent is None else wording.percent(cell.percent)


def _chart(question: QuestionDefinition, label: str, moments: tuple[Moment, ...]) -> TimeChart | None:
    if sum(moment.percent is not None for moment in moments) < 2:
        return None
    told = "; ".join(f"{moment.label}: {moment.text}" for moment in moments)
    return TimeChart(
        key=f"trend-{question.code}",
        title=label,
        description=f"{question.text} {label}. {told}.",
        moments=moments,
    )


def _when(result: Result) -> str:
    return wording.month(result.passport.last_day)


def _step(step: Compared | None, one: Result, other: Result) -> str:
    first, second = _when(one), _when(other)
    if step is None:
        return _("%(first)s to %(second)s: not published") % {"first": first, "second": second}
    said = wording.verdict(step, first=first, second=second)
    if step.points is not None:
        said = _("%(points)s, %(verdict)s") % {"points": wording.points(step.points), "verdict": said}
    return _("%(first)s to %(second)s: %(said)s") % {"first": first, "second": second, "said": said}
