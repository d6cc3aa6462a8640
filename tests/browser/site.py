"""The site as people in a journey use it: one browser for each, and what several of them do."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from communities.models import Community, User
from reports.models import Report
from reports.periods import Stretch
from tests.conftest import PASSWORD

SAVED = "[data-saved-at][data-state='saved']"


@dataclass
class Site:
    """A community, the period of its next report, the browsers that are open."""

    place: Community
    stretch: Stretch
    open_page: Callable[..., Page]
    pages: list[Page] = field(default_factory=list)

    def open(self, path: str, **options: object) -> Page:
        page = self.open_page(path, **options)
        self.pages.append(page)
        return page

    def sign_in(self, person: User, **options: object) -> Page:
        """By the form, as people do; ends at the desk."""
        page = self.open("/en/accounts/login/", **options)
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
        return page

    @property
    def now(self) -> dt.datetime:
        return timezone.now()

    @property
    def public(self) -> str:
        return f"/communities/{self.place.slug}/reports/{self.stretch.slug}/"

    @property
    def report(self) -> Report:
        return Report.objects.get(community=self.place, period__starts_on=self.stretch.starts_on)

    @property
    def work(self) -> str:
        return f"/en/work/reports/{self.report.pk}/"

    @property
    def troubles(self) -> list[str]:
        """What nobody should have seen, in any of the browsers."""
        return [trouble for page in self.pages for trouble in page.troubles]


def sign_in(page: Page, person: User) -> None:
    """As if this person had just signed in in this browser."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    origin = re.match(r"https?://[^/]+", page.url).group()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": origin}])


def write_texts(page: Page, problem: str) -> None:
    page.get_by_label("English", exact=True).check()
    page.get_by_label("The problem in brief").fill(problem)
    page.get_by_label("Achievements").fill("Patrols by night.")
    page.get_by_label("Shortcomings").fill("Too few cars.")


def publish(page: Page) -> None:
    if (warnings := page.get_by_label("I have read the warnings")).count():
        warnings.check()
    page.get_by_role("button", name="Publish the report").click()
    expect(page.get_by_text("The report is published. Residents can read it now.")).to_be_visible()
