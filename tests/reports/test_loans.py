"""A section is lent to a colleague, who sees nothing else, until it is taken back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from communities.models import AuditEntry, Duty, Role
from communities.shared.states import WrongState
from reports.models import Report, SectionEntry, SectionLoan
from reports.states import State
from reports.writing.filling import SectionValues, save
from reports.writing.loans import AlreadyLent, CannotBorrow, colleagues, lend, take_back
from tests.conftest import KYIV, person
from tests.reports.test_filling_pages import EVERYBODY

AT = dt.datetime(2026, 11, 22, 14, 2, tzinfo=KYIV)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def entry(draft):
    return draft.entries.get(section__number=8)


def give(cast, entry, to="iryna", message="By Friday, please."):
    return lend(entry, to=getattr(cast, to), message=message, by=cast.olena, at=AT)


def at(name, entry):
    return reverse(f"reports:{name}", args=[entry.report_id, entry.section.number])


def acts():
    return list(
        AuditEntry.objects.filter(act__startswith="section.")
        .order_by("sequence")
        .values_list("act", flat=True)
    )


def test_lending_leaves_a_loan_and_a_trace(cast, entry):
    loan = give(cast, entry)
    assert (loan.entry, loan.lent_to, loan.lent_by, loan.lent_at, loan.ended_at) == (
        entry, cast.iryna, cast.olena, AT, None,
    )  # fmt: skip
    trace = AuditEntry.objects.get(act="section.lent")
    assert trace.details == {"section": 8, "colleague": "Iryna Moroz"}


def test_lending_twice_is_lending_once(cast, entry):
    assert give(cast, entry) == give(cast, entry, message="again")
    assert acts() == ["section.lent"]


def test_a_section_is_with_one_person(cast, entry, novopskov):
    second = person("ihor", "Ihor Tkachenko", Role.POLICE_COLLEAGUE, community=novopskov)
    give(cast, entry)
    with pytest.raises(AlreadyLent) as already:
        lend(entry, to=second, message="", by=cast.olena, at=AT)
    assert already.value.loan.lent_to == cast.iryna
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionLoan.objects.create(entry=entry, lent_to=second, lent_by=cast.olena, lent_at=AT)


@pytest.mark.parametrize("to", ["olena", "petro", "halyna", "vira", "admin", "nobody"])
def test_who_cannot_borrow(cast, entry, to):
    with pytest.raises(CannotBorrow):
        give(cast, entry, to=to)
    assert not SectionLoan.objects.exists()


def test_colleagues_are_those_who_write_for_this_police_today(cast, novopskov):
    today = timezone.localdate(AT)
    second = person("ihor", "Ihor Tkachenko", Role.REPORTING_OFFICER, community=novopskov)
    gone = person("stara", "Stara Koleha", Role.POLICE_COLLEAGUE, community=novopskov)
    Duty.objects.filter(person=gone).update(ended_on=today)
    assert colleagues(novopskov, by=cast.olena, today=today) == [second, cast.iryna]


def test_taking_back_ends_the_loan_and_keeps_what_was_written(cast, entry):
    give(cast, entry)
    save(entry, SectionValues(narratives={"problem": "Truancy."}), base_version=0, by=cast.iryna, at=AT)
    assert take_back(entry, by=cast.olena, at=AT).ended_at == AT
    assert take_back(entry, by=cast.olena, at=AT) is None
    entry.refresh_from_db()
    assert entry.problem == "Truancy."
    assert acts() == ["section.lent", "section.saved", "section.taken_back"]
    give(cast, entry)
    assert SectionLoan.objects.current().count() == 1


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_a_report_that_is_not_open_lends_nothing(cast, entry, state):
    Report.objects.update(state=state, submitted_at=AT, submitted_by=cast.olena, published_at=AT)
    with pytest.raises(WrongState):
        give(cast, entry)


# --- pages ---


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    ("act", "method", "status"), [("lend", "get", 200), ("lend", "post", 302), ("take_back", "post", 302)]
)
def test_who_may_lend(client, cast, entry, who, act, method, status):
    give(cast, entry)
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    response = getattr(client, method)(at(act, entry), {"colleague": cast.iryna.pk})
    expected = {"anonymous": 302, "olena": status, "petro": 403, "iryna": 403}
    assert response.status_code == expected.get(who, 404)


def test_from_the_lenders_click_to_the_colleagues_desk_and_back(client, cast, entry):
    client.force_login(cast.olena)
    assert b"Lend this section to a colleague" in client.get(at("section", entry)).content
    page = client.get(at("lend", entry)).content.decode()
    assert "Iryna Moroz" in page
    assert "Petro Bondar" not in page
    response = client.post(
        at("lend", entry), {"colleague": cast.iryna.pk, "message": "By Friday\x00 <b>"}, follow=True
    )
    assert b"Lent to Iryna Moroz." in response.content
    assert SectionLoan.objects.get().message == "By Friday <b>"

    client.force_login(cast.iryna)
    desk = client.get(reverse("desk")).content.decode()
    assert at("section", entry) in desk
    assert "By Friday &lt;b&gt;" in desk
    assert (
        client.post(at("section_save", entry), {"version": "0", "n-problem": "Truancy."}).status_code == 302
    )

    client.force_login(cast.olena)
    section = client.get(at("section", entry)).content.decode()
    assert "Truancy." in section
    assert "Last saved by Iryna Moroz" in section
    assert b"Taken back from Iryna Moroz" in client.post(at("take_back", entry), follow=True).content

    client.force_login(cast.iryna)
    assert at("section", entry) not in client.get(reverse("desk")).content.decode()
    assert client.get(at("section", entry)).status_code == 404
    assert client.post(at("section_save", entry), {"version": "1", "n-problem": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a colleague."),
        ({"colleague": "999999"}, "cannot fill in sections here"),
        ({"colleague": "x"}, "cannot fill in sections here"),
        ({"message": "я" * 501}, "at most 500"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, cast, entry, data, words):
    client.force_login(cast.olena)
    response = client.post(at("lend", entry), data)
    assert words in response.content.decode()
    assert not SectionLoan.objects.exists()


def test_late_clicks_are_answered_in_words(client, cast, entry, novopskov):
    second = person("ihor", "Ihor Tkachenko", Role.POLICE_COLLEAGUE, community=novopskov)
    give(cast, entry)
    client.force_login(cast.olena)
    response = client.post(at("lend", entry), {"colleague": second.pk}, follow=True)
    assert b"lent to Iryna Moroz already" in response.content
    client.post(at("take_back", entry))
    assert b"was not lent any more" in client.post(at("take_back", entry), follow=True).content
    Report.objects.update(state=State.SUBMITTED, submitted_at=AT, submitted_by=cast.olena)
    response = client.post(at("lend", entry), {"colleague": second.pk}, follow=True)
    assert b"nothing was lent" in response.content


def test_without_colleagues_the_page_says_what_to_do(client, cast, entry):
    Duty.objects.filter(person=cast.iryna).update(ended_on=timezone.localdate())
    client.force_login(cast.olena)
    assert b"Nobody to lend it to" in client.get(at("lend", entry)).content


def test_a_duty_that_ended_ends_the_access_at_once(client, cast, entry):
    give(cast, entry)
    client.force_login(cast.iryna)
    assert client.get(at("section", entry)).status_code == 200
    Duty.objects.filter(person=cast.iryna).update(ended_on=timezone.localdate())
    assert client.get(at("section", entry)).status_code == 404
    assert SectionEntry.objects.visible_to(cast.nobody).count() == 0
