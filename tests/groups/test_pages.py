"""Pages of a working group: who may open and do what, what residents never read, how much is asked."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.groups import statute
from communities.groups.statute_words import rules_in_words
from communities.letters import compose
from communities.models import Duty, Letter, Membership, Notice, Post, Sector, Statute, User, WorkingGroup
from communities.states import MeetingState
from reports.cycle import public_day
from tests.meetings.making import CALLED, KYIV, make_group, make_meeting, member

EVERYBODY = [
    "halyna",
    "taras",
    "sofiia",
    "mykola",
    "oksana",
    "bohdan",
    "larysa",
    "admin",
    "olena",
    "petro",
    "vira",
    "yurii",
    "nobody",
    "stranger",
]


@pytest.fixture
def group(cast, novopskov):
    group = make_group(cast, novopskov)
    founded = timezone.now() - dt.timedelta(days=1)  # nobody sits before the act of the stories
    Membership.objects.update(appointed_on=founded.date())
    return group


def address(name, *args):
    with override("en"):
        return reverse(f"communities:{name}", args=args)


def answers(client, cast, method, url, data=None):
    found = {}
    for who in EVERYBODY:
        client.logout()
        if who != "stranger":
            client.force_login(getattr(cast, who))
        answer = getattr(client, method)(url, data or {})
        to_sign_in = answer.status_code == 302 and "/login/" in answer["Location"]
        found[who] = "in" if to_sign_in else answer.status_code
    return found


def expected(*, allowed, knows):
    """Who may do it: 200; who may know of it: 403; the others 404; a stranger is sent to sign in."""
    return {
        who: "in" if who == "stranger" else 200 if who in allowed else 403 if who in knows else 404
        for who in EVERYBODY
    }


FOUNDERS = {"bohdan", "larysa", "admin"}
MEMBERS = {"halyna", "taras", "sofiia", "mykola", "oksana"}
KNOW = FOUNDERS | MEMBERS
KEEPERS = {"halyna", "taras", "sofiia"} | FOUNDERS
DECIDE = {"halyna"} | FOUNDERS


@pytest.mark.parametrize(
    ("name", "who", "allowed"),
    [
        ("group", None, KNOW),
        ("group_history", None, KNOW),
        ("group_describe", None, KEEPERS),
        ("group_member_new", None, KEEPERS),
        ("group_member", "Olha", KEEPERS),
        ("group_member_end", "Olha", KEEPERS),
        ("group_member_invite", "Olha", KEEPERS),
        ("group_member", "Taras", DECIDE),
        ("group_member_end", "Sofiia", DECIDE),
        ("group_member_invite", "Halyna", DECIDE),
        ("group_rules", None, DECIDE),
    ],
)
def test_who_may_open_what(client, cast, group, name, who, allowed):
    args = ["novopskov"] + ([member(group, who).pk] if who else [])
    assert answers(client, cast, "get", address(name, *args)) == expected(allowed=allowed, knows=KNOW)


def test_who_may_found(client, cast, popasna, novopskov):
    found = answers(client, cast, "get", address("group_found", "novopskov"))
    assert found == expected(allowed=FOUNDERS, knows=KNOW)
    assert {who for who, code in answers(client, cast, "get", address("groups")).items() if code == 200} == (
        FOUNDERS
    )


def seat(**fields):
    return {
        "name": "Nova Liudyna",
        "sector": "public",
        "post": "member",
        "has_vote": "on",
        "gender": "",
        "vulnerable_group": "",
        "organisation": "",
    } | fields


def test_the_secretary_gives_no_posts_and_takes_none(client, cast, group):
    client.force_login(cast.sofiia)
    answer = client.post(address("group_member_new", "novopskov"), seat(post="deputy"))
    assert (answer.status_code, "Choose a post of the list." in answer.content.decode()) == (200, True)
    answer = client.post(address("group_member_end", "novopskov", member(group, "Halyna").pk))
    assert answer.status_code == 403
    assert group.memberships.filter(ended_on=None).count() == 11


def test_a_group_is_founded_and_filled(client, cast, popasna):
    client.force_login(cast.bohdan)
    said = {
        "name_uk": "Робоча група",
        "name_en": "Working group",
        "act_title": "Order 5",
        "act_on": "14.11.2025",
    }
    client.post(address("group_found", "popasna"), said)
    group = WorkingGroup.objects.get(community=popasna)
    assert (group.act_title, group.act_on) == ("Order 5", dt.date(2025, 11, 14))
    answer = client.post(address("group_member_new", "popasna"), seat(post="chair"), follow=True)
    page = answer.content.decode()
    assert "Nova Liudyna is on the list of members." in page
    assert "No secretary" in page
    assert "With 1 member with a vote, 1 must take part." in page


def test_the_same_answer_for_every_address(client, cast, group):
    client.force_login(cast.sofiia)
    pages = []
    for email in ("nobody@example.org", "stranger@example.org"):
        client.post(address("group_member_new", "novopskov"), seat(email=email))
        page = client.get(address("group", "novopskov")).content.decode()
        row = Membership.objects.get(name="Nova Liudyna")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
        pages.append(page.replace(f"/members/{row.pk}/", "/members/PK/"))
        Notice.objects.filter(kind="communities/group_invited").update(kind="old")
        row.delete()
    assert pages[0] == pages[1]
    assert "A letter is on its way." in pages[0]


def test_a_new_member_gets_a_letter_chooses_a_password_and_agrees(client, cast, group):
    client.force_login(cast.sofiia)
    client.post(address("group_member_new", "novopskov"), seat(email="nova@example.org"))
    due = Letter.objects.get(notice__person__email="nova@example.org")
    letter = compose(due, connection=mail.get_connection())
    assert "/group/novopskov/join/" in letter.body
    assert "/accounts/password/reset/key/" in letter.body
    nova = User.objects.get(email="nova@example.org")
    client.force_login(nova)
    page = address("group_join", "novopskov")
    assert client.get(address("group", "novopskov")).status_code == 404
    assert "Nova Liudyna" in client.get(page).content.decode()
    assert client.post(page, {"answer": "yes"}).status_code == 302
    assert Duty.objects.filter(person=nova, role="member").exists()
    assert Membership.objects.get(name="Nova Liudyna").person == nova


def test_who_was_not_asked_finds_nothing(client, cast, group):
    client.force_login(cast.nobody)
    assert client.get(address("group_join", "novopskov")).status_code == 404
    assert client.post(address("group_join", "novopskov"), {"answer": "yes"}).status_code == 404


def rules(**fields):
    return {
        "quorum": "least 2/3",
        "majority": "more 1/2",
        "majority_of": "present",
        "tie": "chair",
        "notice_days": "5",
        "notice_in_working_days": "on",
        "meets_every_months": "2",
        "amendment_days": "5",
        "from_on": timezone.localdate().isoformat(),
    } | fields


def test_rules_are_shown_before_they_are_set(client, cast, group):
    client.force_login(cast.halyna)
    url = address("group_rules", "novopskov")
    assert "With 11 members with a vote, 6 must take part." in client.get(url).content.decode()
    looked = client.post(url, rules(look="yes")).content.decode()
    assert "With 11 members with a vote, 8 must take part." in looked
    assert not Statute.objects.exists()
    assert client.post(url, rules()).status_code == 302
    assert statute.statute_on(group, timezone.localdate()).quorum_numerator == 2
    assert "This day is over." in client.post(url, rules(from_on="2020-01-01")).content.decode()
    assert "Write a number from 1 to 12." in client.post(url, rules(meets_every_months="0")).content.decode()


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({}, ("11 members with a vote, 6 must", "When 6 take part and everybody votes, 4 for are enough")),
        ({"tie": "not_adopted"}, ("With 3 votes for and 3 against the decision is not taken",)),
        ({}, ("With 3 votes for and 3 against it is taken if the chair is for it",)),
        ({"majority_of": "all"}, ("6 for are enough",)),
        (
            {"quorum_numerator": 1, "quorum_denominator": 3, "majority_of": "all"},
            ("When only 4 take part nothing can be decided: 6 votes for are needed",),
        ),
        ({}, ("Without 1 police member, 6 of the other 10 must take part",)),
        ({"meets_every_months": 5}, ("at least 2 meetings a year",)),
        ({}, ("the earliest day is Monday, 30 November 2026",)),
    ],
)
def test_what_rules_mean_for_this_group(group, knobs, said):
    today = dt.date(2026, 11, 23)
    with override("en"):
        row = Statute(group=group, from_on=today, **knobs)
        words = " ".join(
            rule.example for rule in rules_in_words(row, list(group.memberships.all()), today=today)
        )
    assert all(each in words for each in said), words


def test_residents_read_no_name_of_those_who_did_not_agree(client, cast, group):
    """A canary in every private field of every member: none reaches a public page."""
    for number, row in enumerate(group.memberships.all()):
        row.name = f"CANARY-{number}"
        row.vulnerable_group = row.vulnerable_group or "survivors"
        row.save()
    User.objects.update(name="CANARY-ACCOUNT")
    group.meets_usually_at = "CANARY-PLACE"
    group.save()
    agreed = group.memberships.get(post=Post.CHAIR)
    agreed.name, agreed.is_named, agreed.organisation = "Halyna Agreed", True, "Village council"
    agreed.save()
    for url in (address("public_group", "novopskov"), "/en/communities/novopskov/"):
        page = client.get(url).content.decode()
        assert "CANARY" not in page
        assert "@example.org" not in page
        assert "suffered from violence" not in page
    page = client.get(address("public_group", "novopskov")).content.decode()
    assert "Halyna Agreed (chair)" in page
    assert "Village council" in page
    assert "11 members" in page


@pytest.mark.parametrize(("name", "most"), [("group", 14), ("group_history", 14), ("public_group", 5)])
def test_queries_do_not_grow_with_members(client, cast, group, name, most):
    if name != "public_group":
        client.force_login(cast.mykola)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, "novopskov")).status_code == 200
        return len(queries)

    asked()
    few = asked()
    Membership.objects.bulk_create(
        Membership(
            group=group,
            name=f"More {number}",
            sector=Sector.PUBLIC,
            appointed_on=dt.date(2024, 1, 1),
            ended_on=dt.date(2025, 1, 1) if number % 2 else None,
        )
        for number in range(30)
    )
    assert asked() == few <= most


def test_the_desk_and_the_front_page_lead_to_the_group(client, cast, group):
    assert address("public_group", "novopskov") in client.get("/en/communities/novopskov/").content.decode()
    client.force_login(cast.oksana)
    assert address("group", "novopskov") in client.get("/en/work/").content.decode()


@pytest.mark.parametrize("who", ["oksana", "halyna", "bohdan", "admin", None])
def test_every_link_of_the_group_leads_somewhere(client, cast, group, who):
    """Whoever founds groups sits in none: their links lead to what residents read."""
    if who:
        client.force_login(getattr(cast, who))
    page = client.get(address("group" if who else "public_group", "novopskov")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    links = {link for link in re.findall(r'href="(/en/[^"#]*)"', main) if "language" not in link}
    assert len(links) > 3
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("what", ["begins", "ends", "rules", "meeting", "nothing"])
def test_the_public_page_lapses_on_the_day_something_changes_by_itself(group, what):
    days = [dt.date(2030, 3, day) for day in (10, 11, 12, 13)]
    if what == "begins":
        group.memberships.create(name="Late Comer", sector="public", appointed_on=days[2])
    elif what == "ends":
        group.memberships.filter(name__startswith="Olha").update(ended_on=days[2])
    elif what == "rules":
        Statute.objects.create(group=group, from_on=days[2], set_at=timezone.now())
    elif what == "meeting":
        make_meeting(group, starts_at=dt.datetime(2030, 3, 11, 14, 0, tzinfo=KYIV))
    turned = [public_day.turn(today=day, at=timezone.now()) for day in days]
    assert turned == [True, False, what != "nothing", False]


def test_residents_read_no_day_counted_from_today(client, group):
    page = client.get(address("public_group", "novopskov")).content.decode()
    assert "5 working days" in page
    assert "If it is called today" not in page


@pytest.mark.parametrize(
    ("meeting", "words"),
    [
        ({"is_open": True}, ["The next meeting: Tuesday, 17 November 2026, 14:00", "You may come: Зала"]),
        ({"is_open": False}, ["The next meeting: Tuesday, 17 November 2026, 14:00", "among themselves"]),
        ({"state": MeetingState.DRAFT}, []),
        ({"starts_at": CALLED - dt.timedelta(days=1)}, []),
    ],
)
def test_a_resident_reads_first_when_the_group_meets(client, group, monkeypatch, meeting, words):
    monkeypatch.setattr("communities.shared.clock.now", lambda: CALLED)
    make_meeting(group, **meeting)
    page = client.get(address("public_group", "novopskov")).content.decode()
    assert [each for each in words if each not in page] == []
    assert ("The next meeting" in page) is bool(words)
    if not meeting.get("is_open"):
        assert "Зала" not in page


def test_no_group_yet(client, cast, novopskov):
    client.force_login(cast.halyna)
    assert "is not on the site yet" in client.get(address("group", "novopskov")).content.decode()
    assert client.get(address("public_group", "novopskov")).status_code == 404


@pytest.mark.parametrize("model", ["workinggroup", "membership", "statute"])
def test_the_administration_shows_groups(client, cast, group, model):
    statute.change(
        group,
        from_on=timezone.localdate(),
        by=cast.halyna,
        today=timezone.localdate(),
        at=timezone.now(),
        notice_days=3,
    )
    client.force_login(cast.admin)
    row = {"workinggroup": group, "membership": member(group, "Olha"), "statute": Statute.objects.get()}[
        model
    ]
    assert client.get(f"/en/admin/communities/{model}/").status_code == 200
    assert client.get(f"/en/admin/communities/{model}/{row.pk}/change/").status_code == 200
    assert client.get(f"/en/admin/communities/{model}/add/").status_code == 403
