"""Load the printed survey results of the four pilot districts: `manage.py load_pilot_surveys`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.models import User
from communities.shared import clock
from surveys.pilot_file import PilotFileError, read_pilot_file
from surveys.pilot_results import NotReady, load


class Command(BaseCommand):
    help = "Stores and publishes the survey figures of the pilot districts; safe to run again and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--analyst", metavar="EMAIL", help="whose wave it becomes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(read_pilot_file(), at=clock.now(), by=_person(options["analyst"]))
        except (PilotFileError, NotReady) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Survey results of pilot districts: {loaded.published} published, "
            f"{loaded.unchanged} already there, unchanged"
        )


def _person(email: str | None) -> User | None:
    if not email:
        return None
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist as problem:
        raise CommandError(f"Nobody has an account with the address {email}.") from problem
