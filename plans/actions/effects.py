"""Did it help? What an action aimed at, before it began and after it was done, by published figures only.

Nothing is claimed that the figures do not carry: one of a period that overlaps the action is not used, a
count changed only when chance alone would seldom change it as much (5 %, exact test of two Poisson counts
given their sum, by the days of both periods), an answer of residents by the test of `surveys.comparison`.
Protected counts go in as residents read them. Whether the action was the reason, no figure says; the group
writes what it thinks.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from scipy.special import bdtr

from communities.models import Community, User
from communities.shared import audit, public_stamp
from communities.shared.disclosure import Kind, Shown
from communities.shared.plain_text import plain_text
from plans.models import Action, ActionAssessment, Effect, ProgressEntry
from plans.sources import answers, figures
from plans.sources.citable import Citable
from plans.states import Progress
from plans.versions import approved
from reports.models import Publication, ValueType
from reports.published.facts import Verdict
from reports.published.headlines import in_force as reports_in_force
from surveys import published
from surveys.comparison import Compared
from surveys.comparison import Verdict as Tested
from surveys.models import WavePublication
from surveys.published import Result

LEVEL = 0.05
_JUDGED = {Verdict.BETTER: Effect.BETTER, Verdict.WORSE: Effect.WORSE, Verdict.UNCHANGED: Effect.SAME}


class NotDone(Exception):
    """An action is assessed when it was said to be done."""


@dataclass(frozen=True)
class Compare:
    """`before`, `after`: as `Evidence.cited`, or empty. `words`: in the active language."""

    effect: Effect
    words: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def done_on(entry: ProgressEntry | None) -> dt.date | None:
    """When an action was said to be done, if that is the newest word."""
    return entry.said_on if entry is not None and entry.status == Progress.DONE else None


def compare(
    content: Mapping[str, Any], community: Community, *, first_year: int, ended_on: dt.date
) -> Compare:
    """What the aim of this action was before and after. `content`: as the version in force has it. Without a
    day of beginning, what was before the first year of the plan is before. At most five queries."""
    starts_on = (
        dt.date.fromisoformat(content["starts_on"]) if content["starts_on"] else dt.date(first_year, 1, 1)
    )
    aim = content["aim"]
    if "indicator" in aim:
        return _figure(content, str(aim["indicator"]), community, starts_on=starts_on, ended_on=ended_on)
    if "question" in aim:
        return _answer(content, aim, community, starts_on=starts_on, ended_on=ended_on)
    return Compare(Effect.NO_DATA, _("The plan names no published figure that should change."), {}, {})


@transaction.atomic
def assess(action: Action, *, text: str, is_public: bool, by: User, at: dt.datetime) -> ActionAssessment:
    """Write down what the group thinks, beside the figures of today. `is_public`: residents read it too,
    while it is the newest. Raises `NotDone`."""
    row = (
        Action.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__group__community", "plan__in_force")
        .get(pk=action.pk)
    )
    content = approved.action_of(row)
    ended_on = done_on(row.progress.order_by("-pk").first())
    if content is None or ended_on is None:
        raise NotDone
    community = row.plan.group.community
    found = compare(content, community, first_year=approved.first_year(row.plan), ended_on=ended_on)
    written = ActionAssessment.objects.create(
        action=row,
        effect=found.effect,
        before=dict(found.before),
        after=dict(found.after),
        text=plain_text(text).text.strip(),
        is_public=is_public,
        at=at,
        by=by,
    )
    details = {"action": row.pk, "effect": str(found.effect), "public": is_public}
    audit.record("plan.action_assessed", target=row.plan, by=by, at=at, community=community, details=details)
    public_stamp.touch()
    return written


# --- figures of police reports ---


def _figure(
    content: Mapping[str, Any], code: str, community: Community, *, starts_on: dt.date, ended_on: dt.date
) -> Compare:
    rows = reports_in_force(Publication.objects.filter(report__community=community)).select_related(
        "report__period"
    )
    earlier = rows.filter(report__period__ends_on__lt=starts_on).first()
    later = rows.filter(report__period__starts_on__gte=ended_on).first()
    before = figures.figure_in(earlier, code) if earlier else None
    after = figures.figure_in(later, code) if later else None
    if earlier is None or later is None or before is None or after is None:
        return _missing(before, after, is_later=later is not None)
    found = figures.difference(before.as_cited(), after.extra)
    if found is None:
        return _told(Effect.NO_DATA, _("These two figures cannot be compared."), before, after)
    lengths = (_days_of(earlier), _days_of(later))
    if found.is_change and _chance_may_do_it(before, after, lengths):
        return _told(Effect.WITHIN_MARGIN, found.words, before, after)
    effect = _JUDGED.get(found.verdict) or (Effect.CHANGED if found.is_change else Effect.SAME)
    if effect in {Effect.BETTER, Effect.WORSE, Effect.CHANGED}:
        effect = _by_target(content, before, after) or effect
    return _told(effect, found.words, before, after)


def _days_of(publication: Publication) -> int:
    period = publication.report.period
    return (period.ends_on - period.starts_on).days + 1


def _chance_may_do_it(before: Citable, after: Citable, days: tuple[int, int]) -> bool:
    """Only for counts of which residents read a number."""
    if before.extra["measure"] != ValueType.COUNT:
        return False
    counts = [Shown.from_json(each.extra["shown"]) for each in (before, after)]
    if any(each.kind not in {Kind.EXACT, Kind.ROUNDED, Kind.ZERO} for each in counts):
        return False
    return p_of_counts(*(int(each.value or 0) for each in counts), days=days) >= LEVEL


def p_of_counts(before: int, after: int, *, days: tuple[int, int]) -> float:
    """How often chance alone makes two counts at least as different, 0..1: exact, two-sided by doubling."""
    whole = before + after
    if not whole:
        return 1.0
    share = days[1] / sum(days)
    below = float(bdtr(after, whole, share))
    above = 1.0 - (float(bdtr(after - 1, whole, share)) if after else 0.0)
    return min(1.0, 2 * min(below, above))


# --- answers of residents ---


def _answer(
    content: Mapping[str, Any],
    aim: Mapping[str, Any],
    community: Community,
    *,
    starts_on: dt.date,
    ended_on: dt.date,
) -> Compare:
    question, answer = str(aim["question"]), str(aim["answer"])
    rows = published.in_force().filter(community=community)
    earlier = rows.filter(wave__field_until_on__lt=starts_on).first()
    later = rows.filter(
        Q(wave__field_from_on__gte=ended_on)
        | Q(wave__field_from_on__isnull=True, wave__field_until_on__gte=ended_on)
    ).first()
    before = answers.answer_in(Result.of(earlier), question, answer) if earlier else None
    after = answers.answer_in(Result.of(later), question, answer) if later else None
    if earlier is None or later is None or before is None or after is None:
        return _missing(before, after, is_later=later is not None)
    return _tested(content, before, after, _compared(earlier, later, question, answer))


def _compared(
    earlier: WavePublication, later: WavePublication, question: str, answer: str
) -> Compared | None:
    return answers.compared(earlier, later, question=question, answer=answer)


def _tested(content: Mapping[str, Any], before: Citable, after: Citable, row: Compared | None) -> Compare:
    if row is None:
        return _told(Effect.NO_DATA, _("These two figures cannot be compared."), before, after)
    language = get_language() or "uk"
    words = answers.said_of(
        row, first=before.origin.in_language(language), second=after.origin.in_language(language)
    )
    if row.verdict is Tested.WITHIN_MARGIN:
        return _told(Effect.WITHIN_MARGIN, words, before, after)
    if row.verdict is not Tested.DIFFERENCE:
        return _told(Effect.NO_DATA, words, before, after)
    return _told(_by_target(content, before, after) or Effect.CHANGED, words, before, after)


# --- both ---


def _missing(before: Citable | None, after: Citable | None, *, is_later: bool) -> Compare:
    """What is to be said when a side is missing."""
    one, other = before.as_cited() if before else {}, after.as_cited() if after else {}
    if before is None:
        return Compare(Effect.NO_DATA, _("Nothing was published of the time before it began."), one, other)
    if not is_later:
        return Compare(
            Effect.TOO_EARLY, _("Nothing was published yet of the time after it was done."), one, other
        )
    return Compare(Effect.NO_DATA, _("What was published after it was done does not tell it."), one, other)


def _told(effect: Effect, words: str, before: Citable, after: Citable) -> Compare:
    return Compare(effect, words, before.as_cited(), after.as_cited())


def _by_target(content: Mapping[str, Any], before: Citable, after: Citable) -> Effect | None:
    """Better or worse by the way from baseline to target; None when the plan or the figures do not say."""
    if content["baseline"] is None or content["target"] is None or not (before.number and after.number):
        return None
    wanted = Decimal(content["target"]) - Decimal(content["baseline"])
    moved = Decimal(after.number) - Decimal(before.number)
    if not wanted or not moved:
        return None
    return Effect.BETTER if (wanted > 0) == (moved > 0) else Effect.WORSE
