"""What awaits a person at work: gathered in a number of queries that depends on duties, never on rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from communities.alphabet import in_order
from communities.delivery import TO_DECIDE
from communities.meetings import register
from communities.models import (
    GROUP_ROLES,
    Community,
    Decision,
    ItemProposal,
    Meeting,
    Minutes,
    Role,
    User,
    WorkingGroup,
)
from communities.permissions import (
    communities_served,
    is_national_coordinator,
    letters_in_care_of,
    oblasts_coordinated,
)
from communities.states import MeetingState, MinutesState, ProposalState
from reports.cycle.board import Newest, newest_of
from reports.cycle.deadline import Deadline, Stage, deadline_of
from reports.models import ExpectedReport, Period, Publication, Report, SectionLoan
from reports.periods import Stretch, stretch_before, stretch_of
from reports.states import OPEN, State
from surveys.analyst_page import AnalystNumbers, numbers_of

NEWEST_PUBLISHED = 6


@dataclass(frozen=True)
class PeriodOfCommunity:
    """One community and one period; `report` is None before somebody starts it."""

    community: Community
    period: Period
    report: Report | None
    has_ended: bool = True  # the period: its report is due
    deadline: Deadline | None = None  # nothing where no report is expected

    @property
    def may_start(self) -> bool:
        """Its opening day has come and it is not locked, or nobody set it any days."""
        return self.deadline is None or (self.deadline.is_open and self.deadline.lock is None)

    @property
    def is_urgent(self) -> bool:
        """Waits to be started now: the strong button."""
        if self.deadline is None:
            return self.has_ended
        return self.deadline.stage in {Stage.DUE, Stage.LATE, Stage.EXCEPTION}

    @property
    def state_label(self) -> str:
        return self.report.get_state_display() if self.report else ""


@dataclass(frozen=True)
class Watched:
    """What a coordinator sees first: numbers of the newest period that has opened, and letters that
    wait for a decision. The board has the rest."""

    newest: Newest | None
    letters: int


@dataclass(frozen=True)
class GroupAtWork:
    """A group this person sits in: its next meeting, and how many proposals wait for the chair's answer.

    `waiting` is counted for those who answer.
    """

    group: WorkingGroup
    next_meeting: Meeting | None
    waiting: int | None


@dataclass
class Desk:
    groups: list[GroupAtWork] = field(default_factory=list)
    to_carry_out: list[register.Line] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)  # open for changes, not signed by both
    to_write: list[PeriodOfCommunity] = field(default_factory=list)
    to_check: list[Report] = field(default_factory=list)
    in_work: list[PeriodOfCommunity] = field(default_factory=list)
    lent: list[SectionLoan] = field(default_factory=list)
    published: list[Publication] = field(default_factory=list)
    watched: Watched | None = None
    heads: list[Community] = field(default_factory=list)
    writes: bool = False
    borrows: bool = False
    in_a_group: bool = False
    watches: bool = False
    analyses: bool = False
    surveys: AnalystNumbers | None = None
    sees_waves: bool = False  # the names of all of them
    has_duty: bool = False


def newest_periods(today: dt.date) -> tuple[Period, Period]:
    """The period that runs and the one that ended last; rows of the database may not exist yet."""
    now = stretch_of(today)
    return _period(now), _period(stretch_before(now))


def desk_of(user: User, *, today: dt.date) -> Desk:
    """Everything this person's desk shows, by the duties that hold today."""
    roles = {duty.role for duty in user.current_duties}
    desk = Desk(
        writes=Role.REPORTING_OFFICER in roles,
        borrows=Role.POLICE_COLLEAGUE in roles,
        in_a_group=bool(roles & GROUP_ROLES),
        watches=bool(oblasts_coordinated(user)) or is_national_coordinator(user),
        analyses=Role.SURVEY_ANALYST in roles,
        sees_waves=is_national_coordinator(user),
        has_duty=bool(roles),
    )
    if roles & {Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE}:
        _police(desk, user, today=today)
    if desk.borrows:
        desk.lent = list(_lent_to(user))
    if desk.in_a_group:
        desk.published = list(_published_for_group(user))
        desk.groups = _groups_of(user)
        _owed_to_groups(desk, user, today=today)
    if desk.watches:
        desk.watched = _watched(user, today=today)
    if desk.analyses:
        desk.surveys = numbers_of(user)
    return desk


def _police(desk: Desk, user: User, *, today: dt.date) -> None:
    """Reports in work and of the newest two periods: one query for the officer and the head together."""
    places = {duty.community_id: duty.community for duty in user.current_duties if duty.community}
    newest = newest_periods(today)
    written = communities_served(user, [Role.REPORTING_OFFICER])
    headed = communities_served(user, [Role.HEAD_OF_POLICE])
    reports = list(
        Report.objects.visible_to(user)
        .filter(community__in=written | headed)
        .filter(~Q(state=State.PUBLISHED) | Q(period__starts_on__in=[p.starts_on for p in newest]))
        .select_related("community", "period")
    )
    by_place = {(report.community_id, report.period.starts_on): report for report in reports}
    expected = {
        (row.community_id, row.period.starts_on): row
        for row in _expected(written | headed, reports, starts=[p.starts_on for p in newest], today=today)
    }
    for community_id in sorted(written, key=lambda pk: in_order(places[pk].name)):
        periods = {period.starts_on: period for period in newest}
        periods |= {r.period.starts_on: r.period for r in reports if r.community_id == community_id}
        periods |= {day: row.period for (place, day), row in expected.items() if place == community_id}
        desk.to_write += [
            PeriodOfCommunity(
                places[community_id],
                period,
                by_place.get((community_id, starts_on)),
                has_ended=period.ends_on < today,
                deadline=deadline_of(expected.get((community_id, starts_on)), today=today),
            )
            for starts_on, period in sorted(periods.items())
        ]
    desk.heads = sorted((places[pk] for pk in headed), key=lambda row: in_order(row.name))
    for report in reports:
        if report.community_id not in headed:
            continue
        if report.state == State.SUBMITTED:
            desk.to_check.append(report)
        elif report.state in OPEN and report.community_id not in written:
            row = expected.get((report.community_id, report.period.starts_on))
            desk.in_work.append(
                PeriodOfCommunity(
                    report.community, report.period, report, deadline=deadline_of(row, today=today)
                )
            )


def _expected(
    communities: Iterable[int], reports: Iterable[Report], *, starts: list[dt.date], today: dt.date
) -> QuerySet[ExpectedReport]:
    """Of the newest periods and of these reports, and whatever may still be begun. One query."""
    unlocked = Q(locks_on__gte=today) | Q(unlocked_until_on__gte=today)
    unbegun = Q(unlocked, report=None, opened_at__isnull=False, excuse="")
    shown = Q(period__starts_on__in=starts) | Q(report__in=[report.pk for report in reports])
    return ExpectedReport.objects.filter(shown | unbegun, community__in=communities).select_related("period")


def _lent_to(user: User) -> QuerySet[SectionLoan]:
    """Sections that wait for this colleague while their report is open."""
    return (
        SectionLoan.objects.filter(
            lent_to=user,
            ended_at__isnull=True,
            entry__report__state__in=OPEN,
            entry__report__community__in=communities_served(user, [Role.POLICE_COLLEAGUE]),
        )
        .select_related("entry__report__community", "entry__report__period", "entry__section", "lent_by")
        .order_by("-entry__report__period__starts_on", "entry__section__number")
    )


def _published_for_group(user: User) -> QuerySet[Publication]:
    return (
        Publication.objects.newest()
        .filter(report__community__in=communities_served(user, GROUP_ROLES))
        .select_related("report__community", "report__period")
        .defer("facts", "group_facts", "plan")
        .order_by("-report__period__starts_on", "-published_at")[:NEWEST_PUBLISHED]
    )


def _groups_of(user: User) -> list[GroupAtWork]:
    """Two queries, and one more for whoever answers proposals."""
    groups = WorkingGroup.objects.filter(community__in=communities_served(user, GROUP_ROLES))
    groups = groups.select_related("community")
    ahead = Meeting.objects.filter(
        group__in=groups, state__in=[MeetingState.CALLED, MeetingState.OPEN]
    ).order_by("-starts_at", "-pk")
    soonest = {meeting.group_id: meeting for meeting in ahead}  # the earliest comes last
    chaired = communities_served(user, [Role.CHAIR, Role.DEPUTY_CHAIR])
    waiting: dict[int, int] = {}
    if chaired:
        asked = ItemProposal.objects.filter(group__community__in=chaired, state=ProposalState.WAITING)
        waiting = dict(asked.order_by().values_list("group").annotate(number=Count("pk")))
    return [
        GroupAtWork(
            group,
            soonest.get(group.pk),
            waiting.get(group.pk, 0) if group.community_id in chaired else None,
        )
        for group in sorted(groups, key=lambda row: in_order(row.community.name))
    ]


def _owed_to_groups(desk: Desk, user: User, *, today: dt.date) -> None:
    """Decisions that are this member's to carry out, what is due first; minutes that wait to be read."""
    groups = [at_work.group.pk for at_work in desk.groups]
    if not groups:
        return
    own = Decision.objects.open().filter(group__in=groups, responsible__person=user)
    own = own.filter(item__meeting__state=MeetingState.CLOSED).select_related("item__meeting")
    rows = own.order_by(F("due_on").asc(nulls_last=True), "pk")
    desk.to_carry_out = [register.line(row, today=today) for row in rows]
    minutes = Minutes.objects.filter(meeting__group__in=groups, state=MinutesState.AMENDING)
    minutes = minutes.select_related("meeting").defer("content", "public_content")
    desk.minutes = list(minutes.order_by("amendments_until_on", "pk"))


def _watched(user: User, *, today: dt.date) -> Watched:
    """Numbers only: a coordinator does not see the inside of a report before it is published."""
    oblasts = None if is_national_coordinator(user) else oblasts_coordinated(user)
    undecided = letters_in_care_of(user).filter(state__in=TO_DECIDE)
    return Watched(newest_of(oblasts, today=today), undecided.count())


def _period(stretch: Stretch) -> Period:
    return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
