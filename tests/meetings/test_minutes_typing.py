"""A draft of minutes is saved while the secretary types; two secretaries lose no word."""

import pytest

from communities.meetings import minutes
from communities.meetings.minutes_content import key_of
from communities.models import AuditEntry, Minutes, MinutesRevision
from communities.shared.sending import Sending
from tests.meetings.making import make_group
from tests.meetings.minuting import AFTER, closed_meeting, drafted


@pytest.fixture
def meeting(cast, novopskov):
    return closed_meeting(make_group(cast, novopskov))


@pytest.fixture
def point(meeting):
    return meeting.items.get(position=1)


@pytest.fixture
def row(meeting, cast):
    return drafted(meeting, cast)


@pytest.fixture
def type_in(row, point, cast):
    """What an opened page sends: its name and turn, the version it knows, and some texts of the first point."""

    def typed(who, page, turn, base, **said):
        texts = {key_of(point.pk, name): text for name, text in said.items()}
        minutes.save_texts(
            row, texts, base=base, by=getattr(cast, who), at=AFTER, sending=Sending(page, turn)
        )
        row.refresh_from_db()
        return {name: row.content["texts"][key_of(point.pk, name)] for name in ("heard", "decided")}

    return typed


def test_an_answer_that_was_lost_is_no_second_writer(type_in, row):
    assert type_in("sofiia", "hers", 1, 1, heard="Пер")["heard"] == "Пер"
    assert type_in("sofiia", "hers", 2, 1, heard="Перше")["heard"] == "Перше"  # it still knows version 1
    first = row.revisions.get(edit_version=1).texts
    (before,) = first.values()
    assert before.startswith("Начальник поліції розповів")  # and only what that save changed
    assert AuditEntry.objects.filter(act="minutes.edited").count() == 1  # one sitting, one line of the trail
    with pytest.raises(minutes.Conflict):  # a late sending of an earlier turn is not the newest word
        type_in("sofiia", "hers", 1, 1, heard="Пе")
    with pytest.raises(minutes.Conflict):  # another window of the same person
        type_in("sofiia", "other", 1, 1, heard="Інше")
    with pytest.raises(minutes.Conflict):  # somebody else who names that page
        type_in("halyna", "hers", 9, 1, heard="Чуже")
    assert type_in("sofiia", "hers", 3, 1, heard=before)["heard"] == before  # also back to what it was


def test_two_secretaries_in_one_point(type_in):
    """Each text has its own story: what the other one saved of it after my own last save is a second version."""
    type_in("sofiia", "hers", 1, 1, heard="Її")
    both = type_in("halyna", "his", 1, 1, decided="Його", heard="Її")
    assert both == {"heard": "Її", "decided": "Його"}
    old = Minutes.objects.get().revisions.get(edit_version=2).texts
    mine = {"heard": "Її далі", "decided": next(iter(old.values()))}  # her page does not show his words
    assert type_in("sofiia", "hers", 2, 1, **mine) == {"heard": "Її далі", "decided": "Його"}
    type_in("halyna", "his", 2, 4, heard="Її далі, і його")
    with pytest.raises(minutes.Conflict) as caught:
        type_in("sofiia", "hers", 3, 1, **mine | {"heard": "Її ще далі"})
    (found,) = caught.value.found
    assert (found.mine, found.theirs) == ("Її ще далі", "Її далі, і його")
    assert (caught.value.theirs_by.name, caught.value.theirs_at) == ("Halyna Shevchuk", AFTER)
    # Who typed nothing since the own last save takes theirs.
    assert type_in("sofiia", "hers", 3, 1, **mine)["heard"] == "Її далі, і його"


def test_half_a_sentence_never_comes_before_the_members_who_read(type_in, row, cast):
    type_in("sofiia", "hers", 1, 1, heard="Перше")
    minutes.circulate(row, seen=2, by=cast.sofiia, today=AFTER.date(), at=AFTER)
    with pytest.raises(minutes.Conflict) as caught:
        type_in("sofiia", "hers", 2, 2, heard="Перше, і пі")
    assert [(one.mine, one.theirs) for one in caught.value.found] == [("Перше, і пі", "Перше")]
    assert Minutes.objects.get().edit_version == 2
    assert minutes.save_texts(row, caught.value.texts, base=2, by=cast.sofiia, at=AFTER).edit_version == 3


@pytest.fixture
def send(client, cast, meeting, row, point):
    here = f"/en/work/meetings/{meeting.pk}/minutes/points/{point.pk}/"
    client.force_login(cast.sofiia)
    form = client.get(here).context["form"]
    stands = {form[name].html_name: form[name].value() for name in form.fields if name != "version"}

    def sent(*, turn, version=1, without=(), json=True, **said):
        data = {"version": version, "page": "abc", "turn": turn} | stands | said
        data = {name: text for name, text in data.items() if name not in without}
        return client.post(here, data, headers={"Accept": "application/json"} if json else {})

    return sent


def test_the_page_is_told_what_became_of_what_was_typed(send, row, point, cast, client):
    heard, decided = f"{point.pk}_heard", f"{point.pk}_decided"
    told = send(turn=1, **{heard: "Пер"}).json()
    assert (told["outcome"], told["version"], told["held"], told["problems"]) == ("saved", 2, [], {})
    told = send(turn=2, version=2, **{heard: "Перше", decided: "x" * 10_001}).json()
    assert (told["version"], told["held"], set(told["problems"])) == (2, [decided], {decided})
    told = send(turn=3, version=2, without=[decided], **{heard: "Перше."}).json()  # too long even to be sent
    assert told["held"] == [decided]
    stored = Minutes.objects.get().content["texts"]
    assert stored[key_of(point.pk, "heard")] == "Перше."
    assert stored[key_of(point.pk, "decided")].startswith("Взяти звіт до відома.")
    # What somebody else changed elsewhere in the point does not stand on this page: it goes on from its version.
    other = {key_of(point.pk, "decided"): "Його"}
    minutes.save_texts(row, other, base=4, by=cast.halyna, at=AFTER)
    assert send(turn=4, version=2, **{heard: "Перше. Друге."}).json()["version"] == 2
    assert send(turn=5, version=2, **{heard: "Перше."}).json()["outcome"] == "saved"
    assert Minutes.objects.get().content["texts"] | other == Minutes.objects.get().content["texts"]
    clash = send(turn=6, version=2, **{decided: "Моє"}).json()
    assert clash["outcome"] == "meanwhile"
    assert clash["words"].startswith("Halyna Shevchuk saved this text at ")
    page = send(turn=6, version=2, json=False, **{decided: "Моє"})
    assert page.status_code == 409
    pick = {f"pick-{point.pk}.decided": "both"}
    assert send(turn=7, version=page.context["conflict"].current, json=False, **pick | {decided: "Моє"})
    assert Minutes.objects.get().content["texts"][key_of(point.pk, "decided")] == "Його\n\nМоє"
    assert MinutesRevision.objects.filter(page="abc").count() >= 4


def test_only_a_draft_saves_by_itself(client, cast, meeting, row, point):
    here = f"/en/work/meetings/{meeting.pk}/minutes/points/{point.pk}/"
    client.force_login(cast.sofiia)
    assert "data-autosave" in client.get(here).content.decode()
    minutes.circulate(row, seen=1, by=cast.sofiia, today=AFTER.date(), at=AFTER)
    page = client.get(here).content.decode()
    assert "data-keep" in page
    assert "data-autosave" not in page
    assert "press “Save”" in page
