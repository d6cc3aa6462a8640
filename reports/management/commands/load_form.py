"""Load the report form from its file: `manage.py load_form`, safe to run again and again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.shared import clock
from reports.editions.form_file import DATA, FormFileError, read_form_file
from reports.editions.form_loading import FormInUse, load


class Command(BaseCommand):
    help = "Loads the report form (all editions that the project ships, or the files named)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="form files; without any, those of the project"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"] or sorted(DATA.glob("police_report_form_*.json")):
            try:
                form = read_form_file(path)
                _, outcome = load(form, at=clock.now())
            except (FormFileError, FormInUse) as problem:
                raise CommandError(f"{path.name}: {problem}") from problem
            size = f"{len(form.sections)} sections, {len(form.indicators)} indicators"
            self.stdout.write(f"Form {form.code} {form.version} ({size}): {outcome.value}")
