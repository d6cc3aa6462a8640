"""From page to page by links alone: nothing of a group's work is a dead end, and residents find all of it."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.meetings.making import make_group, make_meeting
from tests.meetings.minuting import closed_meeting, published
from tests.plans.making import approve, make_plan

LINK = re.compile(r'href="(/en/[^"#?]*/)["#?]')  # pages, not files
OF_A_KIND = 4  # a meeting ahead leads elsewhere than one that was held

OF_MEMBERS = {
    "communities:group",
    "communities:meetings",
    "communities:meeting",
    "communities:hold",
    "communities:minutes",
    "communities:proposals",
    "communities:proposal_new",
    "communities:decisions",
    "communities:decision",
    "communities:calendar",
    "plans:plans",
    "plans:plan",
    "plans:versions",
    "plans:resources",
    "plans:progress",
    "plans:requests",
    "plans:version",
    "plans:risks",
    "plans:concerns",
    "plans:look",
}
OF_KEEPERS = OF_MEMBERS | {
    "communities:meeting_new",
    "communities:group_member_new",
    "communities:group_describe",
    "plans:new",
}
OF_RESIDENTS = {
    "communities:public_group",
    "communities:public_meetings",
    "communities:public_meeting",
    "communities:public_minutes",
    "communities:public_decisions",
    "communities:public_propose",
    "communities:public_proposal",
    "plans:public_plans",
    "plans:public_plan",
    "plans:public_needs",
}


@pytest.fixture
def group(cast, novopskov):
    """It met, its minutes are published, its plan is approved, and it will meet again."""
    with time_machine.travel(dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC), tick=False):
        group = make_group(cast, novopskov)
        plan = make_plan(group, cast.sofiia)
        published(closed_meeting(group), cast)
        approve(plan)
        make_meeting(group, starts_at=dt.datetime(2026, 12, 15, 12, tzinfo=dt.UTC), is_open=True)
        yield group


def name_of(path):
    with translation.override("en"):
        try:
            return resolve(path).view_name
        except Resolver404:
            return ""


def ways_from(client, start):
    """Which kinds of pages links lead to, a few of each opened: its name, and the names of those it leads to."""
    opened, leads, waiting = {}, {}, [start]
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        pages = opened.setdefault(name, set())
        is_ours = name.startswith(("desk", "community", "communities:", "plans:"))
        if path in pages or len(pages) == OF_A_KIND or not is_ours:
            continue
        pages.add(path)
        answer = client.get(path)
        if answer.status_code == 200:
            links = LINK.findall(answer.content.decode())
            leads.setdefault(name, set()).update(name_of(link) for link in links)
            waiting += links
    return leads


@pytest.mark.parametrize(("who", "wanted"), [("mykola", OF_MEMBERS), ("sofiia", OF_KEEPERS)])
def test_everything_of_the_group_is_found_from_the_desk_and_leads_back(client, cast, group, who, wanted):
    client.force_login(getattr(cast, who))
    leads = ways_from(client, "/en/work/")
    assert wanted - set(leads) == set()
    assert [name for name in wanted if "desk" not in leads[name]] == []


def test_residents_find_what_the_group_does_from_the_page_of_their_community(client, group):
    leads = ways_from(client, f"/en/communities/{group.community.slug}/")
    assert OF_RESIDENTS - set(leads) == set()
    assert [name for name in OF_RESIDENTS if "community" not in leads[name]] == []
