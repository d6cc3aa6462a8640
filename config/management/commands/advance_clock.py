"""Put the clock of a demonstration ahead: `manage.py advance_clock 14`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communities.shared import clock
from config.demo_clock import ClockStandsStill, advance


class Command(BaseCommand):
    help = "Put the clock of a demonstration so many days ahead, and watch periods open and reminders go out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("days", type=int, help="1 or more; a clock does not go back")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            advance(options["days"])
        except ClockStandsStill as refusal:
            raise CommandError(
                "Nothing was moved: only a demonstration moves its clock, ahead, by at most ten years in all."
            ) from refusal
        self.stdout.write(f"The demonstration shows {clock.today():%d %B %Y} now.")
