"""What nobody has published is read by its own people alone (R48): a table of rows and of people outside.

Coordinators, administrators and the police beside a group do not learn that a draft is there, so there is no
reading of theirs to write down. Where the administration shows anything of such a row, it leaves one entry.
"""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from communities.models import AuditEntry, Notice
from communities.shared import mail
from communities.shared.mail import Message
from plans.versions import proposing
from tests.meetings.making import make_group
from tests.meetings.minuting import closed_meeting, drafted
from tests.plans.conftest import NOW
from tests.plans.making import make_plan
from tests.surveys.conftest import bank_in_file, questionnaire, survey_dir  # noqa: F401
from tests.surveys.waves import wave_in

OUTSIDE = ("petro", "bohdan", "larysa", "admin", "nobody")
# Which rows of the administration show something that nobody has published; everything else there is a list
# of people and places, what is public, or how background work does.
TOLD = {"communities.notice", "surveys.wave", "surveys.surveyimport"}
NOT_PUBLISHED = {
    "communities.itemproposal",
    "communities.meeting",
    "communities.minutes",
    "plans.action",
    "plans.concern",
    "plans.plan",
    "plans.planversion",
    "plans.progressentry",
    "plans.risk",
    "reports.report",
    "reports.submission",
    "surveys.focusnote",
    *TOLD,
}


@pytest.fixture
def rows(cast, novopskov, questionnaire):  # noqa: F811
    group = make_group(cast, novopskov)
    plan = make_plan(group, cast.sofiia)
    proposed = make_plan(group, cast.sofiia, title="Proposed")
    proposed.actions.update(responsible_body="Рада", due_on="2027-09-01", indicator="x")
    proposing.propose(proposed, by=cast.sofiia, at=NOW)
    meeting = closed_meeting(group)
    drafted(meeting, cast)
    wave = wave_in(novopskov, slug="own", by=cast.yurii, questionnaire=questionnaire)
    return SimpleNamespace(plan=plan, proposed=proposed, meeting=meeting, wave=wave, slug=novopskov.slug)


def addresses(rows):
    """Of each kind of unpublished row, its page, and who of its own people reads it."""
    with translation.override("en"):
        return {
            "a plan being written": (reverse("plans:plan", args=[rows.plan.pk]), "sofiia"),
            "a proposed version": (reverse("plans:version", args=[rows.proposed.pk, 1]), "oksana"),
            "minutes being written": (reverse("communities:minutes", args=[rows.meeting.pk]), "sofiia"),
            "proposals": (reverse("communities:proposals", args=[rows.slug]), "sofiia"),
            "a survey being made": (reverse("surveys:my_wave", args=[rows.wave.pk]), "yurii"),
        }


def test_nobody_outside_reads_what_is_not_published(client, cast, rows):
    before = AuditEntry.objects.count()
    for what, (address, own) in addresses(rows).items():
        for who in OUTSIDE:
            client.force_login(getattr(cast, who))
            assert client.get(address).status_code == 404, (what, who)
        client.force_login(getattr(cast, own))
        assert client.get(address).status_code == 200, (what, own)
    assert AuditEntry.objects.count() == before  # reading one's own work is no act


def test_the_administration_shows_nothing_of_them_without_a_trace():
    """Whoever registers one of these one day decides here who is told of it."""
    assert all(apps.get_model(label) for label in NOT_PUBLISHED)
    shown = {
        model._meta.label_lower: page
        for model, page in admin.site._registry.items()
        if model._meta.label_lower in NOT_PUBLISHED
    }
    assert set(shown) == TOLD
    assert all(page.tells_who_reads for page in shown.values())


def test_an_administrator_who_reads_leaves_one_entry_each_time(client, cast, rows):
    mail.post(
        [Message(key="k", to=cast.sofiia.pk, kind="plans/action_due", facts={}, link="", community=None)],
        at=NOW,
    )
    letter = Notice.objects.get(key="k")
    client.force_login(cast.admin)
    for address in ("communities/notice/", f"communities/notice/{letter.pk + 999}/change/"):
        client.get(f"/en/admin/{address}")
    assert not AuditEntry.objects.filter(act="admin.read").exists()
    for address in (f"communities/notice/{letter.pk}/change/", f"surveys/wave/{rows.wave.pk}/change/"):
        assert client.get(f"/en/admin/{address}").status_code == 200, address
    entries = AuditEntry.objects.filter(act="admin.read").order_by("sequence")
    assert [(row.target_type, row.by, row.details) for row in entries] == [
        ("communities.Notice", cast.admin, {}),
        ("surveys.Wave", cast.admin, {}),
    ]
    client.force_login(cast.larysa)
    assert client.get(f"/en/admin/communities/notice/{letter.pk}/change/").status_code != 200
    assert entries.count() == 2
