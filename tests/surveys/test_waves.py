"""Yurii makes a wave, writes its passport, changes its communities and hands it over."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import load_workbook

from communities.models import AuditEntry, Duty
from communities.shared.trail import known_acts, sentence_of
from surveys import waves
from surveys.models import FileKind, ImportState, Questionnaire, SurveyImport, Wave
from tests.conftest import KYIV, person

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
TITLES = {"title_uk": "Опитування 2026", "title_en": "Survey 2026"}
LIST = "/en/work/surveys/"


@pytest.fixture
def signed_in(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def wave(cast, novopskov, questionnaire):
    return waves.make_wave(TITLES, questionnaire=questionnaire, communities=[novopskov], by=cast.yurii, at=AT)


def file_of(wave, state=ImportState.STORED, community=None):
    return SurveyImport.objects.create(
        wave=wave,
        community=community,
        file_name="answers.csv",
        kind=FileKind.CSV,
        size=1,
        sha256="0" * 64,
        state=state,
        uploaded_at=AT,
        uploaded_by=wave.analyst,
    )


# --- the verbs ---


def test_a_wave_needs_titles_a_community_and_a_questionnaire_only(wave, cast, novopskov):
    assert (wave.slug, wave.analyst, wave.made_by, wave.made_at) == (
        "survey-2026",
        cast.yurii,
        cast.yurii,
        AT,
    )
    assert list(wave.communities.all()) == [novopskov]
    assert all(getattr(wave, name) in ("", None) for name in waves.PASSPORT)
    made = AuditEntry.objects.get(act="wave.made")
    assert made.details == {"communities": ["novopskov"]}
    with translation.override("en"):
        assert sentence_of(made.act, made.details) == f"The wave was made for {novopskov.name}"


def test_the_same_title_gets_another_address_and_a_page_keeps_its_own(cast, novopskov, questionnaire, wave):
    def made(title):
        said = {"title_uk": "Ще одне", "title_en": title}
        return waves.make_wave(
            said, questionnaire=questionnaire, communities=[novopskov], by=cast.yurii, at=AT
        ).slug

    assert made("Survey 2026") == "survey-2026-2"
    assert made("Questionnaires") == "questionnaires-2"
    assert made("Compare!") == "compare-2"
    assert made("Опитування") == "survey"
    assert len(made("x" * 200)) <= 80


def test_a_wave_without_a_community_is_refused(cast, questionnaire):
    with pytest.raises(waves.NoCommunity):
        waves.make_wave(TITLES, questionnaire=questionnaire, communities=[], by=cast.yurii, at=AT)


def test_the_trail_names_the_fields_and_never_what_was_written(wave, cast):
    waves.change_wave(wave, {"licence": "CC BY", "design_effect": Decimal("1.4")}, by=cast.yurii, at=AT)
    wave.refresh_from_db()
    assert (wave.licence, wave.design_effect) == ("CC BY", Decimal("1.4"))
    entry = AuditEntry.objects.get(act="wave.changed")
    assert sorted(entry.details["fields"]) == ["design_effect", "licence"]
    assert "CC BY" not in str(entry.details)
    waves.change_wave(wave, {"licence": "CC BY"}, by=cast.yurii, at=AT)
    assert AuditEntry.objects.filter(act="wave.changed").count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"field_from_on": dt.date(2026, 3, 2), "field_until_on": dt.date(2026, 3, 1)},
        {"design_effect": Decimal(0)},
        {"title_en": ""},
    ],
)
def test_an_impossible_passport_is_refused(wave, cast, said):
    with pytest.raises(ValidationError):
        waves.change_wave(wave, said, by=cast.yurii, at=AT)


def test_communities_come_and_go_until_there_are_results(wave, cast, novopskov, popasna):
    with pytest.raises(waves.LastCommunity):
        waves.remove_community(wave, novopskov, by=cast.yurii, at=AT)
    for _ in range(2):
        waves.add_community(wave, popasna, by=cast.yurii, at=AT)
    assert AuditEntry.objects.filter(act="wave.community_added").count() == 1
    waves.remove_community(wave, popasna, by=cast.yurii, at=AT)
    waves.add_community(wave, popasna, by=cast.yurii, at=AT)
    stored = file_of(wave, community=popasna)
    with pytest.raises(waves.HasResults):
        waves.remove_community(wave, popasna, by=cast.yurii, at=AT)
    waves.remove_community(wave, novopskov, by=cast.yurii, at=AT)
    waves.add_community(wave, novopskov, by=cast.yurii, at=AT)
    SurveyImport.objects.filter(pk=stored.pk).update(community=None)  # a column names the community
    with pytest.raises(waves.HasResults):
        waves.remove_community(wave, novopskov, by=cast.yurii, at=AT)


@pytest.mark.parametrize("state", ImportState)
def test_the_questionnaire_stays_once_a_file_counts(wave, cast, questionnaire, state):
    other = Questionnaire.objects.create(
        code="other", version=1, title_uk="Інша", title_en="Other", sha256="1" * 64, loaded_at=AT
    )
    file_of(wave, state=state)
    if state in {ImportState.REFUSED, ImportState.DISCARDED}:
        assert waves.change_questionnaire(wave, other, by=cast.yurii, at=AT).questionnaire == other
    else:
        with pytest.raises(waves.QuestionnaireInUse):
            waves.change_questionnaire(wave, other, by=cast.yurii, at=AT)


def test_a_wave_passes_to_another_analyst_only(wave, cast):
    daria = person("daria", "Daria Ostapenko", "survey_analyst")
    with pytest.raises(waves.SameAnalyst):
        waves.hand_over(wave, to=cast.yurii, by=cast.yurii, at=AT)
    with pytest.raises(waves.NotAnAnalyst):
        waves.hand_over(wave, to=cast.larysa, by=cast.yurii, at=AT)
    waves.hand_over(wave, to=daria, by=cast.yurii, at=AT)
    assert list(Wave.objects.visible_to(daria)) == [wave]
    assert list(Wave.objects.visible_to(cast.yurii)) == []


def test_every_act_has_its_sentence():
    acts = {"made", "changed", "questionnaire_changed", "community_added", "community_removed", "handed_over"}
    assert {f"wave.{act}" for act in acts} <= known_acts()


# --- the pages ---


def test_yurii_makes_a_wave_and_fills_in_its_passport(signed_in, cast, novopskov, popasna, questionnaire):
    client = signed_in(cast.yurii)
    assert "You have no wave yet" in client.get(LIST).content.decode()
    said = {**TITLES, "community": novopskov.pk, "questionnaire": questionnaire.pk}
    made = client.post(f"{LIST}new/", said)
    wave = Wave.objects.get()
    address = f"{LIST}{wave.pk}/"
    assert made.headers["Location"] == address
    page = client.get(address).content.decode()
    assert page.count("not stated") == 11
    assert "no results yet" in page
    passport = {
        **TITLES,
        "field_from_on": "2.03.2026",
        "field_until_on": "2026-03-14",
        "mode": "face_to_face",
        "stated_n": "1200",
        "design_effect": "1,4",
        "keep_answers_until_on": "01.06.2026",
        "done_by": "  Соціологи \u202e ТОВ ",
    }
    client.post(f"{address}change/", passport)
    wave.refresh_from_db()
    assert (wave.field_from_on, wave.field_until_on) == (dt.date(2026, 3, 2), dt.date(2026, 3, 14))
    assert (wave.design_effect, wave.stated_n, wave.done_by) == (Decimal("1.4"), 1200, "Соціологи ТОВ")
    page = client.get(address).content.decode()
    assert page.count("not stated") == 6
    assert "They are deleted on 1 June 2026." in page
    client.post(f"{address}communities/", {"community": popasna.pk})
    assert "Popasna district" in client.get(address).content.decode()
    client.post(f"{address}communities/popasna/remove/")
    assert list(wave.communities.all()) == [novopskov]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("title_uk", "", "Write the title."),
        ("field_from_on", "soon", "Write the day as in 14.11.2026."),
        ("stated_n", "a lot", "Write a whole number in digits"),
        ("stated_n", "0", "Write a whole number in digits"),
        ("design_effect", "about one", "Write a number such as 1.4"),
        ("design_effect", "-1", "A design effect is a number above 0"),
        ("design_effect", "1.234", "Write a number such as 1.4"),
        ("field_until_on", "01.01.2020", "The last day cannot come before the first."),
        ("licence", "x" * 201, "Shorten it to 200 characters; it has 201."),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(signed_in, cast, wave, name, typed, words):
    said = {**TITLES, "field_from_on": "02.03.2026", "ordered_by": "УВКБ ООН", name: typed}
    answer = signed_in(cast.yurii).post(f"{LIST}{wave.pk}/change/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "УВКБ ООН" in page
    wave.refresh_from_db()
    assert wave.ordered_by == ""


def test_the_form_for_tablets_asks_for_the_community_where_there_are_several(signed_in, cast, wave, popasna):
    client, address = signed_in(cast.yurii), f"{LIST}{wave.pk}/xlsform.xlsx"

    def names():
        book = load_workbook(io.BytesIO(client.get(address).content))
        return [row[1] for row in book["survey"].iter_rows(values_only=True)]

    assert "COMMUNITY" not in names()
    waves.add_community(wave, popasna, by=cast.yurii, at=AT)
    assert "COMMUNITY" in names()


def test_the_national_coordinator_reads_names_and_nothing_below(signed_in, cast, wave):
    client = signed_in(cast.larysa)
    page = client.get(LIST).content.decode()
    assert "Survey 2026" in page
    assert "Yurii Melnyk" in page
    assert f"/work/surveys/{wave.pk}/" not in page
    assert client.get(f"{LIST}{wave.pk}/").status_code == 404


def test_the_wave_of_an_analyst_who_left_is_handed_on_by_the_national_coordinator(signed_in, cast, wave):
    daria = person("daria", "Daria Ostapenko", "survey_analyst")
    client, address = signed_in(cast.larysa), f"{LIST}{wave.pk}/hand-over/"
    assert client.get(address).status_code == 404
    Duty.objects.filter(person=cast.yurii).update(ended_on=dt.date(2020, 2, 1))
    assert address in client.get(LIST).content.decode()
    refused = client.post(address, {"to": cast.olena.email})
    assert "does not analyse surveys" in refused.content.decode()
    client.post(address, {"to": daria.email})
    wave.refresh_from_db()
    assert wave.analyst == daria
    assert client.get(address).status_code == 404


def test_the_desk_tells_what_waits_and_leads_there(signed_in, cast, wave):
    client = signed_in(cast.yurii)
    assert "Files that wait for you</a>none" in client.get("/en/work/").content.decode()
    file_of(wave, state=ImportState.CHECKED)
    page = client.get("/en/work/").content.decode()
    assert 'href="/en/work/surveys/"' in page
    assert "Files that wait for you</a><span" in page
    assert "1 file waits for you" in client.get(LIST).content.decode()
    assert 'href="/en/work/surveys/"' in signed_in(cast.larysa).get("/en/work/").content.decode()
    assert 'href="/en/work/surveys/"' not in signed_in(cast.bohdan).get("/en/work/").content.decode()
