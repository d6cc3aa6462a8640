"""A whole site for faults to happen to: servers, workers, beats, and three hundred communities in its database."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import ConnectionHandler, connections
from django.utils import timezone

from communities.models import ClockShift, Community, Duty, Oblast, Role, User
from reports.models import CycleRule, Participation
from reports.periods import Stretch, stretch_after, stretch_of
from tests.services.mail_server import MailServer
from tests.services.processes import HOUSE, Beat, Worker
from tests.services.servers import Postgres, Redis, until

KYIV = ZoneInfo("Europe/Kyiv")
PEOPLE = 300
LAID = "laid"  # the database that each scenario gets a copy of


class Site:
    """One for the session; `begin` makes everything fresh for a scenario."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres")
        self.redis = Redis(folder / "redis")
        self.mail = MailServer(folder / "mail")
        self.database = ""
        self.running: list[Worker | Beat] = []
        self._beat: Beat | None = None
        self._scenarios = 0

    def start_servers(self) -> None:
        self.postgres.start()
        self.redis.start()
        self.mail.start()

    def stop_servers(self) -> None:
        if self._beat is not None:
            self._beat.stop()
        self.mail.stop()
        self.redis.stop()
        self.postgres.kill()  # nobody needs what is in it any more

    def environment(self) -> dict[str, str]:
        """What docs/operator.md asks for, and nothing of the tests around."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CS_")}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "tests.services.settings",
            "CS_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
            "CS_HOSTS": "example.org",
            "CS_PUBLIC_ADDRESS": "https://example.org",
            "CS_DATABASE_URL": self.postgres.url(self.database),
            "CS_REDIS_URL": self.redis.url,
            "CS_MAIL_HOST": "127.0.0.1",
            "CS_MAIL_PORT": str(self.mail.port),
            "CS_MAIL_TLS": "no",
            "CS_MAIL_FROM": "Community Security <site@example.org>",
        }

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of the operator. The caller looks at how it ended."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment(),
            cwd=HOUSE,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def lay(self) -> None:
        """The database that all scenarios begin with."""
        self.postgres.do(f"CREATE DATABASE {LAID}")
        self.database = LAID
        done = self.manage("migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        self._connect()
        for act in ("load_form",):
            done = self.manage(act)
            assert done.returncode == 0, done.stderr
        people_the_place()
        connections.close_all()
        self.postgres.do(f"ALTER DATABASE {LAID} ALLOW_CONNECTIONS false")

    def begin(self) -> None:
        """A fresh copy of the database, an empty Redis, a mail server in good mood."""
        self._scenarios += 1
        self.database = f"scenario_{self._scenarios}"
        if self.postgres.process is None:
            self.postgres.start()
        self.redis.start()
        self.redis.empty()
        self.mail.forget()
        self.postgres.do(f"CREATE DATABASE {self.database} TEMPLATE {LAID}")
        self._connect()

    def end(self) -> None:
        for each in self.running:
            each.kill()
        self.running.clear()
        connections.close_all()

    def _connect(self) -> None:
        """This process, too, looks into that database, in all its threads."""
        connections.close_all()
        facts = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.database,
            "USER": "cs",
            "HOST": "127.0.0.1",
            "PORT": str(self.postgres.port),
            "CONN_HEALTH_CHECKS": True,
        }
        connections.settings["default"] = ConnectionHandler({"default": facts}).settings["default"]
        if hasattr(connections._connections, "default"):
            del connections["default"]

    def worker(self, name: str = "worker") -> Worker:
        worker = Worker(name, environment=self.environment(), folder=self._logs())
        self.running.append(worker)
        worker.start()
        return worker

    def beat(self) -> Beat:
        """It knows no database, so one goes on through all scenarios that want it."""
        if self._beat is None:
            self._beat = Beat("beat", environment=self.environment(), folder=self.folder)
            self._beat.start()
        return self._beat

    def second_beat(self) -> Beat:
        """That of another machine, which should not run."""
        beat = Beat("beat-2", environment=self.environment(), folder=self._logs())
        self.running.append(beat)
        beat.start()
        return beat

    def _logs(self) -> Path:
        folder = self.folder / self.database
        folder.mkdir(exist_ok=True)
        return folder

    def logs(self) -> str:
        """The ends of all logs of this scenario, for a test that failed."""
        found = [*self.folder.glob("*.log"), *sorted(self._logs().glob("*.log"))]
        return "\n".join(f"== {log.name}\n{log.read_text(errors='replace')[-4000:]}" for log in found)

    def redis_is_back(self) -> None:
        self.redis.start()
        until(self.redis.answers, seconds=10, what="Redis is back")


def the_period() -> Stretch:
    """The period the scenarios live in: the next one that begins, so that its days lie ahead of the real day."""
    return stretch_after(stretch_of(timezone.localdate()))


def due_day() -> dt.date:
    """Ten days after the end of the period. Nobody has looked until then, so that everything is owed at once:
    the rows, the opening, and of three steps of reminding the latest."""
    return the_period().ends_on + dt.timedelta(days=10)


def set_day(day: dt.date) -> None:
    """Move the site's clock to this day in Kyiv, at the hour of the real day."""
    days = (day - timezone.localdate()).days
    ClockShift.objects.update_or_create(pk=1, defaults={"days": days})


def people_the_place() -> None:
    """300 communities of one oblast that take part from the period on, each with the officer who
    writes and the head of police who publishes."""
    oblast = Oblast.objects.create(
        slug="luhansk", katottg="UA44000000000018893", name_uk="Луганська область", name_en="Luhansk oblast"
    )
    places = Community.objects.bulk_create(
        Community(
            slug=f"place-{number:03}",
            oblast=oblast,
            level="raion",
            koatuu=f"4423{number:03}000",
            name_uk=f"Громада {number}",
            name_en=f"Place {number}",
        )
        for number in range(PEOPLE)
    )
    since = dt.date(2020, 1, 1)
    for role, word in ((Role.REPORTING_OFFICER, "officer"), (Role.HEAD_OF_POLICE, "head")):
        people = User.objects.bulk_create(
            User(
                email=f"{word}-{number:03}@example.org",
                name=f"{word.title()} {number}",
                language="en",
                password="!",
            )
            for number in range(PEOPLE)
        )
        Duty.objects.bulk_create(
            Duty(person=person, role=role, community=place, started_on=since)
            for place, person in zip(places, people, strict=True)
        )
    coordinator = User.objects.create(email="coordinator@example.org", name="Coordinator", password="!")
    Duty.objects.create(person=coordinator, role=Role.OBLAST_COORDINATOR, oblast=oblast, started_on=since)
    Participation.objects.bulk_create(
        Participation(community=place, from_on=the_period().starts_on) for place in places
    )
    CycleRule.objects.create(
        oblast=oblast, from_on=the_period().starts_on, set_at=timezone.now(), set_by=coordinator
    )
