"""What the demonstration holds: built by the real verbs, marked as made up."""

import datetime as dt
import stat
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from communities.models import AuditEntry, AuditHead, Community, Duty, Role, User
from communities.shared import audit, narrative_check, trail
from config.demo import build
from config.demo_accounts import kept, path_of_accounts
from config.demo_data import When
from reports.answers import completeness, content
from reports.answers.completeness import SectionState
from reports.models import Publication, Remark, Report, SectionLoan
from reports.states import State

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
ALL_THREE = [When.LAST_YEAR, When.PREVIOUS, When.NEWEST]


def quiet(line):
    """Progress lines that nobody reads."""


def test_a_change_on_any_floor_makes_the_demonstration_look_at_its_data_again():
    run = (Path(site_settings.BASE_DIR) / "run").read_text(encoding="utf-8")
    [line] = [line for line in run.splitlines() if "find config" in line]
    assert {"communities", "surveys", "reports", "plans"} <= set(line.split())


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for the tests that only look at it, and rolled back after the last of them."""
    with (
        django_db_blocker.unblock(),
        override_settings(VAR_DIR=tmp_path_factory.mktemp("var")),
        transaction.atomic(),
    ):
        yield build(at=NOW, say=quiet)
        transaction.set_rollback(True)


def report_of(slug, when):
    stretch = when.stretch(today=timezone.localdate(NOW))
    return Report.objects.get(community__slug=slug, period__starts_on=stretch.starts_on)


# --- what there is ---


@pytest.mark.django_db
def test_each_community_has_three_published_reports_marked_as_made_up(built):
    assert built.reports == 15
    assert Report.objects.filter(is_demonstration=False).count() == 0
    for community in Community.objects.all():
        assert community.is_demonstration
        for when in ALL_THREE:
            assert report_of(community.slug, when).state == State.PUBLISHED
    assert all(publication.facts["is_demonstration"] for publication in Publication.objects.all())


@pytest.mark.django_db
def test_the_reports_being_worked_on_stand_where_they_should(built):
    states = {report.community.slug: report.state for report in Report.objects.exclude(state=State.PUBLISHED)}
    assert states == {
        "velyka-novosilka": State.DRAFT,
        "novopskov": State.SUBMITTED,
        "popasna": State.RETURNED,
    }
    status = completeness.status_of(report_of("popasna", When.CURRENT))
    assert [each.section.number for each in status.questions] == [7, 9]
    assert Remark.objects.filter(is_question=True).count() == 2

    draft = completeness.status_of(report_of("velyka-novosilka", When.CURRENT))
    found = [each.state for each in draft.sections]
    assert found.count(SectionState.COMPLETE) == 5
    assert found.count(SectionState.IN_PROGRESS) == 2
    loan = SectionLoan.objects.get(ended_at=None)
    assert (loan.entry.section.number, loan.lent_to.email) == (8, "svitlana@demo.example")


@pytest.mark.django_db
def test_what_was_handed_in_is_complete_and_keeps_every_rule_of_the_form(built):
    for report in Report.objects.exclude(state=State.DRAFT):
        status = completeness.status_of(report)
        assert not status.broken
        assert not list(status.gaps)


@pytest.mark.django_db
def test_the_correction_is_a_second_version_with_its_reason(built):
    versions = list(report_of("velyka-novosilka", When.PREVIOUS).publications.order_by("version"))
    figures = [
        figure["now"]["value"]
        for version in versions
        for section in version.facts["sections"]
        for figure in section["figures"]
        if figure["code"] == "ROAD_VIOL"
    ]
    assert [str(figure) for figure in figures] == ["312", "231"]
    assert "розділі 5" in versions[1].reason


@pytest.mark.django_db
def test_what_was_held_back_until_a_day_that_has_come_is_public_now(built):
    previous = report_of("popasna", When.PREVIOUS).publications
    assert previous.count() == 2
    assert previous.newest().get().published_by is None
    newest = report_of("popasna", When.NEWEST).publications.get()
    assert newest.next_release_on > timezone.localdate(NOW)


@pytest.mark.django_db
def test_no_narrative_repeats_a_hidden_number_or_tells_who_somebody_is(built):
    """Otherwise the publisher of the demonstration should have been warned."""
    for report in Report.objects.all():
        said = content.of(report)
        sensitive = set(
            report.form.sections.filter(indicators__is_sensitive=True).values_list(
                "indicators__code", flat=True
            )
        )
        for section in said.sections:
            hidden = {
                code: int(answer.number)
                for code, answer in section.answers.items()
                if code in sensitive and answer.number is not None
            }
            for text in section.narratives.values():
                assert not narrative_check.hidden_numbers_in(text, hidden), text
                details = narrative_check.personal_details_in(text)
                assert not details, (text, details)


@pytest.mark.django_db
def test_the_trail_is_whole_runs_forward_and_names_the_people(built):
    entries = list(AuditEntry.objects.order_by("sequence"))
    assert not list(audit.breaks(entries, head=AuditHead.objects.get()))
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert entries[-1].at <= NOW
    published = AuditEntry.objects.filter(act="report.published", community__slug="novopskov")
    assert {entry.by_name for entry in published} == {"Петро Бондар"}


@pytest.mark.django_db
def test_every_role_has_an_account_whose_password_works(built):
    assert {duty.role for duty in Duty.objects.all()} == set(Role)
    for account in built.accounts:
        assert len(account.password) >= 15
    for account in (built.accounts[0], built.accounts[-1]):
        assert User.objects.get(email=account.email).check_password(account.password)
    assert len({account.password for account in built.accounts}) == 26
    assert User.objects.filter(is_superuser=True).get().email == "admin@demo.example"


# --- the file of accounts ---


@pytest.mark.django_db
def test_only_its_owner_reads_the_file(built):
    path = path_of_accounts()
    assert path.name == "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept() == built.accounts
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.parent == site_settings.VAR_DIR


@pytest.mark.django_db
def test_the_trail_tells_what_the_demonstration_did_in_words(built):
    acts = set(AuditEntry.objects.filter(act__startswith="demonstration.").values_list("act", flat=True))
    assert len(acts) == 2
    assert acts <= trail.known_acts()
    assert "duty.appointed" in set(AuditEntry.objects.values_list("act", flat=True)) & trail.known_acts()
