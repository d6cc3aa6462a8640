"""An edition of the questionnaire as values, for everybody who works with answers or results.

Kept for the life of a process: a loaded edition never changes, and neither a page nor an import asks
the database about it twice.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language

from surveys.bank_file import HARD_TO_SAY, MISSING_VALUES, REFUSED
from surveys.models import Question, QuestionGroup, Questionnaire, QuestionType

__all__ = ["COMMUNITY", "HARD_TO_SAY", "MISSING_VALUES", "REFUSED", "WEIGHT"]

WEIGHT = "WEIGHT"  # the column of a file or frame that holds the weight of a person
COMMUNITY = "COMMUNITY"  # the column that names the community by its address (slug)
EDITIONS_KEPT = 32


@dataclass(frozen=True)
class Bilingual:
    """A text of the questionnaire; `str()` gives it in the language of the page."""

    uk: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.uk

    def __bool__(self) -> bool:
        return bool(self.uk or self.en)


@dataclass(frozen=True)
class Condition:
    """Who is asked: who gave one of `answers` to `question`; with `is_not`, who answered and gave none."""

    question: str
    answers: tuple[str, ...]
    is_not: bool

    def holds(self, given: Collection[str]) -> bool:
        """`given`: codes of the answers of one person to `question`; empty when there are none."""
        return bool(given) and self.is_not == (not set(given) & set(self.answers))


@dataclass(frozen=True)
class Option:
    """An answer to choose. `topic`: its own or that of its question; "" when neither has one.

    `least`, `most`: the numbers that this group holds, when its question groups numbers; None at an
    open end.
    """

    code: str
    value: int
    label: Bilingual
    topic: str
    is_missing: bool
    is_exclusive: bool
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class NetDefinition:
    """Several answers told together. `members`: codes of answers."""

    code: str
    label: Bilingual
    members: tuple[str, ...]
    topic: str


@dataclass(frozen=True)
class QuestionDefinition:
    """`groups_of`: code of the number question whose values these answers group. The columns of
    a frame: `code` for one answer (its value), a number or own words; `column(option)` for several."""

    number: int
    code: str
    group: QuestionGroup
    type: QuestionType
    topic: str
    text: Bilingual
    asked_if: Condition | None
    most_answers: int | None
    least: int | None
    most: int | None
    groups_of: str
    origin: str
    note: Bilingual
    options: tuple[Option, ...]
    nets: tuple[NetDefinition, ...]

    @property
    def is_multiple(self) -> bool:
        return self.type is QuestionType.MULTIPLE

    @property
    def has_options(self) -> bool:
        return self.type in {QuestionType.SINGLE, QuestionType.MULTIPLE}

    @property
    def shares_exceed_100(self) -> bool:
        """Several answers: the shares sum to more than 100, so they are never slices of one pie."""
        return self.is_multiple

    @property
    def is_profile(self) -> bool:
        return self.group is QuestionGroup.PROFILE

    @cached_property
    def option(self) -> Mapping[str, Option]:
        """By code."""
        return {option.code: option for option in self.options}

    @cached_property
    def option_of_value(self) -> Mapping[int, Option]:
        return {option.value: option for option in self.options}

    @cached_property
    def net(self) -> Mapping[str, NetDefinition]:
        """By code."""
        return {net.code: net for net in self.nets}

    def answer(self, code: str) -> Option | NetDefinition:
        """An option or a net. Raises `KeyError` when there is neither."""
        return self.option[code] if code in self.option else self.net[code]

    def has_answer(self, code: str) -> bool:
        return code in self.option or code in self.net

    def column(self, option: str) -> str:
        """The 0/1 column of one of several answers, as KoBoToolbox names it too."""
        return f"{self.code}/{option}"

    def group_value(self, number: float) -> int | None:
        """The value of the group that holds this number (age 47: the group 46-60), None when none does."""
        for option in self.options:
            if (option.least, option.most) == (None, None):
                continue
            # 30.5 years are still “30”: a group ends where the next begins.
            if (option.least is None or number >= option.least) and (
                option.most is None or number < option.most + 1
            ):
                return option.value
        return None


@dataclass(frozen=True)
class QuestionnaireDefinition:
    pk: int
    code: str
    version: int
    sha256: str
    title: Bilingual
    note: Bilingual
    consent: Bilingual
    questions: tuple[QuestionDefinition, ...]

    def __iter__(self) -> Iterator[QuestionDefinition]:
        return iter(self.questions)

    def __contains__(self, code: str) -> bool:
        return code in self.by_code

    @cached_property
    def by_code(self) -> Mapping[str, QuestionDefinition]:
        return {question.code: question for question in self.questions}

    def of(self, code: str) -> QuestionDefinition:
        """Raises `KeyError` when there is no such question."""
        return self.by_code[code]

    @cached_property
    def groups(self) -> Mapping[QuestionGroup, tuple[QuestionDefinition, ...]]:
        """Questions by group, groups in the order in which they are first asked."""
        found: dict[QuestionGroup, tuple[QuestionDefinition, ...]] = {}
        for question in self.questions:
            found[question.group] = (*found.get(question.group, ()), question)
        return found

    @property
    def breakdowns(self) -> tuple[QuestionDefinition, ...]:
        """Questions about who answered, by which results can be broken down."""
        return tuple(question for question in self.questions if question.is_profile and question.has_options)

    def about(self, topic: str) -> tuple[tuple[QuestionDefinition, Option], ...]:
        """Every question and answer that belongs to one of the twelve topics."""
        return tuple(
            (question, option)
            for question in self.questions
            for option in question.options
            if option.topic == topic and not option.is_missing
        )


def definition_of(questionnaire: Questionnaire) -> QuestionnaireDefinition:
    """Four queries the first time in a process, none afterwards."""
    return _definition(questionnaire.pk, questionnaire.sha256)


@lru_cache(maxsize=EDITIONS_KEPT)
def _definition(pk: int, sha256: str) -> QuestionnaireDefinition:
    """The checksum is part of the key: in tests two editions may get the same number one after another."""
    row = Questionnaire.objects.get(pk=pk)
    questions = row.questions.order_by("number").prefetch_related("options", "nets")
    return QuestionnaireDefinition(
        pk=pk,
        code=row.code,
        version=row.version,
        sha256=sha256,
        title=Bilingual(row.title_uk, row.title_en),
        note=Bilingual(row.note_uk, row.note_en),
        consent=Bilingual(row.consent_uk, row.consent_en),
        questions=tuple(_question(question) for question in questions),
    )


def _question(row: Question) -> QuestionDefinition:
    options = tuple(
        Option(
            code=option.code,
            value=option.value,
            label=Bilingual(option.label_uk, option.label_en),
            topic="" if option.is_missing else option.topic or row.topic,
            is_missing=option.is_missing,
            is_exclusive=option.is_exclusive,
            least=option.least,
            most=option.most,
        )
        for option in sorted(row.options.all(), key=lambda each: each.number)
    )
    nets = tuple(
        NetDefinition(net.code, Bilingual(net.label_uk, net.label_en), tuple(net.members), topic=row.topic)
        for net in sorted(row.nets.all(), key=lambda each: each.number)
    )
    return QuestionDefinition(
        number=row.number,
        code=row.code,
        group=QuestionGroup(row.group),
        type=QuestionType(row.type),
        topic=row.topic,
        text=Bilingual(row.text_uk, row.text_en),
        asked_if=_condition(row.asked_if),
        most_answers=row.most_answers,
        least=row.least,
        most=row.most,
        groups_of=row.groups_of,
        origin=row.origin,
        note=Bilingual(row.note_uk, row.note_en),
        options=options,
        nets=nets,
    )


def _condition(said: Mapping[str, Any]) -> Condition | None:
    if not said:
        return None
    return Condition(said["question"], tuple(said["answers"]), is_not=bool(said["is_not"]))
