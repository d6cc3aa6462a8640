"""A meeting on two telephones: the secretary writes it down on a weak line, a member votes."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from communities.meetings import holding, voting
from communities.models import AgendaItem, Attendance, Ballot, ItemRevision, Meeting
from tests.browser.conftest import barriers, sideways
from tests.browser.site import SAVED, sign_in
from tests.meetings.making import make_group, make_meeting, member

REFUSED = "[data-saved-at][data-state='failed']"


@pytest.fixture
def meeting(transactional_db, cast, novopskov):
    group = make_group(cast, novopskov)
    row = make_meeting(group, starts_at=timezone.now() - dt.timedelta(minutes=5), present=5)
    for number, title in enumerate(("Report of the police for two months", "Lighting of Central Street"), 1):
        AgendaItem.objects.create(
            meeting=row, position=number, title=title, assesses_police=number == 1, presenter="Olena Koval"
        )
    return row


@pytest.fixture
def open_meeting(open_page, meeting):
    def opened(person, **options):
        page = open_page("/en/accounts/login/", width=320, **options)
        sign_in(page, person)
        page.goto(f"/en/work/meetings/{meeting.pk}/hold/")
        return page

    return opened


def test_a_meeting_on_two_telephones(open_meeting, meeting, cast):
    secretary = open_meeting(cast.sofiia)
    expect(secretary.get_by_text("No quorum: 1 more needed")).to_be_visible()
    assert barriers(secretary) == []
    assert sideways(secretary) <= 0
    button = secretary.locator(f"#person-{member(meeting.group, 'Ivan').pk}-online")
    button.click()  # nobody leaves the page
    expect(secretary.get_by_text("There is a quorum")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    secretary.get_by_role("button", name="Open the meeting").click()
    expect(secretary.get_by_text("In the chair: Halyna Shevchuk")).to_be_visible()

    point = meeting.items.get(position=2)
    secretary.locator(f"#point-{point.pk} > summary").click()
    texts = secretary.locator(f"#texts-{point.pk}")
    texts.get_by_label("Heard").fill("Olena showed the map.")
    texts.locator(SAVED).wait_for()
    assert AgendaItem.objects.get(pk=point.pk).heard == "Olena showed the map."
    secretary.context.set_offline(True)
    texts.get_by_label("Discussed").fill("Said in the dark.")
    texts.locator("[data-saved-at][data-state='kept']").wait_for()
    secretary.context.set_offline(False)
    texts.locator(SAVED).wait_for()
    assert AgendaItem.objects.get(pk=point.pk).discussed == "Said in the dark."

    member_page = open_meeting(cast.mykola)
    expect(member_page.get_by_text("Said in the dark.")).to_be_attached()
    secretary.locator(f"#new-vote-{point.pk} > summary").click()
    secretary.get_by_label("by name: each member").check()
    secretary.get_by_role("button", name="Open the vote").click()
    expect(secretary.get_by_text("For: 0, against: 0, abstained: 0, not yet: 6")).to_be_visible()
    assert barriers(secretary) == []
    assert sideways(secretary) <= 0

    member_page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # looks again
    member_page.locator(f"#point-{point.pk} > summary").click()
    own = member_page.get_by_role("group", name="Your vote")
    own.get_by_role("button", name="For").click()
    expect(member_page.get_by_text("For: 1, against: 0, abstained: 0, not yet: 5")).to_be_visible()
    assert barriers(member_page) == []
    assert sideways(member_page) <= 0
    for name in ("Halyna Shevchuk", "Taras Lysenko", "Sofiia Kravets"):
        secretary.locator(".cs-names__row", has_text=name).get_by_role("button", name="For").click()
        expect(
            secretary.locator(".cs-names__row", has_text=name).get_by_role("button", name="For")
        ).to_have_attribute("aria-pressed", "true")
    secretary.get_by_role("button", name="Close the vote and count").click()
    expect(secretary.get_by_text("For: 4, against: 0, abstained: 0", exact=True)).to_be_visible()
    assert Ballot.objects.get().outcome == "adopted"

    secretary.get_by_role("button", name="Close the meeting").click()
    expect(secretary.get_by_text("Nothing in it changes any more")).to_be_visible()
    assert barriers(secretary) == []
    assert Meeting.objects.get().state == "closed"
    assert Attendance.objects.get(member=member(meeting.group, "Andrii")).presence == "absent"
    assert [page.troubles for page in (member_page,)] == [[]]


def test_two_secretaries_write_the_same_text(open_meeting, meeting, cast):
    point = meeting.items.get(position=1)
    Meeting.objects.update(state="open", opened_at=timezone.now(), chaired_by=member(meeting.group, "Halyna"))
    one, other = open_meeting(cast.sofiia), open_meeting(cast.taras)
    for page, words in ((one, "By Sofiia."), (other, "By Taras.")):
        page.locator(f"#texts-{point.pk}").get_by_label("Heard").fill(words)
    for page in (one, other):
        page.locator(f"#texts-{point.pk} :is({SAVED}, {REFUSED})").wait_for()
    late = other if AgendaItem.objects.get(pk=point.pk).heard == "By Sofiia." else one
    late.locator(f"#texts-{point.pk} {REFUSED}").wait_for()
    late.locator(f"#texts-{point.pk}").get_by_role("button", name="Save the text").click()
    expect(late.get_by_role("heading", name="Two people wrote in the same text")).to_be_visible()
    assert barriers(late) == []
    assert sideways(late) <= 0
    late.get_by_role("button", name="Save what I chose").click()
    late.wait_for_url("**/hold/?point=*")
    kept = AgendaItem.objects.get(pk=point.pk).heard
    assert sorted(kept.split("\n\n")) == ["By Sofiia.", "By Taras."]
    assert ItemRevision.objects.count() == 2
    assert late.evaluate("localStorage.length") == 0  # the older copy does not come back
    expect(late.locator(f"#texts-{point.pk}").get_by_label("Heard")).to_have_value(kept)


def test_votes_are_entered_while_the_line_is_down(open_meeting, meeting, cast):
    """They wait on the page and go out by themselves; an answer that was lost on the way is no puzzle."""
    first, second = meeting.items.order_by("position")
    by = {"by": cast.sofiia, "at": timezone.now()}
    meeting.attendances.update(presence="present")
    holding.open_meeting(meeting, chaired_by=member(meeting.group, "Halyna"), **by)
    ballots = [
        voting.open_ballot(point, question=f"Question {n}", kind="hands", **by)
        for n, point in enumerate((first, second), 1)
    ]
    page = open_meeting(cast.sofiia)

    def count(ballot):
        page.locator(f"#point-{ballot.item_id}").evaluate("point => { point.open = true }")
        vote = page.locator(f"#vote-{ballot.pk}")
        for label, votes in (("For", "7"), ("Against", "1"), ("Abstained", "0")):
            vote.get_by_label(label, exact=True).fill(votes)
        vote.get_by_role("button", name="Count the vote").click()
        return vote

    page.locator(f"#point-{ballots[0].item_id}").evaluate("point => { point.open = true }")
    unanimous = page.locator(f"#vote-{ballots[0].pk}")
    everybody = unanimous.get_by_role("button", name="Everybody is for")
    here = everybody.get_attribute("data-fill").split()[0]
    everybody.click()
    expect(unanimous.get_by_label("For", exact=True)).to_have_value(here)
    expect(unanimous.get_by_label("Against", exact=True)).to_have_value("0")
    expect(unanimous.get_by_role("button", name="Count the vote")).to_be_focused()
    page.context.set_offline(True)
    vote = count(ballots[0])
    expect(vote.get_by_text("It is sent by itself as soon as the connection is back")).to_be_visible()
    assert barriers(page) == []
    page.context.set_offline(False)
    expect(vote.get_by_text("For: 7, against: 1, abstained: 0")).to_be_visible()

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/count/", lose_the_answer, times=1)
    expect(count(ballots[1]).get_by_text("For: 7, against: 1, abstained: 0")).to_be_visible()
    assert set(Ballot.objects.values_list("votes_for", "state")) == {(7, "closed")}
