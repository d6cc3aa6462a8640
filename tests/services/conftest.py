"""The site that faults happen to. Run by `./run services`, not by the plain `./run test`."""

import os
import random
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.services.servers import missing_binaries
from tests.services.site import Site


@pytest.fixture(scope="session")
def whole_site(django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    if missing := missing_binaries():
        words = f"This machine lacks {' and '.join(missing)}."
        if os.environ.get("CS_SERVICES_REQUIRED"):
            pytest.fail(words)
        pytest.skip(words)
    # Not pytest's folder: its parents are closed to the account of PostgreSQL.
    folder = Path(tempfile.mkdtemp(prefix="community-security-services."))
    folder.chmod(0o755)
    # Whoever stops the tests stops the servers too: both signals end in the clean-up below.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    usual = connections.settings["default"]
    site = Site(folder)
    with (
        django_db_blocker.unblock(),
        override_settings(PUBLIC_ADDRESS="https://example.org", CLOCK_MOVES=True),
    ):
        try:
            site.start_servers()
            site.lay()
            yield site
        finally:
            connections.close_all()
            site.stop_servers()
            connections.settings["default"] = usual
            if hasattr(connections._connections, "default"):
                del connections["default"]
            if not os.environ.get("CS_SERVICES_KEEP"):
                shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" and report.failed and "site" in getattr(item, "funcargs", {}):
        report.sections.append(("logs of the processes", item.funcargs["site"].logs()))
    return report


@pytest.fixture
def site(whole_site: Site) -> Iterator[Site]:
    whole_site.begin()
    try:
        yield whole_site
    finally:
        whole_site.end()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The moments of the faults. CS_SERVICES_SEED repeats a run as far as a machine can."""
    seed = int(os.environ.get("CS_SERVICES_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"\n{request.node.name}: seed {seed}")
    return random.Random(seed)
