"""Building the demonstration: once, privately, on any day, and never in a real installation."""

import csv
import datetime as dt
import io
import json
import os
import stat

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command

from communities.models import AuditEntry, Community, Duty, User
from communities.shared import clock
from config import demo
from config.demo import NotADemonstration, build, refuse_if_real
from config.demo_accounts import kept, path_of_accounts
from config.demo_data import When
from plans.models import ActionAssessment
from reports.editions.form_file import read_form_file
from reports.editions.form_loading import load
from reports.models import Publication, Report
from reports.writing.drafting import open_report
from surveys import exports
from surveys.models import Wave
from surveys.published import definition_behind

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def quiet(line):
    """Progress lines that nobody reads."""


@pytest.fixture
def var(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR


@pytest.fixture
def only_people(monkeypatch):
    """Without the reports, which these stories do not need."""
    monkeypatch.setattr(demo, "_carry_out", lambda *args, **kwargs: 0)


@pytest.mark.django_db
def test_the_file_is_private_whatever_the_umask_and_even_over_an_open_one(var, only_people):
    path = path_of_accounts()
    path.parent.mkdir()
    path.write_text("[]", encoding="utf-8")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        build(at=NOW, say=quiet)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 26


@pytest.mark.django_db
def test_a_second_run_keeps_passwords_and_a_lost_file_makes_new_ones(var, only_people):
    first = build(at=NOW, say=quiet).accounts
    assert build(at=NOW, say=quiet).accounts == ()
    assert kept() == first

    path_of_accounts().unlink()
    renewed = build(at=NOW, say=quiet).accounts
    assert [account.email for account in renewed] == [account.email for account in first]
    assert not {account.password for account in renewed} & {account.password for account in first}
    olena = User.objects.get(email="olena@demo.example")
    assert olena.check_password(renewed[0].password)
    assert not olena.check_password(first[0].password)


@pytest.mark.django_db
def test_a_person_who_is_missing_is_added_to_the_file(var, only_people):
    first = build(at=NOW, say=quiet).accounts
    Duty.objects.filter(person__email="oksana@demo.example").delete()
    User.objects.filter(email="oksana@demo.example").delete()
    [oksana] = build(at=NOW, say=quiet).accounts
    assert oksana.email == "oksana@demo.example"
    assert kept() == (*first, oksana)


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_leaves_no_accounts(var, only_people):
    var.write_text("not a folder", encoding="utf-8")
    with pytest.raises(CommandError, match=r"demo-accounts\.json could not be written"):
        call_command("load_demo", stdout=io.StringIO())
    assert not User.objects.exists()


# --- where it may not be ---


@pytest.mark.django_db
def test_a_real_installation_refuses(var, settings):
    settings.DEMONSTRATION_ALLOWED = False
    with pytest.raises(NotADemonstration):
        build(at=NOW, say=quiet)
    assert not Community.objects.exists()
    assert not path_of_accounts().exists()


@pytest.mark.django_db
def test_a_database_with_a_real_report_refuses(var, cast, novopskov):
    form, _ = load(read_form_file(demo.FORM), at=NOW)
    open_report(novopskov, stretch=When.NEWEST.stretch(today=NOW.date()), form=form, by=cast.olena, at=NOW)
    with pytest.raises(NotADemonstration, match="real reports"):
        refuse_if_real()
    with pytest.raises(CommandError, match="real reports"):
        call_command("load_demo", stdout=io.StringIO())


def test_only_demonstrations_and_tests_are_allowed_to_be_one():
    """The production settings inherit the base and must not turn it on."""
    folder = site_settings.BASE_DIR / "config" / "settings"
    assert "DEMONSTRATION_ALLOWED = False" in (folder / "base.py").read_text(encoding="utf-8")
    assert "DEMONSTRATION_ALLOWED" not in (folder / "production.py").read_text(encoding="utf-8")


# --- the command ---


@pytest.mark.django_db
def test_the_command_shows_progress_and_the_accounts_once(var, monkeypatch):
    """On the last minute of a period, in the year with one day more."""
    at = dt.datetime(2028, 2, 29, 23, 59, tzinfo=demo.KYIV)
    monkeypatch.setattr(clock, "now", lambda: at)
    first, second = io.StringIO(), io.StringIO()
    call_command("load_demo", stdout=first)
    call_command("load_demo", stdout=second)
    lines = first.getvalue().splitlines()
    assert "  reports: 10 %" in lines
    assert "Demonstration: 15 reports of four communities, all made up." in lines
    for account in kept():
        assert account.password in first.getvalue()
        assert account.password not in second.getvalue()
    assert "The accounts are in var/demo-accounts.json." in second.getvalue()
    assert Report.objects.count() == 15
    assert Publication.objects.count() >= 12
    printed, *invented = Wave.objects.order_by("is_demonstration", "field_from_on")
    assert (printed.slug, printed.analyst.email, printed.is_demonstration) == (
        "pilots-2019",
        "yurii@demo.example",
        False,
    )
    assert printed.publications.count() == 4
    for wave in invented:
        what_is_made_up_says_so(wave)
    before, after = (wave.publications.get(community__slug="velyka-novosilka").facts for wave in invented)
    assert {cell["hidden"] for cell in after["cells"]} == {None, "few_people", "small_count"}
    assert any(cell["is_uncertain"] for cell in after["cells"])
    assert before["n"] < after["n"]
    assert [helped(slug) for slug in ("velyka-novosilka", "popasna")] == ["better", "within_margin"]
    nothing_happens_later_than(at)


def helped(slug):
    """What the newest word on an action says of the published figures before and after it."""
    return ActionAssessment.objects.filter(action__plan__group__community__slug=slug).latest("at").effect


def what_is_made_up_says_so(wave):
    """Its name, its address, every line of its passport that names somebody, and its files."""
    assert wave.is_demonstration
    assert wave.slug.startswith("invented-example")
    said = (wave.ordered_by, wave.done_by, wave.population, wave.sample_design, wave.licence, wave.source)
    for words in (wave.title_en, wave.note_en, *said):
        assert "invented" in words.lower(), words
    for words in (wave.title_uk, wave.note_uk, *said):
        assert "вигадан" in words.lower() or "вигада" in words.lower(), words
    for publication in wave.publications.all():
        facts = json.loads(exports.as_json(publication))
        assert facts["about"]["is_demonstration"] is True
        [first, *_] = csv.DictReader(io.StringIO(csv_of(publication)))
        assert (first["demonstration"], first["wave_title_en"]) == ("yes", wave.title_en)
    imports = wave.imports.get()
    assert (imports.state, imports.counts["people"]) == ("stored", wave.stated_n)


def csv_of(publication):
    return exports.as_csv(publication, definition_behind(publication)).decode("utf-8-sig")


@pytest.mark.django_db
def test_on_the_first_day_of_a_period_nothing_happens_in_the_future(var):
    """Nobody had the time yet to write about the period that ended half an hour ago."""
    at = dt.datetime(2026, 1, 1, 0, 30, tzinfo=demo.KYIV)
    assert build(at=at, say=quiet).reports == 15
    nothing_happens_later_than(at)


def nothing_happens_later_than(at):
    assert AuditEntry.objects.order_by("at").last().at <= at
    newest = When.NEWEST.stretch(today=at.date())
    assert Publication.objects.filter(report__period__starts_on=newest.starts_on).count() == 4
