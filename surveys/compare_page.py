"""Two published results side by side, as a page shows them: differences in points, and what may be said."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext, override

from communities.codes import katottg_level
from communities.models import Community
from surveys import wording
from surveys.comparison import Compared, Comparison, Gap, Side, Verdict, compare
from surveys.published import Result
from surveys.results import ALL, PublicCell
from surveys.sheet import share_text

NESTED = {"oblast": 4, "raion": 6, "hromada": 9}  # letters of a KATOTTG code that all places within share


@dataclass(frozen=True)
class Row:
    """`difference`: in points, empty where one side has no figure. `verdict`: what may be said, in words."""

    answer: str
    first: str
    second: str
    difference: str
    verdict: str
    is_difference: bool


@dataclass(frozen=True)
class Question:
    code: str
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ComparedPage:
    """`days`: when people of each side were asked. `gaps`: whole questions that only one side has, by the
    name of the side. `chance`: how many differences chance alone may make."""

    first: str
    second: str
    days: tuple[str, str]
    questions: tuple[Question, ...]
    gaps: tuple[tuple[str, tuple[str, ...]], ...]
    chance: str
    lacks_n: bool
    is_demonstration: bool


def page_of(first: Result, second: Result, *, language: str) -> ComparedPage:
    """Raises `comparison.OverlappingSamples` for two tables that hold the same people in part."""
    compared = compare(_side(first, second), _side(second, first))
    with override(language):
        names = _names(first, second)
        rows = [row for row in compared.rows if row.breakdown == ALL]
        return ComparedPage(
            first=names[0],
            second=names[1],
            days=(first.passport.days, second.passport.days),
            questions=tuple(_questions(rows, (first, second), names)),
            gaps=tuple(_gaps(rows, (first, second), names)),
            chance=_chance(Comparison(tuple(rows))),
            lacks_n=any(row.verdict is Verdict.NO_NUMBERS for row in rows),
            is_demonstration=any(each.passport.is_demonstration for each in (first, second)),
        )


def _side(result: Result, other: Result) -> Side:
    place = result.community
    contains = {other.community.slug} if lies_within(other.community, place) else set()
    return Side(result.table, result.definition, place.slug, frozenset(contains))


def lies_within(inner: Community, outer: Community) -> bool:
    """By the codes of places, which are nested."""
    if not (inner.katottg and outer.katottg) or inner.pk == outer.pk:
        return False
    letters = NESTED.get(katottg_level(outer.katottg), len(outer.katottg))
    return inner.katottg[:letters] == outer.katottg[:letters]


def _names(first: Result, second: Result) -> tuple[str, str]:
    """As short as they can be and still tell the sides apart."""
    if first.community.pk != second.community.pk:
        return first.community.name, second.community.name
    titles = [each.passport.title for each in (first, second)]
    if titles[0] == titles[1]:
        titles = [f"{each.passport.title} ({each.passport.days})" for each in (first, second)]
    return titles[0], titles[1]


def _questions(
    rows: list[Compared], sides: tuple[Result, Result], names: tuple[str, str]
) -> Iterable[Question]:
    for code in dict.fromkeys(row.question for row in rows):
        definition = next(each.definition for each in sides if code in each.definition)
        question = definition.of(code)
        yield Question(
            code,
            str(question.text),
            tuple(_row(row, sides, names) for row in rows if row.question == code),
        )


def _label(row: Compared, sides: tuple[Result, Result]) -> str:
    for side in sides:
        if row.question in side.definition and side.definition.of(row.question).has_answer(row.answer):
            return str(side.definition.of(row.question).answer(row.answer).label)
    return row.answer


def _row(row: Compared, sides: tuple[Result, Result], names: tuple[str, str]) -> Row:
    return Row(
        answer=_label(row, sides),
        first=_said(row.first),
        second=_said(row.second),
        difference="" if row.points is None else wording.points(row.points),
        verdict=wording.verdict(row, first=names[0], second=names[1]),
        is_difference=row.is_difference,
    )


def _said(cell: PublicCell | None) -> str:
    return wording.not_published() if cell is None else share_text(cell)


def _gaps(
    rows: list[Compared], sides: tuple[Result, Result], names: tuple[str, str]
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Whole questions that only one side has; single answers are told in their rows."""
    of_question = {
        code: [row for row in rows if row.question == code]
        for code in dict.fromkeys(row.question for row in rows)
    }
    only = zip((Verdict.ONLY_FIRST, Verdict.ONLY_SECOND), names, sides, strict=True)
    for verdict, name, side in only:
        alone = tuple(
            str(side.definition.of(code).text)
            for code, found in of_question.items()
            if all(row.verdict is verdict and row.gap is not Gap.OTHER_WORDS for row in found)
        )
        if alone:
            yield name, alone


def _chance(compared: Comparison) -> str:
    if not compared.tested:
        return ""
    return ngettext(
        "%(tested)s pair was compared. By chance one in twenty looks different: here about %(chance)s.",
        "%(tested)s pairs were compared. By chance one in twenty looks different: here about %(chance)s.",
        compared.tested,
    ) % {"tested": compared.tested, "chance": wording.number(compared.expected_by_chance)}
