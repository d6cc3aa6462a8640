"""The questionnaire as a page shows it: questions in their groups, with how and of whom they are asked."""

from dataclasses import dataclass

from surveys.asking import asked_of, how_to_answer
from surveys.bank_file import Origin
from surveys.codebook import topic_name
from surveys.definition import QuestionDefinition, QuestionnaireDefinition


@dataclass(frozen=True)
class AnswerOnPage:
    """`topic`: in words, only where it differs from that of the question."""

    label: str
    topic: str


@dataclass(frozen=True)
class QuestionOnPage:
    """`is_own`: the published source does not imply this question."""

    question: QuestionDefinition
    asked_of: str
    how: str
    topic: str
    is_own: bool
    answers: tuple[AnswerOnPage, ...]


@dataclass(frozen=True)
class GroupOnPage:
    anchor: str
    title: str
    questions: tuple[QuestionOnPage, ...]


def page_of(definition: QuestionnaireDefinition) -> tuple[GroupOnPage, ...]:
    return tuple(
        GroupOnPage(
            anchor=group.value,
            title=str(group.label),
            questions=tuple(_question(question, definition) for question in questions),
        )
        for group, questions in definition.groups.items()
    )


def _question(question: QuestionDefinition, definition: QuestionnaireDefinition) -> QuestionOnPage:
    return QuestionOnPage(
        question=question,
        asked_of=asked_of(question, definition),
        how=how_to_answer(question),
        topic=topic_name(question.topic),
        is_own=question.origin == Origin.OWN,
        answers=tuple(
            AnswerOnPage(
                str(option.label), topic_name(option.topic) if option.topic != question.topic else ""
            )
            for option in question.options
        ),
    )
