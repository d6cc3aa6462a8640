"""The questionnaire for tablets and telephones: an XLSForm for KoBoToolbox and ODK, in both languages.

Questions and choices are named by their codes, so that what comes back finds its question by itself
(`surveys.mapping`). Participation is voluntary: a question may be left out, only the consent may not.
Nothing asks for a name, an address, a place or a picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, override
from openpyxl import Workbook

from communities.models import Community
from surveys.asking import how_to_answer, limits_of
from surveys.definition import COMMUNITY, Bilingual, Condition, QuestionDefinition, QuestionnaireDefinition
from surveys.models import QuestionGroup, QuestionType
from surveys.steady_workbook import add_row, add_sheet, as_bytes, new_workbook

ENGLISH, UKRAINIAN = "English (en)", "Українська (uk)"
CONSENT, AGREED = "CONSENT", "AGREED"

SURVEY_HEADS = (
    "type",
    "name",
    f"label::{ENGLISH}",
    f"label::{UKRAINIAN}",
    f"hint::{ENGLISH}",
    f"hint::{UKRAINIAN}",
    "required",
    "relevant",
    "constraint",
    f"constraint_message::{ENGLISH}",
    f"constraint_message::{UKRAINIAN}",
)
CHOICE_HEADS = ("list_name", "name", f"label::{ENGLISH}", f"label::{UKRAINIAN}")

NOTHING = Bilingual("", "")


@dataclass(frozen=True)
class Row:
    """One line of the sheet “survey”."""

    type: str
    name: str
    label: Bilingual = NOTHING
    hint: Bilingual = NOTHING
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    message: Bilingual = NOTHING

    def cells(self) -> tuple[str, ...]:
        return (
            self.type,
            self.name,
            self.label.en,
            self.label.uk,
            self.hint.en,
            self.hint.uk,
            self.required,
            self.relevant,
            self.constraint,
            self.message.en,
            self.message.uk,
        )


def xlsform_of(definition: QuestionnaireDefinition, *, communities: Sequence[Community] = ()) -> bytes:
    """The .xlsx. With `communities` the interviewer first says in which of them the person lives."""
    book = new_workbook(definition.title.en)
    survey = add_sheet(book, "survey", SURVEY_HEADS, widths=(24, 16, 44, 44, 24, 24, 9, 34, 34, 34, 34))
    for row in _opening(definition, communities):
        add_row(survey, row.cells())
    for group, questions in definition.groups.items():
        add_row(
            survey, Row("begin_group", group.value, _title(group), relevant=f"${{{AGREED}}} = 'OK'").cells()
        )
        for question in questions:
            add_row(survey, _question(question).cells())
        add_row(survey, Row("end_group", group.value).cells())
    _choices(book, definition, communities)
    _settings(book, definition)
    return as_bytes(book)


def list_name(question: QuestionDefinition) -> str:
    return question.code.lower()


def relevant(condition: Condition) -> str:
    """The condition in the language of XLSForm."""
    asked = f"${{{condition.question}}}"
    gave = " or ".join(f"selected({asked}, '{answer}')" for answer in condition.answers)
    return f"{asked} != '' and not({gave})" if condition.is_not else gave


# --- the sheets ---


def _opening(definition: QuestionnaireDefinition, communities: Sequence[Community]) -> list[Row]:
    rows = [
        Row("note", CONSENT, definition.consent),
        Row("acknowledge", AGREED, _agreed(), required="yes"),
    ]
    if communities:
        rows.append(Row(f"select_one {COMMUNITY.lower()}", COMMUNITY, in_which_community(), required="yes"))
    return rows


def _question(question: QuestionDefinition) -> Row:
    rules = _rules(question)
    return Row(
        type=_type(question),
        name=question.code,
        label=question.text,
        hint=_hint(question),
        relevant=_asked_of(question),
        constraint=" and ".join(rule for rule, _ in rules),
        message=_joined([message for _, message in rules]),
    )


def _type(question: QuestionDefinition) -> str:
    if question.type is QuestionType.SINGLE:
        return f"select_one {list_name(question)}"
    if question.type is QuestionType.MULTIPLE:
        return f"select_multiple {list_name(question)}"
    return "integer" if question.type is QuestionType.NUMBER else "text"


def _asked_of(question: QuestionDefinition) -> str:
    """A group is asked for of those only who do not tell the number itself."""
    parts = [relevant(question.asked_if)] if question.asked_if else []
    parts += [f"${{{question.groups_of}}} = ''"] if question.groups_of else []
    return " and ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def _rules(question: QuestionDefinition) -> list[tuple[str, Bilingual]]:
    """What an answer must keep to, and what the interviewer reads when it does not."""
    rules = []
    if question.least is not None or question.most is not None:
        limits = [f". >= {question.least}"] if question.least is not None else []
        limits += [f". <= {question.most}"] if question.most is not None else []
        rules.append((" and ".join(limits), _said(lambda: limits_of(question))))
    if question.is_multiple:
        alone = [option for option in question.options if option.is_exclusive]
        if alone:
            rules.append((" and ".join(_alone(option.code) for option in alone), _stands_alone()))
        if question.most_answers is not None:
            rules.append((f"count-selected(.) <= {question.most_answers}", _hint(question)))
    return rules


def _alone(answer: str) -> str:
    return f"not(selected(., '{answer}') and count-selected(.) > 1)"


def _choices(book: Workbook, definition: QuestionnaireDefinition, communities: Sequence[Community]) -> None:
    sheet = add_sheet(book, "choices", CHOICE_HEADS, widths=(18, 20, 50, 50))
    for community in communities:
        add_row(sheet, (COMMUNITY.lower(), community.slug, community.name_en, community.name_uk))
    for question in definition:
        for option in question.options:
            add_row(sheet, (list_name(question), option.code, option.label.en, option.label.uk))


def _settings(book: Workbook, definition: QuestionnaireDefinition) -> None:
    heads = ("form_title", "form_id", "version", "default_language")
    sheet = add_sheet(book, "settings", heads, widths=(60, 34, 10, 22))
    form_id = f"{definition.code}-{definition.version}".replace("-", "_")
    add_row(sheet, (definition.title.uk, form_id, str(definition.version), UKRAINIAN))


# --- words ---


def _title(group: QuestionGroup) -> Bilingual:
    return _said(lambda: str(group.label))


def _hint(question: QuestionDefinition) -> Bilingual:
    return _said(lambda: how_to_answer(question)) if question.is_multiple else NOTHING


def _joined(texts: Sequence[Bilingual]) -> Bilingual:
    return Bilingual(" ".join(text.uk for text in texts), " ".join(text.en for text in texts))


def _said(say: Callable[[], str]) -> Bilingual:
    with override("uk"):
        uk = say()
    with override("en"):
        return Bilingual(uk, say())


def _agreed() -> Bilingual:
    return _said(lambda: gettext("The person has heard this, agrees to answer and is 18 or older"))


def in_which_community() -> Bilingual:
    return _said(lambda: gettext("In which community do you live?"))


def _stands_alone() -> Bilingual:
    return _said(lambda: gettext("This answer cannot stand beside others: leave it, or leave the others."))
