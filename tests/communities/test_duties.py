"""Duties begin, end and pass on; rights follow with the next request, drafts stay."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities import duties
from communities.models import AuditEntry, Duty, Role, User
from communities.permissions import serves_as

TODAY = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def again(person):
    """The person as the next request loads them."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def olenas(cast):
    return Duty.objects.get(person=cast.olena)


def test_olena_hands_over_to_somebody_without_a_duty_in_one_step(cast, olenas, novopskov):
    duties.hand_over(olenas, to=cast.nobody, by=cast.petro, today=timezone.localdate(), at=AT)
    assert not serves_as(again(cast.olena), novopskov, Role.REPORTING_OFFICER)
    assert serves_as(again(cast.nobody), novopskov, Role.REPORTING_OFFICER)
    entry = AuditEntry.objects.get()
    assert entry.act == "duty.handed_over"
    assert entry.by == cast.petro
    assert entry.community == novopskov
    assert entry.details["person"] == "Olena Koval"
    assert entry.details["to"] == "Nobody Yet"


def test_the_old_duty_ends_the_day_the_new_one_begins(cast, olenas):
    new = duties.hand_over(olenas, to=cast.nobody, by=cast.petro, today=TODAY, at=AT)
    olenas.refresh_from_db()
    assert olenas.ended_on == new.started_on == TODAY
    assert new.ended_on is None


@pytest.mark.parametrize("role", [Role.HEAD_OF_POLICE, Role.CHAIR, Role.SECRETARY])
def test_where_only_one_may_serve_a_handover_still_works(cast, novopskov, role):
    duty = Duty.objects.get(community=novopskov, role=role)
    duties.hand_over(duty, to=cast.nobody, by=cast.admin, today=TODAY, at=AT)
    assert Duty.objects.serving(today=TODAY).filter(community=novopskov, role=role).count() == 1


def test_a_duty_handed_over_twice_is_told_so_and_changes_nothing(cast, olenas):
    duties.hand_over(olenas, to=cast.nobody, by=cast.petro, today=TODAY, at=AT)
    with pytest.raises(duties.NotServing):
        duties.hand_over(olenas, to=cast.iryna, by=cast.petro, today=TODAY, at=AT)
    assert AuditEntry.objects.count() == 1


def test_nobody_hands_over_to_themselves_or_to_a_closed_account(cast, olenas):
    with pytest.raises(duties.SamePerson):
        duties.hand_over(olenas, to=cast.olena, by=cast.petro, today=TODAY, at=AT)
    cast.nobody.is_active = False
    with pytest.raises(duties.AccountClosed):
        duties.hand_over(olenas, to=cast.nobody, by=cast.petro, today=TODAY, at=AT)


def test_a_handover_that_cannot_be_leaves_the_old_duty(cast, olenas, novopskov):
    args = {"role": Role.REPORTING_OFFICER, "community": novopskov}
    duties.appoint(cast.iryna, **args, by=cast.admin, starts_on=TODAY, at=AT)
    with pytest.raises(ValidationError, match="already has this duty"), override("en"):
        duties.hand_over(olenas, to=cast.iryna, by=cast.petro, today=TODAY, at=AT)
    olenas.refresh_from_db()
    assert olenas.ended_on is None


def test_the_end_takes_the_rights_at_once(cast, olenas, novopskov):
    duties.end(olenas, by=cast.petro, today=timezone.localdate(), at=AT)
    assert again(cast.olena).current_duties == []
    with pytest.raises(duties.NotServing):
        duties.end(olenas, by=cast.petro, today=timezone.localdate(), at=AT)


def test_a_second_head_cannot_be_appointed(cast, novopskov):
    with pytest.raises(ValidationError, match="already has somebody in this role"), override("en"):
        duties.appoint(
            cast.nobody,
            role=Role.HEAD_OF_POLICE,
            community=novopskov,
            by=cast.admin,
            starts_on=TODAY,
            at=AT,
        )
    assert not AuditEntry.objects.exists()


# --- the page of the head ---


def address(name, *args):
    with override("en"):
        return reverse(f"communities:{name}", args=args)


@pytest.mark.parametrize(
    ("who", "status"),
    [("petro", 200), ("roman", 200), ("olena", 403), ("halyna", 403), ("bohdan", 403), ("nobody", 403)],
)
def test_who_opens_the_page(client, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(address("duties")).status_code == status


def test_petro_sees_his_own_police_only(client, cast):
    client.force_login(cast.petro)
    page = client.get(address("duties")).content.decode()
    assert "Olena Koval" in page
    assert "Iryna Moroz" in page
    assert "Vira Polishchuk" not in page
    assert "Halyna Shevchuk" not in page


@pytest.mark.parametrize("act", ["duty_hand_over", "duty_end"])
@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("petro", "olena", 200),
        ("petro", "iryna", 200),
        ("petro", "petro", 403),  # the head himself: the administrator's
        ("petro", "halyna", 404),  # the working group
        ("petro", "vira", 404),  # another community
        ("roman", "olena", 404),
        ("olena", "olena", 404),
        ("halyna", "olena", 404),
        ("nobody", "olena", 404),
    ],
)
def test_who_may_hand_over_and_end_what(client, cast, act, who, whose, status):
    client.force_login(getattr(cast, who))
    duty = Duty.objects.get(person=getattr(cast, whose))
    assert client.get(address(act, duty.pk)).status_code == status
    if status != 200:
        client.post(address(act, duty.pk), {"to": "nobody@example.org"})
        duty.refresh_from_db()
        assert duty.ended_on is None


def test_petro_hands_olenas_duty_over(client, cast, olenas, report):
    client.force_login(cast.petro)
    answer = client.post(address("duty_hand_over", olenas.pk), {"to": " NOBODY@example.org "}, follow=True)
    assert "Handed over to Nobody Yet." in answer.content.decode()
    assert "Olena Koval handed the duty of reporting officer over to Nobody Yet" in answer.content.decode()
    client.force_login(cast.olena)
    assert client.get(f"/en/work/reports/{report.pk}/").status_code == 404
    client.force_login(cast.nobody)
    assert client.get(f"/en/work/reports/{report.pk}/").status_code == 200, "the draft stays"


def test_a_section_lent_to_somebody_who_leaves_is_closed_to_them(client, cast, report):
    entry = report.entries.get(section__number=8)
    entry.loans.create(lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)
    page = f"/en/work/reports/{report.pk}/sections/8/"
    client.force_login(cast.iryna)
    assert client.get(page).status_code == 200
    duties.end(Duty.objects.get(person=cast.iryna), by=cast.petro, today=timezone.localdate(), at=AT)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Write the e-mail"),
        ("olena@example.org", "has the duty already"),
        ("stranger@example.org", "No account has this e-mail"),
        ("not an address", "Enter a valid email address"),
    ],
)
def test_what_was_typed_wrong_is_told_and_stays(client, cast, olenas, typed, told):
    client.force_login(cast.petro)
    page = client.post(address("duty_hand_over", olenas.pk), {"to": typed}).content.decode()
    assert told in page
    assert typed in page


def test_petro_ends_a_duty_and_a_second_click_is_harmless(client, cast, olenas):
    client.force_login(cast.petro)
    first = client.post(address("duty_end", olenas.pk), follow=True).content.decode()
    second = client.post(address("duty_end", olenas.pk), follow=True).content.decode()
    assert "The duty of Olena Koval ended today." in first
    assert "This duty had already ended." in second
    assert AuditEntry.objects.filter(act="duty.ended").count() == 1
