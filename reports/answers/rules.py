"""Questions that figures ask each other. Rules between fields block submission; jumps only ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.answers.content import AnswerContent
from reports.editions.form_definition import FormDefinition, IndicatorField, Rule
from reports.editions.form_file import RuleKind
from reports.models import AnswerKind, ValueType
from reports.wording import number as shown

Answers = Mapping[str, AnswerContent]

TIMES = 3  # a figure that is so many times larger or smaller is asked about ...
# ... if it also differs by so much, in the indicator's unit: in a small community 1 and 4 are chance.
LEAST_DIFFERENCE: Mapping[ValueType, Decimal] = {
    ValueType.COUNT: Decimal(5),
    ValueType.MINUTES: Decimal(5),
    ValueType.RATIO: Decimal(5),
    ValueType.PERCENT: Decimal(10),
    ValueType.MONEY: Decimal(10_000),
}
POINTS = Decimal(30)  # 60 % instead of 25 % is not three times as much, and yet worth a question


@dataclass(frozen=True)
class BrokenRule:
    """`sections`: numbers of the sections whose fields disagree; `fields`: their indicator codes."""

    code: str
    sections: tuple[int, ...]
    fields: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Jump:
    """A figure far from an earlier one. `question` is for its author; nothing is blocked."""

    field: str
    question: str


def broken_rules(form: FormDefinition, answers: Answers) -> tuple[BrokenRule, ...]:
    """What does not fit together, over all sections, in the language of the page.

    A rule speaks only where the values it names are numbers; what is missing is another question.
    """
    return tuple(
        BrokenRule(
            code=rule.code,
            sections=tuple(sorted({form.section_of[code].number for code in rule.fields})),
            fields=rule.fields,
            message=str(rule.message),
        )
        for rule in form.rules
        if not _holds(rule, answers)
    )


def jump_from(
    field: IndicatorField,
    now: AnswerContent | None,
    previous: AnswerContent | None,
    last_year: AnswerContent | None,
) -> Jump | None:
    """The question that the new figure asks, against the previous period first, then last year's."""
    figure = now.number if now else None
    if figure is None or not field.is_number:
        return None
    for earlier, words in ((previous, _than_previous), (last_year, _than_last_year)):
        before = earlier.number if earlier else None
        if before is not None and _is_jump(field.type, figure, before):
            return Jump(field.code, words(field, figure, before))
    return None


def _holds(rule: Rule, answers: Answers) -> bool:
    left, right = _number(answers, rule.left), _number(answers, rule.right)
    if left is None:
        return True
    return _CHECKS[rule.kind](rule, left, right, answers)


def _not_more_than(_rule: Rule, left: Decimal, right: Decimal | None, _answers: Answers) -> bool:
    return right is None or left <= right


def _needs(rule: Rule, _left: Decimal, right: Decimal | None, answers: Answers) -> bool:
    base = answers.get(rule.right)
    if base is not None and base.kind == AnswerKind.UNCLEAR:  # asked about already, in its own words
        return True
    return right is not None and right > 0


def _none_without(_rule: Rule, left: Decimal, right: Decimal | None, _answers: Answers) -> bool:
    return right is None or left == 0 or right > 0


def _vacancy(rule: Rule, left: Decimal, right: Decimal | None, answers: Answers) -> bool:
    filled = _number(answers, rule.filled or "")
    if right is None or filled is None or right == 0:
        return True
    return abs(left - 100 * (right - filled) / right) <= rule.tolerance


_CHECKS: Mapping[RuleKind, Callable[[Rule, Decimal, Decimal | None, Answers], bool]] = {
    RuleKind.NOT_MORE_THAN: _not_more_than,
    RuleKind.NEEDS: _needs,
    RuleKind.NONE_WITHOUT: _none_without,
    RuleKind.VACANCY: _vacancy,
}


def _number(answers: Answers, code: str) -> Decimal | None:
    answer = answers.get(code)
    return answer.number if answer else None


def _is_jump(measure: ValueType, now: Decimal, before: Decimal) -> bool:
    difference = abs(now - before)
    if measure == ValueType.PERCENT and difference >= POINTS:
        return True
    smaller, larger = sorted((now, before))
    return larger >= TIMES * smaller and difference >= LEAST_DIFFERENCE[measure]


def _than_previous(field: IndicatorField, now: Decimal, before: Decimal) -> str:
    old, new = shown(before, decimals=field.decimals), shown(now, decimals=field.decimals)
    if field.type == ValueType.PERCENT or 0 in {now, before}:
        return _("It was %(before)s in the previous period and is %(now)s now: is that right?") % {
            "before": old,
            "now": new,
        }
    times = _times(now, before)
    if now > before:
        text = ngettext(
            "%(times)s time the figure of the previous period (%(before)s): is that right?",
            "%(times)s times the figure of the previous period (%(before)s): is that right?",
            times,
        )
    else:
        text = ngettext(
            "%(times)s time less than in the previous period (%(before)s): is that right?",
            "%(times)s times less than in the previous period (%(before)s): is that right?",
            times,
        )
    return text % {"times": times, "before": old}


def _than_last_year(field: IndicatorField, now: Decimal, before: Decimal) -> str:
    old, new = shown(before, decimals=field.decimals), shown(now, decimals=field.decimals)
    if field.type == ValueType.PERCENT or 0 in {now, before}:
        return _("It was %(before)s a year ago and is %(now)s now: is that right?") % {
            "before": old,
            "now": new,
        }
    times = _times(now, before)
    if now > before:
        text = ngettext(
            "%(times)s time the figure of a year ago (%(before)s): is that right?",
            "%(times)s times the figure of a year ago (%(before)s): is that right?",
            times,
        )
    else:
        text = ngettext(
            "%(times)s time less than a year ago (%(before)s): is that right?",
            "%(times)s times less than a year ago (%(before)s): is that right?",
            times,
        )
    return text % {"times": times, "before": old}


def _times(now: Decimal, before: Decimal) -> int:
    """How many times as much or less, as people say it: 3, 4, 12."""
    return int((max(now, before) / min(now, before)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
