"""How long the words of residents' proposals are kept (R52), and the act that deletes them.

A resident wrote to the group, not to an archive: twelve months after the answer the words are of no more use,
and what nobody answered in two years is not going to be. What residents may read, in the words of the
chair, stays; so does the point on the agenda. With the words goes the receipt.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from communities.meetings.rhythm import months_later
from communities.models import ItemProposal
from communities.shared import audit
from communities.shared.states import follow
from communities.states import PROPOSAL_ARROWS, ProposalState, ProposalStep

AFTER_THE_ANSWER = 12  # months
WITHOUT_AN_ANSWER = 24


def due(*, today: dt.date) -> QuerySet[ItemProposal]:
    """Proposals of residents whose words have been kept long enough."""
    answered_by = months_later(today, -AFTER_THE_ANSWER)
    sent_by = months_later(today, -WITHOUT_AN_ANSWER)
    over = Q(answered_at__date__lte=answered_by) | Q(state=ProposalState.WAITING, sent_on__lte=sent_by)
    done = Q(title="") & (Q(is_public=True) | Q(answer=""))
    return ItemProposal.objects.filter(over, by_member=None).exclude(done)


def forget_words(*, at: dt.datetime) -> int:
    """Delete the words that are due; how many proposals. A second run finds nothing."""
    keys = list(due(today=timezone.localdate(at)).order_by("pk").values_list("pk", flat=True))
    return sum(_forget(key, at=at) for key in keys)


@transaction.atomic
def _forget(key: int, *, at: dt.datetime) -> bool:
    """One row at a time: the chair may be answering the next one."""
    still_due = due(today=timezone.localdate(at)).select_for_update(of=("self",), no_key=True)
    proposal = still_due.select_related("group__community").filter(pk=key).first()
    if proposal is None:
        return False
    if proposal.state == ProposalState.WAITING:
        proposal.state = follow(PROPOSAL_ARROWS, state=ProposalState.WAITING, step=ProposalStep.LAPSE)
    proposal.title = proposal.detail = proposal.receipt = ""
    if not proposal.is_public:
        proposal.answer = ""
    proposal.save(update_fields=["state", "title", "detail", "receipt", "answer"])
    audit.record("proposal.forgotten", target=proposal, by=None, at=at, community=proposal.group.community)
    return True
