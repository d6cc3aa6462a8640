"""From draft to approved plan: every state by every step, gaps, the vote, what the database refuses."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from communities.meetings import agenda, minutes, outcomes, subjects, voting
from communities.meetings.holding import close_meeting
from communities.models import AuditEntry, BallotKind, Notice, Outcome, PublicStamp
from communities.shared.canonical import canonical
from communities.shared.states import WrongState, follow
from communities.states import MeetingState
from plans.models import Action, Goal, Plan, PlanVersion, Problem
from plans.states import PLAN_ARROWS, VERSION_ARROWS, PlanState, PlanStep, VersionState, VersionStep
from plans.versions import adoption, afterwards, content, corrections, proposing
from plans.versions.proposing import BeingVoted, Gap, NotReady, TooEarly
from plans.versions.steps import NoReason
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting
from tests.plans.making import EMAIL, PERSON, SECRET_ACTION, SECRET_PROBLEM, make_plan

NOW = dt.datetime(2026, 11, 9, 9, 0, tzinfo=KYIV)
VOTE = STARTS + dt.timedelta(minutes=30)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan(cast, novopskov):
    row = make_plan(make_group(cast, novopskov), cast.sofiia)
    Action.objects.filter(plan=row, responsible_body="").update(responsible_body="Police")
    return row


def proposed(plan, cast, at=NOW):
    return proposing.propose(plan, by=cast.sofiia, at=at)


def ballot_on(version, cast, *, meeting=None, subject=None):
    meeting = meeting or make_meeting(version.plan.group, state=MeetingState.OPEN, present=8)
    item = proposing.put_on_agenda(version, meeting, by=cast.sofiia, at=VOTE)
    subject = item.subject if subject is None else subject
    return voting.open_ballot(
        item, question="Approve?", kind=BallotKind.HANDS, subject=subject, by=cast.sofiia, at=VOTE
    )


def vote(version, cast, *, votes_for=8, against=0, **more):
    ballot = ballot_on(version, cast, **more)
    return voting.close_by_hands(
        ballot, votes_for=votes_for, against=against, abstained=0, by=cast.sofiia, at=VOTE
    )


PLAN_LEADS = {
    ("draft", "propose"): "proposed",
    ("draft", "give_up"): "approved",
    ("draft", "cancel"): "cancelled",
    ("proposed", "send_back"): "draft",
    ("proposed", "withdraw"): "draft",
    ("proposed", "approve"): "approved",
    ("approved", "revise"): "draft",
    ("approved", "complete"): "completed",
    ("approved", "cancel"): "cancelled",
    ("approved", "supersede"): "superseded",
}
VERSION_LEADS = {
    ("proposed", "approve"): "approved",
    ("proposed", "return"): "returned",
    ("proposed", "withdraw"): "withdrawn",
    ("approved", "replace"): "replaced",
}


@pytest.mark.parametrize(
    ("arrows", "states", "steps", "leads"),
    [
        (PLAN_ARROWS, PlanState, PlanStep, PLAN_LEADS),
        (VERSION_ARROWS, VersionState, VersionStep, VERSION_LEADS),
    ],
    ids=["plan", "version"],
)
def test_every_state_by_every_step(arrows, states, steps, leads):
    for state in states:
        for step in steps:
            if (state, step) in leads:
                assert follow(arrows, state=state, step=step) == leads[state, step]
            else:
                with pytest.raises(WrongState):
                    follow(arrows, state=state, step=step)


def test_every_verb_in_every_state(cast, plan):
    """The verbs refuse what the arrows refuse, whatever there is of versions."""
    version = proposed(plan, cast)
    vote(version, cast)
    by, at = cast.halyna, VOTE
    verbs = {
        "propose": lambda: proposing.propose(plan, by=by, at=at),
        "withdraw": lambda: proposing.withdraw(version, reason="Why", by=by, at=at),
        "send_back": lambda: proposing.send_back(version, reason="Why", by=by, at=at),
        "revise": lambda: afterwards.revise(plan, by=by, at=at),
        "give_up": lambda: afterwards.give_up_revision(plan, by=by, at=at),
        "complete": lambda: afterwards.complete(plan, by=by, at=at),
        "cancel": lambda: afterwards.cancel(plan, reason="Why", by=by, at=at),
        "supersede": lambda: afterwards.supersede(plan, reason="Why", by=by, at=at),
    }
    Goal.objects.filter(plan=plan).update(detail="New words")
    for state in PlanState.values:
        for step, act in verbs.items():
            Plan.objects.filter(pk=plan.pk).update(state=state, ended_reason="Why")
            target = PLAN_LEADS.get((state, step))
            if target is None or step in {"withdraw", "send_back"}:  # this version is approved, not proposed
                with pytest.raises(WrongState):
                    act()
                continue
            with transaction.atomic():
                act()
                assert Plan.objects.get().state == target, (state, step)
                transaction.set_rollback(True)


GAPS = {
    Gap.NO_GOAL: lambda plan: (plan.actions.all().delete(), plan.goals.all().delete()),
    Gap.NO_ACTION: lambda plan: plan.actions.all().delete(),
    Gap.NOBODY_RESPONSIBLE: lambda plan: plan.actions.update(
        responsible=None, responsible_name="", responsible_body=""
    ),
    Gap.NO_DEADLINE: lambda plan: plan.actions.update(due_on=None),
}


@pytest.mark.parametrize("gap", GAPS)
def test_what_keeps_a_draft_from_being_proposed(cast, plan, gap):
    assert proposing.gaps_of(plan) == {}
    GAPS[gap](plan)
    with pytest.raises(NotReady) as refused:
        proposed(plan, cast)
    assert gap in refused.value.gaps
    assert set(refused.value.gaps[gap]) == (
        set() if gap in {Gap.NO_GOAL, Gap.NO_ACTION} else set(plan.actions.values_list("pk", flat=True))
    )
    assert Plan.objects.get().state == PlanState.DRAFT
    assert not PlanVersion.objects.exists()


def test_approved_by_the_vote_and_everybody_is_told(cast, plan):
    version = proposed(plan, cast)
    assert Notice.objects.filter(kind="plans/proposed").count() == 5  # members with an account
    stamp = PublicStamp.objects.values_list("number", flat=True).first() or 0
    ballot = vote(version, cast)
    version.refresh_from_db()
    plan.refresh_from_db()
    assert (plan.state, plan.in_force, version.state) == (PlanState.APPROVED, version, VersionState.APPROVED)
    assert (version.ballot, version.item) == (ballot, ballot.item)
    assert Notice.objects.filter(kind="plans/approved").count() == 5
    assert PublicStamp.objects.get().number > stamp
    assert AuditEntry.objects.filter(act="plan.approved").count() == 1
    # Meeting, vote and version point to each other.
    link = subjects.links([ballot.item.subject])[ballot.item.subject]
    assert link.url.endswith(f"/work/plans/{plan.pk}/versions/1/")
    assert version.checksum[:12] in link.question
    close_meeting(ballot.item.meeting, by=cast.halyna, at=VOTE)
    draft = minutes.draft(ballot.item.meeting, by=cast.sofiia, at=VOTE)
    assert any(item["subject"] == ballot.item.subject for item in draft.content["facts"]["items"])


def test_rejected_goes_back_to_the_draft_with_the_reason_and_a_new_vote(cast, plan):
    version = proposed(plan, cast)
    assert vote(version, cast, votes_for=2, against=6).outcome == Outcome.REJECTED
    version.refresh_from_db()
    assert (version.state, Plan.objects.get().state) == (VersionState.RETURNED, PlanState.DRAFT)
    assert version.reason.endswith("1")  # the number of the meeting
    assert Notice.objects.filter(kind="plans/not_adopted").count() == 5
    again = proposed(plan, cast, at=VOTE)
    assert again.number == 2
    later = make_meeting(
        plan.group, state=MeetingState.OPEN, present=8, starts_at=STARTS + dt.timedelta(days=20)
    )
    assert vote(again, cast, meeting=later).outcome == Outcome.ADOPTED
    assert Plan.objects.get().in_force == again


def test_a_revision_leaves_the_approved_one_in_force_until_the_new_vote(cast, plan):
    first = proposed(plan, cast)
    vote(first, cast)
    afterwards.revise(plan, by=cast.sofiia, at=VOTE)
    assert proposing.gaps_of(Plan.objects.get()) == {Gap.NOTHING_CHANGED: []}
    with pytest.raises(NotReady):
        proposed(plan, cast, at=VOTE)
    Goal.objects.filter(plan=plan, position=1).update(title="Ще менше аварій")
    second = proposed(plan, cast, at=VOTE)
    assert Plan.objects.get().in_force == first
    assert [fact["field"] for fact in second.difference] == ["title"]
    later = make_meeting(
        plan.group, state=MeetingState.OPEN, present=8, starts_at=STARTS + dt.timedelta(days=20)
    )
    vote(second, cast, meeting=later)
    first.refresh_from_db()
    assert (first.state, Plan.objects.get().in_force) == (VersionState.REPLACED, second)


def test_a_mended_typing_error_is_no_change_and_does_not_come_back(cast, plan):
    first = proposed(plan, cast)
    vote(first, cast)
    lamps = Action.objects.get(title="Поставити ліхтарі")
    for path, before, after in (
        ("summary", plan.summary, plan.summary.replace("безпечна школа", "безпечні школи")),
        (f"actions.{lamps.pk}.title", lamps.title, "Поставити ліхтарики"),
        (f"actions.{lamps.pk}.body", "Селищна рада", "Селишна рада"),
    ):
        corrections.correct(first, path, before=before, after=after, by=cast.sofiia, at=VOTE)
    afterwards.revise(plan, by=cast.sofiia, at=VOTE)
    assert proposing.gaps_of(Plan.objects.get()) == {Gap.NOTHING_CHANGED: []}
    Goal.objects.filter(plan=plan, position=1).update(title="Ще менше аварій")
    second = proposed(plan, cast, at=VOTE)
    assert [(fact["part"], fact["field"]) for fact in second.difference] == [("goal", "title")]
    lamps.refresh_from_db()
    assert (lamps.title, lamps.responsible_body) == ("Поставити ліхтарики", "Селишна рада")


def test_giving_a_revision_up(cast, plan):
    with pytest.raises(WrongState):  # nothing is in force
        afterwards.give_up_revision(plan, by=cast.sofiia, at=NOW)
    vote(proposed(plan, cast), cast)
    afterwards.revise(plan, by=cast.sofiia, at=VOTE)
    assert afterwards.give_up_revision(plan, by=cast.sofiia, at=VOTE).state == PlanState.APPROVED


def test_nothing_is_taken_back_while_a_vote_is_open(cast, plan):
    version = proposed(plan, cast)
    ballot = ballot_on(version, cast)
    for verb in (proposing.withdraw, proposing.send_back):
        with pytest.raises(BeingVoted):
            verb(version, reason="Changed our minds", by=cast.halyna, at=VOTE)
    voting.withdraw(ballot, reason="Wrong question", by=cast.sofiia, at=VOTE)
    with pytest.raises(NoReason):
        proposing.withdraw(version, reason="  ", by=cast.halyna, at=VOTE)
    assert proposing.withdraw(version, reason="Too early", by=cast.halyna, at=VOTE).state == "withdrawn"
    with pytest.raises(outcomes.Refused, match="not proposed any more"):
        voting.open_ballot(
            ballot.item,
            question="Approve?",
            kind=BallotKind.HANDS,
            subject=ballot.item.subject,
            by=cast.sofiia,
            at=VOTE,
        )


def test_no_vote_before_everybody_had_the_days_to_read(cast, plan):
    version = proposed(plan, cast, at=STARTS - dt.timedelta(hours=3))
    meeting = make_meeting(plan.group, state=MeetingState.OPEN, present=8)
    with pytest.raises(TooEarly) as refused:
        proposing.put_on_agenda(version, meeting, by=cast.sofiia, at=VOTE)
    assert refused.value.readable_until_on == version.readable_until_on
    item = agenda.add(meeting, title="Plan", subject=adoption.subject_of(version), by=cast.sofiia, at=VOTE)
    say = {"question": "Approve?", "kind": BallotKind.HANDS, "by": cast.sofiia, "at": VOTE}
    with pytest.raises(outcomes.Refused, match="days of notice"):
        voting.open_ballot(item, subject=item.subject, **say)
    # A vote about something else on the same point decides nothing about the plan.
    other = voting.open_ballot(item, **say)
    voting.close_by_hands(other, votes_for=8, against=0, abstained=0, by=cast.sofiia, at=VOTE)
    assert Plan.objects.get().state == PlanState.PROPOSED


def test_a_vote_of_another_group_decides_nothing(cast, plan, popasna):
    version = proposed(plan, cast)
    meeting = make_meeting(make_group(cast, popasna), state=MeetingState.OPEN, present=8)
    with pytest.raises(WrongState):
        proposing.put_on_agenda(version, meeting, by=cast.sofiia, at=VOTE)
    item = agenda.add(meeting, title="Plan", subject=adoption.subject_of(version), by=cast.sofiia, at=VOTE)
    with pytest.raises(outcomes.Refused, match="no such plan"):
        voting.open_ballot(
            item, question="?", kind=BallotKind.HANDS, subject=item.subject, by=cast.sofiia, at=VOTE
        )


def test_a_point_can_leave_the_agenda_again(cast, plan):
    version = proposed(plan, cast)
    meeting = make_meeting(plan.group)
    item = proposing.put_on_agenda(version, meeting, by=cast.sofiia, at=NOW)
    with pytest.raises(agenda.AlreadyThere):
        proposing.put_on_agenda(version, meeting, by=cast.sofiia, at=NOW)
    agenda.remove(item, by=cast.sofiia, at=NOW)
    assert [each.subject for each in agenda.due(meeting, on=STARTS.date())] == [adoption.subject_of(version)]


CHANGES = {
    "content": {"title": "Other"},
    "public_content": {},
    "checksum": "f" * 64,
    "difference": [{"what": "nothing"}],
    "number": 7,
    "proposed_at": VOTE,
    "readable_until_on": dt.date(2027, 1, 1),
    "reason": "Because",
    "decided_at": NOW,
    "ballot": None,
    "item": None,
}


@pytest.mark.parametrize("field", CHANGES)
def test_the_database_keeps_an_approved_version_as_it_was(cast, plan, field):
    vote(proposed(plan, cast), cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.update(**{field: CHANGES[field]})
    column = PlanVersion._meta.get_field(field).column
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE plans_planversion SET {column} = NULL")


def test_the_database_keeps_versions_and_the_content_of_proposed_ones(cast, plan):
    version = proposed(plan, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.update(content={})
    for statement in (
        "DELETE FROM plans_planversion",
        "UPDATE plans_planversion SET state = 'approved'",  # without a vote
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    vote(version, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.delete()


def test_persons_and_internal_parts_never_reach_what_residents_read(cast, plan):
    Action.objects.filter(plan=plan).update(responsible_name=PERSON, responsible=None)
    version = proposed(plan, cast)
    public = canonical(version.public_content).decode()
    for word in (PERSON, EMAIL, SECRET_PROBLEM, SECRET_ACTION, "Kanarka", "kanarka"):
        assert word not in public
    assert "Kanarka" in canonical(version.content).decode()
    assert version.public_content["kept_apart"] == {"problems": 1, "actions": 1}
    Problem.objects.filter(plan=plan).update(is_internal=True)
    assert content.for_residents(content.of_rows(plan))["problems"] == []


def test_the_act_of_the_council_is_noted(cast, plan):
    act = {"act": "Decision 12", "on": dt.date(2026, 12, 1), "link": "https://example.org/12"}
    with pytest.raises(WrongState):
        afterwards.record_strategy(plan, **act, by=cast.sofiia, at=NOW)
    vote(proposed(plan, cast), cast)
    assert afterwards.record_strategy(plan, **act, by=cast.sofiia, at=VOTE).strategy_act == "Decision 12"
    with pytest.raises(ValidationError):
        afterwards.record_strategy(plan, **act | {"act": ""}, by=cast.sofiia, at=VOTE)
