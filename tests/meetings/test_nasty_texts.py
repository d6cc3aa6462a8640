"""What people and programs type into the forms of a group never ends in an error of the server (R25)."""

import pytest
from django.db import transaction
from django.test import Client

from tests.meetings.making import make_group
from tests.meetings.test_strangers import DRAFTED, TABLE, address, clock, signed_in, whole_group

NASTY = {
    "unseen": "before\x00after\u202eevil\u2066 {{ 7|add:7 }} <script>alert(1)</script> Аdmіn",
    "digits": "9" * 5000,
}
WORDS = [
    "title",
    "detail",
    "presenter",
    "public_title",
    "answer",
    "name",
    "organisation",
    "reason",
    "heard",
    "discussed",
    "decided",
    "question",
    "text",
    "responsible_body",
    "note",
    "place",
    "short_notice_reason",
    "public_text",
    "early_reason",
    "words",
    "name_uk",
    "name_en",
    "act_title",
    "meets_usually_at",
    "number",
    "total",
    "email",
    "online_link",
    "act_link",
    "subject",
    "stamp",
]
CHOSEN = {
    "kind": "question",
    "decision": "accept",
    "version": "1",
    "base": "1",
    "seen": "1",
    "choice": "for",
    "presence": "excused",
    "votes_for": "1",
    "against": "0",
    "abstained": "0",
    "day": "17.12.2026",
    "time": "14:00",
    "minutes_planned": "90",
    "to": "1",
    "state": "done",
    "is_taken": "False",
    "gender": "woman",
    "sector": "community",
    "post": "member",
    "vulnerable_group": "",
    "appointed_on": "",
    "act_on": "",
    "due_on": "",
    "from_on": "01.12.2026",
    "quorum": "more 1/2",
    "majority": "more 1/2",
    "majority_of": "present",
    "tie": "chair_decides",
    "notice_days": "5",
    "meets_every_months": "2",
    "amendment_days": "5",
    "is_public": "on",
    "is_looked_at": "on",
    "is_seen": "on",
    "member": "1",
    "responsible": "",
    "ballot": "",
    "item": "",
    "chair": "1",
    "chair_choice": "",
}
ASKED = ["page", "point", "stamp", "state", "who", "within", "q"]


@pytest.fixture(autouse=True)
def the_day_after_the_meeting(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: DRAFTED)
    monkeypatch.setattr(clock, "today", DRAFTED.date)


@pytest.fixture
def here(cast, novopskov):
    return whole_group(cast, make_group(cast, novopskov))


def requests(here, nasty):
    """Who, address, what is sent (POST) or asked (GET): the texts nasty, then everything."""
    sent = [CHOSEN | dict.fromkeys(WORDS, nasty), dict.fromkeys([*WORDS, *CHOSEN, "sum"], nasty)]
    asked = dict.fromkeys(ASKED, nasty[:3000])
    for name, (place, reads, acts, _knows) in TABLE.items():
        able = [who for who in ("sofiia", "halyna", "mykola") if who in (acts or reads)]
        whole = address(name, [here[word] for word in place.split()])
        yield from ((who, whole, values, None) for who in able[:1] if acts for values in sent)
        yield from ((who, whole, None, asked) for who in able[:1] if reads)
    for page in ("propose", "proposal", "meetings", "decisions", "group"):
        whole = f"/en/communities/novopskov/{page}/"
        yield "", whole, None, asked
        if page.startswith("prop"):
            yield "", whole, sent[1], None


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_no_error_of_the_server(cast, here, nasty):
    people = {who: signed_in(getattr(cast, who)) for who in ("halyna", "sofiia", "mykola")} | {"": Client()}
    wrong = []
    for who, whole, sent, asked in requests(here, nasty):
        client = people[who]
        client.raise_request_exception = False
        with transaction.atomic():
            answer = client.get(whole, asked) if sent is None else client.post(whole, sent)
            if answer.status_code == 302:  # what was stored is shown
                answer = client.get(answer.url.partition("#")[0])
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            wrong.append((whole, answer.status_code, str(answer.exc_info[1])[:200]))
    assert not wrong
