"""Whether a question is adopted, from the votes and the statute alone."""

from dataclasses import dataclass

from communities.meetings.quorum import share
from communities.models import Choice, MajorityOf, Outcome, Statute, TieRule


@dataclass(frozen=True)
class Verdict:
    """`needed`: how many votes for would have been enough. `was_tie`: for and against were equal."""

    outcome: Outcome
    needed: int
    was_tie: bool


def decide(
    *,
    votes_for: int,
    against: int,
    abstained: int,
    present: int,
    all_members: int,
    statute: Statute,
    chair_choice: str = "",
) -> Verdict:
    """Adopted with the majority of the statute.

    When the votes are equal and the statute gives the decision to the chair, the chair's vote counts as one
    more: 3 to 3 of six present is adopted with it, 1 to 1 with four abstentions is not, because it would
    still be no majority of those present; nor does one vote replace two thirds. A chair who abstained, or
    whose vote nobody knows (`chair_choice` empty), decides nothing.
    """
    base = {
        MajorityOf.PRESENT: present,
        MajorityOf.CAST: votes_for + against,
        MajorityOf.ALL: all_members,
    }[MajorityOf(statute.majority_of)]
    needed = share(
        base,
        numerator=statute.majority_numerator,
        denominator=statute.majority_denominator,
        is_more_than=statute.majority_is_more_than,
    )
    was_tie = votes_for == against > 0
    chair_is_for = was_tie and statute.tie == TieRule.CHAIR_DECIDES and chair_choice == Choice.FOR
    is_adopted = votes_for >= needed or (chair_is_for and votes_for + 1 >= needed)
    return Verdict(Outcome.ADOPTED if is_adopted else Outcome.REJECTED, needed, was_tie)


def chair_would_decide(*, votes_for: int, against: int, verdict: Verdict, statute: Statute) -> bool:
    """Are the votes equal, so that somebody has to say how the chair voted?"""
    return (
        verdict.was_tie
        and statute.tie == TieRule.CHAIR_DECIDES
        and votes_for < verdict.needed <= votes_for + 1
    )
