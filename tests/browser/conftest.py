"""A real Chromium for the journeys, and axe-core to look for what keeps people out."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
HERE = Path(__file__).parent


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


@pytest.fixture
def open_page(chromium, live_server):
    """Opens a path in a fresh browser: open_page("/en/", width=320, color_scheme="dark", javascript=False)."""
    contexts = []

    def opened(path, *, width=1280, javascript=True, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
        page.on("requestfailed", lambda request: page.troubles.append(f"failed: {request.url}"))
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()


def barriers(page):
    """What axe finds on the page as it is now. Runs in a world of its own, so our CSP stays in force."""
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
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
