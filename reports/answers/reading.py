"""From what somebody typed to an answer, or to plain words about why it cannot be one.

Nothing that was typed is thrown away: what cannot be read as a value becomes an answer of kind
`unclear` that holds the typed text, and keeps the report from being submitted. Only what is too
long to be kept at all is left with the person who typed it (`is_kept` is False).

The same functions read web forms, spreadsheets and tests.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.shared.plain_text import one_line, plain_text
from reports.answers.content import AnswerContent
from reports.editions.form_definition import IndicatorField, NarrativeField
from reports.models import AnswerKind, ValueType

LONGEST_VALUE = 200  # characters of an unreadable figure that are kept
LONGEST_TEXT = 20_000  # characters of a narrative or text answer that are kept
LONGEST_REASON = 300  # as the column

NO_VALUE = {AnswerKind.NO_DATA, AnswerKind.NOT_APPLICABLE}
YES = frozenset({"yes", "так", "y", "true", "1"})
NO = frozenset({"no", "ні", "n", "false", "0"})
INSTEAD_OF_A_FIGURE = frozenset(
    {"-", "--", "–", "—", "н/д", "нд", "немає", "нема", "немає даних", "n/a", "na", "none", "no data", "?"}
)
UNITS = {
    ValueType.PERCENT: ("%", "відсотків", "percent"),
    ValueType.MINUTES: ("хв.", "хв", "min", "minutes"),
    ValueType.MONEY: ("грн.", "грн", "₴", "uah"),
}

_APOSTROPHES = re.compile("['’]")
_MINUS = re.compile(r"^[-−–—]\s*(?=[0-9])")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_EXPONENT = re.compile(r"[0-9.,]+\s*[eеEЕ]\s*[+-]?[0-9]+")  # the Cyrillic letter looks the same
_CENTS = 2


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of one indicator. `instead`: no data or not applicable, if chosen."""

    value: str = ""
    instead: AnswerKind | None = None
    reason: str = ""


@dataclass(frozen=True)
class ReadAnswer:
    """`answer` is None when the indicator is not answered. `problem`: what is wrong, in words.

    `notice` tells of something that was mended on the way. When `is_kept` is False, what was typed
    is too long to be stored: the answer stored before stays.
    """

    answer: AnswerContent | None
    problem: str = ""
    notice: str = ""
    is_kept: bool = True


@dataclass(frozen=True)
class ReadText:
    """A narrative. `text` is whole even when it is too long to be submitted."""

    text: str
    problem: str = ""
    notice: str = ""
    is_kept: bool = True


class _Unreadable(Exception):
    """Holds the words for the person who typed it."""


def read_answer(field: IndicatorField, typed: Typed) -> ReadAnswer:
    """The answer to one indicator."""
    if typed.instead is not None:
        return _read_instead(typed.instead, typed.reason)
    if field.type == ValueType.TEXT:
        return _read_text_answer(field, typed.value)
    plain = one_line(typed.value)
    notice = _removed() if plain.something_removed else ""
    if not plain.text:
        return ReadAnswer(None, notice=notice)
    if len(plain.text) > LONGEST_VALUE:
        return ReadAnswer(None, problem=_too_long(plain.text, LONGEST_VALUE), notice=notice, is_kept=False)
    try:
        return ReadAnswer(_value(field, plain.text), notice=notice)
    except _Unreadable as problem:
        unclear = AnswerContent(AnswerKind.UNCLEAR, text=plain.text)
        return ReadAnswer(unclear, problem=str(problem), notice=notice)


def read_narrative(field: NarrativeField, raw: str) -> ReadText:
    """One of the texts of a section."""
    plain = plain_text(raw)
    notice = _removed() if plain.something_removed else ""
    if len(plain.text) > LONGEST_TEXT:
        return ReadText(plain.text, _too_long(plain.text, field.max_chars), notice, is_kept=False)
    return ReadText(plain.text, why_too_long(plain.text, field.max_chars), notice)


def why_too_long(text: str, limit: int | None) -> str:
    """“812 of 800 characters”, or nothing."""
    return _too_long(text, limit) if limit is not None and len(text) > limit else ""


def why_unclear(field: IndicatorField, answer: AnswerContent) -> str:
    """The words about a stored answer that is not one: unreadable, too long, or without its reason."""
    if answer.kind == AnswerKind.UNCLEAR:
        return read_answer(field, Typed(value=answer.text)).problem or _not_a_number()
    if answer.kind == AnswerKind.TEXT:
        return why_too_long(answer.text, field.max_chars)
    if answer.kind in NO_VALUE and not answer.reason:
        return _reason_missing(answer.kind)
    return ""


def number_from(field: IndicatorField, text: str) -> Decimal:
    """The figure in `text`, in the indicator's unit. Raises `ValueError` with words for its author."""
    try:
        return _number(field, one_line(text).text)
    except _Unreadable as problem:
        raise ValueError(str(problem)) from problem


def _read_instead(kind: AnswerKind, reason: str) -> ReadAnswer:
    plain = one_line(reason)
    notice = _removed() if plain.something_removed else ""
    if len(plain.text) > LONGEST_REASON:
        return ReadAnswer(None, problem=_too_long(plain.text, LONGEST_REASON), notice=notice, is_kept=False)
    problem = "" if plain.text else _reason_missing(kind)
    return ReadAnswer(AnswerContent(kind, reason=plain.text), problem=problem, notice=notice)


def _read_text_answer(field: IndicatorField, raw: str) -> ReadAnswer:
    plain = plain_text(raw)
    notice = _removed() if plain.something_removed else ""
    if not plain.text:
        return ReadAnswer(None, notice=notice)
    answer = AnswerContent(AnswerKind.TEXT, text=plain.text)
    if len(plain.text) > LONGEST_TEXT:
        problem = _too_long(plain.text, field.max_chars or LONGEST_TEXT)
        return ReadAnswer(None, problem=problem, notice=notice, is_kept=False)
    return ReadAnswer(answer, problem=why_too_long(plain.text, field.max_chars), notice=notice)


def _value(field: IndicatorField, text: str) -> AnswerContent:
    if field.type == ValueType.YES_NO:
        return AnswerContent(AnswerKind.YES_NO, yes=_yes_or_no(text))
    return AnswerContent(AnswerKind.NUMBER, number=_number(field, text))


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise _Unreadable(_("Answer yes or no."))
    return word in YES


def _number(field: IndicatorField, text: str) -> Decimal:
    _refuse_what_is_no_figure(text)
    digits = _digits(_without_unit(field, text))
    whole, _mark, fraction = digits.replace(",", ".").partition(".")
    fraction = _allowed_fraction(field, digits, fraction)
    whole = whole.lstrip("0") or "0"
    room = field.max_digits - field.decimals
    if len(whole) > room:
        raise _Unreadable(
            ngettext(
                "This number is too large: at most %(count)s digit before the decimal point.",
                "This number is too large: at most %(count)s digits before the decimal point.",
                room,
            )
            % {"count": room}
        )
    number = Decimal(f"{whole}.{fraction}" if fraction else whole)
    if field.type == ValueType.PERCENT and number > 100:
        raise _Unreadable(_("A percentage runs from 0 to 100."))
    return number


def _refuse_what_is_no_figure(text: str) -> None:
    if text.casefold() in INSTEAD_OF_A_FIGURE:
        raise _Unreadable(
            _("If there was nothing to count, write 0. If there is no figure, choose “no data” and say why.")
        )
    if _MINUS.match(text):
        raise _Unreadable(_("A figure cannot be below zero."))
    if _EXPONENT.fullmatch(text):
        raise _Unreadable(
            _("Write the number with all its digits, for example 1500, without the letter “e”.")
        )


def _without_unit(field: IndicatorField, text: str) -> str:
    for unit in UNITS.get(field.type, ()):
        if text.casefold().endswith(unit):
            return text[: -len(unit)].rstrip()
    return text


def _digits(text: str) -> str:
    """Digits with at most one comma or point; blanks only between thousands."""
    spaced = _APOSTROPHES.sub(" ", text)
    if not re.fullmatch(r"[0-9 .,]+", spaced):
        raise _Unreadable(_not_a_number())
    if _GROUPED.fullmatch(spaced) or _PLAIN.fullmatch(spaced):
        return spaced.replace(" ", "")
    if " " in spaced:
        raise _Unreadable(_("Is this one number? Write it without blanks, or as 12 500."))
    raise _Unreadable(_("Write the number with at most one comma or point, for example 12500 or 12.5."))


def _allowed_fraction(field: IndicatorField, digits: str, fraction: str) -> str:
    """Digits behind the comma, as many as the indicator has; refused rather than rounded.

    “1,000” is a thousand to an Englishman and one to a Ukrainian, so three digits are never guessed.
    """
    if len(fraction) <= _CENTS and not fraction.strip("0"):
        return ""
    if len(fraction) > _CENTS:
        raise _Unreadable(
            _("Is %(typed)s a whole number? Write thousands without a comma or point, for example 1000.")
            % {"typed": digits}
            if field.decimals == 0 or len(fraction) == 3
            else _decimals(field)
        )
    if len(fraction) > field.decimals:
        raise _Unreadable(_decimals(field))
    return fraction


def _decimals(field: IndicatorField) -> str:
    if field.decimals == 0:
        return _("This must be a whole number, for example 12.")
    return ngettext(
        "Write at most %(count)s digit after the decimal point, for example 12.5.",
        "Write at most %(count)s digits after the decimal point, for example 12.50.",
        field.decimals,
    ) % {"count": field.decimals}


def _not_a_number() -> str:
    return _("This cannot be read as a number. Write digits only, for example 12.")


def _too_long(text: str, limit: int) -> str:
    return ngettext(
        "Too long: %(length)s of %(limit)s character. Shorten it; nothing was cut off.",
        "Too long: %(length)s of %(limit)s characters. Shorten it; nothing was cut off.",
        limit,
    ) % {"length": len(text), "limit": limit}


def _reason_missing(kind: AnswerKind) -> str:
    if kind == AnswerKind.NO_DATA:
        return _("Say in a few words why there is no data.")
    return _("Say in a few words why this does not apply to your community.")


def _removed() -> str:
    return _("Characters that nobody can see were removed from this text.")
