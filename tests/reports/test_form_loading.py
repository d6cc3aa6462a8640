"""The form goes into the database once, and never changes under a report."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from communities.models import AuditEntry
from reports.editions.form_file import DATA, parse_form, read_form_file
from reports.editions.form_loading import FormInUse, Loading, load
from reports.models import FormVersion, Indicator, Period, Report, Section

SHIPPED = DATA / "police_report_form_1.json"
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def data():
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture
def form(db):
    row, outcome = load(read_form_file(SHIPPED), at=NOW)
    assert outcome is Loading.LOADED
    return row


def test_everything_in_the_file_is_in_the_database(form):
    assert (form.code, form.version, form.loaded_at) == ("police-report", 1, NOW)
    assert list(form.sections.values_list("number", flat=True)) == list(range(1, 13))
    assert Indicator.objects.filter(section__form=form).count() == 82
    solved = Indicator.objects.get(code="HOME_SOLVED")
    assert (solved.section.code, solved.order, solved.type) == ("HOME", 2, "percent")
    assert (solved.percent_base, solved.decimals, solved.is_core) == ("HOME_BURG", 1, True)
    missing = Indicator.objects.get(code="CHILD_MISS")
    assert (missing.is_sensitive, missing.threshold) == (True, 5)
    assert Section.objects.get(code="STAFF").operational_security
    assert [row["code"] for row in form.narratives] == [
        "problem",
        "achievements",
        "shortcomings",
        "next_steps",
    ]
    vacancy = next(row for row in form.rules if row["kind"] == "vacancy")
    assert (vacancy["left"], vacancy["right"], vacancy["filled"]) == (
        "STAFF_VAC",
        "STAFF_POSTS",
        "STAFF_FILLED",
    )
    assert {row["number"] for row in Section.objects.get(code="DV").helplines} >= {"102", "15-47", "116 123"}


def test_loaded_rows_pass_their_own_validation(form):
    for row in [form, *Section.objects.all(), *Indicator.objects.all()]:
        row.full_clean()


def test_loading_twice_changes_nothing(form, data):
    rows = list(Indicator.objects.order_by("pk").values())
    again, outcome = load(parse_form(data), at=NOW + dt.timedelta(days=1))
    assert (again.pk, outcome) == (form.pk, Loading.UNCHANGED)
    assert again.loaded_at == NOW
    assert list(Indicator.objects.order_by("pk").values()) == rows
    assert AuditEntry.objects.filter(act="form.loaded").count() == 1


def test_a_form_nobody_used_may_still_be_mended(form, data):
    data["sections"][0]["indicators"][0]["label_en"] = "Strikes on towns and villages"
    row, outcome = load(parse_form(data), at=NOW)
    assert (row.pk, outcome) == (form.pk, Loading.REPLACED)
    assert Indicator.objects.get(code="HOST_STRIKES").label_en == "Strikes on towns and villages"
    assert Indicator.objects.count() == 82


def test_a_form_with_reports_never_changes(form, data, cast, novopskov):
    period = Period.objects.create(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 2, 28))
    report = Report.objects.create(
        community=novopskov, period=period, form=form, started_at=timezone.now(), started_by=cast.olena
    )
    data["title_en"] = "Account of the police"
    with pytest.raises(FormInUse, match="Give the changed file version 2"):
        load(parse_form(data), at=NOW)
    assert FormVersion.objects.get().sha256 == form.sha256

    data["version"] = 2
    second, outcome = load(parse_form(data), at=NOW)
    assert outcome is Loading.LOADED
    assert Indicator.objects.filter(section__form=second).count() == 82
    report.refresh_from_db()
    assert report.form == form


@pytest.mark.django_db
def test_the_command_says_what_it_did():
    first, second = io.StringIO(), io.StringIO()
    call_command("load_form", stdout=first)
    call_command("load_form", stdout=second)
    assert "police-report 1 (12 sections, 82 indicators)" in first.getvalue()
    assert first.getvalue() != second.getvalue()
    assert FormVersion.objects.count() == 1


@pytest.mark.django_db
def test_the_command_names_the_damaged_file(tmp_path):
    path = tmp_path / "form.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match=r"form\.json: the form: “narratives” is missing"):
        call_command("load_form", str(path))
    assert not FormVersion.objects.exists()
