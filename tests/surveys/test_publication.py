"""Yurii publishes a wave of Novopskov: frozen, in versions, with its sheets ordered and a trace."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from communities.models import AuditEntry
from communities.shared import canonical, public_stamp
from communities.shared.trail import known_acts
from surveys import publication
from surveys.models import SheetDocument, Tabulation, Wave, WavePublication
from surveys.publication import NothingCounted, NothingNew, NotInWave, ReasonMissing
from surveys.results import Cell, Flag, Printed, PublicTable, Table
from tests.conftest import KYIV

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
LATER = AT + dt.timedelta(days=3)
NOTE = {
    "question": "CONTACT_12M",
    "answer": "none",
    "uk": "у рамці 73,1",
    "en": "the box says 73.1",
    "severity": "high",
}


@pytest.fixture
def wave(cast, novopskov, questionnaire):
    wave = Wave.objects.create(
        slug="pilot-2019",
        title_uk="Пілот",
        title_en="Pilot",
        questionnaire=questionnaire,
        analyst=cast.yurii,
        ordered_by="UNDP",
        made_at=AT,
        made_by=cast.yurii,
    )
    wave.communities.add(novopskov)
    return wave


def printed_table(percent=75.6):
    said = Printed("text", "75.6% did not contact", percent)
    return Table(
        n=None,
        cells=(
            Cell("CONTACT_12M", "none", percent, flags=(Flag.CONFLICT,), printed=(said,)),
            Cell("CONTACT_12M", "patrol", 2.0),
        ),
    )


def kept(wave, novopskov, cast, table):
    return publication.keep_table(wave, novopskov, table=table, by=cast.yurii, at=AT)


def test_printed_figures_without_base_are_published_as_they_are(wave, novopskov, cast):
    kept(wave, novopskov, cast, printed_table())
    before = public_stamp.current()
    made = publication.publish(wave, novopskov, by=cast.yurii, at=AT, notes=(NOTE,))
    made.refresh_from_db()
    public = PublicTable.from_json(made.facts)
    assert [(cell.percent, cell.base, cell.hidden) for cell in public.cells] == [
        (75.6, None, None),
        (2.0, None, None),
    ]
    assert public.cells[0].flags == (Flag.CONFLICT,)
    assert public.cells[0].printed[0].quote == "75.6% did not contact"
    assert public.notes == (NOTE,)
    assert public.n is None
    assert public.about["ordered_by"] == "UNDP"
    assert public.about["sample_design"] is None
    assert public.about["field_from_on"] is None
    assert made.version == 1
    assert made.sha256 == canonical.checksum(json.loads(json.dumps(made.facts)))
    assert sorted(SheetDocument.objects.values_list("language", flat=True)) == ["en", "uk"]
    assert public_stamp.current() == before + 1
    entry = AuditEntry.objects.get(act="survey.results_published")
    assert entry.community == novopskov
    assert {"survey.results_published", "survey.tabulated"} <= known_acts()


def test_the_same_content_is_not_published_twice(wave, novopskov, cast):
    kept(wave, novopskov, cast, printed_table())
    publication.publish(wave, novopskov, by=cast.yurii, at=AT, notes=(NOTE,))
    kept(wave, novopskov, cast, printed_table())
    with pytest.raises(NothingNew) as refused:
        publication.publish(wave, novopskov, by=cast.yurii, at=LATER, reason="again")
    assert refused.value.publication.version == 1
    assert WavePublication.objects.count() == 1
    assert SheetDocument.objects.count() == 2


def test_a_new_version_tells_why_keeps_the_notes_and_the_old_one(wave, novopskov, cast):
    kept(wave, novopskov, cast, printed_table())
    first = publication.publish(wave, novopskov, by=cast.yurii, at=AT, notes=(NOTE,))
    kept(wave, novopskov, cast, printed_table(73.1))
    with pytest.raises(ReasonMissing):
        publication.publish(wave, novopskov, by=cast.yurii, at=LATER)
    with pytest.raises(ReasonMissing):
        publication.republish(wave, novopskov, by=cast.yurii, at=LATER, reason=" ")
    second = publication.republish(wave, novopskov, by=cast.yurii, at=LATER, reason="a slip")
    first.refresh_from_db()
    assert first.superseded_at == LATER
    assert first.facts["cells"][0]["percent"] == 75.6
    assert (second.version, second.reason) == (2, "a slip")
    assert second.facts["notes"] == (NOTE,)
    assert list(WavePublication.objects.newest()) == [second]


def test_notes_of_the_table_come_along(wave, novopskov, cast):
    kept(wave, novopskov, cast, replace(printed_table(), notes=(NOTE,)))
    assert publication.publish(wave, novopskov, by=cast.yurii, at=AT).facts["notes"] == (NOTE,)


def test_nothing_counted_and_a_strange_community_are_refused(wave, novopskov, popasna, cast):
    with pytest.raises(NothingCounted):
        publication.publish(wave, novopskov, by=cast.yurii, at=AT)
    with pytest.raises(NotInWave):
        publication.publish(wave, popasna, by=cast.yurii, at=AT)
    with pytest.raises(NotInWave):
        kept(wave, popasna, cast, printed_table())
    assert not Tabulation.objects.exists()
    assert not WavePublication.objects.exists()


def test_tables_are_numbered(wave, novopskov, cast):
    numbers = [kept(wave, novopskov, cast, printed_table(percent)).number for percent in (1.0, 2.0)]
    assert numbers == [1, 2]
