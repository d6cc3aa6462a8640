"""A real Chromium for the journeys, and axe-core to look for what keeps people out."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from reports.periods import stretch_before, stretch_of
from tests.browser.site import Site
from tests.reports.making import published, report_about

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # a busy machine is no broken page


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    # Playwright's loop runs in this thread, so Django would refuse the database to a test that talks to both.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CS_CHROMIUM", "/usr/bin/chromium"), args=flags
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file: threads of the server share one connection to a database in memory, and with it
    their transactions, which a page that saves by itself would tangle."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "browser.sqlite3"
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(path)}


@pytest.fixture
def open_page(chromium, live_server):
    """Opens a path in a fresh browser: open_page("/en/", width=320, color_scheme="dark", javascript=False).

    `page.troubles` collects what nobody should see: errors of scripts, what the Content Security Policy
    stopped, requests that failed or went to another host.
    """
    contexts = []

    def opened(path, *, width=1280, javascript=True, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        page = watched(context.new_page(), host=urlsplit(live_server.url).netloc)
        page.goto(path)
        if javascript:
            page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def site(transactional_db, open_page, cast, novopskov, form):
    """The period that ended last, and before it a published report to compare with."""
    stretch = stretch_before(stretch_of(timezone.localdate()))
    earlier = report_about(novopskov, form, cast.olena, stretch=stretch_before(stretch))
    published(earlier, author=cast.olena, head=cast.petro)
    return Site(novopskov, stretch, open_page)


def watched(page, *, host):
    page.troubles = []
    page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: page.troubles.append(str(problem)))
    page.on("requestfailed", lambda request: _note_failure(page, request))
    page.on("request", lambda request: _note_stranger(page, request.url, host))
    return page


def _note_failure(page, request):
    if request.failure != "net::ERR_ABORTED":  # a download, or a page left before all of it came
        page.troubles.append(f"failed: {request.url}")


def _note_stranger(page, url, host):
    parts = urlsplit(url)
    if parts.scheme not in {"data", "blob"} and parts.netloc != host:
        page.troubles.append(f"another host: {url}")


def barriers(page):
    """What axe finds on the page as it is now. Runs in a world of its own, so our CSP stays in force."""
    page.wait_for_load_state("load")
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
    session.send("Runtime.evaluate", {"expression": AXE.read_text(), "contextId": world})
    found = session.send(
        "Runtime.evaluate",
        {
            "expression": "axe.run(document).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))",
            "contextId": world,
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    return found["result"]["value"]


def sideways(page):
    """By how many pixels the page is wider than the screen, once its styles are there."""
    page.wait_for_load_state("load")
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
