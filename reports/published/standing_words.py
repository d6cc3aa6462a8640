"""How a period stands, in calm words and the language that is active; pages and paper only print it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from reports import wording
from reports.models import Excuse, Period
from reports.published.facts import Words
from reports.published.standing import PeriodStanding, Standing


@dataclass(frozen=True)
class Said:
    """A sentence of ours, then what a person wrote; `foreign`: its language when not the reader's."""

    sentence: str
    reason: str = ""
    foreign: str = ""


@dataclass(frozen=True)
class StandingView:
    """As components/period_standing.html takes it. `slug` is empty where no report can be opened;
    `meeting_place` was written by a person."""

    period: str
    slug: str
    kind: str
    word: str
    sentences: tuple[Said, ...]
    meeting: str
    meeting_place: str
    has_meeting: bool


KINDS = {
    Standing.PUBLISHED: "done",
    Standing.EXCUSED: "locked",
    Standing.DUE: "todo",
    Standing.OVERDUE: "question",
    Standing.NOT_OPEN: "todo",
    Standing.NOT_EXPECTED: "plain",
}
WORDS: dict[Standing, Promise] = {
    Standing.PUBLISHED: gettext_lazy("Published"),
    Standing.EXCUSED: gettext_lazy("Excused"),
    Standing.DUE: gettext_lazy("Not published yet"),
    Standing.OVERDUE: gettext_lazy("Not published yet"),
    Standing.NOT_OPEN: gettext_lazy("Not asked for yet"),
    Standing.NOT_EXPECTED: gettext_lazy("No report asked for"),
}
EXCUSED: dict[str, Promise] = {
    Excuse.HOSTILITIES: gettext_lazy("No report is asked for because of hostilities."),
    Excuse.EVACUATION: gettext_lazy("No report is asked for because of evacuation."),
    Excuse.BLACKOUT: gettext_lazy("No report is asked for because power or connection is cut off."),
    Excuse.OTHER: gettext_lazy("No report is asked for."),
}


def told(one: PeriodStanding) -> StandingView:
    period = period_of(one)
    held_on = one.meeting_held_on
    return StandingView(
        period=period.label,
        slug=period.slug if one.is_published else "",
        kind=KINDS[one.standing],
        word=str(WORDS[one.standing]),
        sentences=tuple(_sentences(one)),
        meeting=_meeting(one),
        meeting_place=one.meeting_place,
        has_meeting=held_on is not None,
    )


def period_of(one: PeriodStanding) -> Period:
    return Period(starts_on=one.stretch.starts_on, ends_on=one.stretch.ends_on)


def timeliness(one: PeriodStanding) -> str:
    """Whether a published report was handed in on time; empty where nobody counted."""
    if one.is_on_time is None:
        return ""
    if one.is_on_time:
        return _("Handed in on time.")
    words = ngettext(
        "Handed in %(days)s day after it was due.", "Handed in %(days)s days after it was due.", one.days_late
    )
    return words % {"days": one.days_late}


def _sentences(one: PeriodStanding) -> list[Said]:
    said = []
    if one.published_on:
        said.append(Said(_("Published on %(day)s.") % {"day": wording.day(one.published_on)}))
        said.append(Said(timeliness(one)))
    elif one.due_on and not one.excuse:
        words = (
            _("It was due on %(day)s.") if one.standing is Standing.OVERDUE else _("It is due by %(day)s.")
        )
        said.append(Said(words % {"day": wording.day(one.due_on)}))
    if one.excuse:
        said.append(_with_reason(str(EXCUSED[one.excuse]), one.excuse_reason))
    elif one.is_extended and one.due_on and one.planned_due_on:
        moved = _("The due day was moved from %(planned)s to %(day)s.")
        days = {"planned": wording.day(one.planned_due_on), "day": wording.day(one.due_on)}
        said.append(_with_reason(moved % days, one.extension_reason))
    return [each for each in said if each.sentence]


def _meeting(one: PeriodStanding) -> str:
    if one.meeting_held_on:
        return _("Open meeting held on %(day)s:") % {"day": wording.day(one.meeting_held_on)}
    if one.standing in {Standing.NOT_OPEN, Standing.NOT_EXPECTED}:
        return ""
    return _("No open meeting has been recorded.") if one.is_expected else ""


def _with_reason(sentence: str, reason: str) -> Said:
    language = get_language() or "uk"
    return Said(sentence, reason, foreign=wording.other_language(Words(reason, reason), language))
