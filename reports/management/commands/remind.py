"""Remind the police of what they owe: `manage.py remind`, safe to run again and again.

With `--dry-run` it prints for each community what would go out to whom, or why nothing;
nothing is written then.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from communities.models import Community, User
from communities.shared import clock
from reports.cycle import reminders
from reports.cycle.reminders import Planned, Step

HEADINGS = ("COMMUNITY", "PERIOD", "DUE", "TODAY")


class Command(BaseCommand):
    help = "Sends the reminders that are due and were not sent yet, or prints them (--dry-run)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print what would go out, or why nothing")
        parser.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="with --dry-run: as if it were this day in Kyiv, with periods open by then, all else as now",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            with translation.override("en"):
                self._print(options["on"] or clock.today())
        elif options["on"]:
            raise CommandError("Reminders go out today only: --on needs --dry-run.")
        else:
            told = reminders.remind_due(today=clock.today(), at=clock.now())
            self.stdout.write(f"{told} {'reminder was' if told == 1 else 'reminders were'} sent.")

    def _print(self, today: dt.date) -> None:
        planned = list(reminders.plan(today=today, opens_by_then=today > clock.today()))
        told = sum(len(each.sent) for each in planned)
        self.stdout.write(f"{today:%A} {today.isoformat()}: {told} to be sent. Nothing is sent now.\n\n")
        lines = [HEADINGS, *_lines(planned)]
        widths = [max(len(line[column]) for line in lines) for column in range(3)]
        for line in lines:
            start = "  ".join(text.ljust(width) for text, width in zip(line[:3], widths, strict=True))
            self.stdout.write(f"{start}  {line[3]}")


def _lines(planned: Iterable[Planned]) -> Iterator[tuple[str, ...]]:
    """By the names of communities; those of whom nothing is expected close the list."""
    names = User.objects.in_bulk({telling.to.person for each in planned for telling in each.tellings})
    for each in sorted(planned, key=lambda each: (each.expected.community.name, each.expected.due_on)):
        expected = each.expected
        start = (expected.community.name, expected.period.label, expected.current_due_on.isoformat())
        for text in _texts(each, names):
            yield (*start, text)
            start = ("", "", "")
    expecting = {each.expected.community_id for each in planned}
    for community in Community.objects.exclude(pk__in=expecting).order_by("name_en"):
        yield (community.name, "–", "–", "nothing: No report is expected around this day.")


def _texts(each: Planned, names: dict[int, User]) -> Iterator[str]:
    if each.silence is not None:
        yield f"nothing: {each.silence.words}"
    for telling in each.tellings:
        person = names[telling.to.person].name
        if telling.is_skipped:
            yield f"skipped for {person}: {_moment(telling.step)}, a later one says it"
        else:
            yield f"to {person}: {_moment(telling.step)}"


def _moment(step: Step) -> str:
    days = abs(step.days_after_due)
    if not days:
        return "on the due day"
    return f"{days} {'day' if days == 1 else 'days'} {'before' if step.days_after_due < 0 else 'after'}"
