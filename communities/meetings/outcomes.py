"""Who wants to hear of a closed vote or a closed meeting, on whichever floor.

A vote can be about a row of an upper floor ("plans.version:5"). That app says in its module `subjects.py`
with `on_closed` what follows; it is called in the transaction of the vote: both stand or fall together.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from communities.models import Ballot, Meeting

HearsBallot = Callable[[Ballot, dt.datetime], None]
ChecksSubject = Callable[[str, Meeting], None]
HearsMeeting = Callable[[Meeting, dt.datetime], None]


class Refused(Exception):
    """The row that was voted on cannot take the outcome: the vote is not counted, and should be withdrawn.

    `words` say to people in the meeting why, in the language of the page.
    """

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass
class _Registry:
    of_ballots: dict[str, list[HearsBallot]] = field(default_factory=dict)
    of_subjects: dict[str, list[ChecksSubject]] = field(default_factory=dict)
    of_meetings: list[HearsMeeting] = field(default_factory=list)


_registry = _Registry()


def on_closed(prefix: str, hears: HearsBallot) -> None:
    """Call `hears(ballot, at)` when a vote about a subject with this prefix was counted, adopted or not."""
    known = _registry.of_ballots.setdefault(prefix, [])
    if hears not in known:
        known.append(hears)


def before_opened(prefix: str, checks: ChecksSubject) -> None:
    """Call `checks(subject, meeting)` before a vote about it is opened; it may raise `Refused`."""
    known = _registry.of_subjects.setdefault(prefix, [])
    if checks not in known:
        known.append(checks)


def on_meeting_closed(hears: HearsMeeting) -> None:
    """Call `hears(meeting, at)` when a meeting is closed."""
    if hears not in _registry.of_meetings:
        _registry.of_meetings.append(hears)


def is_awaited(subject: str) -> bool:
    """Does somebody want to hear of a vote about this subject?"""
    return subject.partition(":")[0] in _registry.of_ballots


def check(subject: str, meeting: Meeting) -> None:
    """Can there be a vote about it at this meeting? Raises `Refused`."""
    for checks in _registry.of_subjects.get(subject.partition(":")[0], []):
        checks(subject, meeting)


def tell_closed(ballot: Ballot, *, at: dt.datetime) -> None:
    for hears in _registry.of_ballots.get(ballot.subject.partition(":")[0], []):
        hears(ballot, at)


def tell_meeting_closed(meeting: Meeting, *, at: dt.datetime) -> None:
    for hears in _registry.of_meetings:
        hears(meeting, at)
