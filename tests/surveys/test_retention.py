"""Single answers go on their day, or once the results are published; what was counted stays."""

import datetime as dt

import polars as pl
import pytest

from communities.models import AuditEntry
from communities.shared.runs import is_recorded
from communities.shared.trail import known_acts
from config.schedule import TIMETABLE
from surveys import publication, retention, tasks, vault
from surveys.models import FileKind, ImportState, SurveyImport, Tabulation, WavePublication
from surveys.results import Cell, Table
from surveys.retention import Kept
from surveys.vault import Part
from tests.conftest import KYIV

AT = dt.datetime(2026, 10, 2, 10, 0, tzinfo=KYIV)
DAY = dt.date(2026, 12, 1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def stored(wave, novopskov, cast):
    """A file of 400 people whose answers lie in the vault, counted."""

    def store(name="answers.csv", community=novopskov, state=ImportState.STORED, at=AT):
        row = SurveyImport.objects.create(
            wave=wave,
            community=community,
            file_name=name,
            kind=FileKind.CSV,
            size=1,
            sha256=name.ljust(64, "0")[:64],
            state=state,
            uploaded_at=at,
            uploaded_by=cast.yurii,
            stored_at=at if state == ImportState.STORED else None,
        )
        with vault.writing(row.pk, Part.ANSWERS) as place:
            pl.DataFrame({"KNOW_INSP": [1, 2]}).write_ipc(place)
        return row

    return store


def count(wave, place, cast, percent=60.0, at=AT):
    table = Table(n=400, cells=(Cell("KNOW_INSP", "no", percent, base=400, count=round(4 * percent)),))
    publication.keep_table(wave, place, table=table, by=cast.yurii, at=at)


def publish(wave, place, cast, at=AT + HOUR, reason=""):
    publication.publish(wave, place, by=cast.yurii, at=at, reason=reason)


def state_until(wave, day):
    wave.keep_answers_until_on = day
    wave.save(update_fields=["keep_answers_until_on"])


@pytest.mark.parametrize(("days", "reason"), [(-1, Kept.DAY_TO_COME), (0, None), (1, None), (400, None)])
@pytest.mark.parametrize("is_published", [True, False])
def test_the_stated_day_alone_decides(wave, novopskov, cast, stored, days, reason, is_published):
    state_until(wave, DAY)
    row = stored()
    count(wave, novopskov, cast)
    if is_published:
        publish(wave, novopskov, cast)
    assert retention.delete_due(row, today=DAY + dt.timedelta(days=days), at=AT) is reason
    assert vault.has(row.pk, Part.ANSWERS) is (reason is not None)


def test_without_a_day_publishing_decides(wave, novopskov, cast, stored):
    row = stored()
    assert retention.delete_due(row, today=DAY, at=AT) is Kept.NOT_PUBLISHED
    count(wave, novopskov, cast)
    assert retention.delete_due(row, today=DAY, at=AT) is Kept.NOT_PUBLISHED
    publish(wave, novopskov, cast)
    assert retention.delete_due(row, today=DAY, at=AT) is None
    row.refresh_from_db()
    assert row.answers_deleted_at == AT
    assert retention.delete_due(row, today=DAY, at=AT) is Kept.DELETED_ALREADY
    assert AuditEntry.objects.filter(act="survey.answers_deleted").count() == 1


def test_counted_again_they_stay_until_that_is_published(wave, novopskov, cast, stored):
    row = stored()
    count(wave, novopskov, cast)
    publish(wave, novopskov, cast)
    count(wave, novopskov, cast, percent=55.0, at=AT + 2 * HOUR)
    assert retention.why_kept(row, today=DAY) is Kept.NOT_PUBLISHED
    publish(wave, novopskov, cast, at=AT + 3 * HOUR, reason="weights")
    assert retention.why_kept(row, today=DAY) is None


def test_counted_again_with_the_same_result_there_is_nothing_to_wait_for(wave, novopskov, cast, stored):
    row = stored()
    count(wave, novopskov, cast)
    publish(wave, novopskov, cast)
    count(wave, novopskov, cast, at=AT + 2 * HOUR)
    assert retention.why_kept(row, today=DAY) is None


def test_a_file_of_several_communities_waits_for_all_of_them(wave, novopskov, popasna, cast, stored):
    wave.communities.add(popasna)
    row = stored(community=None)
    count(wave, novopskov, cast)
    count(wave, popasna, cast)
    publish(wave, novopskov, cast)
    assert retention.why_kept(row, today=DAY) is Kept.NOT_PUBLISHED
    publish(wave, popasna, cast)
    assert retention.why_kept(row, today=DAY) is None


@pytest.mark.parametrize("state", [state for state in ImportState if state != ImportState.STORED])
def test_a_file_on_its_way_is_not_retentions(wave, stored, state):
    state_until(wave, DAY)
    row = stored(state=state)
    assert retention.delete_due(row, today=DAY, at=AT) is Kept.NOT_STORED
    assert vault.has(row.pk, Part.ANSWERS)


def test_results_stay(wave, novopskov, cast, stored):
    row = stored()
    count(wave, novopskov, cast)
    publish(wave, novopskov, cast)
    before = Tabulation.objects.get().content, WavePublication.objects.get().facts
    retention.delete_due(row, today=DAY, at=AT)
    assert (Tabulation.objects.get().content, WavePublication.objects.get().facts) == before


def test_a_disk_that_does_not_let_go_marks_nothing(wave, stored, monkeypatch):
    state_until(wave, DAY)
    row = stored()
    monkeypatch.setattr(vault, "delete", lambda pk: False)
    with pytest.raises(retention.NotDeleted):
        retention.delete_due(row, today=DAY, at=AT)
    row.refresh_from_db()
    assert row.answers_deleted_at is None
    assert not AuditEntry.objects.filter(act="survey.answers_deleted").exists()


def test_the_task_deletes_what_is_due_and_what_came_back(wave, novopskov, cast, stored, monkeypatch):
    state_until(wave, dt.date(2020, 1, 1))
    first, second = stored("a.csv"), stored("b.csv")
    tasks.delete_answers()
    assert vault.imports_kept() == []
    with vault.writing(first.pk, Part.ANSWERS) as place:  # a copy of the disk was put back
        place.write_bytes(b"answers")
    tasks.delete_answers()
    assert vault.imports_kept() == []
    assert SurveyImport.objects.filter(pk=second.pk, answers_deleted_at__isnull=False).exists()


def test_one_stubborn_file_does_not_keep_the_others(wave, stored, monkeypatch):
    state_until(wave, dt.date(2020, 1, 1))
    stubborn, other = stored("a.csv"), stored("b.csv")
    delete = vault.delete
    monkeypatch.setattr(vault, "delete", lambda pk: pk != stubborn.pk and delete(pk))
    tasks.delete_answers()
    assert vault.imports_kept() == [stubborn.pk]
    assert SurveyImport.objects.get(pk=other.pk).answers_deleted_at


def test_the_task_is_in_the_timetable_and_recorded():
    assert "surveys.tasks.delete_answers" in {entry["task"] for entry in TIMETABLE.values()}
    assert is_recorded("surveys.tasks.delete_answers")
    assert "survey.answers_deleted" in known_acts()


def test_yurii_deletes_them_now(client, cast, wave, novopskov, stored, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.yurii)
    address = f"/en/work/surveys/{wave.pk}/answers/"
    assert "There are no single answers" in client.get(address).content.decode()
    count(wave, novopskov, cast)
    row, waiting, storing = (
        stored("a.csv"),
        stored("b.csv", state=ImportState.CHECKED),
        stored("c.csv", state=ImportState.STORING),
    )
    assert client.post(address).status_code == 422
    assert vault.has(row.pk, Part.ANSWERS)
    with_words = client.post(address, {"sure": "on"}, follow=True).content.decode()
    assert "The single answers of" in with_words
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert row.answers_deleted_at
    assert waiting.state == ImportState.DISCARDED
    assert vault.has(storing.pk, Part.ANSWERS)
    assert not vault.has(row.pk, Part.ANSWERS)
    assert Tabulation.objects.count() == 1
    assert AuditEntry.objects.get(act="survey.answers_deleted").by == cast.yurii


def test_deleting_asks_who_it_is(client, cast, wave, stored, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    row = stored()
    client.force_login(cast.yurii)
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.post(f"/en/work/surveys/{wave.pk}/answers/", {"sure": "on"}).status_code == 302
    assert vault.has(row.pk, Part.ANSWERS)
