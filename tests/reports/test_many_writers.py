"""Eight people save one section in the same moments: every acknowledged word is there at the end."""

import pytest
from django.db import connection

from communities.models import AuditEntry
from reports.models import SectionEntry
from reports.writing.filling import SavedMeanwhile, SectionValues, save
from tests.reports.making import NOW
from tests.reports.test_at_the_same_time import at_once

WRITERS, EDITS = 8, 12

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


def test_eight_writers_lose_no_word(cast, draft):
    pk = draft.entries.get(section__number=7).pk

    def writer(number):
        def work():
            conflicts = 0
            for edit in range(EDITS):
                while True:
                    entry = SectionEntry.objects.get(pk=pk)
                    words = f"{entry.problem} w{number}.{edit}w".strip()
                    values = SectionValues(narratives={"problem": words})
                    try:
                        save(entry, values, base_version=entry.version, by=cast.olena, at=NOW)
                        break
                    except SavedMeanwhile:
                        conflicts += 1
            return conflicts

        return work

    conflicts = at_once(*[writer(number) for number in range(WRITERS)])
    assert all(isinstance(count, int) for count in conflicts), conflicts
    assert sum(conflicts) > 0  # they did meet
    entry = SectionEntry.objects.get(pk=pk)
    assert set(entry.problem.split()) == {f"w{n}.{e}w" for n in range(WRITERS) for e in range(EDITS)}
    assert entry.version == WRITERS * EDITS
    assert list(entry.revisions.order_by("version").values_list("version", flat=True)) == list(
        range(1, entry.version + 1)
    )
    assert AuditEntry.objects.filter(act="section.saved").count() == entry.version
