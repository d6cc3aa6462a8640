"""What the page of an oblast's cycle tells: days of the next periods, steps of reminding, who takes part."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.alphabet import in_order
from communities.models import Community, Oblast
from reports import wording
from reports.cycle.days import CycleDays
from reports.cycle.reminders import StepBook
from reports.cycle.rules import RuleBook
from reports.cycle.steps import Step
from reports.models import CycleRule, ExpectedReport, Participation, Period, ReminderStep
from reports.periods import Stretch, stretch_after, stretch_of

AHEAD = 6  # periods that can be chosen: a year
EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """The real days of one period by what is decided now."""

    period: Period
    days: CycleDays
    has_opened: bool

    @property
    def sentence(self) -> str:
        said = {
            "period": self.period.label_in_a_sentence,
            "opens": wording.day(self.days.opens_on),
            "due": wording.day(self.days.due_on),
            "on_time": wording.day(self.days.on_time_on),
            "locks": wording.day(self.days.locks_on),
        }
        if self.days.on_time_on != self.days.due_on:
            return (
                _(
                    "For %(period)s: opens on %(opens)s, due by %(due)s, "
                    "counts as on time until %(on_time)s, locked after %(locks)s."
                )
                % said
            )
        return _("For %(period)s: opens on %(opens)s, due by %(due)s, locked after %(locks)s.") % said


@dataclass(frozen=True)
class StepLine:
    """A step of reminding in words. `day`: days after the due day, as the row has it."""

    day: int
    when: str
    whom: str


@dataclass(frozen=True)
class Member:
    """A community and whether it takes part. Periods that it has not reached yet are named."""

    community: Community
    takes_part: bool
    words: str


@dataclass(frozen=True)
class RulesPage:
    examples: tuple[Example, ...]
    rules: tuple[CycleRule, ...]
    steps: tuple[StepLine, ...]
    has_own_steps: bool
    members: tuple[Member, ...]


def rules_page(oblast: Oblast, *, today: dt.date) -> RulesPage:
    """A constant number of queries."""
    return RulesPage(
        examples=tuple(examples(oblast, today=today, number=EXAMPLES)),
        rules=tuple(CycleRule.objects.filter(oblast=oblast).select_related("set_by").order_by("-from_on")),
        steps=tuple(step_line(step) for step in sorted(StepBook().of(oblast.pk))),
        has_own_steps=ReminderStep.objects.filter(oblast=oblast).exists(),
        members=tuple(_members(oblast, today=today)),
    )


def examples(oblast: Oblast, *, today: dt.date, number: int) -> Iterator[Example]:
    """The running period and those after it."""
    book, stretch = RuleBook([oblast.pk]), stretch_of(today)
    opened = set(
        ExpectedReport.objects.opened()
        .filter(community__oblast=oblast, period__starts_on__gte=stretch.starts_on)
        .order_by()
        .values_list("period__starts_on", flat=True)
        .distinct()
    )
    for _number in range(number):
        days = book.days(oblast.pk, stretch)
        has_opened = days.opens_on <= today or stretch.starts_on in opened
        yield Example(period_of(stretch), days, has_opened)
        stretch = stretch_after(stretch)


def choosable(oblast: Oblast, *, today: dt.date) -> list[Stretch]:
    """Periods that have not opened: only about these anything can be changed. The nearest first."""
    found = examples(oblast, today=today, number=AHEAD + 1)
    return [example.period.stretch for example in found if not example.has_opened]


def period_of(stretch: Stretch) -> Period:
    return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)


def step_line(step: Step) -> StepLine:
    both = step.tells_officer and step.tells_head
    if both:
        whom = _("the reporting officer and the head of police")
    else:
        whom = _("the reporting officer") if step.tells_officer else _("the head of police")
    return StepLine(step.days_after_due, _when(step.days_after_due), whom)


def _when(days: int) -> str:
    if days == 0:
        return _("on the due day")
    if days < 0:
        words = ngettext("%(count)s day before", "%(count)s days before", -days)
    else:
        words = ngettext("%(count)s day after", "%(count)s days after", days)
    return words % {"count": abs(days)}


def _members(oblast: Oblast, *, today: dt.date) -> Iterator[Member]:
    newest: dict[int, Participation] = {}
    for row in Participation.objects.filter(community__oblast=oblast).order_by("from_on"):
        newest[row.community_id] = row
    places = Community.objects.filter(oblast=oblast)
    for place in sorted(places, key=lambda row: in_order(row.name)):
        held = newest.get(place.pk)
        yield Member(place, held is not None and held.until_on is None, _since(held, today=today))


def _since(held: Participation | None, *, today: dt.date) -> str:
    if held is None:
        return _("Does not take part")
    since = {"period": period_of(stretch_of(held.from_on)).label_in_a_sentence}
    if held.until_on is not None:
        until = {"period": period_of(stretch_of(held.until_on)).label_in_a_sentence}
        if held.until_on > today:
            return _("Takes part; no report from %(period)s on") % until
        return _("Does not take part since %(period)s") % until
    if held.from_on > today:
        return _("Takes part from %(period)s on") % since
    return _("Takes part since %(period)s") % since
