"""So many communities, each with an officer and a head of police, and nobody ever hands in."""

import datetime as dt
from collections.abc import Callable

from django.db import connection

from benchmarks.cycle import timed
from communities.models import Community, Duty, Oblast, Role, User
from reports.cycle.days import KYIV, BuiltInRule, days_of
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from reports.cycle.reminders import remind_due
from reports.models import Participation
from reports.periods import stretch_after, stretch_of


class Site:
    def __init__(self, size: int, *, oblasts: int, first: dt.date) -> None:
        self.size, self.stretch = size, stretch_of(first)
        self.statements = 0
        _people_a_country(size, oblasts=oblasts, first=first)

    def go(self) -> dict[str, float]:
        """The next period: opened on its day, then everybody is reminded before and after its due day."""
        days = days_of(self.stretch, BuiltInRule())
        self.stretch = stretch_after(self.stretch)
        week, after = dt.timedelta(days=7), dt.timedelta(days=3)
        opening = self._measure(lambda: self._open(days.opens_on))
        reminding = self._measure(lambda: self._remind([days.due_on - week, days.due_on + after]))
        return {
            "opening": opening[0],
            "opening_statements": opening[1],
            "reminding": reminding[0],
            "reminding_statements": reminding[1],
        }

    def _open(self, day: dt.date) -> None:
        expect(today=day, at=_noon(day))
        opened = open_due(today=day, at=_noon(day))
        if opened != self.size:
            raise RuntimeError(f"{opened} of {self.size} were opened")

    def _remind(self, days: list[dt.date]) -> None:
        told = sum(remind_due(today=day, at=_noon(day)) for day in days)
        if told != 3 * self.size:  # the officer a week before; officer and head three days after
            raise RuntimeError(f"{told} were told instead of {3 * self.size}")

    def _measure(self, act: Callable[[], None]) -> tuple[float, int]:
        before = self.statements
        with connection.execute_wrapper(self._count):
            seconds = timed(act)
        return seconds, self.statements - before

    def _count(self, execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        self.statements += 1
        return execute(sql, parameters, many, context)


def _people_a_country(size: int, *, oblasts: int, first: dt.date) -> None:
    regions = Oblast.objects.bulk_create(
        Oblast(
            slug=f"oblast-{n}",
            katottg=f"UA{n + 10:02}000000000000000",
            name_uk=f"Область {n}",
            name_en=f"Oblast {n}",
        )
        for n in range(oblasts)
    )
    places = Community.objects.bulk_create(
        Community(
            slug=f"place-{n}", oblast=regions[n % oblasts], name_uk=f"Громада {n}", name_en=f"Community {n}"
        )
        for n in range(size)
    )
    for role in (Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE):
        people = User.objects.bulk_create(
            User(email=f"{role}-{n}@example.org", name=f"{role.label} {n}", password="!") for n in range(size)
        )
        Duty.objects.bulk_create(
            Duty(person=person, role=role, community=place, started_on=first)
            for person, place in zip(people, places, strict=True)
        )
    Participation.objects.bulk_create(Participation(community=place, from_on=first) for place in places)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=KYIV)
