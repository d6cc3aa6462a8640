"""Read and check a questionnaire file: what is asked, in two languages, as JSON.

Nothing here knows the database; `bank_loading` stores what is read.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from communities.shared.data_files import Bilingual, DataFileError, Node, read_json
from communities.topics import Topic
from surveys.models.bank import QuestionGroup, QuestionType

DATA = Path(__file__).parent / "data"

HARD_TO_SAY, REFUSED = 98, 99
MISSING_VALUES = frozenset({HARD_TO_SAY, REFUSED})

WITH_ANSWERS = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE})
LONGEST_QUESTION, LONGEST_LABEL = 500, 200


class BankFileError(DataFileError):
    """The file cannot be used as a questionnaire."""


class Origin(StrEnum):
    """Figures of the published source imply the question, or it is our own."""

    SOURCED = "sourced"
    OWN = "own_proposal"


@dataclass(frozen=True)
class ConditionInFile:
    """Asked of those who gave one of `answers` to `question`; with `is_not`, who answered and gave none."""

    question: str
    answers: tuple[str, ...]
    is_not: bool


@dataclass(frozen=True)
class AnswerInFile:
    """`value` stands for the answer in files. `least`, `most`: numbers of the group, None at an open end."""

    code: str
    value: int
    label: Bilingual
    topic: str
    is_missing: bool
    is_exclusive: bool
    least: int | None
    most: int | None


@dataclass(frozen=True)
class NetInFile:
    code: str
    label: Bilingual
    members: tuple[str, ...]


@dataclass(frozen=True)
class QuestionInFile:
    """See `surveys.models.Question` for what the fields mean."""

    code: str
    group: str
    type: str
    topic: str
    text: Bilingual
    asked_if: ConditionInFile | None
    most_answers: int | None
    least: int | None
    most: int | None
    groups_of: str
    origin: Origin
    note: Bilingual
    options: tuple[AnswerInFile, ...]
    nets: tuple[NetInFile, ...]

    @property
    def answers(self) -> Mapping[str, AnswerInFile]:
        return {option.code: option for option in self.options}


@dataclass(frozen=True)
class QuestionnaireInFile:
    """A whole edition. `fingerprint`: SHA-256 of the content; the layout of the file plays no part."""

    code: str
    version: int
    title: Bilingual
    note: Bilingual
    consent: Bilingual
    questions: tuple[QuestionInFile, ...]
    fingerprint: str


def read_bank_file(path: Path) -> QuestionnaireInFile:
    """Read, check and return the questionnaire in `path`. Raises BankFileError in words."""
    return parse_bank(read_json(path, fault=BankFileError))


def parse_bank(data: object) -> QuestionnaireInFile:
    """Check what was read from JSON and return it as a questionnaire. Raises BankFileError in words."""
    top = Node.of(data, "the questionnaire", fault=BankFileError)
    expected = top.node("expects")
    bank = QuestionnaireInFile(
        code=top.code("code", _SLUG),
        version=top.number("version", at_least=1, at_most=999),
        title=_words(top, "title", LONGEST_LABEL),
        note=top.words("note", empty_allowed=True),
        consent=top.words("consent"),
        questions=tuple(_question(node) for node in top.nodes("questions")),
        fingerprint=hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
    )
    _check_expected(
        bank,
        questions=expected.number("questions", at_least=1),
        answers=expected.number("answers", at_least=0),
    )
    expected.nothing_else()
    top.nothing_else()
    _check_references(bank)
    return bank


# --- the parts ---

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_ANSWER = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")  # the name of a choice in a form for tablets
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _question(node: Node) -> QuestionInFile:
    node.calls_itself("question")
    row = QuestionInFile(
        code=_short(node, "code", _CODE),
        group=node.one_of("group", QuestionGroup.values),
        type=node.one_of("type", QuestionType.values),
        topic=_topic(node),
        text=_words(node, "text", LONGEST_QUESTION),
        asked_if=_condition(node),
        most_answers=node.number_or_none("most_answers", at_least=1),
        least=node.number_or_none("least", at_least=-32_000, at_most=32_000),
        most=node.number_or_none("most", at_least=-32_000, at_most=32_000),
        groups_of=node.code_or_none("groups_of", _CODE) or "",
        origin=node.word("origin", Origin),
        note=node.words("note", empty_allowed=True),
        options=tuple(_answer(child) for child in _rows(node, "options")),
        nets=tuple(_net(child) for child in _rows(node, "nets")),
    )
    node.nothing_else()
    _check_question(node, row)
    return row


def _rows(node: Node, key: str) -> list[Node]:
    return node.nodes(key, empty_allowed=True)


def _condition(node: Node) -> ConditionInFile | None:
    if node.take("asked_if") is None:
        return None
    inner = node.node("asked_if")
    row = ConditionInFile(
        question=inner.code("question", _CODE), answers=inner.texts("answers"), is_not=inner.flag("is_not")
    )
    inner.nothing_else()
    if not row.answers:
        raise inner.error("“answers” is empty")
    return row


def _answer(node: Node) -> AnswerInFile:
    node.calls_itself("answer")
    row = AnswerInFile(
        code=_short(node, "code", _ANSWER),
        value=node.number("value", at_least=0, at_most=999),
        label=_words(node, "label", LONGEST_LABEL),
        topic=_topic(node),
        is_missing=node.flag("is_missing"),
        is_exclusive=node.flag("is_exclusive"),
        least=_limit(node, "least"),
        most=_limit(node, "most"),
    )
    node.nothing_else()
    if row.is_missing != (row.value in MISSING_VALUES):
        raise node.error(
            f"{HARD_TO_SAY} (hard to say) and {REFUSED} (refused) are the values "
            "of missing answers, and of no others"
        )
    return row


def _limit(node: Node, key: str) -> int | None:
    """Most answers are no groups of numbers, and say nothing of limits."""
    if key not in node.values:
        return None
    return node.number_or_none(key, at_least=-32_000, at_most=32_000)


def _net(node: Node) -> NetInFile:
    node.calls_itself("net")
    row = NetInFile(
        code=_short(node, "code", _ANSWER),
        label=_words(node, "label", LONGEST_LABEL),
        members=node.texts("members"),
    )
    node.nothing_else()
    if len(set(row.members)) != len(row.members) or len(row.members) < 2:
        raise node.error("“members” must name at least two different answers")
    return row


def _topic(node: Node) -> str:
    topic = node.text("topic", empty_allowed=True)
    return node.one_of("topic", Topic.values) if topic else ""


def _short(node: Node, key: str, pattern: re.Pattern[str]) -> str:
    value = node.code(key, pattern)
    if len(value) > 30:
        raise node.error(f"“{key}” is longer than 30 signs")
    return value


def _words(node: Node, key: str, longest: int) -> Bilingual:
    words = node.words(key)
    if max(len(words.uk), len(words.en)) > longest:
        raise node.error(f"“{key}” is longer than {longest} signs")
    return words


# --- what must hold within a question and between questions ---


def _check_question(node: Node, row: QuestionInFile) -> None:
    several, number = row.type == QuestionType.MULTIPLE, row.type == QuestionType.NUMBER
    codes = [option.code for option in row.options]
    grouped = [option for option in row.options if (option.least, option.most) != (None, None)]
    wrong = {
        "a question with answers to choose needs at least two of them": row.type in WITH_ANSWERS
        and len(row.options) < 2,
        "a number or an answer in own words has no answers to choose and no nets": row.type
        not in WITH_ANSWERS
        and bool(row.options or row.nets),
        "“most_answers” belongs to questions with several answers": row.most_answers is not None
        and not several,
        "“least” and “most” belong to numbers": not number
        and (row.least is not None or row.most is not None),
        "“least” must not be above “most”": not _in_order(row.least, row.most),
        "“groups_of” belongs to questions with one answer": bool(row.groups_of)
        and row.type != QuestionType.SINGLE,
        "answers with limits need “groups_of”": bool(grouped) and not row.groups_of,
        "groups of numbers must follow one another without a gap or overlap": bool(row.groups_of)
        and not _follow(row.options),
        "a missing answer stands alone (“is_exclusive”)": any(
            option.is_missing and not option.is_exclusive for option in row.options
        ),
    }
    for problem, holds in wrong.items():
        if holds:
            raise node.error(problem)
    _no_twins(node, "answer", codes + [net.code for net in row.nets])
    _no_twins(node, "value", [str(option.value) for option in row.options])
    for net in row.nets:
        if unknown := set(net.members) - set(codes):
            raise node.error(f"the net {net.code} names an answer that is not there: {min(unknown)}")


def _in_order(least: int | None, most: int | None) -> bool:
    return least is None or most is None or least <= most


def _follow(options: Iterable[AnswerInFile]) -> bool:
    """18-30, 31-45, 46-...: every group begins where the one before it ended."""
    groups = [option for option in options if not option.is_missing]
    for before, after in pairwise(groups):
        if before.most is None or after.least != before.most + 1:
            return False
    return all(_in_order(option.least, option.most) for option in groups) and any(
        option.least is not None for option in groups
    )


def _no_twins(node: Node, what: str, codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise node.error(f"the {what} {code} stands twice")


def _check_expected(bank: QuestionnaireInFile, *, questions: int, answers: int) -> None:
    found = len(bank.questions), sum(len(row.options) for row in bank.questions)
    if found != (questions, answers):
        raise BankFileError(
            f"the questionnaire: “expects” says {questions} questions and {answers} answers, "
            f"the file has {found[0]} and {found[1]}. Has a part been lost?"
        )


def _check_references(bank: QuestionnaireInFile) -> None:
    before: dict[str, QuestionInFile] = {}
    for row in bank.questions:
        if row.code in before:
            raise BankFileError(f"the questionnaire: the question {row.code} stands twice.")
        place = f"question {row.code}"
        if row.asked_if:
            asked = _must_come_before(before, row.asked_if.question, f"{place}, “asked_if”")
            if unknown := set(row.asked_if.answers) - set(asked.answers):
                raise BankFileError(f"{place}, “asked_if”: {asked.code} has no answer {min(unknown)}.")
        if row.groups_of:
            numbers = _must_come_before(before, row.groups_of, f"{place}, “groups_of”")
            if numbers.type != QuestionType.NUMBER:
                raise BankFileError(f"{place}, “groups_of”: {numbers.code} does not ask for a number.")
        before[row.code] = row


def _must_come_before(before: Mapping[str, QuestionInFile], code: str, place: str) -> QuestionInFile:
    if code not in before:
        raise BankFileError(f"{place}: no question {code} comes before this one.")
    return before[code]
