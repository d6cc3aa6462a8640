"""Minutes in a real Chromium: from the draft to what residents read, without barriers, on a narrow phone too."""

import pytest
from playwright.sync_api import expect

from communities.meetings import minutes_document
from communities.models import Meeting, Minutes, MinutesDocument, User
from communities.shared import clock
from tests.browser.conftest import barriers, sideways
from tests.browser.site import SAVED, sign_in
from tests.meetings.making import make_group
from tests.meetings.minuting import closed_meeting

PUBLIC = "communities/novopskov/meetings/1/minutes/"
NARROW, WIDE = 320, 1280


@pytest.fixture
def meeting(transactional_db, cast, novopskov) -> Meeting:
    return closed_meeting(make_group(cast, novopskov))


@pytest.fixture
def open_as(open_page):
    def opened(person: User, path: str, **options):
        page = open_page("/en/accounts/login/", **options)
        sign_in(page, person)
        page.goto(path)
        return page

    return opened


def looks_fine(page, *paths):
    """Each page without a barrier and without scrolling sideways: narrow in Ukrainian, wide in English."""
    for path in paths or [page.url]:
        for address, width in ((path.replace("/en/", "/"), NARROW), (path, WIDE)):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            assert barriers(page) == [], address
            assert sideways(page) == 0, address


def test_from_the_draft_to_what_residents_read(meeting, cast, open_as, open_page):
    here = f"/en/work/meetings/{meeting.pk}/minutes/"
    point = meeting.items.get(position=1)
    sofiia = open_as(cast.sofiia, here)
    looks_fine(sofiia, here)
    sofiia.get_by_role("button", name="Draft the minutes").click()
    looks_fine(sofiia, f"{here}preview/", f"{here}points/{point.pk}/", f"{here}facts/people/", here)
    other = open_as(cast.sofiia, f"{here}points/{point.pk}/")
    sofiia.get_by_role("link", name="Mend the texts of point 1").click()
    sofiia.get_by_label("Decided", exact=False).first.fill("Звіт за два місяці.")
    sofiia.wait_for_selector(SAVED)  # and nobody pressed a button
    assert Minutes.objects.get().content["texts"][f"{point.pk}.decided"] == "Звіт за два місяці."
    sofiia.context.set_offline(True)
    sofiia.get_by_label("Heard", exact=False).first.fill("Звіт.")
    sofiia.wait_for_selector("[data-saved-at][data-state='kept']")
    sofiia.context.set_offline(False)
    sofiia.troubles.clear()  # the line was cut on purpose
    sofiia.wait_for_selector(SAVED)
    sofiia.get_by_role("button", name="Save").click()
    expect(sofiia.get_by_role("heading", level=1)).not_to_contain_text(point.title)
    other.get_by_label("Decided", exact=False).first.fill("Звіт за осінь.")
    other.wait_for_selector("[data-saved-at][data-state='meanwhile']")
    other.reload()  # a closed tab, a power cut: it waits in the browser
    expect(other.get_by_label("Decided", exact=False).first).to_have_value("Звіт за осінь.")
    other.wait_for_selector("[data-saved-at][data-state='meanwhile']")
    other.get_by_role("button", name="Compare both versions").click()
    expect(other.get_by_role("heading", name="Two versions of this text")).to_be_visible()
    assert barriers(other) == []
    other.get_by_role("button", name="Save what I chose").click()
    expect(other.get_by_label("Decided", exact=False).first).to_have_value("Звіт за осінь.")
    assert other.evaluate("localStorage.length") == 0
    sofiia.goto(here)
    sofiia.get_by_role("button", name="Send the draft").click()
    mykola = open_as(cast.mykola, here, width=NARROW)
    mykola.get_by_role("link", name="Ask for a change").press("Enter")  # by keyboard alone
    mykola.get_by_label("What should be changed?").fill("Проти були двоє.")
    mykola.get_by_role("button", name="Send to the secretary").press("Enter")
    expect(mykola.get_by_text("1 change waits for an answer")).to_be_visible()
    sofiia.goto(here)
    sofiia.get_by_role("link", name="Answer Mykola Hnatiuk").click()
    looks_fine(sofiia)
    sofiia.get_by_label("Not taken over").check()
    sofiia.get_by_label("In words").fill("Проти був один, так записано поіменно.")
    with sofiia.expect_navigation():
        sofiia.get_by_role("button", name="Send the answer").click()
    halyna = open_as(cast.halyna, f"{here}sign/")
    looks_fine(halyna)
    halyna.get_by_label("Why is it signed before").fill("Усі прочитали за столом і погодилися.")
    if halyna.get_by_label("I have read the remarks").count():
        halyna.get_by_label("I have read the remarks").check()
    with halyna.expect_navigation():
        halyna.get_by_role("button", name="I have read them and sign").click()
    sofiia.goto(f"{here}sign/")
    if sofiia.get_by_label("I have read the remarks").count():
        sofiia.get_by_label("I have read the remarks").check()
    with sofiia.expect_navigation():
        sofiia.get_by_role("button", name="I have read them and sign").click()
    for document in MinutesDocument.objects.all():
        assert minutes_document.make(document.pk, at=clock.now())
    looks_fine(sofiia, f"{here}correct/", f"{here}publish/", here)
    sofiia.goto(f"{here}publish/")
    if sofiia.get_by_label("I have read the remarks").count():
        sofiia.get_by_label("I have read the remarks").check()
    sofiia.get_by_role("button", name="Publish").click()
    reader = open_page(f"/en/{PUBLIC}")
    looks_fine(reader, f"/en/{PUBLIC}")
    expect(reader.get_by_role("heading", name="Minutes No. 1", level=1)).to_be_visible()
    assert Minutes.objects.get().published_at
    for page in (sofiia, halyna, mykola, reader):
        assert page.troubles == []
