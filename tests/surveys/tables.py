"""Small tables and questionnaires for tests of what may be shown."""

from surveys.definition import (
    Bilingual,
    Condition,
    NetDefinition,
    Option,
    QuestionDefinition,
    QuestionnaireDefinition,
)
from surveys.models import QuestionGroup, QuestionType
from surveys.results import ALL, Cell

SAID = Bilingual("так", "so")


def option(code, value, *, is_missing=False, is_exclusive=False, least=None, most=None):
    return Option(code, value, SAID, "", is_missing, is_exclusive or is_missing, least, most)


def question(
    code,
    answers,
    *,
    number=1,
    multiple=False,
    nets=None,
    asked_if=None,
    group=QuestionGroup.SAFETY,
    groups_of="",
    alone=(),
):
    """`answers`: codes; those that start with "no_" say nothing (hard to say, refused)."""
    return QuestionDefinition(
        number=number,
        code=code,
        group=group,
        type=QuestionType.MULTIPLE if multiple else QuestionType.SINGLE,
        topic="",
        text=SAID,
        asked_if=Condition(**asked_if) if asked_if else None,
        most_answers=None,
        least=None,
        most=None,
        groups_of=groups_of,
        origin="",
        note=SAID,
        options=tuple(
            option(each, place, is_missing=each.startswith("no_"), is_exclusive=each in alone)
            for place, each in enumerate(answers, start=1)
        ),
        nets=tuple(NetDefinition(net, SAID, tuple(members), "") for net, members in (nets or {}).items()),
    )


def questionnaire(*questions):
    return QuestionnaireDefinition(
        pk=1, code="q", version=1, sha256="0" * 64, title=SAID, note=SAID, consent=SAID, questions=questions
    )


def cell(answer, count, base, *, question="TRUST", breakdown=ALL, group=ALL):
    return Cell(
        question=question,
        answer=answer,
        percent=100 * count / base if base else 0.0,
        breakdown=breakdown,
        group=group,
        base=base,
        count=count,
    )
