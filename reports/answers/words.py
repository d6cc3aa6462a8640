"""An exact answer as its police read it on a page. Residents read `reports.wording` of published facts."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports import wording
from reports.answers.content import AnswerContent, plain
from reports.editions.form_definition import IndicatorField
from reports.models import AnswerKind


def in_words(field: IndicatorField, answer: AnswerContent | None) -> str:
    """“12”, “32.6%”, “no data: the archive burnt”; a dash when there is no answer."""
    if answer is None:
        return "—"
    if answer.number is not None:
        return wording.quantity(answer.number, measure=field.type, decimals=field.decimals)
    match answer.kind:
        case AnswerKind.YES_NO:
            return _("yes") if answer.yes else _("no")
        case AnswerKind.NO_DATA | AnswerKind.NOT_APPLICABLE:
            return _with_reason(answer)
        case AnswerKind.UNCLEAR:
            return _("“%(typed)s” (cannot be read)") % {"typed": answer.text}
        case _:
            return answer.text


def as_typed(answer: AnswerContent | None) -> str:
    """What stands in the field: digits with the comma or point of the language, without thousands."""
    if answer is None:
        return ""
    if answer.number is not None:
        digits = plain(answer.number)
        return digits if get_language() == "en" else digits.replace(".", ",")
    if answer.kind == AnswerKind.YES_NO:
        return "yes" if answer.yes else "no"
    return answer.text


def _with_reason(answer: AnswerContent) -> str:
    if answer.kind == AnswerKind.NO_DATA:
        return _("no data: %(reason)s") % {"reason": answer.reason} if answer.reason else _("no data")
    if answer.reason:
        return _("not applicable: %(reason)s") % {"reason": answer.reason}
    return _("not applicable")
