"""Published plans, what donors may give, and what a plan needs: nothing keeps anybody out, with or without script."""

import datetime as dt
from decimal import Decimal

import pytest

from plans.actions import effects, progress_files
from plans.models import ProgressEntry, ProgressFile
from plans.resources import requests
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in
from tests.meetings.making import make_group
from tests.plans.making import approve, make_plan
from tests.plans.test_progress_files import picture
from tests.plans.test_published import compared
from tests.reports.making import published, report_about

PUBLIC = "/communities/novopskov/plans/"


@pytest.fixture
def plan(site, cast, form):
    group = make_group(cast, site.place)
    plan = make_plan(
        group, cast.sofiia, second_currency="EUR", rate=Decimal("48.5"), rate_on=dt.date(2026, 11, 2)
    )
    plan.actions.filter(position=1).update(title="Автошляхоексплуатаційногосподарчийвідділ" * 3)
    approve(plan)
    for number, action in enumerate(plan.actions.filter(is_internal=False)):
        status = ("done", "seeks_funding")[number]
        entry = ProgressEntry.objects.create(
            action=action, status=status, sentence="x", said_on=site.now.date(), at=site.now, by=cast.mykola
        )
        if status == "done":
            looked_back(entry, by=cast.sofiia, at=site.now)
    make_plan(group, cast.sofiia, title="Чернетка")  # a draft, into which a request may go
    report = report_about(site.place, form, cast.olena, stretch=site.stretch, NEED_COST=900000)
    row = published(report, author=cast.olena, head=cast.petro, at=site.now)
    plan.request = requests.make(row, group, by=cast.mykola, at=site.now)
    return plan


def looked_back(entry, *, by, at):
    """Compared with a survey, written about, and shown on a photo of which another one was not looked at."""
    compared(entry.action, "within_margin", before="21,5 %", after="19 %", words="Слово" * 30, at=at)
    effects.assess(
        entry.action, text="Автошляхоексплуатаційногосподарчийвідділ" * 3, is_public=True, by=by, at=at
    )
    for caption in ("Ліхтарі біля школи", ""):
        file = progress_files.keep(entry, progress_files.clean(picture(), name="a.jpg"), at=at)
        if caption:
            progress_files.show(file, caption=caption, by=by, at=at)


def test_photos_come_when_they_are_looked_at(site, plan):
    """Its place is kept until then."""
    page = site.open(f"/en{PUBLIC}{plan.pk}/", width=360)
    photo = page.get_by_role("img", name="Ліхтарі біля школи")
    assert photo.count() == 1
    photo.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.plan-photos img').naturalWidth === 480")
    box = photo.bounding_box()
    assert round(box["width"] / box["height"], 1) == 1.3


def test_nothing_keeps_anybody_out(site, cast, plan):
    page = site.open("/en/accounts/login/", reduced_motion="reduce")
    sign_in(page, cast.sofiia)
    file = ProgressFile.objects.get(is_public=False)
    paths = (
        f"/work/actions/{file.entry.action_id}/",
        f"/work/actions/{file.entry.action_id}/files/{file.pk}/show/",
        PUBLIC,
        f"{PUBLIC}{plan.pk}/",
        f"{PUBLIC}{plan.pk}/needs/",
        f"/work/plans/{plan.pk}/resources/",
        "/work/group/novopskov/requests/",
        f"/work/requests/{plan.request.pk}/",
    )
    for language in ("", "/en"):
        for path in paths:
            assert page.goto(language + path).status == 200, path
            page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
            for width, scheme in ((320, "light"), (1280, "dark")):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                assert (path, language, width, barriers(page)) == (path, language, width, [])
                assert (path, language, width, max(sideways(page), 0)) == (path, language, width, 0)
    assert page.troubles == []


def test_a_reader_without_script_chooses_a_settlement(site, plan):
    page = site.open(f"/en{PUBLIC}{plan.pk}/", javascript=False)
    page.get_by_label("Settlement").select_option("Осинове")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("1 other action of this goal is not shown.").is_visible()
    page.get_by_role("link", name="Show everything").click()
    assert page.get_by_role("heading", name="Уроки для водіїв").is_visible()
