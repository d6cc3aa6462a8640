"""What a point of an agenda can be about, on whichever floor that lives.

A meeting knows nothing of reports and plans. Each app that brings something to meetings says so in its module
`subjects.py` (found when Django starts, as `acts.py` is) with `offer`: how its rows are named, what it would
put on the agenda of a meeting, and where a reader finds a row.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from communities.models import AgendaItem, ItemKind, WorkingGroup


@dataclass(frozen=True)
class Suggestion:
    """A point that is due: the secretary takes it over or not. `subject`: prefix, colon, id."""

    subject: str
    kind: ItemKind
    title: str
    detail: str = ""
    assesses_police: bool = False
    is_overdue: bool = False


@dataclass(frozen=True)
class Link:
    """Where a subject is read. `is_public`: residents too. `question`: words for a vote on it."""

    label: str
    url: str
    is_public: bool = False
    question: str = ""


@dataclass(frozen=True)
class Source:
    """`suggest(group, on)`: due at a meeting on this day. `describe(ids)`: links of rows, in one query.

    `where_written(item)`: the page on which the keepers write down what the group said about the row at this
    point of an agenda (by its id), for subjects that have more than the texts of a point.
    """

    prefix: str
    suggest: Callable[[WorkingGroup, dt.date], list[Suggestion]]
    describe: Callable[[Iterable[int]], dict[int, Link]]
    where_written: Callable[[int], Link] | None = None


@dataclass
class _Registry:
    sources: dict[str, Source] = field(default_factory=dict)


_registry = _Registry()


def offer(source: Source) -> None:
    _registry.sources[source.prefix] = source


def suggestions(group: WorkingGroup, *, on: dt.date) -> list[Suggestion]:
    """Everything due at a meeting on this day, what is overdue first."""
    found = [each for source in _registry.sources.values() for each in source.suggest(group, on)]
    return sorted(found, key=lambda each: not each.is_overdue)


def links(subjects: Iterable[str]) -> dict[str, Link]:
    """Where these subjects are read; what is gone or unknown is left out. One query for each prefix."""
    wanted: dict[str, list[int]] = {}
    for subject in subjects:
        prefix, _, number = subject.partition(":")
        if number.isascii() and number.isdigit() and prefix in _registry.sources:
            wanted.setdefault(prefix, []).append(int(number))
    return {
        f"{prefix}:{number}": link
        for prefix, numbers in wanted.items()
        for number, link in _registry.sources[prefix].describe(numbers).items()
    }


def where_written(item: AgendaItem) -> Link | None:
    """The page for what was said about the subject of this point, where its floor has one; no query."""
    source = _registry.sources.get(item.subject.partition(":")[0])
    return source.where_written(item.pk) if source and source.where_written else None


def id_of(subject: str, *, prefix: str) -> int | None:
    """The id in a subject of this prefix."""
    found, _, number = subject.partition(":")
    return int(number) if found == prefix and number.isascii() and number.isdigit() else None
