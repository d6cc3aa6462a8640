"""What a figure is compared with, and what the change means to residents.

Only what was itself published is compared: an earlier value is *copied* from the newest publication
of that period, as it was shown there. A value that residents did not see then stays unseen now.

**The rule of the verdicts** (ours). It is a function of the two values as shown, and of nothing else,
so it cannot tell more than they do.

* A figure whose increase is neither good nor bad by itself (calls to the police, protocols) is not
  judged: counting more of them may mean more trust.
* It is better or worse when it changed by at least a tenth of the earlier value and, for counts and
  percents, by at least 3 (cases, points): in small communities one or two are chance. From zero, any
  change of that size counts.
* A sensitive figure shown as "about 10" is judged on these bands. A change from or to zero or "fewer
  than 5" can be seen for certain, so it counts; twice "fewer than 5" is unchanged.
* A section is better (worse) when at least one of its figures is and none is the other way; mixed
  when both happen; unchanged when all judged figures are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from communities.shared.disclosure import NO_DATA, Direction, Hidden, Kind, Shown, hidden, show_change
from reports.models import Direction as Meaning
from reports.models import Period, Publication, Report, ValueType
from reports.periods import Stretch, same_stretch_last_year, stretch_before
from reports.published.facts import Figure, PublicReport, Verdict, by_code
from reports.published.group_facts import group_sections
from reports.publishing.release import PUBLIC, plan_from_json

LEAST_SHARE = Decimal("0.1")
LEAST_AMOUNT = {ValueType.COUNT.value: 3, ValueType.PERCENT.value: 3}


@dataclass(frozen=True)
class Earlier:
    """What was published about an earlier period, and to whom. `withheld`: codes held back then."""

    public: Mapping[str, Figure] = field(default_factory=dict)
    group: Mapping[str, Figure] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    is_published: bool = False

    def shown(self, code: str, *, measure: str, to_group: bool = False) -> Shown:
        """As it was shown then; "no data" when there was nothing, "withheld" when it was held back."""
        figure = self.public.get(code) or (self.group.get(code) if to_group else None)
        if figure is not None and figure.type == measure:
            return figure.now
        return hidden(Hidden.WITHHELD) if code in self.withheld else NO_DATA

    @classmethod
    def of(cls, publication: Publication | None) -> "Earlier":
        if publication is None:
            return cls()
        facts = PublicReport.from_json(publication.facts)
        plan = plan_from_json(publication.plan)
        return cls(
            public=by_code(facts.sections),
            group=by_code(group_sections(publication)),
            withheld=frozenset(key for key, decision in plan.items() if decision != PUBLIC),
            is_published=True,
        )


@dataclass(frozen=True)
class History:
    """The two earlier periods that a report is compared with."""

    previous: Earlier = field(default_factory=Earlier)
    last_year: Earlier = field(default_factory=Earlier)


def history_of(report: Report) -> History:
    """From the publications in force. One query."""
    stretch = report.period.stretch
    before, last_year = stretch_before(stretch), same_stretch_last_year(stretch)
    found = {
        publication.report.period.starts_on: publication
        for publication in publications_about(report.community_id, (before, last_year))
    }
    return History(
        previous=Earlier.of(found.get(before.starts_on)), last_year=Earlier.of(found.get(last_year.starts_on))
    )


def publications_about(community_id: int, stretches: Iterable[Stretch]) -> Iterable[Publication]:
    """The publications in force of a community about these periods."""
    periods = Period.objects.filter(starts_on__in=[stretch.starts_on for stretch in stretches])
    return (
        Publication.objects.newest()
        .filter(report__community=community_id, report__period__in=periods)
        .select_related("report__period")
    )


def judge(now: Shown, before: Shown, *, measure: str, meaning: str) -> Verdict:
    """What this change means to residents. `measure` is a `ValueType`, `meaning` what an increase is."""
    change = show_change(now, before)
    if not _comparable(now) or not _comparable(before):
        return Verdict.NO_COMPARISON
    if meaning == Meaning.NEUTRAL:
        return Verdict.NOT_JUDGED
    if change.direction not in {Direction.MORE, Direction.LESS} or not _matters(now, before, measure=measure):
        return Verdict.UNCHANGED
    return (
        Verdict.BETTER if (change.direction is Direction.MORE) == (meaning == Meaning.GOOD) else Verdict.WORSE
    )


def judge_section(figures: Iterable[Figure]) -> Verdict:
    """The verdict of a section from those of its figures."""
    verdicts = {figure.verdict for figure in figures}
    if {Verdict.BETTER, Verdict.WORSE} <= verdicts:
        return Verdict.MIXED
    for verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.UNCHANGED, Verdict.NOT_JUDGED):
        if verdict in verdicts:
            return verdict
    return Verdict.NO_COMPARISON


def _comparable(shown: Shown) -> bool:
    return shown.kind in {Kind.EXACT, Kind.ROUNDED, Kind.FEWER_THAN, Kind.ZERO}


def _matters(now: Shown, before: Shown, *, measure: str) -> bool:
    """Whether a change that went up or down is large enough to speak of."""
    if now.kind != before.kind:
        return True
    if measure == ValueType.YES_NO or now.value is None or before.value is None:
        return True
    amount = abs(now.value - before.value)
    return amount >= LEAST_SHARE * before.value and amount >= LEAST_AMOUNT.get(measure, 0)
