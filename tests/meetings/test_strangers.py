"""Who opens which address of a working group: every one of them against a table written by hand (R10, R11).

The table knows nothing of `permissions`. An address that is not in it fails the test, and so does an answer
that it does not foresee, a post that changes something for somebody who may not, a page that writes.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import translation

from communities.meetings import amendments, minutes, proposals, voting
from communities.models import BallotKind, Guest, Membership, Post, Role, WorkingGroup
from communities.shared import clock
from communities.states import MeetingState
from tests.conftest import person
from tests.meetings.making import FOUNDED, STARTS, make_group, make_meeting, member
from tests.meetings.minuting import DRAFTED, closed_meeting

OF_OTHER_FLOORS = {"duties", "duty_end", "duty_hand_over", "notice", "notices", "notices_read"}
OF_OTHER_FLOORS |= {"letters", "letter_leave", "letter_send_again"}

CHAIR, CHAIRS = {"halyna"}, {"halyna", "taras"}
SECRETARY = {"sofiia"}
KEEPERS = CHAIRS | SECRETARY
MEMBERS = KEEPERS | {"mykola"}
SITS = MEMBERS | {"oksana"}
FOUNDS = {"bohdan"}
OPENS = SITS | FOUNDS
ALL = OPENS | {"petro", "zoia"}  # Zoia chairs the group of Popasna; Petro sits here without a duty

# name: (whose numbers its address takes, who may GET, who may POST, who learns that it is there).
# None: that method does not exist.
TABLE = {
    "groups": ("", FOUNDS, None, ALL),
    "group": ("slug", OPENS, None, OPENS),
    "group_found": ("slug", FOUNDS, FOUNDS, OPENS),
    "group_describe": ("slug", KEEPERS | FOUNDS, KEEPERS | FOUNDS, OPENS),
    "group_history": ("slug", OPENS, None, OPENS),
    "group_join": ("slug", OPENS, OPENS, OPENS),
    "group_rules": ("slug", CHAIR | FOUNDS, CHAIR | FOUNDS, OPENS),
    "group_member_new": ("slug", KEEPERS | FOUNDS, KEEPERS | FOUNDS, OPENS),
    "group_member": ("slug plain", KEEPERS | FOUNDS, KEEPERS | FOUNDS, OPENS),
    "group_member of a post": ("slug chair", CHAIR | FOUNDS, CHAIR | FOUNDS, OPENS),
    "group_member_end": ("slug plain", KEEPERS | FOUNDS, KEEPERS | FOUNDS, OPENS),
    "group_member_end of a post": ("slug chair", CHAIR | FOUNDS, CHAIR | FOUNDS, OPENS),
    "group_member_invite": ("slug plain", KEEPERS | FOUNDS, KEEPERS | FOUNDS, OPENS),
    "group_member_invite of a post": ("slug chair", CHAIR | FOUNDS, CHAIR | FOUNDS, OPENS),
    "meetings": ("slug", SITS, None, SITS),
    "meeting_new": ("slug", KEEPERS, KEEPERS, SITS),
    "meeting": ("called", SITS, None, SITS),
    "meeting of a draft": ("draft", KEEPERS, None, KEEPERS),
    "meeting_change": ("called", KEEPERS, KEEPERS, SITS),
    "meeting_call": ("called", KEEPERS, KEEPERS, SITS),
    "meeting_call of a draft": ("draft", KEEPERS, KEEPERS, KEEPERS),
    "meeting_cancel": ("called", KEEPERS, KEEPERS, SITS),
    "meeting_paper": ("called", None, KEEPERS, SITS),
    "meeting_tell": ("called", None, KEEPERS, SITS),
    "agenda_add": ("called", KEEPERS, KEEPERS, SITS),
    "agenda_take_over": ("called", None, KEEPERS, SITS),
    "agenda_change": ("point", KEEPERS, KEEPERS, SITS),
    "agenda_move": ("point", None, KEEPERS, SITS),
    "agenda_remove": ("point", None, KEEPERS, SITS),
    "proposals": ("slug", SITS, None, SITS),
    "proposals_of_day": ("slug today", KEEPERS, KEEPERS, SITS),
    "proposal_new": ("slug", MEMBERS, MEMBERS, SITS),
    "proposal": ("proposal", SITS, CHAIRS, SITS),
    "proposal_take_back": ("proposal", None, CHAIRS, SITS),
    "proposal_hide": ("proposal", None, CHAIRS, SITS),
    "calendar": ("", ALL, None, ALL),
    "calendar_make": ("", None, ALL, ALL),
    "calendar_revoke": ("", None, ALL, ALL),
    "event": ("called", SITS, None, SITS),
    "event of a draft": ("draft", set(), None, set()),
    "decisions": ("slug", SITS, None, SITS),
    "decision": ("decision", SITS, None, SITS),
    "decision_close": (
        "decision",
        KEEPERS,
        KEEPERS,
        SITS,
    ),  # and whoever has it to do: Petro, who has no duty
    "decision_give": ("decision", KEEPERS, KEEPERS, SITS),
    "decision_day": ("decision", KEEPERS, KEEPERS, SITS),
    "decision_words": ("decision", KEEPERS, KEEPERS, SITS),
    "decision_reopen": ("decision", None, KEEPERS, SITS),
    "minutes": ("closed", SITS, None, SITS),
    "minutes_draft": ("closed", None, SECRETARY, SITS),
    "minutes_edit_note": ("closed", SECRETARY, SECRETARY, SITS),
    "minutes_edit": ("closed closed_point", SECRETARY, SECRETARY, SITS),
    "minutes_fact": ("closed people", SECRETARY, SECRETARY, SITS),
    "minutes_fact_drop": ("closed place", None, SECRETARY, SITS),
    "minutes_circulate": ("closed", None, SECRETARY, SITS),
    "minutes_take_back": ("closed", None, SECRETARY, SITS),
    "minutes_amend": ("closed", None, MEMBERS, SITS),
    "minutes_answer": ("closed amendment", SECRETARY, SECRETARY, SITS),
    "minutes_sign": ("closed", CHAIR | SECRETARY, CHAIR | SECRETARY, SITS),
    "minutes_preview": ("closed", KEEPERS, None, SITS),
    "minutes_publish": (
        "closed",
        set(),
        set(),
        MEMBERS - KEEPERS | {"oksana"},
    ),  # keepers find nothing signed yet
    "minutes_correct": ("closed", SECRETARY, SECRETARY, SITS),
    "minutes_version": ("closed version", SITS, None, SITS),
    "minutes_hide": ("closed version", None, KEEPERS, SITS),
    "minutes_pdf": ("closed version", SITS, None, SITS),
    "minutes_pdf_again": ("closed version", None, KEEPERS, SITS),
    "hold": ("held", SITS, None, SITS),
    "hold_live": ("held", SITS, None, SITS),
    "hold_open": ("held", None, KEEPERS, SITS),
    "hold_chair": ("held", None, KEEPERS, SITS),
    "hold_close": ("held", None, KEEPERS, SITS),
    "hold_presence": ("held plain", None, KEEPERS, SITS),
    "hold_guest": ("held", None, KEEPERS, SITS),
    "hold_guest_remove": ("held guest", None, KEEPERS, SITS),
    "hold_write": ("held held_point", None, KEEPERS, SITS),
    "hold_vote": ("held held_point", None, KEEPERS, SITS),
    "hold_dissent": ("held held_point", None, MEMBERS, SITS),
    "hold_task": ("held held_point", None, KEEPERS, SITS),
    "hold_count": ("held ballot", None, KEEPERS, SITS),
    "hold_withdraw": ("held ballot", None, KEEPERS, SITS),
    "hold_cast": ("held ballot plain", None, KEEPERS, SITS),  # the vote of somebody else
}
CHANGES = re.compile(
    r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|usersessions|cs_cache)', re.IGNORECASE
)


@pytest.fixture(autouse=True)
def the_day_after_the_meeting(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: DRAFTED)
    monkeypatch.setattr(clock, "today", DRAFTED.date)


def whole_group(cast, group: WorkingGroup) -> dict[str, int | str]:
    """A group with one of everything, under the words of the table."""
    by = cast.sofiia
    closed = closed_meeting(group)
    written = minutes.draft(closed, by=by, at=DRAFTED)
    written = minutes.circulate(written, seen=1, by=by, today=DRAFTED.date(), at=DRAFTED)
    asked = {"by": by, "today": DRAFTED.date(), "at": DRAFTED}
    amendment = amendments.propose(written, member=closed.chaired_by, text="Слово", **asked)
    later = STARTS.replace(month=12)
    called = make_meeting(group, starts_at=later)
    held = make_meeting(group, state=MeetingState.OPEN, present=8, starts_at=DRAFTED)
    to_do = held.items.create(position=1, title="Point")
    ballot = voting.open_ballot(to_do, question="?", kind=BallotKind.BY_NAME, by=by, at=DRAFTED)
    plain = member(group, "Ivan")
    proposals.propose_without_account(group, title="Noise", detail="", today=DRAFTED.date())
    return {
        "slug": group.community.slug,
        "plain": plain.pk,
        "chair": group.memberships.get(post=Post.CHAIR).pk,
        "closed": closed.pk,
        "people": "people",
        "today": DRAFTED.date().isoformat(),
        "place": "place",
        "closed_point": closed.items.get(position=1).pk,
        "amendment": amendment.pk,
        "version": written.version,
        "called": called.pk,
        "point": called.items.create(position=1, title="Point").pk,
        "draft": make_meeting(group, state=MeetingState.DRAFT, starts_at=later).pk,
        "held": held.pk,
        "held_point": to_do.pk,
        "ballot": ballot.pk,
        "guest": Guest.objects.create(meeting=held, name="Guest").pk,
        "proposal": proposals.propose(group, member=plain, title="Light", detail="", **asked).pk,
        "decision": group.decisions.get().pk,
    }


@pytest.fixture
def here(cast, novopskov):
    return whole_group(cast, make_group(cast, novopskov))


@pytest.fixture
def zoia(popasna):
    return person("zoia", "Zoia Bila", Role.CHAIR, community=popasna)


def address(name, arguments):
    with translation.override("en"):
        return reverse(f"communities:{name.split(' ')[0]}", args=arguments)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def changes_of(queries):
    return [one["sql"][:120] for one in queries if CHANGES.match(one["sql"])]


def answer_of(client, name, arguments, method):
    """Its status and what it changed; undone afterwards."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            status = getattr(client, method)(address(name, arguments)).status_code
        transaction.set_rollback(True)
    return status, changes_of(queries)


def test_the_table_names_every_address_of_a_group():
    patterns = [one.name for one in get_resolver("communities.urls").url_patterns]
    work = {name for name in patterns if not name.startswith(("public_", "private_")) and name != "list"}
    assert work - OF_OTHER_FLOORS == {name.split(" ")[0] for name in TABLE}


@pytest.mark.parametrize("who", sorted(ALL))
def test_everybody_meets_what_the_table_says(cast, zoia, here, who):
    client = signed_in(zoia if who == "zoia" else getattr(cast, who))
    wrong = []
    for name, (place, reads, acts, knows) in TABLE.items():
        arguments = [here[word] for word in place.split()]
        for method, may in (("get", reads), ("post", acts)):
            status, changed = answer_of(client, name, arguments, method)
            if may is None:
                fine = status == 405 and not changed
            elif who in may:
                fine = status in {200, 302, 409, 422} and not (changed and method == "get")
            else:
                fine = status == (403 if who in knows else 404) and not changed
            if not fine:
                wrong.append((method, name, status, changed))
    assert not wrong


def test_nothing_is_reached_through_a_group_of_ones_own(cast, zoia, here, popasna, luhansk):
    """An own address with a number of somebody else's row in it."""
    own = WorkingGroup.objects.create(community=popasna, name_uk="Група", name_en="Group")
    Membership.objects.create(
        group=own, person=zoia, name=zoia.name, post=Post.CHAIR, sector="local", appointed_on=FOUNDED
    )
    secretary = person("ada", "Ada Hai", Role.SECRETARY, community=popasna)
    Membership.objects.create(
        group=own, person=secretary, name="Ada", post=Post.SECRETARY, sector="public", appointed_on=FOUNDED
    )
    meeting = make_meeting(own, state=MeetingState.OPEN, present=2, starts_at=DRAFTED)
    wrong = []
    for user in (zoia, secretary):
        client = signed_in(user)
        for name, (place, *_who) in TABLE.items():
            if len(place.split()) < 2 or name.startswith("minutes_"):
                continue
            first = "popasna" if name.startswith("group") else meeting.pk
            theirs = [here[word] for word in place.split()[1:]]
            status, changed = answer_of(client, name, [first, *theirs], "post")
            if changed or status not in {404, 302 if name == "hold_guest_remove" else 404}:
                wrong.append((user.name, name, status, changed))
    assert not wrong


WEIGHTY = {
    *("calendar_make", "group_describe", "group_found", "group_rules", "hold_close"),
    *("group_member", "group_member_end", "group_member_invite", "group_member_new"),
    *("meeting_call", "meeting_cancel", "minutes_hide", "minutes_publish", "minutes_sign"),
    *("decision_words", "proposal", "proposals_of_day"),  # residents read what is written there
}


def test_weighty_acts_ask_again_who_it_is(cast, here, settings, monkeypatch):
    """The code is ten minutes old (R8). Every other post goes on."""
    settings.SECOND_FACTOR_REQUIRED = True
    monkeypatch.setattr("communities.gates.has_second_step", lambda user: True)
    monkeypatch.setattr("communities.sessions.passed_second_step", lambda request: True)
    monkeypatch.setattr("communities.sessions.recently_proved", lambda request, **how: False)
    clients = {who: signed_in(getattr(cast, who)) for who in ("halyna", "sofiia", "bohdan")}
    asked = set()
    for name, (place, _reads, acts, _knows) in TABLE.items():
        who = next((one for one in clients if one in (acts or ())), "halyna" if acts is not None else None)
        if who is None:
            continue
        with transaction.atomic():
            answer = clients[who].post(address(name, [here[word] for word in place.split()]))
            transaction.set_rollback(True)
        if answer.status_code == 302 and "/reauthenticate/" in answer["Location"]:
            asked.add(name.split(" ")[0])
    assert asked == WEIGHTY
