"""Yurii writes notes of a focus group, looks at every place that may name somebody, and releases them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from communities.models import AuditEntry
from communities.shared import public_stamp
from communities.shared.trail import known_acts
from surveys import focus, publication, waves
from surveys.models import FocusNote
from surveys.publication import NotInWave
from surveys.results import Cell, Table
from tests.conftest import KYIV

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
NAMED = "Люди бояться, бо Олена Коваль живе на вулиці Садовій."
HARMLESS = {
    "text_uk": "Люди бояться ходити ввечері, бо темно.",
    "text_en": "",
    "topic": "STREET",
    "question": "FEAR",
}


@pytest.fixture
def wave(cast, novopskov, questionnaire):
    return waves.make_wave(
        {"title_uk": "Опитування", "title_en": "Survey"},
        questionnaire=questionnaire,
        communities=[novopskov],
        by=cast.yurii,
        at=AT,
    )


@pytest.fixture
def group(wave, novopskov, cast):
    said = {"who_uk": "жінки 60+", "who_en": "women of 60 and older", "held_on": None, "people": 8}
    return focus.make_group(wave, novopskov, said, by=cast.yurii, at=AT)


@pytest.fixture
def note(group, cast):
    return focus.write_note(group, HARMLESS, by=cast.yurii, at=AT)


def release(note, cast, looked_at=()):
    return focus.release_note(note, looked_at=looked_at, by=cast.yurii, at=AT)


def test_a_note_is_nobodys_but_the_analysts_until_it_is_released(note, novopskov, wave, cast):
    assert focus.public_notes(novopskov) == ()
    before = public_stamp.current()
    release(note, cast)
    assert public_stamp.current() == before + 1
    with translation.override("uk"):
        (public,) = focus.public_notes(novopskov, wave)
    assert (public.topic, public.question, public.who) == ("STREET", "FEAR", "жінки 60+")
    assert (public.text, public.lang) == (HARMLESS["text_uk"], "uk")
    with translation.override("en"):
        (public,) = focus.public_notes(novopskov)
    assert (public.topic_label, public.who, public.lang) == ("Safe streets", "women of 60 and older", "uk")
    assert not hasattr(public, "people")


def test_the_database_refuses_a_public_note_that_nobody_checked(note):
    with pytest.raises(IntegrityError), transaction.atomic():
        FocusNote.objects.filter(pk=note.pk).update(is_public=True)


def test_every_warning_must_be_looked_at(note, cast):
    note = focus.change_note(note, {**HARMLESS, "text_uk": NAMED}, by=cast.yurii, at=AT)
    warned = focus.warnings_of(note)
    assert {one.word for one in warned} == {"Олена", "Коваль", "вулиці Садовій"}
    keys = [one.key for one in warned]
    for looked_at in ([], keys[:-1], keys[1:], ["strange"]):
        with pytest.raises(focus.NotLookedAt):
            release(note, cast, looked_at)
    released = release(note, cast, keys)
    assert (released.is_public, released.checked_by, released.checked_at) == (True, cast.yurii, AT)


def test_who_took_part_is_looked_at_as_well(note, group, cast):
    focus.change_group(group, {"who_uk": "Олена та її сусідки"}, by=cast.yurii, at=AT)
    with pytest.raises(focus.NotLookedAt):
        release(note, cast)


def test_the_communitys_own_name_is_no_secret(note, cast):
    text = "У Новопсковському районі темно. На Луганщині бояться мін."
    note = focus.change_note(note, {**HARMLESS, "text_uk": text}, by=cast.yurii, at=AT)
    assert [one.word for one in focus.warnings_of(note)] == []


def test_a_changed_note_and_a_changed_group_are_taken_back(note, group, novopskov, cast):
    release(note, cast)
    before = public_stamp.current()
    focus.change_note(note, {**HARMLESS, "text_uk": "Інше."}, by=cast.yurii, at=AT)
    assert public_stamp.current() == before + 1
    assert focus.public_notes(novopskov) == ()
    release(note, cast)
    focus.change_group(group, {"people": 9}, by=cast.yurii, at=AT)
    assert len(focus.public_notes(novopskov)) == 1
    focus.change_group(group, {"who_en": "women"}, by=cast.yurii, at=AT)
    assert focus.public_notes(novopskov) == ()


def test_a_withdrawn_note_is_gone_at_once_and_a_deleted_one_for_ever(note, novopskov, cast):
    release(note, cast)
    with pytest.raises(focus.IsPublic):
        focus.throw_note_away(note, by=cast.yurii, at=AT)
    before = public_stamp.current()
    focus.withdraw_note(note, by=cast.yurii, at=AT)
    assert focus.public_notes(novopskov) == ()
    assert public_stamp.current() == before + 1
    focus.throw_note_away(note, by=cast.yurii, at=AT)
    assert not FocusNote.objects.exists()


def test_the_trail_keeps_no_word_of_a_note(note, cast):
    note = focus.change_note(note, {**HARMLESS, "text_uk": NAMED}, by=cast.yurii, at=AT)
    release(note, cast, [one.key for one in focus.warnings_of(note)])
    focus.withdraw_note(note, by=cast.yurii, at=AT)
    focus.throw_note_away(note, by=cast.yurii, at=AT)
    entries = list(AuditEntry.objects.filter(act__startswith="focus."))
    assert len(entries) == 6
    assert not any("Олена" in str(entry.details) or "бояться" in str(entry.details) for entry in entries)
    assert {entry.act for entry in entries} <= known_acts()


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({**HARMLESS, "text_uk": " "}, focus.NoteEmpty),
        ({**HARMLESS, "question": "NOTHING"}, focus.NoSuchQuestion),
    ],
)
def test_an_empty_note_and_a_strange_question_are_refused(group, cast, said, problem):
    with pytest.raises(problem):
        focus.write_note(group, said, by=cast.yurii, at=AT)


def test_a_group_belongs_to_a_community_of_the_wave(wave, popasna, cast):
    with pytest.raises(NotInWave):
        focus.make_group(wave, popasna, {"who_uk": "жінки"}, by=cast.yurii, at=AT)


def test_yurii_goes_the_whole_way(client, cast, wave, novopskov, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.yurii)
    address = f"/en/work/surveys/{wave.pk}/"
    refused = client.post(f"{address}focus/new/", {"community": novopskov.pk, "people": "many"})
    assert refused.status_code == 422
    assert "Say in a few words who took part." in refused.content.decode()
    said = {"community": novopskov.pk, "who_uk": "жінки 60+", "held_on": "01.03.2026"}
    group_page = client.post(f"{address}focus/new/", said).headers["Location"]
    assert "No notes yet" in client.get(group_page).content.decode()
    assert client.post(f"{group_page}notes/new/", {"text_uk": " "}).status_code == 422
    release_page = client.post(f"{group_page}notes/new/", {"text_uk": NAMED, "topic": "STREET"}).headers[
        "Location"
    ]
    page = client.get(release_page).content.decode()
    assert "3 places to look at" in page
    answer = client.post(release_page, {"whole": "on"})
    assert answer.status_code == 422
    assert "Look at this place: change the note, or tick the box." in answer.content.decode()
    boxes = {name: "on" for name in answer.context["form"].fields if name != "whole"}
    assert client.post(release_page, boxes).status_code == 422
    assert not FocusNote.objects.get().is_public
    client.post(release_page, {**boxes, "whole": "on"})
    assert FocusNote.objects.get().is_public
    assert "residents read it" in client.get(group_page).content.decode()
    assert "1 note, public" in client.get(address).content.decode()
    note_page = release_page.removesuffix("release/")
    client.post(f"{note_page}throw-away/")
    assert FocusNote.objects.get().is_public
    client.post(f"{note_page}withdraw/")
    client.post(f"{note_page}throw-away/")
    assert not FocusNote.objects.exists()


def test_residents_read_released_notes_on_the_sheet_until_they_are_withdrawn(
    client, note, wave, novopskov, cast
):
    table = Table(n=400, cells=(Cell("KNOW_INSP", "no", 60.0, base=400, count=240),))
    publication.keep_table(wave, novopskov, table=table, by=cast.yurii, at=AT)
    publication.publish(wave, novopskov, by=cast.yurii, at=AT)
    address = f"/en/communities/novopskov/surveys/{wave.slug}/"
    assert HARMLESS["text_uk"] not in client.get(address).content.decode()
    release(note, cast)
    page = client.get(address).content.decode()
    assert HARMLESS["text_uk"] in page
    assert "women of 60 and older" in page
    for file in ("results.csv", "results.json"):
        assert HARMLESS["text_uk"] not in client.get(f"{address}v1/{file}").content.decode()
    focus.withdraw_note(note, by=cast.yurii, at=AT)
    assert HARMLESS["text_uk"] not in client.get(address).content.decode()
