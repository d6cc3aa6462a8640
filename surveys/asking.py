"""How a question is asked, in words: of whom, with how many answers. For page, codebook, tablet and paper."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.models import QuestionType


def asked_of(question: QuestionDefinition, definition: QuestionnaireDefinition) -> str:
    """Empty for a question that everybody is asked."""
    if condition := question.asked_if:
        other = definition.of(condition.question)
        said = {
            "number": other.number,
            "answers": listed([str(other.option[code].label) for code in condition.answers]),
        }
        if condition.is_not:
            return gettext("Asked of those who answered question %(number)s, but not %(answers)s") % said
        return gettext("Asked of those who answered question %(number)s with %(answers)s") % said
    if question.groups_of:
        return gettext("Asked of those who left question %(number)s out") % {
            "number": definition.of(question.groups_of).number
        }
    return ""


def how_to_answer(question: QuestionDefinition) -> str:
    if question.type is QuestionType.MULTIPLE:
        if question.most_answers is None:
            return gettext("Several answers are possible.")
        return ngettext(
            "No more than %(count)s answer.", "No more than %(count)s answers.", question.most_answers
        ) % {"count": question.most_answers}
    if question.type is QuestionType.SINGLE:
        return gettext("One answer.")
    if question.type is QuestionType.NUMBER:
        return limits_of(question)
    return gettext("In own words, without names and addresses.")


def limits_of(question: QuestionDefinition) -> str:
    """What a number must keep to."""
    said = {"least": question.least, "most": question.most}
    if question.least is None and question.most is None:
        return gettext("Write a whole number.")
    if question.most is None:
        return gettext("Write a whole number, %(least)s or more.") % said
    if question.least is None:
        return gettext("Write a whole number, %(most)s or less.") % said
    return gettext("Write a whole number from %(least)s to %(most)s.") % said


def listed(words: Sequence[str]) -> str:
    """In quotation marks, as they can stand in a sentence of any language."""
    quoted = [gettext("“%(word)s”") % {"word": word} for word in words]
    if len(quoted) == 1:
        return quoted[0]
    return gettext("%(first)s or %(last)s") % {"first": ", ".join(quoted[:-1]), "last": quoted[-1]}
