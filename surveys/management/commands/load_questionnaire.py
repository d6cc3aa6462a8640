"""Load the question bank from its files: `manage.py load_questionnaire`, safe to run again and again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.shared import clock
from surveys.bank_file import DATA, BankFileError, read_bank_file
from surveys.bank_loading import EditionIsLoaded, load


class Command(BaseCommand):
    help = "Loads the questionnaire (all editions that the project ships, or the files named)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="questionnaire files; without any, those of the project"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"] or sorted(DATA.glob("questionnaire_*.json")):
            try:
                bank = read_bank_file(path)
                _, outcome = load(bank, at=clock.now())
            except (BankFileError, EditionIsLoaded) as problem:
                raise CommandError(f"{path.name}: {problem}") from problem
            self.stdout.write(
                f"Questionnaire {bank.code} {bank.version} ({len(bank.questions)} questions): {outcome.value}"
            )
