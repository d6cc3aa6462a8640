"""What tests of the cycle share: communities that take part, and expected rows with the usual days."""

import datetime as dt
from zoneinfo import ZoneInfo

from communities.models import Community, Duty, Oblast, Role, User
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from reports.models import ExpectedReport, Participation
from reports.periods import Stretch, stretch_from_slug

KYIV = ZoneInfo("Europe/Kyiv")
SPRING = stretch_from_slug("2026-03")  # opens 20 April, due 10 May, locks 30 May


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def noon(on: dt.date | str) -> dt.datetime:
    on = day(on) if isinstance(on, str) else on
    return dt.datetime.combine(on, dt.time(12), tzinfo=KYIV)


def takes_part(community: Community, *, from_on: str = "2026-03-01") -> Participation:
    return Participation.objects.create(community=community, from_on=day(from_on))


def run(on: dt.date | str) -> tuple[int, int]:
    """Expect and open on this day: how many of each."""
    on = day(on) if isinstance(on, str) else on
    return expect(today=on, at=noon(on)), open_due(today=on, at=noon(on))


def expected(community: Community, stretch: Stretch = SPRING) -> ExpectedReport:
    return ExpectedReport.objects.select_related("community", "period").get(
        community=community, period__starts_on=stretch.starts_on
    )


def many_communities(oblast: Oblast, count: int, *, first: int = 0) -> list[Community]:
    return Community.objects.bulk_create(
        Community(
            slug=f"place-{number}",
            oblast=oblast,
            level="hromada",
            name_uk=f"Громада {number}",
            name_en=f"Place {number}",
        )
        for number in range(first, first + count)
    )


def with_officers(communities: list[Community]) -> list[User]:
    people = User.objects.bulk_create(
        User(email=f"{place.slug}@example.org", name=f"Officer of {place.name_en}") for place in communities
    )
    Duty.objects.bulk_create(
        Duty(person=who, role=Role.REPORTING_OFFICER, community=place, started_on=dt.date(2020, 1, 1))
        for who, place in zip(people, communities, strict=True)
    )
    return people
