"""Fill this installation with the demonstration: `manage.py load_demo`. Run twice it keeps the data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communities.shared import clock
from communities.shared.data_files import DataFileError
from config.demo import NotADemonstration, build
from config.demo_accounts import Account, path_of_accounts


class Command(BaseCommand):
    help = "Loads four communities with made-up reports and one account for each role."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = build(at=clock.now(), say=lambda line: self.stdout.write(f"  {line}"))
        except (NotADemonstration, DataFileError) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{path_of_accounts()} could not be written: {problem.strerror}.") from problem
        if built.reports:
            self.stdout.write(f"Demonstration: {built.reports} reports of four communities, all made up.")
        else:
            self.stdout.write("The demonstration is already there, nothing was changed.")
        if built.accounts:
            self._show(built.accounts)
        else:
            self.stdout.write(f"The accounts are in {self._place()}.")

    def _show(self, accounts: tuple[Account, ...]) -> None:
        widest = max(len(account.email) for account in accounts)
        self.stdout.write("")
        self.stdout.write("Accounts, with passwords made up just now:")
        for account in accounts:
            who = f"{account.name}, {account.duty}"
            self.stdout.write(f"  {account.email:<{widest}}  {account.password}  {who}")
        self.stdout.write(f"Shown only this once; kept in {self._place()}, which only you can read.")

    def _place(self) -> str:
        """Short where the reader stands in the project's folder."""
        path = path_of_accounts()
        return f"{path.parent.name}/{path.name}"
