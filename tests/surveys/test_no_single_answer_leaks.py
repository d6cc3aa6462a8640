"""What one person said is on the analyst's page and nowhere else: a canary in a file, looked for everywhere."""

import csv
import datetime as dt
import io
import logging

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.cache import cache
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import override

from communities.models import AuditEntry
from surveys import focus, import_steps, importing, publication, vault
from surveys.mapping import targets
from surveys.models import ImportState, SurveyImport
from tests.architecture.test_public_urls import pages
from tests.conftest import KYIV, person

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=KYIV)
CANARY = "Канарка-з-Садової-7261"  # in a cell that cannot be right, and in one in own words
WEIGHT = "1.739161"  # of one person; least, most and mean of all weights are told, and it is none of them
PEOPLE = 400
OTHERS = [
    "olena",
    "petro",
    "halyna",
    "bohdan",
    "larysa",
    "vira",
    "roman",
    "admin",
    "nobody",
    "daria",
    "stranger",
]


@pytest.fixture
def content():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["SEX", "KNOW_INSP", "WEIGHT", "DANGER_PLACE", "start_note"])
    for number in range(PEOPLE):
        writer.writerow(["f" if number % 2 else "m", "no" if number % 3 else "yes", "1", "", ""])
    writer.writerow(["f", "no", WEIGHT, CANARY, CANARY])
    writer.writerow([CANARY, "no", "3", "", ""])
    return out.getvalue().encode()


@pytest.fixture
def row(wave, novopskov, cast, content, caplog):
    """Uploaded, checked (with a value that cannot be right), as it waits for Yurii."""
    caplog.set_level(logging.DEBUG)
    row = importing.upload(
        wave, file=io.BytesIO(content), size=len(content), file_name="a.csv", by=cast.yurii, at=AT
    )
    import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    importing.map_columns(row, targets(row.mapping), by=cast.yurii, at=AT)
    import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED
    return row


@pytest.fixture
def published(row, wave, novopskov, cast):
    importing.confirm(row, accepted=True, by=cast.yurii, at=AT)
    import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    assert row.state == ImportState.STORED
    publication.publish(wave, novopskov, by=cast.yurii, at=AT)
    group = focus.make_group(wave, novopskov, {"who_uk": "жінки"}, by=cast.yurii, at=AT)
    note = {"text_uk": "Темно.", "text_en": "", "topic": "", "question": ""}
    return focus.write_note(group, note, by=cast.yurii, at=AT)


def holds(text):
    return CANARY in text or WEIGHT in text or WEIGHT.replace(".", ",") in text


def whole_database():
    """Every row of every table as a dump of the database would hold it, sessions too."""
    models = apps.get_models(include_auto_created=True)
    rows = [row for model in models for row in model._base_manager.all()]
    told = serializers.serialize("json", rows, ensure_ascii=False)
    return told + " ".join(str(session.get_decoded()) for session in Session.objects.all())


def addresses(wave, row, note):
    """Every page of surveys, of the administration about surveys, and those that tell of the community."""
    values = {
        "pk": wave.pk,
        "slug": "novopskov",
        "community": "novopskov",
        "wave": wave.slug,
        "number": 1,
        "version": 1,
        "code": wave.questionnaire.code,
        "group": note.group_id,
        "note": note.pk,
        "object_id": str(row.pk),
    }
    with override("en"):
        for name, page in pages(get_resolver()):
            known = {**values, "pk": row.pk} if "import" in name else values
            if name.startswith(("surveys:", "admin:surveys_", "home", "desk", "community")):
                try:
                    wanted = {key: known[key] for key in page.pattern.converters}
                    yield name, reverse(name, kwargs=wanted)
                except (KeyError, NoReverseMatch):
                    continue


def body(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", errors="replace")


def test_the_analyst_sees_it_while_the_file_is_checked(client, cast, row, settings):
    """The canary sings where it may: else the other tests would prove nothing."""
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.yurii)
    assert CANARY in body(client.get(f"/en/work/surveys/imports/{row.pk}/"))
    assert any(
        CANARY.encode() in file.read_bytes()
        for file in vault.path(row.pk, vault.Part.UPLOAD).parent.iterdir()
    )


def test_the_database_never_holds_it(row, published):
    assert SurveyImport.objects.exists()
    assert not holds(whole_database())


def test_no_log_line_and_no_entry_of_the_trail_holds_it(row, published, caplog):
    assert not holds(caplog.text)
    assert not any(holds(str(entry.details)) for entry in AuditEntry.objects.all())


def test_a_mistake_while_reading_logs_its_kind_only(row, cast, caplog, monkeypatch):
    def break_down(*args, **options):
        raise ValueError(f"cannot parse {CANARY}")

    monkeypatch.setattr(publication, "count_wave", break_down)
    importing.confirm(row, accepted=True, by=cast.yurii, at=AT)
    import_steps.work(row.pk, at=AT)
    assert "ValueError" in caplog.text
    assert not holds(caplog.text)


@pytest.mark.parametrize("who", OTHERS)
def test_no_page_of_anybody_else_holds_it(client, cast, wave, row, published, settings, caplog, who):
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()
    if who == "daria":
        client.force_login(person("daria", "Daria Ostapenko", "survey_analyst"))
    elif who != "stranger":
        client.force_login(getattr(cast, who))
    open_to_all = {"surveys:my_waves", "surveys:new_wave", "desk"}
    wrong = {302} if who == "stranger" else {404, 405}
    tried = 0
    for name, address in addresses(wave, row, published):
        for method in (client.get, client.post):
            answer = method(address)
            assert not holds(body(answer)), name
            if "/work/" in address and name not in open_to_all:
                tried += 1
                assert answer.status_code in wrong, name
    assert tried > 40
    assert not holds(caplog.text)


def test_not_even_the_analysts_pages_hold_it_once_the_file_is_stored(
    client, cast, wave, row, published, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()
    client.force_login(cast.yurii)
    statuses = {}
    for name, address in addresses(wave, row, published):
        answer = client.get(address)
        statuses[name] = answer.status_code
        assert not holds(body(answer)), name
    assert statuses["surveys:my_wave"] == statuses["surveys:import"] == statuses["surveys:sheet"] == 200
    assert statuses["surveys:sheet_csv"] == statuses["surveys:sheet_json"] == 200


def test_the_vault_keeps_the_answers_alone_and_for_its_owner_alone(row, published):
    importing.tidy(at=AT)
    folder = vault.path(row.pk, vault.Part.ANSWERS).parent
    assert [file.name for file in folder.iterdir()] == ["answers.arrow"]
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    assert oct(next(folder.iterdir()).stat().st_mode & 0o777) == "0o600"


def test_the_administrator_looks_and_changes_nothing(client, cast, row, published, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.admin)
    for model in ("wave", "surveyimport", "wavepublication"):
        assert client.get(f"/en/admin/surveys/{model}/").status_code == 200
        assert client.get(f"/en/admin/surveys/{model}/add/").status_code == 403
        page = body(client.get(f"/en/admin/surveys/{model}/1/change/"))
        assert 'name="_save"' not in page
        assert "KNOW_INSP" not in page
