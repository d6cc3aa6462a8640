"""A wave as a page shows it: every question with its shares in each community."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import override

from communities.alphabet import in_order
from surveys import wording
from surveys.models import QuestionGroup
from surveys.published import Result
from surveys.results import ALL, PublicCell
from surveys.sheet import BOXES, TOP, share_text

MANY_PLACES = 6  # with more of them the page shows the headlines; the sheets have the rest


@dataclass(frozen=True)
class AnswerInPlaces:
    """`shares`: name of a community and share there, in the order of the page."""

    label: str
    shares: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QuestionInPlaces:
    code: str
    text: str
    is_multiple: bool
    answers: tuple[AnswerInPlaces, ...]


@dataclass(frozen=True)
class GroupInPlaces:
    anchor: str
    title: str
    questions: tuple[QuestionInPlaces, ...]


@dataclass(frozen=True)
class PlaceOfWave:
    slug: str
    name: str
    oblast: str
    people: str


@dataclass(frozen=True)
class WavePage:
    places: tuple[PlaceOfWave, ...]
    groups: tuple[GroupInPlaces, ...]
    is_short: bool
    lacks_n: bool


Found = dict[tuple[str, str], PublicCell]
Tables = list[tuple[str, Found]]


def page_of(results: Sequence[Result], *, language: str) -> WavePage:
    """`results`: of one wave, at least one; all were asked the same edition as the first of them, or are
    shown by their sheets only."""
    with override(language):
        ordered = sorted(
            results, key=lambda each: (in_order(each.community.oblast.name), in_order(each.community.name))
        )
        edition = ordered[0].definition
        alike = [each for each in ordered if each.definition.sha256 == edition.sha256]
        tables = [_everybody(each) for each in alike]
        is_short = len(ordered) > MANY_PLACES
        groups = tuple(
            GroupInPlaces(group.value, str(group.label), questions)
            for group in edition.groups
            if (questions := tuple(_questions(ordered[0], group, tables, is_short=is_short)))
        )
        return WavePage(
            places=tuple(_place(each) for each in ordered),
            groups=groups,
            is_short=is_short,
            lacks_n=any(each.table.n is None for each in ordered),
        )


def _place(result: Result) -> PlaceOfWave:
    n = result.table.n
    return PlaceOfWave(
        result.community.slug,
        result.community.name,
        result.community.oblast.name,
        wording.people(n) if n is not None else wording.not_stated(),
    )


def _everybody(result: Result) -> tuple[str, Found]:
    cells = {(cell.question, cell.answer): cell for cell in result.table.cells if cell.breakdown == ALL}
    return result.community.name, cells


def _questions(
    result: Result, group: QuestionGroup, tables: Tables, *, is_short: bool
) -> list[QuestionInPlaces]:
    headlines = dict(BOXES)
    found = []
    for question in result.definition:
        if question.group is not group or (is_short and question.code not in headlines):
            continue
        answers = {answer for _, table in tables for code, answer in table if code == question.code}
        if is_short and headlines[question.code] != TOP:
            answers &= {headlines[question.code]}
        if answers:
            rows = sorted(answers, key=lambda answer: -_mean(question.code, answer, tables))
            found.append(
                QuestionInPlaces(
                    question.code,
                    str(question.text),
                    question.is_multiple,
                    tuple(
                        AnswerInPlaces(
                            str(question.answer(answer).label),
                            tuple(
                                (name, _said(table.get((question.code, answer)))) for name, table in tables
                            ),
                        )
                        for answer in rows
                    ),
                )
            )
    return found


def _mean(question: str, answer: str, tables: Tables) -> float:
    shares = [
        cell.percent
        for _, table in tables
        if (cell := table.get((question, answer))) and cell.percent is not None
    ]
    return sum(shares) / len(shares) if shares else -1.0


def _said(cell: PublicCell | None) -> str:
    if cell is None:
        return wording.not_published()
    return share_text(cell)
