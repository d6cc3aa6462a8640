"""Which column of a file is which question: a guess that says why, the analyst's word, and its memory.

Tools name columns in their own ways: FEAR, safety/FEAR (KoBoToolbox), safety-FEAR (ODK), FEAR/shelling or
FEAR_2 for one of several answers, or the words of the question in either language. All these are compared
as plain words: small letters and digits with one “_” between.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from surveys.definition import COMMUNITY, WEIGHT, QuestionDefinition, QuestionnaireDefinition
from surveys.models import ColumnMemory, QuestionGroup, QuestionType
from surveys.reading.columns import FileColumn

LONGEST_REMEMBERED = 200
EDITIONS_KEPT = 4  # whose names are known at once in a process
WEIGHT_NAMES = frozenset({"weight", "weights", "wt", "wgt", "w", "вага", "коефіцієнт_зважування"})
COMMUNITY_NAMES = frozenset({"community", "громада", "hromada", "район"})
COMMUNITY_WORDS = ("In which community do you live?", "У якій громаді ви живете?")  # of our form for tablets
# What KoBoToolbox and ODK add; none of it is an answer.
# fmt: off
TOOLS_OWN = frozenset({
    "start", "end", "today", "deviceid", "device_id", "username", "phonenumber", "simserial",
    "subscriberid", "simid", "audit", "id", "uuid", "key", "submission_time", "submissiondate",
    "validation_status", "notes", "status", "submitted_by", "tags", "index", "version", "formhub_uuid",
    "meta_instanceid", "instanceid", "instancename", "rootuuid", "consent", "agreed", "attachments",
    "geolocation", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected",
    "reviewstate", "edits", "formversion", "parent_index", "parent_table_name", "deprecatedid",
    "xform_id_string", "meta_instancename", "meta_rootuuid", "meta_deprecatedid", "date_of_interview",
})
# fmt: on
GROUPS = frozenset(QuestionGroup.values)
SPLITS = re.compile(r"[/\-.:]")


class Why(StrEnum):
    REMEMBERED = "remembered"  # the analyst said so once
    CODE = "code"
    IN_GROUP = "in_group"  # the code, after the name of a group
    WORDS = "words"  # the words of the question
    TOOL = "tool"  # a column of the tool itself
    SAME_IN_ONE = "same_in_one"  # the same answers stand in one column
    TWICE = "twice"  # another column was taken already
    SAID = "said"  # by the analyst, just now
    NOTHING = "nothing"  # no idea


@dataclass(frozen=True)
class Target:
    """`question`: a code, WEIGHT or COMMUNITY; `answer`: of one of several, with a column of its own."""

    question: str
    answer: str = ""

    def __str__(self) -> str:
        return f"{self.question}/{self.answer}" if self.answer else self.question


@dataclass(frozen=True)
class Guess:
    """`target` None: the column is not used."""

    column: str
    target: Target | None
    why: Why


def guess(
    columns: Sequence[FileColumn], definition: QuestionnaireDefinition, *, memory: Mapping[str, Target | None]
) -> list[Guess]:
    """In the order of the file. A target is given to one column only: the first that claims it best."""
    known = _names(definition)
    found = [_guess(column, known, memory) for column in columns]
    taken: dict[Target, str] = {}
    for each in sorted(found, key=_strength):
        if each.target is not None:
            taken.setdefault(each.target, each.column)
    whole = {target.question for target in taken if not target.answer}
    return [_settled(each, taken, whole) for each in found]


def said(guesses: Sequence[Guess]) -> dict[str, dict[str, str]]:
    """As `SurveyImport.mapping` keeps it: used columns only."""
    return {
        each.column: {"question": each.target.question, "answer": each.target.answer}
        for each in guesses
        if each.target is not None
    }


def targets(mapping: Mapping[str, Mapping[str, str]]) -> dict[str, Target]:
    return {column: Target(to["question"], to["answer"]) for column, to in mapping.items()}


def read_target(text: str, definition: QuestionnaireDefinition) -> Target | None:
    """What `str(target)` wrote; None for the empty text. Raises `KeyError` for anything else."""
    if not text:
        return None
    question, _slash, answer = text.partition("/")
    if question in {WEIGHT, COMMUNITY} and not answer:
        return Target(question)
    asked = definition.of(question)
    if asked.type is QuestionType.OPEN or (answer and (not asked.is_multiple or answer not in asked.option)):
        raise KeyError(text)
    return Target(question, answer)


def choices(definition: QuestionnaireDefinition) -> Iterator[Target]:
    """All that a column may be, in the order of asking. Own words are not taken over: they may hold names."""
    for question in definition:
        if question.type is not QuestionType.OPEN:
            yield Target(question.code)
            if question.is_multiple:
                yield from (Target(question.code, option.code) for option in question.options)
    yield Target(WEIGHT)
    yield Target(COMMUNITY)


def remembered(definition: QuestionnaireDefinition) -> dict[str, Target | None]:
    """By `memory_key`."""
    rows = ColumnMemory.objects.filter(questionnaire=definition.pk)
    return {row.column: Target(row.question, row.answer) if row.question else None for row in rows}


def remember(
    definition: QuestionnaireDefinition, told: Mapping[str, Target | None], *, at: dt.datetime
) -> None:
    """What the analyst said of columns, for the next file."""
    rows = {
        memory_key(column): ColumnMemory(
            questionnaire_id=definition.pk,
            column=memory_key(column),
            question=target.question if target else "",
            answer=target.answer if target else "",
            said_at=at,
        )
        for column, target in told.items()
    }
    ColumnMemory.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["questionnaire", "column"],
        update_fields=["question", "answer", "said_at"],
    )


def memory_key(column: str) -> str:
    """Small letters, without the names of groups in front."""
    parts = SPLITS.split(column.strip())
    while len(parts) > 1 and parts[0].strip().lower() in GROUPS:
        parts = parts[1:]
    return (plain("/".join(parts)) or column.strip().lower())[:LONGEST_REMEMBERED]


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def _guess(
    column: FileColumn, known: Mapping[str, tuple[Target | None, bool]], memory: Mapping[str, Target | None]
) -> Guess:
    key = memory_key(column.name)
    if key in memory:
        return Guess(column.name, memory[key], Why.REMEMBERED)
    whole = plain(column.name)
    if whole in TOOLS_OWN:
        return Guess(column.name, None, Why.TOOL)
    for number, name in enumerate(_endings(column.name)):
        if name in known:
            target, is_code = known[name]
            why = (Why.IN_GROUP if number else Why.CODE) if is_code else Why.WORDS
            return Guess(column.name, target, Why.TOOL if target is None else why)
    if column.label:
        name = plain(column.label)
        if name in known and known[name][0] is not None:
            return Guess(column.name, known[name][0], Why.WORDS)
    if any(name in TOOLS_OWN for name in _endings(column.name)):
        return Guess(column.name, None, Why.TOOL)
    return Guess(column.name, None, Why.NOTHING)


def _endings(name: str) -> Iterator[str]:
    """The name, then without its first part, and so on: safety/FEAR/mines, FEAR/mines, mines."""
    yield plain(name)
    for mark in SPLITS.finditer(name):
        yield plain(name[mark.end() :])


class _Names:
    """Every name a column may have, and whether it is made of codes. Words with two meanings have none."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Target | None, bool]] = {}
        self._ambiguous: set[str] = set()

    def add(self, name: str, target: Target | None, *, is_code: bool) -> None:
        if name:
            known = self._found.setdefault(name, (target, is_code))
            if known[0] != target and not known[1]:
                self._ambiguous.add(name)

    def certain(self) -> dict[str, tuple[Target | None, bool]]:
        return {name: meant for name, meant in self._found.items() if name not in self._ambiguous}


@lru_cache(maxsize=EDITIONS_KEPT)
def _names(definition: QuestionnaireDefinition) -> dict[str, tuple[Target | None, bool]]:
    """Codes first: where words of one question are the code of another, the code counts."""
    names = _Names()
    for question in definition:
        _add_codes(question, names)
    for special, words in ((WEIGHT, WEIGHT_NAMES), (COMMUNITY, COMMUNITY_NAMES)):
        for name in words:
            names.add(name, Target(special), is_code=True)
    for asked in COMMUNITY_WORDS:
        names.add(plain(asked), Target(COMMUNITY), is_code=False)
    for question in definition:
        _add_words(question, names)
    return names.certain()


def _whole(question: QuestionDefinition) -> Target | None:
    """Own words are never taken over."""
    return None if question.type is QuestionType.OPEN else Target(question.code)


def _add_codes(question: QuestionDefinition, names: _Names) -> None:
    names.add(plain(question.code), _whole(question), is_code=True)
    for option in question.options if question.is_multiple else ():
        for last in (option.code, str(option.value)):
            target = Target(question.code, option.code)
            names.add(plain(f"{question.code}/{last}"), target, is_code=True)


def _add_words(question: QuestionDefinition, names: _Names) -> None:
    for text in (question.text.uk, question.text.en):
        names.add(plain(text), _whole(question), is_code=False)
        for option in question.options if question.is_multiple else ():
            target = Target(question.code, option.code)
            for label in (option.label.uk, option.label.en, option.code):
                names.add(plain(f"{text}/{label}"), target, is_code=False)
                names.add(plain(f"{question.code}/{label}"), target, is_code=False)


STRENGTHS = (Why.REMEMBERED, Why.CODE, Why.IN_GROUP, Why.WORDS, Why.TOOL, Why.NOTHING)


def _strength(found: Guess) -> int:
    return STRENGTHS.index(found.why)


def _settled(found: Guess, taken: Mapping[Target, str], whole: set[str]) -> Guess:
    if found.target is None:
        return found
    if found.target.answer and found.target.question in whole:
        return Guess(found.column, None, Why.SAME_IN_ONE)
    if taken[found.target] != found.column:
        return Guess(found.column, None, Why.TWICE)
    return found
