"""When a question is adopted: every rule as a table of cases, and what must hold for any votes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.meetings import majority, outcomes
from communities.models import Ballot, MajorityOf, Outcome, Statute, TieRule

SIMPLE = {}
OF_CAST = {"majority_of": MajorityOf.CAST}
OF_ALL = {"majority_of": MajorityOf.ALL}
TWO_THIRDS = {"majority_numerator": 2, "majority_denominator": 3, "majority_is_more_than": False}
NOT_ADOPTED = {"tie": TieRule.NOT_ADOPTED}
YES, NO = Outcome.ADOPTED, Outcome.REJECTED


@pytest.mark.parametrize(
    ("rule", "votes", "present", "chair", "verdict"),
    [
        # votes: for, against, abstained; eleven members in all
        (SIMPLE, (6, 0, 0), 6, "", (YES, 4, False)),
        (SIMPLE, (4, 2, 0), 6, "", (YES, 4, False)),
        (SIMPLE, (3, 2, 1), 6, "", (NO, 4, False)),  # more for than against, yet no majority of those present
        (SIMPLE, (3, 0, 0), 6, "", (NO, 4, False)),  # whoever does not vote is present all the same
        (SIMPLE, (2, 4, 0), 6, "for", (NO, 4, False)),  # the chair decides ties only
        (SIMPLE, (0, 0, 6), 6, "for", (NO, 4, False)),  # nobody voted: no tie
        (SIMPLE, (0, 0, 0), 6, "for", (NO, 4, False)),
        (SIMPLE, (3, 3, 0), 6, "for", (YES, 4, True)),
        (SIMPLE, (3, 3, 0), 6, "against", (NO, 4, True)),
        (SIMPLE, (3, 3, 0), 6, "abstain", (NO, 4, True)),
        (SIMPLE, (3, 3, 0), 6, "", (NO, 4, True)),
        (SIMPLE, (3, 3, 1), 7, "for", (YES, 4, True)),
        (SIMPLE, (2, 2, 2), 6, "for", (NO, 4, True)),  # with the chair's vote twice: 3 of 6, no majority
        (SIMPLE | NOT_ADOPTED, (3, 3, 0), 6, "for", (NO, 4, True)),
        (OF_CAST, (1, 0, 5), 6, "", (YES, 1, False)),
        (OF_CAST, (3, 2, 1), 6, "", (YES, 3, False)),
        (OF_CAST, (2, 2, 2), 6, "for", (YES, 3, True)),
        (OF_CAST, (0, 0, 6), 6, "", (NO, 1, False)),
        (OF_ALL, (5, 0, 0), 6, "", (NO, 6, False)),
        (OF_ALL, (6, 0, 0), 6, "", (YES, 6, False)),
        (OF_ALL, (5, 5, 0), 10, "for", (YES, 6, True)),
        (OF_ALL, (3, 3, 0), 6, "for", (NO, 6, True)),
        (TWO_THIRDS, (6, 3, 0), 9, "", (YES, 6, False)),
        (TWO_THIRDS, (6, 4, 0), 10, "", (NO, 7, False)),
        (TWO_THIRDS, (5, 5, 0), 10, "for", (NO, 7, True)),
        (TWO_THIRDS | OF_CAST, (4, 2, 4), 10, "", (YES, 4, False)),
        (TWO_THIRDS | OF_ALL, (7, 0, 0), 11, "", (NO, 8, False)),
        (TWO_THIRDS | OF_ALL, (8, 3, 0), 11, "", (YES, 8, False)),
    ],
)
def test_what_is_adopted(rule, votes, present, chair, verdict):
    found = decide(rule, votes, present=present, chair=chair)
    assert (found.outcome, found.needed, found.was_tie) == verdict


def decide(rule, votes, *, present, chair="", all_members=11):
    return majority.decide(
        votes_for=votes[0],
        against=votes[1],
        abstained=votes[2],
        present=present,
        all_members=all_members,
        statute=Statute(**rule),
        chair_choice=chair,
    )


rules = st.fixed_dictionaries(
    {
        "majority_of": st.sampled_from(MajorityOf.values),
        "tie": st.sampled_from(TieRule.values),
        "majority_numerator": st.integers(1, 3),
        "majority_denominator": st.just(4),
        "majority_is_more_than": st.booleans(),
    }
)
counts = st.tuples(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10))
chairs = st.sampled_from(["", "for", "against", "abstain"])


@given(rule=rules, votes=counts, chair=chairs, idle=st.integers(0, 5), away=st.integers(0, 5))
def test_for_any_votes(rule, votes, chair, idle, away):
    present = sum(votes) + idle

    def with_votes(found, chair_choice=chair):
        return decide(rule, found, present=present, chair=chair_choice, all_members=present + away)

    verdict = with_votes(votes)
    is_adopted = verdict.outcome == YES
    assert verdict.needed >= 1
    if votes[0] == 0:
        assert not is_adopted  # without a vote for it nothing is adopted
    # what the database asks of a counted vote
    assert not is_adopted or votes[0] >= verdict.needed or (verdict.was_tie and chair == "for")
    if chair != "for" or rule["tie"] == TieRule.NOT_ADOPTED or not verdict.was_tie:
        assert is_adopted == (votes[0] >= verdict.needed)
    if votes[1]:  # somebody who was against changes to for: never worse
        changed = with_votes((votes[0] + 1, votes[1] - 1, votes[2]))
        assert not (is_adopted and changed.outcome == NO)
    statute = Statute(**rule)
    if majority.chair_would_decide(votes_for=votes[0], against=votes[1], verdict=verdict, statute=statute):
        assert with_votes(votes, "for").outcome != with_votes(votes, "against").outcome
    else:
        assert with_votes(votes, "for").outcome == with_votes(votes, "against").outcome


def test_floors_above_hear_of_their_own_votes_once(monkeypatch):
    monkeypatch.setattr(outcomes, "_registry", outcomes._Registry())
    heard = []

    def hears(ballot, at):
        heard.append((ballot.subject, at))

    for _ in range(2):
        outcomes.on_closed("plans.version", hears)
        outcomes.on_meeting_closed(hears)
    assert outcomes.is_awaited("plans.version:5")
    assert not outcomes.is_awaited("reports.publication:5")
    assert not outcomes.is_awaited("")
    for subject in ("plans.version:5", "reports.publication:5", ""):
        outcomes.tell_closed(Ballot(subject=subject), at="now")
    assert heard == [("plans.version:5", "now")]
