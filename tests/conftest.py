"""The cast: people in tests have names and roles that never change."""

import datetime as dt
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from communities.models import Community, Duty, Oblast, Role, User
from reports.editions.form_file import DATA, FormInFile, read_form_file
from reports.editions.form_loading import load
from reports.models import FormVersion, Report
from reports.periods import stretch_from_slug
from reports.writing.drafting import open_report
from tests.guards import empty_tables
from tests.ready_database import copied
from tests.words import compile_catalogue

KYIV = ZoneInfo("Europe/Kyiv")
PASSWORD = "lypa kalyna topolia dub"

# Looking for garbage among all that was imported costs a fifth of the time of a test that opens pages.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Cast:
    """Novopskov's people, Vira and Roman of Popasna, and those who serve above communities.

    Residents have no account: Stepan reads as an anonymous visitor.
    """

    olena: User  # writes for the police of Novopskov
    petro: User  # heads them
    iryna: User  # juvenile officer: fills in what is lent to her
    halyna: User  # chairs the working group
    taras: User  # deputy chair
    sofiia: User  # secretary
    mykola: User  # member
    oksana: User  # observer
    bohdan: User  # coordinates Luhansk oblast
    larysa: User  # coordinates the country
    yurii: User  # analyses surveys
    vira: User  # writes for the police of Popasna
    roman: User  # heads the police of Popasna
    admin: User
    nobody: User  # signed in, without any duty


@pytest.fixture(scope="session", autouse=True)
def todays_words() -> None:
    compile_catalogue()


@pytest.fixture(scope="session", autouse=True)
def ready_database() -> Iterator[None]:
    with copied():
        yield


@pytest.fixture(scope="session", autouse=True)
def flush_after_transactional_tests() -> Iterator[None]:
    """Such a test ends by emptying all tables: those that hold something, past the append-only guards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty_tables(connection))
        yield


@pytest.fixture(autouse=True)
def first_language() -> Iterator[None]:
    """A request leaves its language behind in the thread: each test begins in the site's own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def luhansk(db: None) -> Oblast:
    return Oblast.objects.create(
        slug="luhansk", katottg="UA44000000000018893", name_uk="Луганська область", name_en="Luhansk oblast"
    )


@pytest.fixture
def novopskov(luhansk: Oblast) -> Community:
    return Community.objects.create(
        slug="novopskov",
        oblast=luhansk,
        level="raion",
        koatuu="4423300000",
        name_uk="Новопсковський район",
        name_en="Novopskov district",
    )


@pytest.fixture
def popasna(luhansk: Oblast) -> Community:
    return Community.objects.create(
        slug="popasna",
        oblast=luhansk,
        level="raion",
        koatuu="4423800000",
        name_uk="Попаснянський район",
        name_en="Popasna district",
    )


def person(email: str, name: str, role: Role | None = None, **place: object) -> User:
    user = User.objects.create_user(f"{email}@example.org", PASSWORD, name=name, language="en")
    if role:
        Duty.objects.create(person=user, role=role, started_on=dt.date(2020, 1, 1), **place)
    return user


@pytest.fixture
def cast(novopskov: Community, popasna: Community, luhansk: Oblast) -> Cast:
    here = {"community": novopskov}
    return Cast(
        olena=person("olena", "Olena Koval", Role.REPORTING_OFFICER, **here),
        petro=person("petro", "Petro Bondar", Role.HEAD_OF_POLICE, **here),
        iryna=person("iryna", "Iryna Moroz", Role.POLICE_COLLEAGUE, **here),
        halyna=person("halyna", "Halyna Shevchuk", Role.CHAIR, **here),
        taras=person("taras", "Taras Lysenko", Role.DEPUTY_CHAIR, **here),
        sofiia=person("sofiia", "Sofiia Kravets", Role.SECRETARY, **here),
        mykola=person("mykola", "Mykola Hnatiuk", Role.MEMBER, **here),
        oksana=person("oksana", "Oksana Rudenko", Role.OBSERVER, **here),
        bohdan=person("bohdan", "Bohdan Savchenko", Role.OBLAST_COORDINATOR, oblast=luhansk),
        larysa=person("larysa", "Larysa Tkach", Role.NATIONAL_COORDINATOR),
        yurii=person("yurii", "Yurii Melnyk", Role.SURVEY_ANALYST),
        vira=person("vira", "Vira Polishchuk", Role.REPORTING_OFFICER, community=popasna),
        roman=person("roman", "Roman Danyliuk", Role.HEAD_OF_POLICE, community=popasna),
        admin=User.objects.create_superuser("admin@example.org", PASSWORD, name="Administrator"),
        nobody=person("nobody", "Nobody Yet"),
    )


@pytest.fixture(scope="session")
def form_in_file() -> FormInFile:
    """The real form, read from its file once."""
    return read_form_file(DATA / "police_report_form_1.json")


@pytest.fixture
def form(db: None, form_in_file: FormInFile) -> FormVersion:
    """The real form: 12 sections, 82 indicators."""
    row, _ = load(form_in_file, at=dt.datetime(2026, 1, 5, 9, 0, tzinfo=KYIV))
    return row


@pytest.fixture
def report(draft: Report) -> Report:
    return draft


@pytest.fixture
def draft(cast: Cast, novopskov: Community, form: FormVersion) -> Report:
    """Novopskov, September-October 2026, started by Olena on 2 November; nothing is filled in."""
    return open_report(
        novopskov,
        stretch=stretch_from_slug("2026-09"),
        form=form,
        by=cast.olena,
        at=dt.datetime(2026, 11, 2, 9, 0, tzinfo=KYIV),
    )
