"""Progress in a real Chromium: two taps on a telephone without scripts or an account; the pages of members."""

import datetime as dt
import re

import pytest
from django.core.mail import get_connection

from communities.letters import compose
from communities.models import Letter
from communities.shared import clock
from plans.actions import action_links, progress
from plans.models import ProgressEntry
from plans.states import Progress
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in
from tests.meetings.making import make_group
from tests.plans.making import approve, make_plan


@pytest.fixture
def plan(transactional_db, cast, novopskov):
    plan = make_plan(make_group(cast, novopskov), cast.sofiia)
    today = clock.today()
    plan.actions.filter(goal__position=1).update(starts_on=None, due_on=today - dt.timedelta(days=3))
    approve(plan)
    return plan


@pytest.fixture
def link(cast, plan):
    drivers = plan.actions.get(title="Уроки для водіїв")
    action_links.nudge(drivers, by=cast.sofiia, today=clock.today(), at=clock.now())
    letter = compose(Letter.objects.select_related("notice__person").get(), connection=get_connection())
    return re.search(r"/action/\S+", letter.body)[0]


def test_two_taps_on_a_telephone_without_scripts(open_page, link):
    page = open_page(f"/en{link}", width=320, javascript=False)
    assert sideways(open_page(f"/en{link}", width=320)) == 0
    page.get_by_role("button", name="done").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert ProgressEntry.objects.get().status == Progress.DONE
    assert page.troubles == []


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_progress_keep_nobody_out(open_page, cast, plan, link, width):
    lamps = plan.actions.get(title="Поставити ліхтарі")
    progress.say(
        lamps,
        status=Progress.DONE,
        sentence="Двадцять стовпів стоять",
        spent=1200,
        by=cast.sofiia,
        today=clock.today(),
        at=clock.now(),
    )
    for path in (f"/en{link}", "/en/action/wrong/"):
        page = open_page(path, width=width)
        assert (barriers(page), sideways(page)) == ([], 0), path
    page = open_page("/en/accounts/login/", width=width)
    sign_in(page, cast.sofiia)
    for path in (f"/en/work/plans/{plan.pk}/progress/", f"/en/work/actions/{lamps.pk}/"):
        page.goto(path)
        assert (barriers(page), sideways(page)) == ([], 0), path
