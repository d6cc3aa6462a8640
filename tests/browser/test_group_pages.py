"""Pages of a working group and of its meetings keep nobody out: axe in both languages, small phone and desk."""

import datetime as dt

import pytest
from django.utils import timezone

from communities.models import AgendaItem, Membership
from communities.states import MeetingState
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.browser.site import sign_in
from tests.meetings.making import make_group, make_meeting, member

LONG_WORD = "Автошляхоексплуатаційногосподарчийвідділ" * 3


@pytest.fixture
def pages(transactional_db, cast, novopskov):
    """Who opens what: the group for its members and for residents, its forms, its meetings before, while, after."""
    group, now = make_group(cast, novopskov), timezone.now()
    Membership.objects.update(appointed_on=now.date() - dt.timedelta(days=400))
    group.memberships.filter(name__startswith="Olha").update(organisation=LONG_WORD)
    for days, state in ((0, MeetingState.CALLED), (-30, MeetingState.CLOSED), (20, MeetingState.DRAFT)):
        ended = state == MeetingState.CLOSED
        row = make_meeting(
            group,
            state=MeetingState.OPEN if ended else state,
            starts_at=now + dt.timedelta(days=days),
            present=7,
            place=LONG_WORD,
        )
        AgendaItem.objects.create(
            meeting=row, position=1, title=LONG_WORD, detail=LONG_WORD, presenter="O. Koval"
        )
        AgendaItem.objects.create(meeting=row, position=2, title="Lighting", assesses_police=True)
        if ended:
            type(row).objects.filter(pk=row.pk).update(state=state, closed_at=row.starts_at)
    called, closed, draft = group.meetings.order_by("number")
    return [
        ("halyna", "/work/"),
        ("halyna", "/work/group/novopskov/"),
        ("halyna", "/work/group/novopskov/members/new/"),
        ("halyna", f"/work/group/novopskov/members/{member(group, 'Olha').pk}/"),
        ("halyna", "/work/group/novopskov/rules/"),
        ("halyna", "/work/group/novopskov/meetings/"),
        ("halyna", f"/work/meetings/{draft.pk}/"),
        ("halyna", f"/work/meetings/{called.pk}/"),
        ("halyna", f"/work/meetings/{called.pk}/hold/"),
        ("mykola", f"/work/meetings/{called.pk}/hold/"),
        ("mykola", f"/work/meetings/{closed.pk}/"),
        ("mykola", f"/work/meetings/{closed.pk}/hold/"),
        ("bohdan", "/work/groups/"),
        (None, "/communities/novopskov/group/"),
        (None, "/communities/novopskov/meetings/"),
        (None, f"/communities/novopskov/meetings/{called.number}/"),
    ]


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_pages_of_a_group_keep_nobody_out(open_page, pages, cast, prefix, width, scheme):
    found, open_as = {}, {}
    for who, path in pages:
        if who not in open_as:
            open_as[who] = open_page(
                f"{prefix}/accounts/login/", reduced_motion="reduce", width=width, color_scheme=scheme
            )
            if who:
                sign_in(open_as[who], getattr(cast, who))
        page = open_as[who]
        assert page.goto(prefix + path).status == 200, path
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        wide = sideways(page)
        if problems := [*barriers(page), *([f"{wide} px sideways"] if wide > 0 else [])]:
            found[path] = problems
    assert found == {}
    assert [trouble for page in open_as.values() for trouble in page.troubles] == []
