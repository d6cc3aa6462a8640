"""What members and residents ask to put on an agenda, and what the chair answers.

A resident has no account and is not asked who it is. When a resident sends something, nothing leaves an exact
time behind (R39): no trace in the trail, no notice, no touch of the public stamp; the desk of those who lead
the group shows that something waits. The answer is an act like any other.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from communities.meetings import agenda
from communities.meetings.agenda import PROPOSAL
from communities.meetings.subjects import Link, Source, Suggestion
from communities.models import ItemKind, ItemProposal, Meeting, Membership, User, WorkingGroup
from communities.shared import audit, mail, public_stamp
from communities.shared.plain_text import one_line, plain_text
from communities.shared.states import follow
from communities.states import PROPOSAL_ARROWS, MeetingState, ProposalState, ProposalStep

RECEIPT_DIGITS = 20
WAITING_AT_MOST = 200  # of residents, in one group: more than a chair can answer
A_DAY_AT_MOST = 1000  # of residents, on the whole site
WITH_CODE_AT_MOST = 30  # of those with the code of a paper invitation, beside the queue of one group
KEPT_FOR_OTHERS = 2  # the queue is crowded when one part of so many is used up
A_FLOOD = 10  # of residents, waiting, of one day: they can be set aside together
ANSWERED = "communities/proposal_answered"


class QueueIsFull(Exception):
    """So many proposals wait that no more is taken now."""


class SentAlready(Exception):
    """The very same words were sent to this group today: a page that was loaded again."""


class NoAnswer(Exception):
    """Whoever proposed something reads why."""


class NothingWaits(Exception):
    """Nothing of that day waits any more."""


class WordsDeleted(Exception):
    """What was proposed is not kept any more: there is nothing to answer."""


class NoPublicTitle(Exception):
    """What stands on an agenda, and what residents read, needs words that the chair chose."""


@transaction.atomic
def propose(
    group: WorkingGroup,
    *,
    member: Membership,
    title: str,
    detail: str,
    by: User,
    today: dt.date,
    at: dt.datetime,
) -> ItemProposal:
    """A member asks for a point."""
    proposal = _proposal(group, title=title, detail=detail, today=today)
    proposal.by_member = member
    proposal.full_clean()
    proposal.save()
    audit.record("proposal.sent", target=proposal, by=by, at=at, community=group.community)
    return proposal


@transaction.atomic
def propose_without_account(
    group: WorkingGroup, *, title: str, detail: str, today: dt.date, has_code: bool = False
) -> str:
    """A resident asks for a point. Gives back the number of the receipt: nobody can look it up later.

    `has_code`: the code of a paper invitation was right; then a flood of others fills no place. Raises
    `QueueIsFull` or `SentAlready`. Limits for each visitor are the view's business.
    """
    group = WorkingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    proposal = _proposal(group, title=title, detail=detail, today=today)
    if _of_residents(group).filter(sent_on=today, title=proposal.title, detail=proposal.detail).exists():
        raise SentAlready
    if _is_full(group, has_code=has_code, today=today):
        raise QueueIsFull
    number = f"{secrets.randbelow(10**RECEIPT_DIGITS):0{RECEIPT_DIGITS}d}"
    proposal.receipt, proposal.has_code = digest_of(number), has_code
    proposal.full_clean()
    proposal.save()
    return number


def is_crowded(group: WorkingGroup, *, today: dt.date) -> bool:
    """Is only that part of the queue left which is kept for those who have not sent much?"""
    waiting, of_today = _taken(group, today=today)
    return waiting * KEPT_FOR_OTHERS >= WAITING_AT_MOST or of_today * KEPT_FOR_OTHERS >= A_DAY_AT_MOST


def waiting_on(group: WorkingGroup, day: dt.date) -> QuerySet[ItemProposal]:
    """What residents sent on this day without a code and nobody has answered, the oldest first."""
    return _of_queue(group).filter(sent_on=day, state=ProposalState.WAITING).order_by("pk")


def crowded_days(group: WorkingGroup) -> list[tuple[dt.date, int]]:
    """Days of which so much waits that it may be a flood, the newest first, with how many."""
    waiting = _of_queue(group).filter(state=ProposalState.WAITING)
    days = waiting.values_list("sent_on").annotate(count=Count("pk")).filter(count__gte=A_FLOOD)
    return list(days.order_by("-sent_on"))


@transaction.atomic
def set_aside(
    group: WorkingGroup,
    *,
    sent_on: dt.date,
    seen: Collection[int],
    keep: Collection[int] = (),
    reason: str,
    by: User,
    at: dt.datetime,
) -> int:
    """Decline what residents sent on one day with one reason, except `keep`; gives back how many.

    Only what was `seen` (ids): what came meanwhile waits. Whoever has a receipt reads the reason. Raises
    `NoAnswer`, `NothingWaits`.
    """
    words = plain_text(reason).text
    if not words:
        raise NoAnswer
    group = WorkingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    rows = waiting_on(group, sent_on).filter(pk__in=set(seen) - set(keep)).select_for_update(no_key=True)
    keys = [row.pk for row in rows]
    if not keys:
        raise NothingWaits
    state = follow(PROPOSAL_ARROWS, state=ProposalState.WAITING, step=ProposalStep.DECLINE)
    ItemProposal.objects.filter(pk__in=keys).update(
        state=state, answer=words, answered_at=at, answered_by=by, is_public=False
    )
    audit.record(
        "proposals.set_aside",
        target=group,
        by=by,
        at=at,
        community=group.community,
        details={"sent_on": sent_on.isoformat(), "count": len(keys)},
    )
    return len(keys)


def find(group: WorkingGroup, number: str) -> ItemProposal | None:
    """The proposal of this receipt; blanks and hyphens in the number do not matter."""
    digits = "".join(sign for sign in number if sign in "0123456789")
    if len(digits) != RECEIPT_DIGITS:
        return None
    return group.item_proposals.select_related("item__meeting").filter(receipt=digest_of(digits)).first()


def digest_of(digits: str) -> str:
    """SHA-256 is enough: twenty random digits cannot be tried through."""
    return hashlib.sha256(f"proposal {digits}".encode()).hexdigest()


@transaction.atomic
def accept(
    proposal: ItemProposal, *, answer: str, public_title: str, is_public: bool, by: User, at: dt.datetime
) -> ItemProposal:
    """It becomes a point of the next meeting that is prepared or called, under the title the chair gives.

    Without such a meeting it waits, and is put on the next one when that is prepared.
    """
    proposal = _answered(
        proposal, ProposalStep.ACCEPT, answer=answer, is_public=is_public, title=public_title, by=by, at=at
    )
    if meeting := next_meeting(proposal.group, at=at):
        agenda.take_over(meeting, suggestion_of(proposal), by=by, at=at)
        proposal.refresh_from_db()
    return proposal


@transaction.atomic
def decline(
    proposal: ItemProposal, *, answer: str, public_title: str, is_public: bool, by: User, at: dt.datetime
) -> ItemProposal:
    return _answered(
        proposal, ProposalStep.DECLINE, answer=answer, is_public=is_public, title=public_title, by=by, at=at
    )


@transaction.atomic
def take_back(proposal: ItemProposal, *, by: User, at: dt.datetime) -> ItemProposal:
    """It was declined, or set aside with others, by mistake: it waits again, as long as its words are kept.

    Residents read it no longer; whoever has the receipt reads that it waits. The words of the refusal stay
    with the row, for the next answer. Raises `WrongState`, `WordsDeleted`.
    """
    proposal = _locked(proposal)
    proposal.state = follow(PROPOSAL_ARROWS, state=ProposalState(proposal.state), step=ProposalStep.TAKE_BACK)
    if not proposal.title:
        raise WordsDeleted
    was_public, proposal.is_public = proposal.is_public, False
    proposal.answered_at = proposal.answered_by = None
    proposal.full_clean()
    proposal.save(update_fields=["state", "is_public", "answered_at", "answered_by"])
    audit.record("proposal.taken_back", target=proposal, by=by, at=at, community=proposal.group.community)
    if was_public:
        public_stamp.touch()
    return proposal


@transaction.atomic
def hide(proposal: ItemProposal, *, by: User, at: dt.datetime) -> None:
    """Residents no longer read it: for an answer that said too much."""
    if ItemProposal.objects.filter(pk=proposal.pk, is_public=True).update(is_public=False):
        audit.record("proposal.hidden", target=proposal, by=by, at=at, community=proposal.group.community)
        public_stamp.touch()


def next_meeting(group: WorkingGroup, *, at: dt.datetime) -> Meeting | None:
    """The first one ahead whose agenda can still be written."""
    ahead = group.meetings.filter(state__in=[MeetingState.DRAFT, MeetingState.CALLED], starts_at__gt=at)
    return ahead.order_by("starts_at").first()


def put_on(meeting: Meeting, *, by: User, at: dt.datetime) -> int:
    """Put the accepted proposals that have no point yet on this agenda. Gives back how many."""
    waiting = suggest(meeting.group, timezone.localdate(at))
    for suggestion in waiting:
        agenda.take_over(meeting, suggestion, by=by, at=at)
    return len(waiting)


def suggestion_of(proposal: ItemProposal) -> Suggestion:
    return Suggestion(
        subject=f"{PROPOSAL}:{proposal.pk}", kind=ItemKind.QUESTION, title=proposal.public_title
    )


def suggest(group: WorkingGroup, _on: dt.date) -> list[Suggestion]:
    """Accepted proposals without a point: their meeting was cancelled, or there was none."""
    rows = group.item_proposals.filter(state=ProposalState.ACCEPTED, item=None).order_by("pk")
    return [suggestion_of(row) for row in rows]


def describe(ids: Iterable[int]) -> dict[int, Link]:
    rows = ItemProposal.objects.filter(pk__in=ids).values_list("pk", "by_member")
    return {
        pk: Link(
            translation.gettext("Proposed by a member")
            if member
            else translation.gettext("Proposed by a resident"),
            reverse("communities:proposal", args=[pk]),
        )
        for pk, member in rows
    }


SOURCE = Source(PROPOSAL, suggest, describe)


def _of_residents(group: WorkingGroup) -> QuerySet[ItemProposal]:
    return ItemProposal.objects.filter(group=group, by_member=None)


def _of_queue(group: WorkingGroup) -> QuerySet[ItemProposal]:
    """Those that anybody may send; what came with a code never stands among a flood."""
    return _of_residents(group).filter(has_code=False)


def _is_full(group: WorkingGroup, *, has_code: bool, today: dt.date) -> bool:
    if has_code:
        beside = _of_residents(group).filter(has_code=True, state=ProposalState.WAITING)
        return beside.count() >= WITH_CODE_AT_MOST
    waiting, of_today = _taken(group, today=today)
    return waiting >= WAITING_AT_MOST or of_today >= A_DAY_AT_MOST


def _taken(group: WorkingGroup, *, today: dt.date) -> tuple[int, int]:
    """How many of residents wait in this group, and how many came today on the whole site; without a code."""
    waiting = _of_queue(group).filter(state=ProposalState.WAITING).count()
    of_today = ItemProposal.objects.filter(by_member=None, has_code=False, sent_on=today)
    return waiting, of_today.count()


def _proposal(group: WorkingGroup, *, title: str, detail: str, today: dt.date) -> ItemProposal:
    return ItemProposal(
        group=group, title=one_line(title).text, detail=plain_text(detail).text, sent_on=today
    )


def _answered(
    proposal: ItemProposal,
    step: ProposalStep,
    *,
    answer: str,
    is_public: bool,
    title: str,
    by: User,
    at: dt.datetime,
) -> ItemProposal:
    """Locked, moved, saved, traced; the member who asked is told, a resident looks for it by the receipt."""
    proposal = _locked(proposal)
    proposal.state = follow(PROPOSAL_ARROWS, state=ProposalState(proposal.state), step=step)
    proposal.answer, proposal.public_title = plain_text(answer).text, one_line(title).text
    proposal.is_public = is_public
    if not proposal.answer:
        raise NoAnswer
    if not proposal.public_title and (is_public or step == ProposalStep.ACCEPT):
        raise NoPublicTitle
    proposal.answered_at, proposal.answered_by = at, by
    proposal.full_clean()
    proposal.save(
        update_fields=["state", "answer", "public_title", "is_public", "answered_at", "answered_by"]
    )
    community = proposal.group.community
    audit.record(f"proposal.{proposal.state}", target=proposal, by=by, at=at, community=community)
    member = proposal.by_member
    if member is not None and member.person_id is not None:
        mail.post(
            [
                mail.Message(
                    key=f"proposal-answered:{proposal.pk}:{at.isoformat()}",
                    to=member.person_id,
                    kind=ANSWERED,
                    facts={
                        "sent_on": proposal.sent_on.isoformat(),
                        "group": {"uk": proposal.group.name_uk, "en": proposal.group.name_en},
                        "is_accepted": proposal.state == ProposalState.ACCEPTED,
                    },
                    link=_address_of(proposal),
                    community=community.pk,
                    oblast=community.oblast_id,
                )
            ],
            at=at,
        )
    if is_public:
        public_stamp.touch()
    return proposal


def _locked(proposal: ItemProposal) -> ItemProposal:
    return (
        ItemProposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community", "by_member")
        .get(pk=proposal.pk)
    )


def _address_of(proposal: ItemProposal) -> str:
    with translation.override("uk"):
        return reverse("communities:proposal", args=[proposal.pk])
