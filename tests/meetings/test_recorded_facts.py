"""A number typed wrongly, somebody noted who was not there: said beside the fact, signed, deciding nothing."""

import copy
import json

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.meetings import majority, minutes, minutes_content, minutes_facts, recorded_facts, signing
from communities.meetings.minutes_drawing import MinutesPaper
from communities.meetings.minutes_words import present_members, present_public
from communities.meetings.recorded_facts import Impossible, Why, WouldChange
from communities.meetings.signing import Capacity
from communities.models import Attendance, AuditEntry, Ballot, Minutes, Statute
from communities.shared.states import WrongState
from communities.states import MinutesState
from tests.meetings.making import FOUNDED, make_group
from tests.meetings.minuting import AFTER, circulated, closed_meeting, drafted, published, sign, signed

NOBODY = {"because": "Seen on the list of hands", "for_residents": ""}


# --- what may be corrected: pure ---


def facts_of(*, present=7, votes=(5, 1, 1), kind="hands", tie=False, chair_choice="", all_members=11):
    """Eleven members with a vote, the first `present` there; the second sits for the police. One vote."""
    names = [f"Member {n}" for n in range(all_members)]
    counted = dict(zip(("for", "against", "abstained"), votes, strict=True))
    by_name = []
    if kind == "by_name":
        choices = [c for c, n in zip(("for", "against", "abstain"), votes, strict=True) for _ in range(n)]
        by_name = [{"name": n, "choice": c} for n, c in zip(names, choices, strict=False)]
    verdict = majority.decide(
        votes_for=votes[0],
        against=votes[1],
        abstained=votes[2],
        present=present,
        all_members=all_members,
        statute=Statute(),
        chair_choice=chair_choice or (by_name[0]["choice"] if by_name else ""),
    )
    ballot = {"id": 12, "kind": kind, "state": "closed", "present": present, "all": all_members, "quorum": 6}
    ballot |= {"outcome": verdict.outcome.value, "chair_choice": chair_choice, "by_name": by_name, **counted}
    members = [
        {
            "name": name,
            "sector": "police" if number == 1 else "community",
            "has_vote": True,
            "presence": "present" if number < present else "absent",
        }
        for number, name in enumerate(names)
    ]
    return {
        "members": members,
        "guests": [],
        "chair": {"name": "Member 0"},
        "quorum": {"all": all_members, "took_part": present, "at_end": present, "needed": 6},
        "items": [{"id": 3, "number": 1, "ballots": [ballot]}],
        "is_open": False,
    }


def count(votes_for, against, abstained):
    votes = {"for": votes_for, "against": against, "abstained": abstained}
    return {"fact": "ballot-12", "kind": "count", "should_be": votes}


def was(number, presence):
    return {
        "fact": f"member-{number}",
        "kind": "presence",
        "name": f"Member {number}",
        "should_be": presence,
    }


def voted(number, choice):
    fact = f"ballot-12-member-{number}"
    return {"fact": fact, "kind": "named", "name": f"Member {number}", "should_be": choice}


FINE = None
QUORUM = WouldChange(None)
OUTCOME = WouldChange(1)


@pytest.mark.parametrize(
    ("facts", "corrections", "refusal"),
    [
        ({}, [count(6, 1, 0)], FINE),
        ({}, [count(4, 2, 1)], FINE),  # four of seven is still a majority
        ({}, [count(3, 3, 1)], OUTCOME),
        ({}, [count(7, 1, 0)], Impossible(Why.MORE_VOTES)),
        ({"votes": (3, 4, 0)}, [count(2, 5, 0)], FINE),
        ({"votes": (3, 4, 0)}, [count(4, 3, 0)], OUTCOME),
        # four of eight present: a tie in which the chair would have decided, and nobody knows how
        ({"present": 8, "votes": (3, 5, 0)}, [count(4, 4, 0)], OUTCOME),
        ({"present": 8, "votes": (4, 4, 0), "chair_choice": "for"}, [count(5, 3, 0)], FINE),
        # people: the eighth and the seventh hold up no quorum, the sixth does
        ({"present": 8, "votes": (6, 0, 0)}, [was(7, "absent")], FINE),
        ({"present": 8, "votes": (6, 0, 0)}, [was(7, "absent"), was(6, "absent")], FINE),
        ({"present": 6, "votes": (5, 0, 0)}, [was(5, "absent")], QUORUM),
        ({"present": 6, "votes": (5, 0, 0)}, [was(5, "left")], QUORUM),  # at the end there were five
        ({"present": 5, "votes": (0, 0, 0)}, [was(5, "present")], QUORUM),
        ({"present": 7, "votes": (4, 0, 0)}, [was(9, "excused")], FINE),
        ({"present": 7, "votes": (4, 0, 0)}, [was(9, "online")], OUTCOME),  # four of eight is no majority
        ({"present": 7, "votes": (5, 0, 0)}, [was(9, "online")], FINE),
        ({"present": 7, "votes": (4, 3, 0)}, [was(6, "absent")], Impossible(Why.MORE_VOTES)),
        ({"present": 7, "votes": (5, 2, 0)}, [count(5, 1, 0), was(6, "absent")], FINE),
        ({}, [was(0, "absent")], Impossible(Why.CHAIR)),
        ({}, [was(3, "online")], FINE),
        # by name
        ({"kind": "by_name"}, [voted(5, "for")], FINE),
        ({"kind": "by_name"}, [voted(n, "against") for n in (2, 3, 4)], OUTCOME),
        ({"kind": "by_name"}, [was(6, "absent")], Impossible(Why.VOTED)),
        ({"kind": "by_name"}, [voted(6, ""), was(6, "absent")], FINE),
        ({"kind": "by_name"}, [voted(9, "for")], Impossible(Why.VOTED)),
        # of eight four to four, the chair (the first) is for it; then the chair was against
        ({"kind": "by_name", "present": 8, "votes": (4, 4, 0)}, [voted(0, "against")], OUTCOME),
    ],
)
def test_what_is_refused(facts, corrections, refusal):
    facts = facts_of(**facts)
    kept = copy.deepcopy(facts)
    if refusal is None:
        recorded_facts.check(facts, corrections, statute=Statute())
    else:
        with pytest.raises(type(refusal)) as caught:
            recorded_facts.check(facts, corrections, statute=Statute())
        assert getattr(caught.value, "why", None) == getattr(refusal, "why", None)
        if isinstance(refusal, WouldChange):
            assert caught.value.number == refusal.number
    assert facts == kept  # what was recorded stays as it was


@settings(max_examples=60, deadline=None)
@given(
    present=st.integers(6, 9),
    votes=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    new=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    statute=st.builds(
        Statute,
        majority_of=st.sampled_from(["present", "cast", "all"]),
        tie=st.sampled_from(["chair", "not_adopted"]),
        majority_is_more_than=st.booleans(),
    ),
)
def test_no_correction_that_passes_decides_otherwise(present, votes, new, statute):
    facts = facts_of(present=present, votes=votes if sum(votes) <= present else (present, 0, 0))
    ballot = facts["items"][0]["ballots"][0]
    verdict = _verdict(ballot, statute)
    ballot["outcome"] = verdict.outcome.value
    try:
        recorded_facts.check(facts, [count(*new)], statute=statute)
    except (WouldChange, Impossible):
        return
    after = recorded_facts.corrected(facts, [count(*new)])["items"][0]["ballots"][0]
    assert _verdict(after, statute).outcome == verdict.outcome
    assert sum(new) <= present


def _verdict(ballot, statute):
    return majority.decide(
        votes_for=ballot["for"],
        against=ballot["against"],
        abstained=ballot["abstained"],
        present=ballot["present"],
        all_members=ballot["all"],
        statute=statute,
    )


# --- in minutes ---


@pytest.fixture
def meeting(cast, novopskov):
    """Three for, one against, one who took part and did not vote: adopted by the votes that were cast."""
    group = make_group(cast, novopskov)
    Statute.objects.create(group=group, from_on=FOUNDED, majority_of="cast", set_at=AFTER)
    return closed_meeting(group)


def place_of(row, name):
    return next(n for n, one in enumerate(row.content["facts"]["members"]) if one["name"].startswith(name))


def correct(row, cast, **more):
    row.refresh_from_db()
    said = {"fact": f"member-{place_of(row, 'Serhii')}", "should_be": "present"} | NOBODY | more
    return minutes_facts.correct(row, seen=row.edit_version, by=cast.sofiia, at=AFTER, **said)


def vote_of(row, name):
    ballot = row.content["facts"]["items"][0]["ballots"][0]["id"]
    return f"ballot-{ballot}-member-{place_of(row, name)}"


def test_a_new_version_says_it_and_the_rows_stay(meeting, cast):
    """Mykola was noted against and was for it: a version signed by both, and nothing else moves."""
    published(meeting, cast)
    rows = [list(model.objects.order_by("pk").values()) for model in (Ballot, Attendance)]
    new = minutes.correct(meeting, reason="A vote was noted wrongly", by=cast.sofiia, at=AFTER)
    correct(new, cast, fact=vote_of(new, "Mykola"), should_be="for", for_residents="One vote was misheard")
    new.refresh_from_db()
    minutes.circulate(new, seen=new.edit_version, by=cast.sofiia, today=AFTER.date(), at=AFTER)
    for capacity, by in ((Capacity.CHAIR, cast.halyna), (Capacity.SECRETARY, cast.sofiia)):
        sign(new, capacity, by, early_reason="Agreed at the table")
    signing.publish(new, by=cast.halyna, at=AFTER)
    new.refresh_from_db()
    assert [list(model.objects.order_by("pk").values()) for model in (Ballot, Attendance)] == rows
    assert signing.is_intact(new)
    assert AuditEntry.objects.filter(act="minutes.fact_corrected").count() == 1
    said = present_members(new.content, language="en").items[0].votes[0]
    assert said.count.startswith("for – 3, against – 1")
    one = said.corrections[0]
    assert (one.what, one.stands, one.should_be, one.version) == ("Mykola Hnatiuk", "against", "for", 2)
    public = json.dumps(new.public_content)
    assert "Mykola" not in public
    told = present_public(new.public_content, language="en").items[0].votes[0].corrections[0]
    assert told.stands == "for – 3, against – 1, abstained – 0"
    assert told.should_be == "for – 4, against – 0, abstained – 0"
    assert told.because == "One vote was misheard"
    first = Minutes.objects.get(version=1)
    assert (first.state, "corrections" in first.content) == (MinutesState.SUPERSEDED, False)


def test_who_was_there_for_members_and_for_residents(meeting, cast):
    row = drafted(meeting, cast)
    row = correct(row, cast, fact=f"member-{place_of(row, 'Ivan')}", should_be="online")
    row = correct(row, cast)  # Serhii of another service stayed until the end: nothing for residents
    view = present_members(row.content, language="en")
    assert [(one.what, one.stands, one.should_be) for one in view.corrections] == [
        ("Ivan Tkachuk", "absent", "online"),
        ("Serhii Kuts", "left before the end", "present"),
    ]
    assert view.quorum.endswith("With the corrections: took part 8, at the end 8.")
    public = minutes_content.public_version(row.content)
    told = present_public(public, language="en")
    assert [(one.stands, one.should_be) for one in told.corrections] == [
        ("public organisation: 1", "public organisation: 2")
    ]
    assert "Tkachuk" not in json.dumps(public)


@pytest.mark.parametrize(
    ("fact", "value", "members", "residents"),
    [
        (
            "hours",
            {"opened_at": "2026-11-17T12:00:00+00:00", "closed_at": "2026-11-17T14:40:00+00:00"},
            "from 14:00 to 16:40",
            "from 14:00 to 16:40",
        ),
        ("place", {"place": "Школа № 2"}, "Школа № 2", None),
        ("guests", {"guests": []}, "nobody", "invited guests: 0"),
    ],
)
def test_hours_place_and_guests(meeting, cast, fact, value, members, residents):
    row = correct(drafted(meeting, cast), cast, fact=fact, should_be=value)
    assert present_members(row.content, language="en").corrections[0].should_be == members
    told = present_public(minutes_content.public_version(row.content), language="en").corrections
    assert [one.should_be for one in told] == ([residents] if residents else [])


def test_what_the_verbs_refuse(meeting, cast):
    row = drafted(meeting, cast)
    with pytest.raises(Impossible):
        correct(row, cast, should_be="left")
    with pytest.raises(minutes.ReasonMissing):
        correct(row, cast, because="  ")
    with pytest.raises(WouldChange):  # two to two, and the vote of the chair decides
        correct(row, cast, fact=vote_of(row, "Halyna"), should_be="against")
    for nonsense in ("member-99", "member-x", "ballot-1", "member-٢", "", "facts"):
        with pytest.raises(KeyError):
            correct(row, cast, fact=nonsense)
    with pytest.raises(minutes.Stale):
        minutes_facts.correct(
            row, fact="place", should_be={"place": "X"}, seen=7, by=cast.sofiia, at=AFTER, **NOBODY
        )
    assert "corrections" not in Minutes.objects.get().content
    signed_row = signed(meeting, cast)
    with pytest.raises(WrongState):
        correct(signed_row, cast)


def test_a_correction_of_this_version_is_taken_back_an_older_one_stays(meeting, cast):
    row = correct(drafted(meeting, cast), cast)
    row = correct(row, cast, because="Said otherwise")
    assert [one["because"] for one in row.content["corrections"]] == ["Said otherwise"]
    signed(meeting, cast)
    new = minutes.correct(meeting, reason="Once more", by=cast.sofiia, at=AFTER)
    new = correct(new, cast, should_be="online")
    key = new.content["corrections"][-1]["fact"]
    assert [one["stands"] for one in new.content["corrections"]] == ["left", "present"]
    for _twice in range(2):
        new.refresh_from_db()
        new = minutes_facts.drop(new, fact=key, seen=new.edit_version, by=cast.sofiia, at=AFTER)
    assert [one["version"] for one in new.content["corrections"]] == [1]


def test_nobody_signs_over_a_correction_that_was_not_read(meeting, cast):
    row = circulated(meeting, cast)
    correct(row, cast)
    with pytest.raises(minutes.Stale):
        sign(row, Capacity.CHAIR, cast.halyna, seen=1)


def test_the_paper_prints_it_beside_the_fact(meeting, cast):
    row = correct(drafted(meeting, cast), cast)
    html = MinutesPaper.of(row, language="en", is_public=False).html()
    assert "Correction of a recorded fact" in html
    assert NOBODY["because"] in html


# --- the page ---


def address(name, *args):
    with override("en"):
        return reverse(f"communities:{name}", args=args)


def test_the_secretary_corrects_on_the_page_and_reads_why_not(client, cast, meeting):
    row = drafted(meeting, cast)
    client.force_login(cast.sofiia)
    page = client.get(address("minutes", meeting.pk)).content.decode()
    ballot = row.content["facts"]["items"][0]["ballots"][0]["id"]
    votes = address("minutes_fact", meeting.pk, f"ballot-{ballot}")
    people = address("minutes_fact", meeting.pk, "people")
    for there in (votes, people):
        assert f'href="{there}"' in page
    said = {"member": place_of(row, "Halyna"), "choice": "against", "because": "So it was", "seen": 1}
    refused = client.post(votes, said)
    assert refused.status_code == 422
    assert "decide again at the next meeting" in refused.content.decode()
    assert "So it was" in refused.content.decode()
    assert client.post(votes, said | {"member": place_of(row, "Mykola"), "choice": "for"}).status_code == 302
    posted = {"member": place_of(row, "Serhii"), "presence": "present", "because": "He stayed", "seen": 2}
    assert client.post(people, posted).status_code == 302
    assert client.post(people, posted).status_code == 409  # somebody wrote meanwhile: read again
    hours = {"begin": "14:00", "end": "13:00", "because": "A clock", "seen": 3}
    assert client.post(address("minutes_fact", meeting.pk, "hours"), hours).status_code == 422
    hours["end"] = "16:40"
    assert client.post(address("minutes_fact", meeting.pk, "hours"), hours).status_code == 302
    guests = {"guests": "Valentyn Prysiazhniuk, Школа № 2\nA teacher", "because": "Two came", "seen": 4}
    assert client.post(address("minutes_fact", meeting.pk, "guests"), guests).status_code == 302
    page = client.get(address("minutes", meeting.pk)).content.decode()
    assert page.count("Correction of a recorded fact") == 4
    assert "from 14:00 to 16:40" in page
    row.refresh_from_db()
    drop = address("minutes_fact_drop", meeting.pk, "hours")
    assert client.post(drop, {"seen": row.edit_version}).status_code == 302
    assert "16:40" not in client.get(address("minutes", meeting.pk)).content.decode()


@pytest.mark.parametrize("fact", ["ballot-99", "nothing", "member-1", "x" * 40])
def test_a_fact_that_is_not_there(client, cast, meeting, fact):
    drafted(meeting, cast)
    client.force_login(cast.sofiia)
    assert client.get(address("minutes_fact", meeting.pk, fact)).status_code == 404
