"""Minutes: drafted, mended, amended, signed by two people, frozen, published, corrected."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.meetings import amendments, minutes, minutes_check, minutes_content, signing
from communities.meetings.minutes_content import key_of
from communities.meetings.signing import Capacity
from communities.models import (
    Amendment,
    AuditEntry,
    Membership,
    Minutes,
    MinutesDocument,
    MinutesRevision,
    Notice,
    PublicStamp,
    Statute,
)
from communities.shared import public_stamp
from communities.shared.states import WrongState, follow
from communities.states import MINUTES_ARROWS, MeetingState, MinutesState, MinutesStep
from tests.meetings.making import make_group, make_meeting, member
from tests.meetings.minuting import (
    AFTER,
    DRAFTED,
    LAST_DAY,
    circulated,
    closed_meeting,
    drafted,
    published,
    sign,
    signed,
)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def meeting(group):
    return closed_meeting(group)


@pytest.fixture
def point(meeting):
    return meeting.items.get(position=1)


# --- drafting ---


def test_one_click_gathers_what_was_recorded_in_few_queries(
    meeting, cast, point, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        content = minutes_content.gather(meeting)
    facts = content["facts"]
    assert (facts["number"], facts["held_on"], facts["is_online"]) == (1, "2026-11-17", True)
    assert facts["chair"]["name"] == "Halyna Shevchuk"
    assert facts["secretary"]["name"] == "Sofiia Kravets"
    assert facts["quorum"] == {"all": 11, "took_part": 7, "at_end": 6, "needed": 6}
    presence = {one["name"]: one["presence"] for one in facts["members"]}
    assert len(presence) == 11
    assert [presence[name] for name in ("Mykola Hnatiuk", "Serhii Kuts", "Andrii Moskal")] == [
        "online",
        "left",
        "excused",
    ]
    first = facts["items"][0]
    assert first["opinions"][0]["name"] == "Mykola Hnatiuk"
    assert len(first["ballots"][0]["by_name"]) == 4
    assert first["tasks"][0]["due_on"] == "2026-12-01"
    assert content["texts"][key_of(point.pk, "heard")] == point.heard
    assert "video.example.org" not in json.dumps(content)  # the link for taking part online stands nowhere


def test_a_second_click_finds_the_draft(meeting, cast):
    assert drafted(meeting, cast) == drafted(meeting, cast)
    assert AuditEntry.objects.filter(act="minutes.drafted").count() == 1


@pytest.mark.parametrize("state", [state for state in MeetingState if state != MeetingState.CLOSED])
def test_only_a_closed_meeting_has_minutes(group, cast, state):
    meeting = make_meeting(group)
    type(meeting).objects.update(
        state=state, opened_at=DRAFTED, cancel_reason="Тривога", chaired_by=member(group, "Halyna")
    )
    with pytest.raises(WrongState):
        drafted(meeting, cast)


# --- steps ---


@pytest.mark.parametrize("step", MinutesStep)
@pytest.mark.parametrize("state", MinutesState)
def test_every_arrow(state, step):
    allowed = {
        ("draft", "circulate"): "amending",
        ("amending", "take_back"): "draft",
        ("amending", "sign"): "signed",
        ("signed", "supersede"): "superseded",
    }
    if (state, step) in allowed:
        assert follow(MINUTES_ARROWS, state=state, step=step) == allowed[state, step]
    else:
        with pytest.raises(WrongState):
            follow(MINUTES_ARROWS, state=state, step=step)


VERBS = {
    "edit": lambda row, cast: minutes.save_texts(
        row, {"note": "x"}, base=row.edit_version, by=cast.sofiia, at=AFTER
    ),
    "circulate": lambda row, cast: minutes.circulate(
        row, seen=row.edit_version, by=cast.sofiia, today=AFTER.date(), at=AFTER
    ),
    "take_back": lambda row, cast: minutes.take_back(row, seen=row.edit_version, by=cast.sofiia, at=AFTER),
    "amend": lambda row, cast: amendments.propose(
        row,
        member=member(row.meeting.group, "Mykola"),
        text="Not so.",
        by=cast.mykola,
        today=LAST_DAY,
        at=AFTER,
    ),
    "sign": lambda row, cast: sign(row, Capacity.CHAIR, cast.larysa),  # rights are the view's
    "publish": lambda row, cast: signing.publish(row, by=cast.halyna, at=AFTER),
    "correct": lambda row, cast: minutes.correct(row.meeting, reason="A number", by=cast.sofiia, at=AFTER),
}
POSSIBLE = {
    MinutesState.DRAFT: {"edit", "circulate"},
    MinutesState.AMENDING: {"edit", "take_back", "amend", "sign"},
    MinutesState.SIGNED: {"publish", "correct"},
    MinutesState.SUPERSEDED: set(),
}


def brought_to(state, meeting, cast):
    if state == MinutesState.DRAFT:
        return drafted(meeting, cast)
    if state == MinutesState.AMENDING:
        return circulated(meeting, cast)
    row = signed(meeting, cast)
    if state == MinutesState.SUPERSEDED:
        new = minutes.correct(meeting, reason="A number", by=cast.sofiia, at=AFTER)
        minutes.circulate(new, seen=1, by=cast.sofiia, today=AFTER.date(), at=AFTER)
        for capacity, by in ((Capacity.CHAIR, cast.halyna), (Capacity.SECRETARY, cast.sofiia)):
            sign(new, capacity, by, early_reason="Agreed")
        row.refresh_from_db()
    return row


@pytest.mark.parametrize("state", MinutesState)
def test_every_verb_in_every_state(meeting, cast, state):
    row = brought_to(state, meeting, cast)
    assert row.state == state
    if state == MinutesState.SUPERSEDED:
        del (verbs := dict(VERBS))["correct"]  # is asked of the meeting, whose newest version is signed
    else:
        verbs = VERBS
    for name, verb in verbs.items():
        point = transaction.savepoint()
        if name in POSSIBLE[state]:
            verb(row, cast)
        else:
            with pytest.raises(WrongState):
                verb(row, cast)
        transaction.savepoint_rollback(point)
        row.refresh_from_db()


# --- two writers ---


def test_what_two_people_changed_in_different_texts_is_kept_from_both(meeting, cast, point):
    row = drafted(meeting, cast)
    heard, decided = key_of(point.pk, "heard"), key_of(point.pk, "decided")
    both = {key: row.content["texts"][key] for key in (heard, decided)}
    minutes.save_texts(row, both | {heard: "Hers."}, base=1, by=cast.sofiia, at=AFTER)
    kept = minutes.save_texts(row, both | {decided: "His."}, base=1, by=cast.halyna, at=AFTER)
    assert (kept.content["texts"][heard], kept.content["texts"][decided]) == ("Hers.", "His.")
    assert kept.edit_version == 3


def test_of_one_text_both_versions_are_shown_and_kept(meeting, cast, point):
    row = drafted(meeting, cast)
    heard, decided = key_of(point.pk, "heard"), key_of(point.pk, "decided")
    minutes.save_texts(row, {heard: "Hers.", decided: "New."}, base=1, by=cast.sofiia, at=AFTER)
    mine = {heard: "His.", decided: point.decided}
    with pytest.raises(minutes.Conflict) as caught:
        minutes.save_texts(row, mine, base=1, by=cast.halyna, at=AFTER)
    assert [(one.key, one.mine, one.theirs) for one in caught.value.found] == [(heard, "His.", "Hers.")]
    assert caught.value.texts == {heard: "His.", decided: "New."}
    assert Minutes.objects.get().content["texts"][heard] == "Hers."
    minutes.save_texts(row, caught.value.texts, base=caught.value.current, by=cast.halyna, at=AFTER)
    old = MinutesRevision.objects.get(edit_version=2).texts
    assert old == {heard: "Hers."}  # of each save what it changed


def test_saving_what_stands_there_changes_nothing_and_no_text_is_invented(meeting, cast, point):
    row = drafted(meeting, cast)
    same = minutes.save_texts(row, {key_of(point.pk, "heard"): point.heard}, base=1, by=cast.sofiia, at=AFTER)
    assert same.edit_version == 1
    with pytest.raises(KeyError):
        minutes.save_texts(row, {"facts": "x"}, base=1, by=cast.sofiia, at=AFTER)


# --- amendments ---


@pytest.mark.parametrize(
    ("sent", "days", "last"),
    [
        (dt.date(2026, 11, 18), 5, dt.date(2026, 11, 25)),  # Wednesday to Wednesday
        (dt.date(2026, 11, 20), 1, dt.date(2026, 11, 23)),  # Friday: Monday
        (dt.date(2026, 11, 21), 1, dt.date(2026, 11, 23)),  # Saturday: Monday
        (dt.date(2026, 12, 24), 5, dt.date(2026, 12, 31)),  # over Christmas: martial law knows no holidays
        (dt.date(2026, 11, 18), 10, dt.date(2026, 12, 2)),
    ],
)
def test_the_last_day_is_counted_in_working_days_of_the_statute(meeting, sent, days, last):
    Statute.objects.create(
        group=meeting.group, from_on=dt.date(2024, 3, 1), amendment_days=days, set_at=DRAFTED
    )
    assert amendments.last_day(meeting, circulated_on=sent) == last


def test_only_those_who_were_there_amend_in_time_and_get_an_answer(meeting, cast, point):
    row = circulated(meeting, cast)
    assert row.amendments_until_on == LAST_DAY
    told = Notice.objects.filter(kind="communities/minutes_circulated")
    assert set(told.values_list("person", flat=True)) == {
        cast.halyna.pk,
        cast.taras.pk,
        cast.mykola.pk,
        cast.petro.pk,
    }
    said = {"text": "Not “against”.", "item": point, "by": cast.mykola, "at": AFTER}
    mykola = member(meeting.group, "Mykola")
    with pytest.raises(amendments.NotThere):
        amendments.propose(row, member=member(meeting.group, "Andrii"), today=LAST_DAY, **said)
    with pytest.raises(amendments.TooLate):
        amendments.propose(row, member=mykola, today=LAST_DAY + dt.timedelta(days=1), **said)
    first = amendments.propose(row, member=mykola, today=LAST_DAY, **said)
    assert amendments.propose(row, member=mykola, today=LAST_DAY, **said) == first  # a second click
    with pytest.raises(signing.AmendmentsWait):
        sign(row, Capacity.CHAIR, cast.halyna)
    with pytest.raises(amendments.NothingWritten):
        amendments.answer(first, is_taken=False, words=" ", by=cast.sofiia, at=AFTER)
    amendments.answer(first, is_taken=False, words="It was.", by=cast.sofiia, at=AFTER)
    with pytest.raises(amendments.Answered):
        amendments.answer(first, is_taken=True, words="", by=cast.sofiia, at=AFTER)
    assert Notice.objects.filter(kind="communities/amendment_answered", person=cast.mykola).count() == 1
    sign(row, Capacity.CHAIR, cast.halyna)


# --- signing ---


def test_two_people_sign_and_it_is_frozen_with_its_checksum(meeting, cast):
    row = circulated(meeting, cast)
    sign(row, Capacity.CHAIR, cast.halyna)
    sign(row, Capacity.CHAIR, cast.halyna)  # a second click
    assert Notice.objects.filter(kind="communities/minutes_wait_for_signature").count() == 1
    with pytest.raises(signing.SamePerson):
        sign(row, Capacity.SECRETARY, cast.halyna)
    with pytest.raises(minutes.HalfSigned):
        minutes.save_texts(row, {"note": "x"}, base=1, by=cast.sofiia, at=AFTER)
    row = sign(row, Capacity.SECRETARY, cast.sofiia)
    row.refresh_from_db()
    assert row.state == MinutesState.SIGNED
    assert [one["name"] for one in row.content["signatures"]] == ["Halyna Shevchuk", "Sofiia Kravets"]
    assert signing.is_intact(row)
    assert AuditEntry.objects.filter(act="minutes.signed").count() == 2
    assert MinutesDocument.objects.filter(is_public=False).count() == 2
    assert minutes.newest_signed(meeting) == row
    row.content["facts"]["number"] = 2
    assert not signing.is_intact(row)


def test_before_the_days_are_over_the_chair_says_why(meeting, cast):
    row = circulated(meeting, cast)
    for capacity, by, reason in (
        (Capacity.CHAIR, cast.halyna, "  "),
        (Capacity.SECRETARY, cast.sofiia, "We are in a hurry"),
    ):
        with pytest.raises(signing.DaysRun):
            sign(row, capacity, by, at=DRAFTED, early_reason=reason)
    sign(row, Capacity.CHAIR, cast.halyna, at=DRAFTED, early_reason="Everybody agreed at the table.")
    row = sign(row, Capacity.SECRETARY, cast.sofiia, at=DRAFTED)
    assert row.content["early_reason"] == "Everybody agreed at the table."
    assert "early_reason" not in row.public_content


def test_nobody_signs_a_text_that_was_not_read(meeting, cast):
    row = circulated(meeting, cast)
    minutes.save_texts(row, {"note": "Later."}, base=1, by=cast.sofiia, at=AFTER)
    for verb in (
        lambda: sign(row, Capacity.CHAIR, cast.halyna, seen=1),
        lambda: minutes.take_back(row, seen=1, by=cast.sofiia, at=AFTER),
    ):
        with pytest.raises(minutes.Stale):
            verb()
    sign(row, Capacity.CHAIR, cast.halyna)
    row.refresh_from_db()
    minutes.take_back(row, seen=row.edit_version, by=cast.sofiia, at=AFTER)
    row.refresh_from_db()
    assert (row.state, row.chair_signed_by, row.amendments_until_on) == ("draft", None, None)
    minutes.circulate(row, seen=row.edit_version, by=cast.sofiia, today=AFTER.date(), at=AFTER)
    assert Notice.objects.filter(kind="communities/minutes_circulated", person=cast.mykola).count() == 2


def test_signed_minutes_cannot_change_by_any_way(meeting, cast):
    row = published(meeting, cast)
    amendment = {"minutes": row, "member": member(meeting.group, "Mykola"), "text": "x", "at": AFTER}
    for change in (
        lambda: Minutes.objects.update(content={}),
        lambda: Minutes.objects.update(checksum="0" * 64),
        lambda: Minutes.objects.update(chair_signed_by=cast.taras),
        lambda: Minutes.objects.update(state="draft"),
        lambda: Minutes.objects.all().delete(),
        lambda: Amendment.objects.create(**amendment),
        lambda: (
            MinutesRevision.objects.create(minutes=row, edit_version=9, at=AFTER, by=cast.sofiia)
            and MinutesRevision.objects.update(texts={})
        ),
        lambda: connection.cursor().execute("UPDATE communities_minutes SET public_content = '{}'"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "signed"}, "signed_minutes_have_two_signatures"),
        ({"signed_at": AFTER}, "signed_minutes_stay_signed"),
        ({"chair_signed_by": "sofiia", "secretary_signed_by": "sofiia"}, "two_people_sign_minutes"),
        ({"version": 2}, "corrected_minutes_say_why"),
        ({"state": "burnt"}, "minutes_state_is_known"),
    ],
)
def test_the_database_says_so_too(meeting, cast, fields, constraint):
    drafted(meeting, cast)
    values = {name: getattr(cast, value) if name.endswith("_by") else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Minutes.objects.update(**values)


# --- corrections ---


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(meeting, cast, client):
    old = published(meeting, cast)
    with pytest.raises(minutes.ReasonMissing):
        minutes.correct(meeting, reason=" ", by=cast.sofiia, at=AFTER)
    new = minutes.correct(meeting, reason="Хибне число", by=cast.sofiia, at=AFTER)
    minutes.save_texts(new, {"note": "Не 6, а 7."}, base=1, by=cast.sofiia, at=AFTER)
    new.refresh_from_db()
    minutes.circulate(new, seen=2, by=cast.sofiia, today=AFTER.date(), at=AFTER)
    assert minutes.newest_signed(meeting) == old
    sign(new, Capacity.CHAIR, cast.halyna, early_reason="Agreed")
    new = sign(new, Capacity.SECRETARY, cast.sofiia)
    old.refresh_from_db()
    assert (old.state, new.version, minutes.newest_signed(meeting)) == ("superseded", 2, new)
    assert signing.is_intact(old)
    assert minutes.newest_published(meeting) == old
    address = "/en/communities/novopskov/meetings/1/minutes/"
    assert "Why there is a new one" not in client.get(address).content.decode()
    signing.publish(new, by=cast.halyna, at=AFTER)
    assert "Why there is a new one: Хибне число" in client.get(address).content.decode()
    assert "These minutes were corrected" in client.get(f"{address}1/").content.decode()


def test_what_was_said_about_a_person_is_taken_away_and_can_be_published_again(meeting, cast, client):
    row = published(meeting, cast)
    public = "/en/communities/novopskov/meetings/1/minutes/"
    MinutesDocument.objects.filter(minutes=row).update(state="made", content=b"%PDF", sha256="0" * 64)
    addresses = (public, f"{public}1/", f"{public}1/minutes.pdf")
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    stamp = public_stamp.current()
    client.force_login(cast.sofiia)
    for _click in range(2):
        assert client.post(f"/en/work/meetings/{meeting.pk}/minutes/versions/1/hide/").status_code == 302
    assert public_stamp.current() == stamp + 1
    assert AuditEntry.objects.filter(act="minutes.hidden").count() == 1
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    row.refresh_from_db()
    assert (row.state, signing.is_intact(row)) == (MinutesState.SIGNED, True)
    assert client.get(f"/en/work/meetings/{meeting.pk}/minutes/").status_code == 200
    signing.publish(row, by=cast.halyna, at=AFTER)
    assert client.get(public).status_code == 200


# --- what residents read ---

PRIVATE = (
    "name",
    "reason",
    "presenter",
    "discussed",
    "withdrawn_reason",
    "short_notice_reason",
    "early_reason",
)


def test_no_name_and_nothing_private_reaches_residents(meeting, cast, client):
    """Every private word of the members' version is looked for in what residents get."""
    row = published(meeting, cast)
    facts = row.content["facts"]
    secrets = {one["name"] for one in facts["members"]} | {one["name"] for one in facts["guests"]}
    secrets |= {part for name in secrets for part in name.split()}
    secrets |= {
        "Школа № 2",
        "відрядження",
        "амбулаторії",
        "Садову",
        "video.example.org",
        "з 18 до 21 години",
        "Зала",
    }
    address = "/en/communities/novopskov/meetings/1/minutes/"
    page = client.get(address).content.decode()
    for said in (json.dumps(row.public_content, ensure_ascii=False), page):
        assert not {secret for secret in secrets if secret in said}
    for shown in (
        "Взяти звіт до відома",
        "for – 3, against – 1, abstained – 0",
        "Вечірні патрулі",
        "invited guests: 1",
    ):
        assert shown in page
    assert "1 dissenting opinion is kept" in page


def test_who_agreed_is_named(meeting, cast):
    Membership.objects.filter(name__startswith="Halyna").update(is_named=True)
    public = signed(meeting, cast).public_content
    assert public["chair"]["name"] == "Halyna Shevchuk"
    assert [one["name"] for one in public["signatures"]] == ["Halyna Shevchuk", ""]


def test_who_took_the_consent_back_before_the_signatures_is_not_named(meeting, cast):
    Membership.objects.filter(name__startswith="Halyna").update(is_named=True)
    made = drafted(meeting, cast)
    Membership.objects.filter(name__startswith="Halyna").update(is_named=False)
    public = signed(meeting, cast).public_content
    assert made.content["facts"]["chair"]["is_named"]
    assert public["chair"]["name"] == ""
    assert [one["name"] for one in public["signatures"]] == ["", ""]


words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=6, max_size=12)


@settings(max_examples=25)
@given(st.data())
def test_what_is_not_named_in_the_public_version_never_gets_there(data):
    """A mark in every text of a member, a guest, an opinion and a discussion is found nowhere in it."""
    mark = "канарка" + data.draw(words)
    hidden = {"name": mark, "is_named": False, "post": "chair", "organisation": "Рада"}
    content = {
        "facts": {
            **dict.fromkeys(("number", "group", "community", "oblast", "slug", "held_on", "opened_at"), ""),
            **dict.fromkeys(("closed_at", "place", "is_online", "is_open", "quorum", "new_" + mark), ""),
            "short_notice_reason": mark,
            "chair": hidden,
            "secretary": hidden,
            "members": [{**hidden, "sector": "police", "presence": "present", "reason": mark}],
            "guests": [{"name": mark, "organisation": mark}],
            "items": [
                {
                    "id": 1,
                    "number": 1,
                    "kind": "question",
                    "title": "Title",
                    "presenter": mark,
                    "ballots": [
                        {
                            **dict.fromkeys(("for", "against", "abstained", "present"), 1),
                            "id": 1,
                            "question": "?",
                            "kind": "by_name",
                            "state": "closed",
                            "was_tie": False,
                            "outcome": "adopted",
                            "by_name": [hidden],
                            "withdrawn_reason": mark,
                        },
                        {"id": 2, "question": mark, "state": "withdrawn", "withdrawn_reason": mark},
                    ],
                    "opinions": [{"name": mark, "text": mark}],
                    "tasks": [
                        {
                            "id": 1,
                            "number": 1,
                            "text": mark,
                            "who": mark,
                            "is_named": False,
                            "body": "",
                            "due_on": "",
                        }
                    ],
                }
            ],
        },
        "texts": {
            "note": mark,
            "1.discussed": mark,
            "task-1.public": data.draw(st.sampled_from(["", "Public"])),
        },
        "signatures": [{"as": "chair", "at": "2026", "name": mark, "is_named": False, "post": mark}],
        "early_reason": mark,
    }
    assert mark not in json.dumps(minutes_content.public_version(content), ensure_ascii=False)


def test_the_secretary_is_warned_and_writes_other_words(meeting, cast, point):
    row = drafted(meeting, cast)
    texts = {
        key_of(point.pk, "heard"): "Виступив Ткачук. Телефон 050 123 45 67.",
        key_of(point.pk, "discussed", public=True): "Мешканці просять світла, про це казала Zaiets.",
    }
    Membership.objects.filter(name="Ivan Tkachuk").update(name="Іван Ткачук")
    row.content["facts"]["members"][0]["name"] = "Ткачук Іван"
    row.content["texts"] |= texts
    with override("en"):
        found = minutes_check.remarks(row.content)
    assert [(one.number, one.words) for one in found] == [
        (1, "This names Ткачук Іван, whose name residents may not read."),
        (1, "This looks like a telephone number."),
        (1, "This names Lidiia Zaiets, whose name residents may not read."),
    ]
    row.content["texts"] |= {
        key_of(point.pk, "heard", public=True): "Звіт.",
        key_of(point.pk, "discussed", public=True): "Мешканці просять світла до 1 грудня 2026 року.",
    }
    assert minutes_check.remarks(row.content) == ()
    assert minutes_content.public_version(row.content)["items"][0]["heard"] == "Звіт."


# --- pages ---

PLACES = {  # name, method: who may (the others of the group are refused, strangers know of nothing)
    ("minutes", "get"): {"halyna", "taras", "sofiia", "mykola", "oksana"},
    ("minutes_preview", "get"): {"halyna", "taras", "sofiia"},
    ("minutes_edit_note", "get"): {"sofiia"},
    ("minutes_circulate", "post"): {"sofiia"},
    ("minutes_take_back", "post"): {"sofiia"},
    ("minutes_draft", "post"): {"sofiia"},
    ("minutes_correct", "get"): {"sofiia"},
    ("minutes_sign", "get"): {"halyna", "sofiia"},
    ("minutes_amend", "post"): {"halyna", "taras", "sofiia", "mykola"},
}


def test_who_may_what(meeting, cast, client):
    row = circulated(meeting, cast)
    for (name, method), allowed in PLACES.items():
        with override("en"):
            address = reverse(f"communities:{name}", args=[meeting.pk])
        for who in ("halyna", "taras", "sofiia", "mykola", "oksana", "olena", "vira", "bohdan"):
            client.force_login(getattr(cast, who))
            point = transaction.savepoint()
            status = getattr(client, method)(address, {"seen": row.edit_version}).status_code
            transaction.savepoint_rollback(point)
            if who in {"olena", "vira", "bohdan"}:
                assert status == 404, (name, who)
            elif who in allowed:
                assert status in {200, 302, 422}, (name, who, status)
            else:
                assert status == 403, (name, who, status)


def test_a_draft_is_for_those_who_prepare_it(meeting, cast, client):
    drafted(meeting, cast)
    for who, shown in (("sofiia", True), ("halyna", True), ("mykola", False), ("oksana", False)):
        client.force_login(getattr(cast, who))
        page = client.get(f"/en/work/meetings/{meeting.pk}/minutes/").content.decode()
        assert ("Начальник поліції розповів" in page) is shown
        assert client.get(f"/en/work/meetings/{meeting.pk}/minutes/versions/1/").status_code == (
            200 if shown else 404
        )


def test_the_whole_way_on_the_pages(meeting, cast, client, point):
    here = f"/en/work/meetings/{meeting.pk}/minutes/"
    heard = f"{point.pk}_heard"

    def go(who, place="", **data):
        client.force_login(getattr(cast, who))
        return client.post(here + place, data) if data else client.get(here + place)

    go("sofiia", "draft/", yes="1")
    edit = f"points/{point.pk}/"
    typed = dict.fromkeys(go("sofiia", edit).context["form"].fields, "")
    assert go("sofiia", edit, **typed | {"version": 1, heard: "Перше."}).status_code == 302
    answer = go("sofiia", edit, **typed | {"version": 1, heard: "Друге."})
    assert answer.status_code == 409
    assert {"Перше.", "Друге."} == {answer.context["fields"][0][side] for side in ("mine", "theirs")}
    both = typed | {"version": 2, heard: "Друге.", f"pick-{point.pk}.heard": "theirs"}
    assert go("sofiia", edit, **both).status_code == 302
    assert Minutes.objects.get().content["texts"][f"{point.pk}.heard"] == "Перше."
    for _ in range(2):  # a double click
        go("sofiia", "circulate/", seen=2)
    assert AuditEntry.objects.filter(act="minutes.circulated").count() == 1
    assert go("mykola", "amend/", text="", item="").status_code == 422
    go("mykola", "amend/", text="Голосів було чотири.", item=point.pk)
    amendment = Amendment.objects.get()
    assert go("sofiia", f"amendments/{amendment.pk}/", is_taken="no", words="").status_code == 422
    go("sofiia", f"amendments/{amendment.pk}/", is_taken="no", words="Їх було три.")
    assert "Їх було три." in go("mykola").content.decode()
    assert go("halyna", "sign/", seen=2, has_read="1").status_code == 422  # the days run: a reason is missing
    sent = {"seen": 2, "has_read": "1", "early_reason": "Усі погодилися."}
    assert go("halyna", "sign/", **sent).status_code == 302
    assert go("halyna", "sign/", **sent).status_code == 302
    go("sofiia", "sign/", seen=2, has_read="1")
    row = Minutes.objects.get()
    assert row.state == MinutesState.SIGNED
    stamp = PublicStamp.objects.first()
    assert client.get("/en/communities/novopskov/meetings/1/minutes/").status_code == 404
    for _ in range(2):
        go("sofiia", "publish/", has_read="1")
    assert PublicStamp.objects.get().number == (stamp.number if stamp else 0) + 1
    assert (
        "/en/communities/novopskov/meetings/1/minutes/"
        in client.get("/en/communities/novopskov/meetings/1/").content.decode()
    )
    assert here in client.get(here.removesuffix("minutes/")).content.decode()
    page = client.get("/en/communities/novopskov/meetings/1/minutes/")
    assert page["X-Page-Store"] == "public"
    assert client.get("/en/communities/novopskov/meetings/1/minutes/1/minutes.pdf").status_code == 503
    assert go("sofiia", edit, **typed | {"version": 2, heard: "Запізно."}).status_code == 409
    assert "Запізно." in go("sofiia", edit, **typed | {"version": 2, heard: "Запізно."}).content.decode()
    assert go("sofiia", "correct/", reason="Число").status_code == 302


def test_pages_that_send_by_themselves_are_told_what_became_of_it(meeting, cast, client, point):
    here = f"/en/work/meetings/{meeting.pk}/minutes/"
    heard = f"{point.pk}_heard"
    client.force_login(cast.sofiia)
    client.post(f"{here}draft/", {"yes": "1"})
    edit = f"{here}points/{point.pk}/"
    typed = dict.fromkeys(client.get(edit).context["form"].fields, "")

    def told(address, **data):
        answer = client.post(address, typed | data, headers={"Accept": "application/json"})
        return answer.json()

    assert told(edit, version=1, **{heard: "Перше."}) == {
        "outcome": "saved",
        "next": f"{here}#item-{point.pk}",
    }
    assert told(edit, version=1, **{heard: "Друге."})["outcome"] == "meanwhile"
    too_long = told(edit, version=2, **{heard: "x" * 100_000})
    assert (too_long["outcome"], set(too_long["problems"])) == ("refused", {heard})
    client.post(f"{here}circulate/", {"seen": 2})
    client.force_login(cast.mykola)
    assert told(f"{here}amend/", text="")["outcome"] == "refused"
    said = told(f"{here}amend/", text="Голосів було чотири.", item=point.pk)
    assert said == {"outcome": "saved", "next": f"{here}#amendments"}
    assert Amendment.objects.count() == 1
    assert Minutes.objects.get().content["texts"][f"{point.pk}.heard"] == "Перше."


@pytest.mark.parametrize("gone", ["nobody", "left", "secretary"])
def test_who_signs_for_the_chair(meeting, cast, group, gone):
    """The one in the chair; where that one cannot, chair or deputy of today."""
    from communities.permissions import signs_as_chair

    row = drafted(meeting, cast).meeting
    if gone == "left":
        cast.halyna.duties.update(ended_on=dt.date(2026, 11, 20))
    elif gone == "secretary":
        row.chaired_by = member(group, "Sofiia")
    may = {who for who in ("halyna", "taras", "sofiia", "mykola") if signs_as_chair(getattr(cast, who), row)}
    assert may == {"nobody": {"halyna"}, "left": {"taras"}, "secretary": {"halyna", "taras"}}[gone]
