"""The codebook: what each column of a data file is, and what each value in it means.

A plain CSV loses labels and declared missing values; with this beside it nobody has to guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, override
from openpyxl import Workbook

from communities.topics import Topic
from surveys.asking import asked_of, how_to_answer
from surveys.definition import (
    COMMUNITY,
    HARD_TO_SAY,
    REFUSED,
    WEIGHT,
    Bilingual,
    Option,
    QuestionDefinition,
    QuestionnaireDefinition,
)
from surveys.models import QuestionType
from surveys.steady_workbook import add_row, add_sheet, as_bytes, new_workbook


@dataclass(frozen=True)
class Variable:
    """A column. One of several answers has a column of its own: 1 chosen, 0 not chosen.

    `asked_of`: in words, empty when everybody was asked. `option`: the answer that the column is about.
    """

    column: str
    question: QuestionDefinition
    label: Bilingual
    values: tuple[Option, ...]
    asked_of: str
    option: Option | None = None


def variables(definition: QuestionnaireDefinition) -> Iterator[Variable]:
    """In the order of asking."""
    for question in definition:
        asked = asked_of(question, definition)
        if question.type is not QuestionType.MULTIPLE:
            yield Variable(question.code, question, question.text, question.options, asked)
            continue
        for option in question.options:
            yield Variable(question.column(option.code), question, option.label, (), asked, option)


def rules(definition: QuestionnaireDefinition) -> list[str]:
    """What holds for the whole file, in the language of the page."""
    several = next((row for row in definition if row.is_multiple and row.options), None)
    example = {
        "question": several.code if several else "FEAR",
        "first": several.options[0].code if several else "a",
        "second": several.options[1].code if several else "b",
    }
    return [
        gettext("One line is one person. There are no names, addresses or telephone numbers in the file."),
        gettext("A question with one answer is one column; it holds the value or the code of the answer."),
        gettext(
            "A question with several answers comes in one of two ways: as one column with the codes of the "
            "chosen answers and spaces between them (%(question)s: “%(first)s %(second)s”), or as one column "
            "for each answer (%(question)s/%(first)s), 1 for chosen and 0 for not chosen."
        )
        % example,
        gettext(
            "An empty cell means that the question was not asked or was left out. %(hard)s means “hard to "
            "say” and %(refused)s “refused”: those people were asked and count in the base."
        )
        % {"hard": HARD_TO_SAY, "refused": REFUSED},
        gettext("%(weight)s holds the weight of the person, a number above 0. Without it everybody counts 1.")
        % {"weight": WEIGHT},
        gettext("%(community)s names the community when a file holds several.") % {"community": COMMUNITY},
        gettext("A net is several answers told together, such as “trust” for “fully” and “rather”."),
    ]


def codebook_of(definition: QuestionnaireDefinition, *, language: str) -> bytes:
    """The .xlsx: columns, values, nets and rules. Labels stand in both languages."""
    with override(language):
        book = new_workbook(str(definition.title))
        _columns(book, definition)
        _values(book, definition)
        _nets(book, definition)
        sheet = add_sheet(book, gettext("rules"), [gettext("What holds for the whole file")], widths=[120])
        for rule in rules(definition):
            add_row(sheet, [rule])
        return as_bytes(book)


def topic_name(code: str) -> str:
    """In words; empty for what belongs to none of the twelve."""
    return str(Topic(code).label) if code else ""


def _columns(book: Workbook, definition: QuestionnaireDefinition) -> None:
    heads = [
        gettext("column"),
        gettext("question"),
        gettext("in Ukrainian"),
        gettext("in English"),
        gettext("how it is answered"),
        gettext("asked of"),
        gettext("topic of the police report"),
        gettext("note"),
    ]
    sheet = add_sheet(book, gettext("columns"), heads, widths=(26, 16, 50, 50, 30, 40, 28, 50))
    for row in variables(definition):
        question = row.question
        topic = row.option.topic if row.option else question.topic
        add_row(
            sheet,
            (
                row.column,
                question.code,
                row.label.uk,
                row.label.en,
                how_to_answer(question) if row.option is None else gettext("1 chosen, 0 not chosen"),
                row.asked_of or gettext("everybody"),
                topic_name(topic),
                str(question.note),
            ),
        )


def _values(book: Workbook, definition: QuestionnaireDefinition) -> None:
    heads = [
        gettext("question"),
        gettext("value"),
        gettext("code"),
        gettext("in Ukrainian"),
        gettext("in English"),
        gettext("counts as"),
        gettext("topic of the police report"),
    ]
    sheet = add_sheet(book, gettext("values"), heads, widths=(16, 8, 20, 50, 50, 26, 28))
    for question in definition:
        for option in question.options:
            add_row(
                sheet,
                (
                    question.code,
                    option.value,
                    option.code,
                    option.label.uk,
                    option.label.en,
                    kind_of(option, question),
                    topic_name(option.topic),
                ),
            )


def kind_of(option: Option, question: QuestionDefinition) -> str:
    if option.is_missing:
        return gettext("no opinion told")
    if option.is_exclusive and question.is_multiple:
        return gettext("answer that stands alone")
    return gettext("answer")


def _nets(book: Workbook, definition: QuestionnaireDefinition) -> None:
    heads = [
        gettext("question"),
        gettext("net"),
        gettext("in Ukrainian"),
        gettext("in English"),
        gettext("answers in it"),
    ]
    sheet = add_sheet(book, gettext("nets"), heads, widths=(16, 16, 44, 44, 70))
    for question in definition:
        for net in question.nets:
            add_row(sheet, (question.code, net.code, net.label.uk, net.label.en, " ".join(net.members)))
