"""“What should we look at?”: subjects to which fears, figures, concerns and risks point.

The order says no more than it can: first the subjects that several kinds of sources name, then by the best
place a subject has in any of their lists. No weights are invented.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from communities.models import User
from communities.topics import Topic
from plans.citing import evidence
from plans.citing.evidence import Sources
from plans.models import EvidenceKind, Plan, Problem
from plans.register import risk_scale
from plans.sources import answers, figures, risks
from plans.sources.citable import Citable, path_in
from plans.writing import drafting
from plans.writing.parts import PartKind

MOST_FEARS = 5
MOST_FIGURES = 8
MOST_CONCERNS = 5
MOST_RISKS = 8
LEAST_PEOPLE = 2  # one remark is not yet a frequent concern
LEAST_SCORE = risk_scale.BANDS[risk_scale.Band.HIGH].first


class MadeAlready(Exception):
    """The plan has this problem: a second click."""


@dataclass(frozen=True)
class Reason:
    """Why to look at a subject. `said`: sentences; `place`: in the list of its own kind, from 1."""

    citable: Citable
    said: tuple[str, ...]
    place: int

    @property
    def key(self) -> str:
        return self.citable.key

    @property
    def kind_label(self) -> str:
        return str(self.citable.kind.label)

    @property
    def label(self) -> str:
        return self.citable.label.in_language(get_language() or "uk")

    @property
    def link(self) -> str:
        return path_in(self.citable.link, get_language() or "uk")


@dataclass(frozen=True)
class Candidate:
    """`topic`: empty when the subject belongs to none of the twelve; then a person chooses."""

    topic: str
    title: str
    reasons: tuple[Reason, ...]

    @property
    def topic_label(self) -> str:
        return str(Topic(self.topic).label) if self.topic else ""

    @property
    def kinds(self) -> int:
        return len({reason.citable.kind for reason in self.reasons})

    @property
    def best_place(self) -> int:
        return min(reason.place for reason in self.reasons)


def candidates(sources: Sources) -> tuple[Candidate, ...]:
    """In the language of the page; no statement beyond those of `Sources`."""
    reasons = chain(_fears(sources), _figures(sources), _concerns(sources), _risks(sources))
    return in_order(reasons)


def in_order(reasons: Iterable[Reason]) -> tuple[Candidate, ...]:
    """Reasons about one topic are one candidate; of those without a topic each is one."""
    found: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        topic = reason.citable.topic
        found.setdefault((topic, "" if topic else reason.key), []).append(reason)
    made = [Candidate(topic, _title(topic, those), tuple(those)) for (topic, _key), those in found.items()]
    return tuple(sorted(made, key=lambda each: (-each.kinds, each.best_place, each.topic)))


def _title(topic: str, reasons: Sequence[Reason]) -> str:
    """A suggestion that gives nothing away: the words of a risk for the group only are no title."""
    for reason in reasons:
        if reason.citable.kind == EvidenceKind.CONCERN or reason.citable.is_internal:
            continue
        label = reason.label
        return label.split(" (")[0] if reason.citable.kind == EvidenceKind.ANSWER else label
    return str(Topic(topic).label) if topic else ""


def _fears(sources: Sources) -> Iterable[Reason]:
    for fear in answers.fears_of(sources.results)[:MOST_FEARS]:
        said = {
            "place": fear.place,
            "share": fear.citable.value.in_language(get_language() or "uk"),
            "origin": fear.citable.origin.in_language(get_language() or "uk"),
        }
        if fear.place == 1:
            words = _("The largest fear of residents: %(share)s (%(origin)s)") % said
        else:
            words = _("Number %(place)s of residents' fears: %(share)s (%(origin)s)") % said
        yield Reason(fear.citable, (words,), fear.place)


def _figures(sources: Sources) -> Iterable[Reason]:
    worse = sorted(
        figures.worse_of(sources.publications), key=lambda each: (-len(each.why), not each.is_core)
    )
    language = get_language() or "uk"
    for place, each in enumerate(worse[:MOST_FIGURES], start=1):
        said = {
            "value": each.citable.value.in_language(language),
            "origin": each.citable.origin.in_language(language),
        }
        first = _("Worse: now %(value)s (%(origin)s)") % said
        yield Reason(each.citable, (first, *(why.in_language(language) for why in each.why)), place)


def _concerns(sources: Sources) -> Iterable[Reason]:
    """With the exact number of people: the page is the group's own. What is cited says it less exactly."""
    for place, (each, people) in enumerate(sources.concerns[:MOST_CONCERNS], start=1):
        if people >= LEAST_PEOPLE:
            words = ngettext(
                "%(count)s person brought it to the group in the last year",
                "%(count)s people brought it to the group in the last year",
                people,
            )
            yield Reason(each, (words % {"count": people},), place)


def _risks(sources: Sources) -> Iterable[Reason]:
    language = get_language() or "uk"
    high = [each for each in risks.risks_of(sources.open_risks) if int(each.number) >= LEAST_SCORE]
    for place, each in enumerate(high[:MOST_RISKS], start=1):
        words = _("In the risk register: %(score)s") % {"score": each.value.in_language(language)}
        yield Reason(each, (words,), place)


@transaction.atomic
def make_problem(
    plan: Plan,
    *,
    topic: str,
    title: str,
    keys: Sequence[str],
    sources: Sources,
    today: dt.date,
    by: User,
    at: dt.datetime,
) -> Problem:
    """A problem at the end of a draft, with this evidence cited. What can be cited no more is left out.

    Raises `WrongState`, `MadeAlready`.
    """
    if plan.problems.filter(topic=topic, title=title).exists():
        raise MadeAlready
    fields = {"topic": topic, "title": title}
    try:
        problem = drafting.add(plan, PartKind.PROBLEM, fields=fields, by=by, at=at)
    except drafting.AlreadyThere as there:
        raise MadeAlready from there
    if not isinstance(problem, Problem):
        raise TypeError("A problem was asked for.")
    for key in dict.fromkeys(keys):
        if key in sources.by_key:
            evidence.cite(problem, key, today=today, by=by, at=at, sources=sources)
    return problem
