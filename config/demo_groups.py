"""Working groups of the demonstration and their meetings: founded, called, held, written down, published.

The same verbs as in real life, each by the person whose step it is, on the days it would happen. Texts and
people are in `data/demo_groups.json`; days are counted from periods and from now: it is always about now.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from communities.groups import founding, members, statute
from communities.meetings import (
    agenda,
    attendance,
    calling,
    decisions,
    holding,
    minutes,
    proposals,
    recording,
    signing,
    voting,
)
from communities.meetings.signing import Capacity
from communities.models import (
    AgendaItem,
    BallotKind,
    Choice,
    Community,
    Decision,
    ItemKind,
    ItemProposal,
    Meeting,
    Membership,
    Post,
    Presence,
    Role,
    User,
    WorkingGroup,
)
from communities.shared.data_files import read_json
from communities.states import DecisionState
from config.demo_data import DemoFileError, When
from reports import hearings
from reports.models.hearings import Assessment

KYIV = ZoneInfo("Europe/Kyiv")
GROUPS = Path(__file__).parent / "data" / "demo_groups.json"
CALLED_BEFORE = 8  # days: the newest report is published by then, and the notice is kept
# Days after a meeting.
DRAFTED, SIGNED, PUBLISHED = 1, 9, 10

SUGGESTED = frozenset({ItemKind.REPORT, ItemKind.PLAN})

Act = tuple[dt.datetime, Callable[[dt.datetime], object]]
Told = Mapping[str, Any]


def acts(slugs: set[str], *, founded_at: dt.datetime, now: dt.datetime) -> Iterator[Act]:
    """What the groups of these communities do until now, each act with its instant."""
    for told in read_groups():
        if told["community"] in slugs:
            group = _Group(told, now=now)
            yield founded_at, group.found
            for act in group.meetings():
                if act[0] <= now:
                    yield act


def first_meeting_at(slug: str, *, now: dt.datetime) -> dt.datetime:
    """When the first meeting of this group begins: it approves the plan."""
    told = next(each for each in read_groups() if each["community"] == slug)
    return _Meeting(told["meetings"][0], _Group(told, now=now)).starts_at


def read_groups(path: Path = GROUPS) -> list[Told]:
    """Raises `DemoFileError` when the file is no JSON."""
    data: Any = read_json(path, fault=DemoFileError)
    return list(data["groups"])


@dataclass
class _Group:
    told: Told
    now: dt.datetime

    def found(self, at: dt.datetime) -> None:
        told, today = self.told, timezone.localdate(at)
        community = Community.objects.get(slug=told["community"])
        by = User.objects.get(
            duties__role=Role.OBLAST_COORDINATOR, duties__oblast=community.oblast_id, duties__ended_on=None
        )
        group = founding.found(
            community,
            name_uk=told["name_uk"],
            name_en=told["name_en"],
            act_title=told["act_title"],
            act_on=dt.date.fromisoformat(told["act_on"]),
            meets_usually_at=told["meets_usually_at"],
            by=by,
            at=at,
        )
        if told["statute"]:
            statute.change(group, from_on=today, by=by, today=today, at=at, **told["statute"])
        for row in told["members"]:
            self._appoint(group, row, by=by, today=today, at=at)

    def meetings(self) -> Iterator[Act]:
        for told in self.told["meetings"]:
            yield from _Meeting(told, self).acts()
        for told in self.told["proposals"]:
            yield from self._proposal(told)

    def row(self) -> WorkingGroup:
        return WorkingGroup.objects.select_related("community").get(community__slug=self.told["community"])

    def member(self, name: str) -> Membership:
        return self.row().memberships.get(name=name, ended_on=None)

    def person(self, post: Post) -> User:
        person = self.row().memberships.get(post=post, ended_on=None).person
        if person is None:
            raise LookupError(f"The {post} of {self.told['community']} has no account.")
        return person

    def _appoint(self, group: WorkingGroup, row: Told, *, by: User, today: dt.date, at: dt.datetime) -> None:
        members.appoint(
            group,
            name=row["name"],
            sector=row["sector"],
            post=row["post"],
            person=User.objects.get(email=f"{row['login']}@demo.example") if "login" in row else None,
            appointed_on=today,
            gender=row["gender"],
            organisation=row["organisation"],
            vulnerable_group=row.get("vulnerable_group", ""),
            has_vote=row["has_vote"],
            is_named=row["is_named"],
            by=by,
            today=today,
            at=at,
        )

    def _proposal(self, told: Told) -> Iterator[Act]:
        sent_at = self.now - dt.timedelta(days=told["days_ago"], hours=2)
        yield sent_at, lambda at: self._propose(told, at=at)
        if told.get("answer"):
            yield sent_at + dt.timedelta(days=2), lambda at: self._answer(told, at=at)

    def _propose(self, told: Told, *, at: dt.datetime) -> None:
        group, today = self.row(), timezone.localdate(at)
        if told["from"] == "resident":
            proposals.propose_without_account(group, title=told["title"], detail=told["detail"], today=today)
            return
        member = self.member(told["member"])
        if member.person is None:
            raise LookupError(f"{member.name} has no account.")
        proposals.propose(
            group,
            member=member,
            title=told["title"],
            detail=told["detail"],
            by=member.person,
            today=today,
            at=at,
        )

    def _answer(self, told: Told, *, at: dt.datetime) -> None:
        proposal = ItemProposal.objects.get(group=self.row(), title=told["title"])
        proposals.accept(
            proposal,
            answer=told["answer"],
            public_title=told["public_title"],
            is_public=True,
            by=self.person(Post.CHAIR),
            at=at,
        )


@dataclass
class _Meeting:
    """One meeting, step by step."""

    told: Told
    group: _Group

    def acts(self) -> Iterator[Act]:
        starts_at = self.starts_at
        yield self._called_at(), self.call
        if starts_at > self.group.now:
            return
        yield starts_at, self.hold
        yield from self._register()
        for state, days, step in (
            ("circulated", DRAFTED, self.draft),
            ("signed", SIGNED, self.sign),
            ("published", PUBLISHED, self.publish),
        ):
            yield starts_at + dt.timedelta(days=days), step
            if self.told["minutes"] == state:
                return

    @property
    def starts_at(self) -> dt.datetime:
        today = timezone.localdate(self.group.now)
        if self.told["when"] == "next":
            day = today + dt.timedelta(days=self.told["days_from_now"])
        elif self.told["when"] == "recent":
            day = today - dt.timedelta(days=self.told["days_ago"])
        else:
            stretch = When(self.told["when"]).stretch(today=today)
            day = stretch.ends_on + dt.timedelta(days=self.told["days_after_period"])
        return dt.datetime.combine(day, dt.time(self.told["hour"]), tzinfo=KYIV)

    def _called_at(self) -> dt.datetime:
        """In time, and never in the future: the next meeting may have been called this morning."""
        return min(self.starts_at - dt.timedelta(days=CALLED_BEFORE, hours=4), self.group.now)

    def call(self, at: dt.datetime) -> None:
        by = self.group.person(Post.SECRETARY)
        meeting = calling.draft(
            self.group.row(),
            starts_at=self.starts_at,
            place=self.told["place"],
            online_link=self.told.get("online_link", ""),
            is_open=self.told["is_open"],
            by=by,
            at=at,
        )
        for suggestion in agenda.due(meeting, on=timezone.localdate(self.starts_at)):
            agenda.take_over(meeting, suggestion, by=by, at=at)
        for told in self.told["items"]:
            if not self._has(meeting, told):
                agenda.add(meeting, title=told["title"], kind=ItemKind(told["kind"]), by=by, at=at)
        calling.call(meeting, by=by, at=at)

    def hold(self, at: dt.datetime) -> None:
        by = self.group.person(Post.SECRETARY)
        meeting = holding.open_meeting(self.row(), chaired_by=self.group.member(self._chair()), by=by, at=at)
        self._attend(meeting, by=by, at=at)
        for guest in self.told["guests"]:
            attendance.add_guest(meeting, **guest, by=by, at=at)
        for told in self.told["items"]:
            self._discuss(self._item(meeting, told), told, by=by, at=at)
        holding.close_meeting(meeting, by=by, at=at + dt.timedelta(hours=2))

    def draft(self, at: dt.datetime) -> None:
        by = self.group.person(Post.SECRETARY)
        made = minutes.draft(self.row(), by=by, at=at)
        minutes.circulate(made, seen=made.edit_version, by=by, today=timezone.localdate(at), at=at)

    def sign(self, at: dt.datetime) -> None:
        for capacity, post in ((Capacity.CHAIR, Post.CHAIR), (Capacity.SECRETARY, Post.SECRETARY)):
            made = self._minutes()
            signing.sign(
                made,
                capacity=capacity,
                seen=made.edit_version,
                by=self.group.person(post),
                today=timezone.localdate(at),
                at=at,
            )

    def publish(self, at: dt.datetime) -> None:
        signing.publish(self._minutes(), by=self.group.person(Post.SECRETARY), at=at)

    def row(self) -> Meeting:
        return Meeting.objects.select_related("group__community").get(
            group__community__slug=self.group.told["community"], starts_at=self.starts_at
        )

    def _minutes(self) -> Any:
        return self.row().minutes.get()

    def _chair(self) -> str:
        return str(next(row["name"] for row in self.group.told["members"] if row["post"] == "chair"))

    def _attend(self, meeting: Meeting, *, by: User, at: dt.datetime) -> None:
        excused = self.told.get("excused", {})
        for row in meeting.attendances.select_related("member"):
            name, reason = row.member.name, ""
            presence = Presence.PRESENT
            if name in excused:
                presence, reason = Presence.EXCUSED, excused[name]
            elif name in self.told["absent"]:
                presence = Presence.ABSENT
            elif name in self.told["online"]:
                presence = Presence.ONLINE
            attendance.note(meeting, row.member, presence, reason=reason, by=by, at=at)

    def _discuss(self, item: AgendaItem, told: Told, *, by: User, at: dt.datetime) -> None:
        texts = {name: told[name] for name in ("heard", "discussed", "decided")}
        recording.write(item, texts, base_version=item.version, by=by, at=at)
        if hearing := told.get("hearing"):
            hearings.write(
                item,
                {
                    "remarks": hearing["remarks"],
                    "proposals": hearing["proposals"],
                    "public_text": hearing["remarks"],
                },
                assessment=Assessment(hearing["assessment"]),
                base_version=0,
                by=by,
                at=at,
            )
        ballot = self._vote(item, told["vote"], by=by, at=at)
        for line in told.get("decisions", []):
            decisions.record(
                item,
                text=line["text"],
                public_text=line["public_text"],
                responsible=self.group.member(line["responsible"]),
                due_on=timezone.localdate(at) + dt.timedelta(days=line["due_days"]),
                ballot=ballot,
                by=by,
                at=at,
            )
        if opinion := told.get("opinion"):
            recording.dissent(item, self.group.member(opinion["member"]), text=opinion["text"], by=by, at=at)

    def _vote(self, item: AgendaItem, told: Told, *, by: User, at: dt.datetime) -> Any:
        kind = BallotKind(told["kind"])
        subject = item.subject if item.kind == ItemKind.PLAN else ""
        ballot = voting.open_ballot(item, question=told["question"], kind=kind, subject=subject, by=by, at=at)
        if kind != BallotKind.BY_NAME:
            return voting.close_by_hands(
                ballot,
                votes_for=told["for"],
                against=told["against"],
                abstained=told["abstained"],
                by=by,
                at=at,
            )
        for row in item.meeting.attendances.filter(
            presence__in=[Presence.PRESENT, Presence.ONLINE], member__has_vote=True
        ).select_related("member"):
            choice = Choice.AGAINST if row.member.name in told["against"] else Choice.FOR
            voting.cast(ballot, row.member, choice, by=by, at=at)
        return voting.close_by_name(ballot, by=by, at=at)

    def _register(self) -> Iterator[Act]:
        """Decisions that were carried out by now."""
        for told in self.told["items"]:
            for line in told.get("decisions", []):
                if "done" in line:
                    yield self.starts_at + dt.timedelta(days=line["due_days"] - 3), _closing(line)

    def _has(self, meeting: Meeting, told: Told) -> bool:
        """The report of the period and the plan came as suggestions already."""
        return told["kind"] in SUGGESTED and meeting.items.filter(kind=told["kind"]).exists()

    def _item(self, meeting: Meeting, told: Told) -> AgendaItem:
        if told["kind"] in SUGGESTED:
            return meeting.items.get(kind=told["kind"])
        return meeting.items.get(title=told["title"])


def _closing(line: Told) -> Callable[[dt.datetime], None]:
    def close(at: dt.datetime) -> None:
        decision = Decision.objects.get(text=line["text"])
        by = decision.item.meeting.made_by
        decisions.close(decision, state=DecisionState.DONE, note=line["done"], by=by, at=at)

    return close
