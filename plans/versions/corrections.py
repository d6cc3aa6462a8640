"""Typing errors in an approved version: mended without a vote, listed apart, applied where it is shown.

What was voted on stays as it was (`PlanVersion.content`, checksum). A correction may change few letters of
one text and nothing else; everything more is a new version and a new vote. The limit is measured from the
text that was voted on, however many corrections lie between: `CHARACTERS` characters put in, taken out or
exchanged, and of a short text at most one in `SHARE`. Numbers, days, months, money and “not” stay.
"""

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F

from communities.models import User
from communities.shared import audit, public_stamp
from communities.shared.number_words import MONTHS, counts_in
from communities.shared.plain_text import one_line, plain_text
from communities.shared.states import WrongState
from plans.models import Action, Goal, Plan, PlanVersion, Problem, Resource, SmallCorrection
from plans.states import PlanState, VersionState

CHARACTERS = 5
SHARE = 4  # one character in four

# The texts in which a typing error can be mended, by part. Not persons, days, amounts, units.
OF_PLAN = ("title", "basis", "summary")
OF_PARTS = {
    "goals": ("title", "detail"),
    "problems": ("title", "analysis", "rank_reason"),
    "actions": ("title", "detail", "body", "partners", "indicator"),
    "resources": ("title", "changes"),
}
ROWS: dict[str, Any] = {
    "": Plan,
    "goals": Goal,
    "problems": Problem,
    "actions": Action,
    "resources": Resource,
}
COLUMNS = {"body": "responsible_body"}  # where a row calls it otherwise
SEVERAL_LINES = frozenset({"basis", "summary", "detail", "analysis"})

_AMOUNT_WORDS = re.compile(
    r"(?i)\b(?:тис\w*|млн\w*|мільйон\w*|млрд\w*|мільярд\w*|грн\w*|грив\w+|копі\w+|євро\w*|долар\w*|відсот\w+|сот\w+"
    r"|thousand\w*|million\w*|billion\w*|uah|usd|eur\w*|hryvn\w+|dollar\w*|percent\w*|per\s+cent)|[%№$€₴]"
)
_MONTHS = re.compile(rf"(?i)\b{MONTHS}")
_NOT = re.compile(r"(?i)\b(?:не|ні|без|крім|лише|тільки|not|no|never|without|except|only)\b")
_DIGITS = re.compile(r"\d+")


class Refusal(StrEnum):
    NOTHING = "nothing"  # nothing was changed
    EMPTY = "empty"
    TOO_MUCH = "too_much"
    NUMBERS = "numbers"
    NEGATION = "negation"


class NoTypingError(Exception):
    """This is more than a typing error."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class MendedMeanwhile(Exception):
    """The text is another one than the form showed. `now`: what stands there."""

    def __init__(self, now: str) -> None:
        super().__init__(now)
        self.now = now


class NoSuchText(Exception):
    """The version has no such text."""


@dataclass(frozen=True)
class Text:
    """`path` names it: "summary", "actions.12.detail". `title`: of the part in which it stands."""

    path: str
    part: str
    field: str
    title: str
    text: str

    @property
    def has_lines(self) -> bool:
        return self.field in SEVERAL_LINES


def texts(content: Mapping[str, Any]) -> Iterator[Text]:
    """Every text of the content in which a typing error can be mended, in the order of reading."""
    for field in OF_PLAN:
        if content[field]:
            yield Text(field, "plan", field, "", content[field])
    for part, fields in OF_PARTS.items():
        for each in _parts(content, part):
            for field in fields:
                if each.get(field):
                    yield Text(f"{part}.{each['id']}.{field}", part, field, each["title"], each[field])


def applied(content: Mapping[str, Any], corrections: Iterable[SmallCorrection]) -> dict[str, Any]:
    """The content as it is shown. What a correction is about may be missing, as in public content."""
    shown: dict[str, Any] = copy.deepcopy(dict(content))
    for correction in sorted(corrections, key=lambda each: (each.at, each.pk)):
        home = _home(shown, correction.path)
        field = correction.path.rpartition(".")[2]
        if home is not None and field in home:
            home[field] = correction.after
    return shown


def told_in(content: Mapping[str, Any], corrections: Iterable[SmallCorrection]) -> list[SmallCorrection]:
    """Those about a text that stands in this content: of texts for the group only residents learn nothing."""
    there = {text.path for text in texts(content)}
    return [each for each in corrections if each.path in there]


def why_not(voted: str, *, after: str) -> Refusal | None:
    """What keeps `after` from being the text that was voted on without its typing errors."""
    if not after:
        return Refusal.EMPTY
    if _quantities(voted) != _quantities(after):
        return Refusal.NUMBERS
    if Counter(_said(_NOT, voted)) != Counter(_said(_NOT, after)):
        return Refusal.NEGATION
    most = most_of(voted)
    return Refusal.TOO_MUCH if distance(voted, after, most=most) > most else None


def most_of(voted: str) -> int:
    """How many characters of a text may be put in, taken out or exchanged."""
    return max(1, min(CHARACTERS, len(voted) // SHARE))


@transaction.atomic
def correct(
    version: PlanVersion, path: str, *, before: str, after: str, by: User, at: dt.datetime
) -> SmallCorrection:
    """Mend a typing error in the version in force. `before`: the text as the form showed it.

    Raises `WrongState`, `NoSuchText`, `MendedMeanwhile`, `NoTypingError`.
    """
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=version.plan_id)
    row = PlanVersion.objects.select_related("plan__group__community").get(pk=version.pk)
    if row.state != VersionState.APPROVED or plan.state not in {PlanState.APPROVED, PlanState.DRAFT}:
        raise WrongState(state=VersionState(row.state), step="correct")
    voted = {text.path: text for text in texts(row.content)}
    now = {text.path: text for text in texts(applied(row.content, row.corrections.all()))}
    if path not in voted or path not in now:
        raise NoSuchText
    clean = plain_text(after).text if voted[path].has_lines else one_line(after).text
    if now[path].text != plain_text(before).text:
        raise MendedMeanwhile(now[path].text)
    if clean == now[path].text:
        raise NoTypingError(Refusal.NOTHING)
    if (reason := why_not(voted[path].text, after=clean)) is not None:
        raise NoTypingError(reason)
    made = SmallCorrection.objects.create(
        version=row, path=path, before=now[path].text, after=clean, at=at, by=by
    )
    _mend_draft(path, made)
    audit.record(
        "plan.corrected",
        target=plan,
        by=by,
        at=at,
        community=row.plan.group.community,
        details={"version": row.number, "path": path},
    )
    public_stamp.touch()
    return made


def _mend_draft(path: str, made: SmallCorrection) -> None:
    """The draft gets it too where it still says the same: else the error returns with the next version."""
    part, _, rest = path.rpartition(".")[0].partition(".")
    field = path.rpartition(".")[2]
    key = int(rest) if rest else made.version.plan_id
    rows = ROWS[part].objects.filter(pk=key, **{COLUMNS.get(field, field): made.before})
    rows.update(**{COLUMNS.get(field, field): made.after}, version=F("version") + 1)


def distance(one: str, other: str, *, most: int) -> int:
    """How many characters are put in, taken out or exchanged (Levenshtein); at most `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    far = most + 1
    row = [column if column <= most else far for column in range(len(other) + 1)]
    for line, sign in enumerate(one, start=1):
        low, high = max(1, line - most), min(len(other), line + most)
        new = [far] * (len(other) + 1)
        if line <= most:
            new[0] = line
        for column in range(low, high + 1):
            same = row[column - 1] + (sign != other[column - 1])
            new[column] = min(same, row[column] + 1, new[column - 1] + 1, far)
        if min(new[low - 1 : high + 1]) > most:
            return far
        row = new
    return row[len(other)]


def _quantities(text: str) -> tuple[list[str], list[int], list[str], list[str]]:
    return (
        _DIGITS.findall(text),
        [count.value for count in counts_in(text)],
        _said(_MONTHS, text),
        _said(_AMOUNT_WORDS, text),
    )


def _said(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group().lower() for match in pattern.finditer(text)]


def _parts(content: Mapping[str, Any], part: str) -> Iterator[dict[str, Any]]:
    if part == "resources":
        for action in content["actions"]:
            yield from action["resources"]
    else:
        yield from content[part]


def _home(content: dict[str, Any], path: str) -> dict[str, Any] | None:
    """The part in which the text of this path stands."""
    if "." not in path:
        return content
    part, key, _field = path.split(".")
    return next((each for each in _parts(content, part) if str(each["id"]) == key), None)
