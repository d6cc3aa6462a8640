"""Fills an empty database with the two sizes of board and measures the pages; `benchmarks.board` runs it."""

import datetime as dt
import time
from statistics import median

import django
from django.db import connection

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from communities.models import Community, Duty, Oblast, Role, User  # noqa: E402
from reports.cycle.board import MANY, stretches  # noqa: E402
from reports.models import ExpectedReport, FormVersion, Period, Report  # noqa: E402
from reports.states import State  # noqa: E402

TODAY = dt.date.today()  # noqa: DTZ011 - any day does
NOW = dt.datetime.now(tz=dt.UTC)
ROUNDS = 15
OBLASTS = 24
SIZES = {"many": 1500, "few": 15}
QUESTIONS = ["", "&state=overdue", "&name=7", "&page=38", "&state=published&name=7&page=2"]
ADDRESS = f"/en/work/board/?periods={MANY}"
FEW = "the first page of 15 communities"


def main() -> None:
    call_command("migrate", verbosity=0)
    people = {size: fill(size, number) for size, number in SIZES.items()}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    setup_test_environment()
    clients = {}
    for size, person in people.items():
        clients[size] = Client()
        clients[size].force_login(person)
    times: dict[str, list[float]] = {FEW: [], **{question: [] for question in QUESTIONS}}
    for turn in range(ROUNDS + 2):
        for name, spent in times.items():
            client, question = (clients["few"], "") if name == FEW else (clients["many"], name)
            began = time.perf_counter()
            answer = client.get(ADDRESS + question)
            took = time.perf_counter() - began
            assert answer.status_code == 200
            assert len(answer.context["board"].page.object_list) == (15 if name == FEW else 20)
            if turn >= 2:
                spent.append(took)
    few = median(times.pop(FEW))
    ratios = {question: median(spent) / few for question, spent in times.items()}
    for question, ratio in ratios.items():
        print(f"{question or 'first page'}: {ratio * few * 1000:.0f} ms to {few * 1000:.0f} ms, {ratio:.2f}")
    counts = []
    for client in clients.values():
        for question in QUESTIONS:
            with CaptureQueriesContext(connection) as queries:
                client.get(ADDRESS + question)
            counts.append(len(queries))
    print(f"queries: {sorted(set(counts))}; {connection.vendor}; median of {ROUNDS}, in one process")
    print(f"=ratio {max(ratios.values())}")
    print(f"=queries {max(counts)}")


def fill(size: str, number: int) -> User:
    """As many communities in as many oblasts as there may be; a coordinator of all of them."""
    oblasts = [
        Oblast.objects.create(
            slug=f"{size}-{n}",
            katottg=f"UA{n:02}0000000{number:08}",
            name_uk=f"Область {n}",
            name_en=f"Oblast {n}",
        )
        for n in range(1, min(OBLASTS, number) + 1)
    ]
    places = Community.objects.bulk_create(
        Community(
            slug=f"{size}-{n}",
            oblast=oblasts[n % len(oblasts)],
            name_uk=f"Громада № {n * 7919 % 1009} {n}",
            name_en=f"Hromada no. {n * 7919 % 1009} {n}",
        )
        for n in range(number)
    )
    person = User.objects.create_user(f"{size}@example.org", None, name=size)
    form, _ = FormVersion.objects.get_or_create(
        code="bench", version=1, defaults={"narratives": [], "loaded_at": NOW}
    )
    for age, stretch in enumerate(stretches(MANY, today=TODAY)):
        period, _ = Period.objects.get_or_create(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
        rows(places, period, age, form, person)
    for oblast in oblasts:
        Duty.objects.create(
            person=person, role=Role.OBLAST_COORDINATOR, oblast=oblast, started_on=dt.date(2020, 1, 1)
        )
    return person


def rows(places: list[Community], period: Period, age: int, form: FormVersion, person: User) -> None:
    """Most of what has ended is published; one in five late, one in ten overdue, one in twenty excused."""
    due_on = period.ends_on + dt.timedelta(days=10)
    has_ended = age > 0
    reports = Report.objects.bulk_create(
        Report(
            community=place,
            period=period,
            form=form,
            state=State.PUBLISHED,
            started_at=NOW,
            started_by=person,
            submitted_at=NOW,
            submitted_by=person,
            published_at=NOW,
        )
        for n, place in enumerate(places)
        if has_ended and n % 10
    )
    by_place = {report.community_id: report for report in reports}
    ExpectedReport.objects.bulk_create(
        ExpectedReport(
            community=place,
            period=period,
            opens_on=period.ends_on - dt.timedelta(days=10),
            planned_due_on=due_on,
            due_on=due_on,
            on_time_on=due_on,
            locks_on=due_on + dt.timedelta(days=20),
            opened_at=NOW if has_ended else None,
            excuse="blackout" if n % 20 == 7 and has_ended else "",
            excuse_reason="No power." if n % 20 == 7 and has_ended else "",
            report=by_place.get(place.pk),
            handed_in_at=NOW if place.pk in by_place else None,
            first_handed_in_on=due_on + dt.timedelta(days=n % 5 - 3) if place.pk in by_place else None,
            is_complete=place.pk in by_place,
            published_at=NOW if place.pk in by_place else None,
            meeting_held_on=due_on if n % 3 == 0 and has_ended else None,
            meeting_place="Town hall" if n % 3 == 0 and has_ended else "",
        )
        for n, place in enumerate(places)
    )


if __name__ == "__main__":
    main()
