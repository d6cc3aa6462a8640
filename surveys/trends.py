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
class Trend:
    """`steps`: one sentence for each two waves that follow each other."""

    code: str
    question: str
    answer: str
    chart: TimeChart
    moments: tuple[Moment, ...]
    steps: tuple[str, ...]


def trends_of(results: Sequence[Result], *, language: str) -> tuple[Trend, ...]:
    """`results`: of one community, newest first. Nothing without two waves whose days are known: nobody
    knows where in time the others belong."""
    dated = [result for result in results if result.passport.has_days]
    ordered = list(reversed(dated[:MOST_WAVES]))
    if len(ordered) < 2:
        return ()
    with override(language):
        compared = [
            {(row.question, row.answer): row for row in _rows(one, other)} for one, other in pairwise(ordered)
        ]
        return tuple(_trends(ordered, compared))


def _rows(one: Result, other: Result) -> Iterable[Compared]:
    sides = [Side(each.table, each.definition, each.community.slug) for each in (one, other)]
    return (row for row in compare(sides[0], sides[1]).rows if row.breakdown == ALL)


def _trends(ordered: list[Result], compared: list[dict[tuple[str, str], Compared]]) -> Iterable[Trend]:
    newest = ordered[-1]
    for code, boxed in BOXES:
        if code not in newest.definition:
            continue
        question = newest.definition.of(code)
        answer = _largest(newest, code) if boxed == TOP else boxed
        if not answer or not question.has_answer(answer):
            continue
        cells = [_cell(result, code, answer) for result in ordered]
        if sum(cell is not None and cell.percent is not None for cell in cells) < 2:
            continue
        steps = [each.get((code, answer)) for each in compared]
        yield _trend(question, answer, ordered, cells, steps)


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
    ordered: list[Result],
    cells: list[PublicCell | None],
    steps: list[Compared | None],
) -> Trend:
    label = str(question.answer(answer).label)
    moments = tuple(
        Moment(
            label=wording.month_in_short(result.passport.last_day),
            percent=cell.percent if cell else None,
            text=wording.percent(cell.percent) if cell and cell.percent is not None else "–",
            low=cell.low if cell else None,
            high=cell.high if cell else None,
            is_joined=step is None or step.gap is not Gap.OTHER_WORDS,
        )
        for result, cell, step in zip(ordered, cells, [None, *steps], strict=True)
    )
    told = "; ".join(f"{moment.label}: {moment.text}" for moment in moments)
    return Trend(
        code=question.code,
        question=str(question.text),
        answer=label,
        chart=TimeChart(
            key=f"trend-{question.code}",
            title=label,
            description=f"{question.text} {label}. {told}.",
            moments=moments,
        ),
        moments=moments,
        steps=tuple(
            _step(step, one, other) for step, (one, other) in zip(steps, pairwise(ordered), strict=True)
        ),
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
