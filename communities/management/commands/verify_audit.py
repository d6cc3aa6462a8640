"""Is the trail as it was written? Exits with 1 and names every broken entry when it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from communities.models import AuditEntry, AuditHead
from communities.shared import audit
from communities.shared.append_only import guarded_tables, refused_by

SHOWN = 50  # broken entries named; the rest is counted


class Command(BaseCommand):
    help = "Check the chain of the trail: finds changed, removed, added and swapped entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect-head",
            metavar="HASH",
            help="a head that was printed earlier and kept elsewhere: must still be in the chain",
        )

    def handle(self, *args: Any, expect_head: str | None = None, **options: Any) -> None:
        head = AuditHead.objects.filter(pk=1).first()
        entries = AuditEntry.objects.order_by("sequence")
        found = [f"{b.sequence}: {b.reason}" for b in audit.breaks(entries.iterator(), head=head)]
        if guarded_tables(connection).get(AuditEntry._meta.db_table) != refused_by(connection):
            found.append("the database does not guard the trail: run migrate, then find out who took it down")
        expected = self._place_of(expect_head)
        if expected is None:
            found.append(f"no entry has the hash {expect_head}: the chain was cut off or written anew")
        if found:
            rest = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
            raise CommandError("The trail is broken.\n" + "\n".join(found[:SHOWN] + rest))
        newest = head.hash if head else audit.GENESIS
        self.stdout.write(f"The trail is whole: {entries.count()} entries, head {newest}")
        if expect_head:
            self.stdout.write(f"The expected head is entry {expected}.")

    def _place_of(self, expect_head: str | None) -> int | None:
        """Sequence of the entry with this hash; 0 for the beginning of the chain; None: not there."""
        if expect_head in {None, audit.GENESIS}:
            return 0
        return AuditEntry.objects.filter(hash=expect_head).values_list("sequence", flat=True).first()
