"""The administration: people without chosen passwords, duties, places, and a trail that nobody edits."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.models import AuditEntry, Community, Duty, Role, User
from communities.shared import public_stamp
from tests.conftest import PASSWORD


@pytest.fixture
def office(client, cast):
    """The administrator's browser."""
    client.force_login(cast.admin)
    return client


def address(name, *args):
    with override("en"):
        return reverse(f"admin:{name}", args=args)


def acts():
    return list(AuditEntry.objects.values_list("act", flat=True))


# --- the door ---


def test_only_our_rows_have_pages():
    """No sessions, no secrets of the second step, no groups: nothing that goes around our rules."""
    assert {model._meta.label for model in admin.site._registry} >= {"communities.User", "communities.Duty"}
    assert {model._meta.app_label for model in admin.site._registry} <= {"communities", "surveys", "reports"}


def test_one_door_for_all(client, db):
    answer = client.get("/en/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/en/accounts/login/?next=")


@pytest.mark.parametrize("who", ["olena", "petro", "larysa", "nobody"])
def test_a_duty_does_not_open_it(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get("/en/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_works_in_both_languages(office, prefix):
    for page in ("/admin/", "/admin/communities/user/", "/admin/communities/community/add/"):
        assert office.get(prefix + page).status_code == 200


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.model_name)
def test_every_list_and_form_opens_and_searches(office, report, model):
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    listing = address(f"{name}_changelist")
    assert office.get(listing).status_code == 200
    assert office.get(listing, {"q": "novopskov"}).status_code == 200
    for row in model._default_manager.all()[:1]:
        assert office.get(address(f"{name}_change", row.pk)).status_code == 200
    if admin.site._registry[model].has_add_permission(office.get(listing).wsgi_request):
        assert office.get(address(f"{name}_add")).status_code == 200


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.model_name)
def test_nothing_is_written_inline(office, report, model):
    """The policy for scripts and styles is as strict here as everywhere."""
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    pages = [address(f"{name}_changelist")]
    pages += [address(f"{name}_change", row.pk) for row in model._default_manager.all()[:1]]
    for page in pages:
        html = office.get(page).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", html)
        assert " style=" not in html
        assert not re.search(r"\son\w+=", html)
        assert "<style" not in html


# --- people ---


NEWCOMER = {"name": "Mariia Bila", "email": "Mariia@Example.org", "language": "en", "is_active": "on"}


def test_a_new_person_chooses_the_password_by_a_link(office):
    office.post(address("communities_user_add"), NEWCOMER)
    mariia = User.objects.get(email="mariia@example.org")
    assert not mariia.has_usable_password()
    letter = mail.outbox[-1]
    assert letter.to == ["mariia@example.org"]
    assert letter.subject == "Your account: choose a password"
    assert acts() == ["admin.added", "account.invited"]

    office.logout()
    form = office.get(re.search(r"https?://[^/]+(\S+)", letter.body).group(1))["Location"]
    office.post(form, {"password1": "hrusha vyshnia terniv", "password2": "hrusha vyshnia terniv"})
    answer = office.post(
        "/en/accounts/login/", {"login": "mariia@example.org", "password": "hrusha vyshnia terniv"}
    )
    assert answer["Location"] == "/en/work/"


@pytest.mark.parametrize("page", ["add", "change"])
def test_an_administrator_sees_no_field_for_a_password(office, cast, page):
    args = [cast.olena.pk] if page == "change" else []
    html = office.get(address(f"communities_user_{page}", *args)).content.decode()
    assert 'type="password"' not in html
    assert "password1" not in html
    assert cast.olena.password not in html


def test_posting_a_password_all_the_same_changes_nothing(office, cast):
    data = {"name": "Olena Koval", "email": "olena@example.org", "language": "en", "is_active": "on"}
    forms = {"duties-TOTAL_FORMS": 1, "duties-INITIAL_FORMS": 1, "duties-0-id": Duty.objects.first().pk}
    office.post(
        address("communities_user_change", cast.olena.pk),
        {**data, **forms, "password": "x", "password1": "hrusha vyshnia terniv", "is_superuser": "on"},
    )
    olena = User.objects.get(pk=cast.olena.pk)
    assert olena.check_password(PASSWORD)
    assert not olena.is_superuser


def change_person(office, person, **fields):
    page = office.get(address("communities_user_change", person.pk))
    form = page.context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in {None, False}}
    for formset in page.context["inline_admin_formsets"]:
        for name, value in formset.formset.management_form.initial.items():
            data[f"{formset.formset.prefix}-{name}"] = value
        for row in formset.formset.initial_forms:
            data[f"{row.prefix}-id"] = row.instance.pk
            data[f"{row.prefix}-person"] = person.pk
    data |= fields
    return office.post(
        address("communities_user_change", person.pk),
        {name: value for name, value in data.items() if value is not None},
    )


def test_a_change_is_in_the_trail_with_names_of_fields_and_no_values(office, cast):
    answer = change_person(office, cast.olena, name="Olena Koval-Bondar")
    assert answer.status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.details) == ("admin.changed", cast.admin, {"fields": ["Name"]})
    assert "Bondar" not in str(entry.details)


def test_the_trail_stands_at_the_foot_of_the_page_of_its_row(office, cast):
    change_person(office, cast.olena, name="Olena K.")
    of_olena = office.get(address("communities_user_change", cast.olena.pk)).content.decode()
    of_petro = office.get(address("communities_user_change", cast.petro.pk)).content.decode()
    assert "Changed in the administration: Name" in of_olena
    assert "Changed in the administration: Name" not in of_petro


def test_saving_without_a_change_leaves_no_trace(office, cast):
    change_person(office, cast.olena)
    assert acts() == []


def test_there_is_one_kind_of_administrator(office, cast):
    change_person(office, cast.nobody, is_staff="on")
    assert User.objects.get(pk=cast.nobody.pk).is_superuser
    change_person(office, cast.nobody, is_staff=None)
    assert not User.objects.get(pk=cast.nobody.pk).is_superuser


def test_nobody_shuts_the_door_behind_themselves(office, cast):
    change_person(office, cast.admin, is_active=None, is_staff=None)
    me = User.objects.get(pk=cast.admin.pk)
    assert me.is_active
    assert me.is_staff


def test_people_are_not_deleted(office, cast):
    assert office.get(address("communities_user_delete", cast.nobody.pk)).status_code == 403
    html = office.get(address("communities_user_changelist")).content.decode()
    assert "delete_selected" not in html


def run(office, action, *people):
    return office.post(
        address("communities_user_changelist"),
        {"action": action, "_selected_action": [person.pk for person in people]},
        follow=True,
    ).content.decode()


def test_who_forgot_the_password_gets_a_link_and_no_new_password(office, cast):
    said = run(office, "send_links", cast.olena)
    assert "on its way to olena@example.org" in said
    assert "works once and for two hours" in mail.outbox[-1].body
    assert User.objects.get(pk=cast.olena.pk).check_password(PASSWORD)


def test_a_letter_that_cannot_be_sent_is_told_and_not_recorded(office, cast, settings):
    settings.EMAIL_BACKEND = "tests.communities.test_administration.NoMail"
    said = run(office, "send_links", cast.olena)
    assert "could not be sent" in said
    assert acts() == []


class NoMail:
    def __init__(self, **_options):
        raise ConnectionRefusedError


def test_who_lost_the_phone_sets_the_second_step_up_anew(office, cast, client_of_olena):
    TOTP.activate(cast.olena, generate_totp_secret())
    run(office, "remove_second_steps", cast.olena, cast.petro)
    assert not Authenticator.objects.exists()
    assert client_of_olena.get("/en/work/").status_code == 302
    assert acts() == ["account.factor_removed"]


def test_sessions_of_a_stolen_computer_are_ended(office, cast, client_of_olena):
    assert "1 session was ended" in run(office, "end_sessions", cast.olena)
    assert client_of_olena.get("/en/work/").status_code == 302


@pytest.fixture
def client_of_olena(cast):
    from django.test import Client

    client = Client()
    client.post("/en/accounts/login/", {"login": "olena@example.org", "password": PASSWORD})
    assert client.get("/en/work/").status_code == 200
    return client


@pytest.mark.parametrize("name", ["communities_user", "communities_duty"])
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_rights_are_changed_after_a_fresh_proof_only(office, cast, settings, name, page):
    """Where the second step is required: a code of the last five minutes, or it is asked for first."""
    settings.SECOND_FACTOR_REQUIRED = True
    TOTP.activate(cast.admin, generate_totp_secret())
    session = office.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": timezone.now().timestamp() - 301}]
    session["account_authentication_methods_user"] = str(cast.admin.pk)
    session.save()
    listing = address(f"{name}_{page}")
    assert office.get(listing).status_code == 200
    answer = office.post(listing, {"action": "end_today", "_selected_action": [1]})
    assert answer["Location"].startswith("/en/accounts/2fa/reauthenticate/?next=")


def test_communities_are_not_deleted(office, novopskov):
    assert office.get(address("communities_community_delete", novopskov.pk)).status_code == 403


# --- duties ---


def test_a_duty_is_given_by_the_verb(office, cast, novopskov):
    answer = office.post(
        address("communities_duty_add"),
        {"person": cast.nobody.pk, "role": "member", "community": novopskov.pk, "started_on": "2026-11-01"},
    )
    assert answer.status_code == 302
    assert Duty.objects.get(person=cast.nobody).role == Role.MEMBER
    assert acts() == ["duty.appointed"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"role": "member"}, "need a community"),
        ({"role": "oblast_coordinator", "community": True}, "an oblast coordinator needs"),
        ({"role": "head_of_police", "community": True}, "already has somebody in this role"),
        ({"role": "chair", "community": True, "started_on": ""}, "This field is required"),
    ],
)
def test_a_duty_that_cannot_be_is_told_in_words(office, cast, novopskov, given, told):
    data = {"person": cast.nobody.pk, "started_on": "2026-11-01", **given}
    if data.get("community"):
        data["community"] = novopskov.pk
    page = office.post(address("communities_duty_add"), data)
    assert told in page.content.decode()
    assert not Duty.objects.filter(person=cast.nobody).exists()


def test_handing_over_is_one_step(office, cast):
    duty = Duty.objects.get(person=cast.petro)
    assert "Hand over" in office.get(address("communities_duty_change", duty.pk)).content.decode()
    page = address("communities_duty_hand_over", duty.pk)
    assert "Petro Bondar has this duty" in office.get(page).content.decode()
    office.post(page, {"to": "nobody@example.org"})
    assert Duty.objects.get(person=cast.nobody).role == Role.HEAD_OF_POLICE
    assert acts() == ["duty.handed_over"]


def test_a_handover_to_nobody_is_told(office, cast):
    page = address("communities_duty_hand_over", Duty.objects.get(person=cast.petro).pk)
    assert "No account has this e-mail" in office.post(page, {"to": "x@example.org"}).content.decode()


def test_several_duties_end_today(office, cast):
    chosen = Duty.objects.filter(person__in=[cast.olena, cast.iryna])
    page = office.post(
        address("communities_duty_changelist"),
        {"action": "end_today", "_selected_action": [duty.pk for duty in chosen]},
        follow=True,
    )
    assert "2 duties ended today." in page.content.decode()
    assert set(chosen.values_list("ended_on", flat=True)) == {timezone.localdate()}


@pytest.mark.parametrize(("serving", "number"), [("now", 12), ("ended", 1), ("later", 1), ("", 14)])
def test_the_list_tells_who_serves(office, cast, serving, number):
    Duty.objects.filter(person=cast.olena).update(ended_on=dt.date(2026, 1, 1))
    Duty.objects.filter(person=cast.petro).update(started_on=dt.date(2099, 1, 1))
    Duty.objects.create(
        person=cast.olena,
        role=Role.MEMBER,
        community=Community.objects.first(),
        started_on=dt.date(2026, 1, 1),
    )
    page = office.get(address("communities_duty_changelist"), {"serving": serving} if serving else {})
    assert page.context["cl"].result_count == number


# --- places ---


PLACE = {
    "name_uk": "Бахмутська громада",
    "name_en": "Bakhmut community",
    "slug": "bakhmut",
    "level": "hromada",
    "successors-TOTAL_FORMS": 0,
    "successors-INITIAL_FORMS": 0,
    "settlements-TOTAL_FORMS": 0,
    "settlements-INITIAL_FORMS": 0,
}


def test_a_new_community_shows_on_the_public_page_at_once(office, luhansk):
    before = public_stamp.current()
    office.post(address("communities_community_add"), {**PLACE, "oblast": luhansk.pk})
    assert Community.objects.get(slug="bakhmut").name_en == "Bakhmut community"
    assert public_stamp.current() > before
    assert AuditEntry.objects.get().community.slug == "bakhmut"
    assert "Bakhmut community" in office.get("/en/communities/").content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"katottg": "UA44"}, "is “UA” and 17 digits"),
        ({"katottg": "U\N{CYRILLIC CAPITAL LETTER A}44140090000072167"}, "Cyrillic"),
        ({"katottg": "UA14040010000017239"}, "another oblast"),
        ({"katottg": "UA44140000000031142"}, "not the code of such a place"),
        ({"koatuu": "12"}, "10 digits"),
        ({"population": "5000"}, "Give the year and the source"),
        ({"slug": "novopskov"}, "already exists"),
    ],
)
def test_what_is_wrong_with_a_place_is_told_in_words(office, luhansk, novopskov, given, told):
    data = {**PLACE, "oblast": luhansk.pk, **given}
    assert told in office.post(address("communities_community_add"), data).content.decode()
    assert not Community.objects.filter(name_en="Bakhmut community").exists()


def test_a_settlement_added_on_the_page_of_its_community_is_in_its_trail(office, novopskov):
    page = office.get(address("communities_community_change", novopskov.pk))
    form = page.context["adminform"].form
    data = {k: v for k, v in form.initial.items() if v not in {None, False}}
    data |= {k: v for k, v in PLACE.items() if k.startswith(("succ", "settl"))}
    data |= {"settlements-TOTAL_FORMS": 1}
    data |= {"settlements-0-name_uk": "Риб’янцеве", "settlements-0-name_en": "Rybiantseve"}
    data |= {"settlements-0-type": "village", "settlements-0-community": novopskov.pk}
    answer = office.post(address("communities_community_change", novopskov.pk), data)
    assert answer.status_code == 302
    assert novopskov.settlements.count() == 1
    assert AuditEntry.objects.get().details == {"fields": ["settlement"]}


# --- the trail ---


def test_the_trail_is_read_only_and_told_in_sentences(office, cast, novopskov):
    change_person(office, cast.olena, name="Olena K.")
    entry = AuditEntry.objects.get()
    listing = office.get(address("communities_auditentry_changelist")).content.decode()
    assert "Changed in the administration: Name" in listing
    page = address("communities_auditentry_change", entry.pk)
    assert 'name="_save"' not in office.get(page).content.decode()
    assert office.post(page, {"act": "x"}).status_code == 403
    assert office.get(address("communities_auditentry_add")).status_code == 403
    assert office.get(address("communities_auditentry_delete", entry.pk)).status_code == 403


def test_every_row_of_ours_that_is_edited_is_audited():
    from communities.shared.audited_admin import AuditedAdmin

    for model, page in admin.site._registry.items():
        may_change = type(page).has_change_permission is admin.ModelAdmin.has_change_permission
        assert isinstance(page, AuditedAdmin) or not may_change, model


def test_drafts_and_answers_have_no_page():
    """The rules of a report cannot be gone around in the administration."""
    kept_out = {"Answer", "SectionEntry", "SectionRevision", "Submission", "ReleaseDecision"}
    registered = {model._meta.object_name for model in admin.site._registry}
    assert not registered & kept_out
    assert kept_out <= {model._meta.object_name for model in apps.get_app_config("reports").get_models()}


# --- who it is, proved just now ---


@pytest.fixture
def proved_long_ago(client, cast, settings):
    """The administrator gave a code ten minutes ago."""
    settings.SECOND_FACTOR_REQUIRED = True
    TOTP.activate(cast.admin, generate_totp_secret())
    client.force_login(cast.admin)
    session = client.session
    long_ago = timezone.now().timestamp() - 600
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": long_ago}]
    session.save()
    return client


@pytest.mark.parametrize(
    ("rows", "action"),
    [
        ("user", "remove_second_steps"),
        ("user", "send_links"),
        ("user", "end_sessions"),
        ("duty", "end_today"),
    ],
)
def test_an_action_on_a_list_asks_once_more_who_it_is(proved_long_ago, cast, rows, action):
    """What a form of one row asks for (R8), the same act on many rows asks for too."""
    TOTP.activate(cast.olena, generate_totp_secret())
    row = cast.olena if rows == "user" else Duty.objects.get(person=cast.olena)
    page = address(f"communities_{rows}_changelist")
    answer = proved_long_ago.post(page, {"action": action, "_selected_action": [row.pk]})
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=cast.olena).exists()
    assert Duty.objects.get(person=cast.olena).ended_on is None
    assert not mail.outbox
