"""Load the four pilot communities: `manage.py load_pilots`, safe to run again and again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communities.pilot_file import PilotFileError, read_pilot_file
from communities.pilot_loading import load
from communities.shared import clock


class Command(BaseCommand):
    help = "Adds the pilot communities that are not there yet; what is there stays as it was edited."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pilots = read_pilot_file()
        except PilotFileError as problem:
            raise CommandError(f"pilots.json: {problem}") from problem
        new = load(pilots, at=clock.now())
        there = len(pilots.communities) - new.communities
        self.stdout.write(f"Pilot communities: {new.communities} new, {there} already there")
