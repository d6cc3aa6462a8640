"""Answers of residents in published surveys: what everybody was asked, never a group or a single person."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.models import Community
from plans.models import EvidenceKind
from plans.sources.citable import Citable, in_both, public_path
from reports.published.facts import Words
from surveys import published, wording
from surveys.comparison import Compared, OverlappingSamples, Side, compare
from surveys.definition import NetDefinition, Option, QuestionDefinition
from surveys.models import WavePublication
from surveys.passport import passport_of
from surveys.published import Result
from surveys.results import ALL, Flag, PublicCell

WAVES_READ = 3
FEAR = "FEAR"  # the question about what people are most afraid of


@dataclass(frozen=True)
class Fear:
    """`place`: 1 for the largest."""

    citable: Citable
    place: int


def key_of(question: str, answer: str) -> str:
    return f"answer:{question}/{answer}"


def newest_results(community: Community) -> list[Result]:
    """The last waves that residents read, newest first."""
    return [Result.of(row) for row in published.in_force().filter(community=community)[:WAVES_READ]]


def answers_of(results: list[Result]) -> Iterator[Citable]:
    """Each answer once, from the newest wave that shows it."""
    seen: set[str] = set()
    for result in results:
        for cell in result.table.cells:
            key = key_of(cell.question, cell.answer)
            found = _what(result, cell)
            if key in seen or found is None:
                continue
            seen.add(key)
            yield _citable(result, cell, *found)


def fears_of(results: list[Result]) -> list[Fear]:
    """What people are most afraid of, by the newest wave that asked, the largest share first."""
    for result in results:
        shown = [
            (cell, found)
            for cell in result.table.cells
            if cell.question == FEAR and (found := _what(result, cell)) and _is_a_fear(found[1])
        ]
        if shown:
            shown.sort(key=lambda each: -(each[0].percent or 0))
            return [
                Fear(_citable(result, cell, *found), place)
                for place, (cell, found) in enumerate(shown, start=1)
            ]
    return []


def compared(old: WavePublication, new: WavePublication, *, question: str, answer: str) -> Compared | None:
    """What may be said of two waves; None when it cannot be compared at all."""
    sides = []
    for publication in (old, new):
        result = Result.of(publication)
        cells = tuple(
            cell
            for cell in result.table.cells
            if (cell.question, cell.answer, cell.breakdown) == (question, answer, ALL)
        )
        sides.append(Side(replace(result.table, cells=cells), result.definition, publication.community.slug))
    try:
        return next(iter(compare(sides[0], sides[1]).rows), None)
    except OverlappingSamples:
        return None


def said_of(row: Compared, *, first: str, second: str) -> str:
    """“7.3 points more, within the margin of error …” in the active language."""
    verdict = wording.verdict(row, first=first, second=second)
    if row.points is None:
        return verdict
    return _("%(points)s, %(verdict)s") % {"points": wording.points(row.points), "verdict": verdict}


def _what(result: Result, cell: PublicCell) -> tuple[QuestionDefinition, Option | NetDefinition] | None:
    """Question and answer of a cell that may be cited."""
    if cell.breakdown != ALL or cell.percent is None or cell.question not in result.definition:
        return None
    question = result.definition.of(cell.question)
    if question.is_profile or not question.has_answer(cell.answer):
        return None
    answer = question.answer(cell.answer)
    return None if isinstance(answer, Option) and answer.is_missing else (question, answer)


def _is_a_fear(answer: Option | NetDefinition) -> bool:
    """“Nothing” and “something else” lead to no problem."""
    return isinstance(answer, Option) and not answer.is_exclusive and answer.code != "other"


def _citable(
    result: Result, cell: PublicCell, question: QuestionDefinition, answer: Option | NetDefinition
) -> Citable:
    publication = result.publication
    about = result.table.about
    day = about["field_until_on"] or about["field_from_on"]
    page = reverse(
        "surveys:sheet_version", args=[publication.community.slug, publication.wave.slug, publication.version]
    )
    return Citable(
        kind=EvidenceKind.ANSWER,
        key=key_of(cell.question, cell.answer),
        source={
            "publication": publication.pk,
            "wave": publication.wave.slug,
            "question": cell.question,
            "answer": cell.answer,
        },
        topic=answer.topic or question.topic,
        label=Words(
            uk=f"{answer.label.uk} ({question.text.uk})", en=f"{answer.label.en} ({question.text.en})"
        ),
        value=in_both(lambda: _share(cell)),
        origin=Words(*(_origin(result, language) for language in ("uk", "en"))),
        on=dt.date.fromisoformat(day) if day else None,
        number=f"{cell.percent:.1f}",
        base=cell.base,
        link=public_path(page),
    )


def _share(cell: PublicCell) -> str:
    percent = cell.percent or 0
    return wording.about(percent) if Flag.APPROXIMATE in cell.flags else wording.percent(percent)


def _origin(result: Result, language: str) -> str:
    with override(language):
        passport = passport_of(result.table)
        if not passport.has_days:
            return _("survey “%(title)s”") % {"title": passport.title}
        said = {"title": passport.title, "month": wording.month(passport.last_day)}
        return _("survey “%(title)s”, %(month)s") % said


def answer_in(result: Result, question: str, answer: str) -> Citable | None:
    """This answer of everybody as this wave shows it; None when it does not."""
    for cell in result.table.cells:
        if (cell.question, cell.answer, cell.breakdown) == (question, answer, ALL):
            found = _what(result, cell)
            return _citable(result, cell, *found) if found else None
    return None
