"""What minutes say: facts gathered once from a closed meeting, texts that the secretary mends, and what
residents may read of both.

The content of `Minutes` is JSON: `facts` (never edited), `texts` (one flat mapping, key to text), where there
are any `corrections` of facts (`recorded_facts`), and at the end `signatures`. `public_version` names every
field it passes on; nothing else reaches residents.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from communities.alphabet import in_order
from communities.meetings import public_corrections, quorum
from communities.meetings.recorded_facts import corrections_of
from communities.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Decision,
    Meeting,
    Membership,
    Post,
    Presence,
)
from communities.shared import canonical
from communities.states import BallotState

FORMAT = 1
WERE_THERE = frozenset({Presence.PRESENT, Presence.ONLINE, Presence.LEFT})

# The texts of a point as members read them, and how long they may be (characters).
OF_A_POINT = {"heard": 10_000, "discussed": 20_000, "decided": 10_000}
NOTE = "note"
PUBLIC = "public"
LONGEST_OTHER = 5_000

Json = dict[str, Any]
Texts = Mapping[str, str]


def key_of(item_id: int, name: str, *, public: bool = False) -> str:
    """The key of a text of a point: "12.heard", "12.public.heard"."""
    return f"{item_id}.{PUBLIC}.{name}" if public else f"{item_id}.{name}"


def question_key(ballot_id: int) -> str:
    """The public wording of what was voted on; without one residents read the question itself."""
    return f"ballot-{ballot_id}.{PUBLIC}"


def task_key(decision_id: int) -> str:
    """The public wording of a task; without one residents do not read of it."""
    return f"task-{decision_id}.{PUBLIC}"


NOTE_KEYS = (NOTE, f"{PUBLIC}.{NOTE}")


def longest(key: str) -> int:
    return OF_A_POINT.get(key.rpartition(".")[2], LONGEST_OTHER)


def keys_of(facts: Json, item_id: int | None) -> tuple[str, ...]:
    """The texts that belong to one point, in the order of its form; None: the remark about the whole."""
    if item_id is None:
        return NOTE_KEYS
    item = next(one for one in facts["items"] if one["id"] == item_id)
    return (
        *(key_of(item_id, name) for name in OF_A_POINT),
        *(key_of(item_id, name, public=True) for name in OF_A_POINT),
        *(question_key(ballot["id"]) for ballot in item["ballots"]),
        *(task_key(task["id"]) for task in item["tasks"]),
    )


def were_there(meeting: Meeting) -> list[Membership]:
    """Members who took part, also those who left before the end, by name."""
    rows = meeting.attendances.filter(presence__in=sorted(WERE_THERE)).select_related("member__person")
    return sorted((row.member for row in rows), key=lambda member: in_order(member.name))


def gather(meeting: Meeting) -> Json:
    """The first draft of the content. The number of queries does not depend on the size of the meeting."""
    items = list(
        meeting.items.order_by("position", "pk").prefetch_related(
            "ballots__named_votes__member", "opinions__member", "decisions__responsible"
        )
    )
    texts = dict.fromkeys(NOTE_KEYS, "")
    for item in items:
        texts |= _texts(item)
    return {"format": FORMAT, "facts": _facts(meeting, items), "texts": texts, "signatures": []}


def public_text(texts: Texts, item_id: int, name: str) -> str:
    """What residents read: the public wording; without one what members read, but nothing of a discussion."""
    written = texts.get(key_of(item_id, name, public=True), "")
    return written or ("" if name == "discussed" else texts.get(key_of(item_id, name), ""))


def public_version(content: Json) -> Json:
    """What residents may know: numbers, sectors, organisations, titles, public wordings. Pure."""
    facts, texts, corrections = content["facts"], content["texts"], corrections_of(content)
    there = [one for one in facts["members"] if one["presence"] in WERE_THERE]
    sectors = Counter(one["sector"] for one in there)
    passed_on = ("number", "group", "community", "oblast", "slug", "held_on", "opened_at", "closed_at")
    return {
        "format": FORMAT,
        **{name: facts[name] for name in (*passed_on, "is_open", "quorum")},
        # Where the group meets among itself is not told, neither before the meeting nor after it.
        "place": facts["place"] if facts["is_open"] else "",
        "is_online": facts["is_online"] and facts["is_open"],
        "chair": _public_person(facts["chair"]),
        "secretary": _public_person(facts["secretary"]),
        "sectors": dict(sorted(sectors.items())),
        "organisations": sorted({one["organisation"] for one in there if one["organisation"]}, key=in_order),
        "guests": len(facts["guests"]),
        "items": [_public_item(item, texts, facts, corrections) for item in facts["items"]],
        "corrections": public_corrections.of_the_meeting(facts, corrections),
        "quorum_corrected": public_corrections.quorum(facts, corrections),
        "note": texts.get(NOTE_KEYS[1], ""),
        "signatures": [
            {"as": one["as"], "at": one["at"], "name": one["name"] if one["is_named"] else ""}
            for one in content["signatures"]
        ],
    }


def checksum(content: Json, public_content: Json) -> str:
    """SHA-256 of the canonical JSON of both versions."""
    return canonical.checksum({"content": content, "public_content": public_content})


def with_consent_of(facts: Json, named: Collection[str]) -> Json:
    """The facts with only these members named to residents: somebody may have taken the consent back since.

    `named`: names of members who agree today. Nobody is named who had not agreed at the meeting. Pure.
    """

    def asked(person: Json | None, key: str = "name") -> Json | None:
        return person and {**person, "is_named": person["is_named"] and person[key] in named}

    return {
        **facts,
        "chair": asked(facts["chair"]),
        "secretary": asked(facts["secretary"]),
        "members": [asked(one) for one in facts["members"]],
        "items": [
            {**item, "tasks": [asked(task, "who") for task in item["tasks"]]} for item in facts["items"]
        ],
    }


# --- facts, for members ---


def _facts(meeting: Meeting, items: list[AgendaItem]) -> Json:
    day = timezone.localdate(meeting.starts_at)
    group = meeting.group
    rows = sorted(meeting.attendances.select_related("member"), key=lambda row: in_order(row.member.name))
    secretary = group.memberships.sitting(on=day).filter(post=Post.SECRETARY).first()
    return {
        "number": meeting.number,
        "group": {"uk": group.name_uk, "en": group.name_en},
        "community": {"uk": group.community.name_uk, "en": group.community.name_en},
        "oblast": {"uk": group.community.oblast.name_uk, "en": group.community.oblast.name_en},
        "slug": group.community.slug,
        "held_on": day.isoformat(),
        "opened_at": _instant(meeting.opened_at),
        "closed_at": _instant(meeting.closed_at),
        "place": meeting.place,
        "is_online": bool(meeting.online_link),
        "is_open": meeting.is_open,
        "short_notice_reason": meeting.short_notice_reason,
        "chair": _person(meeting.chaired_by),
        "secretary": _person(secretary),
        "members": [_member(row) for row in rows],
        "guests": [
            {"name": guest.name, "organisation": guest.organisation}
            for guest in sorted(meeting.guests.all(), key=lambda guest: in_order(guest.name))
        ],
        "quorum": _quorum(meeting, rows),
        "items": [_item(item, number) for number, item in enumerate(items, start=1)],
    }


def _quorum(meeting: Meeting, rows: list[Attendance]) -> Json:
    """Of members with a vote: all, who took part at any time, who was there at the end, the quorum."""
    standing = quorum.standing(meeting)
    took_part = sum(row.member.has_vote and row.presence in WERE_THERE for row in rows)
    return {
        "all": standing.all_members,
        "took_part": took_part,
        "at_end": standing.taking_part,
        "needed": standing.needed,
    }


def _person(member: Membership | None) -> Json | None:
    if member is None:
        return None
    return {
        "name": member.name,
        "post": member.post,
        "organisation": member.organisation,
        "is_named": member.is_named,
    }


def _member(row: Attendance) -> Json:
    member = row.member
    return {
        "name": member.name,
        "post": member.post,
        "sector": member.sector,
        "organisation": member.organisation,
        "has_vote": member.has_vote,
        "is_named": member.is_named,
        "presence": row.presence,
        "reason": row.reason,
    }


def _item(item: AgendaItem, number: int) -> Json:
    ballots = [ballot for ballot in item.ballots.all() if ballot.state != BallotState.OPEN]
    return {
        "id": item.pk,
        "number": number,
        "kind": item.kind,
        "title": item.title,
        "subject": item.subject,
        "presenter": item.presenter,
        "ballots": [_ballot(ballot) for ballot in ballots],
        "opinions": [{"name": one.member.name, "text": one.text} for one in item.opinions.all()],
        "tasks": [task_of(one) for one in sorted(item.decisions.all(), key=lambda one: one.number)],
    }


def _ballot(ballot: Ballot) -> Json:
    return {
        "id": ballot.pk,
        "question": ballot.question,
        "kind": ballot.kind,
        "state": ballot.state,
        "for": ballot.votes_for,
        "against": ballot.votes_against,
        "abstained": ballot.abstained,
        "present": ballot.present,
        "all": ballot.all_members,
        "quorum": ballot.quorum,
        "majority": ballot.majority,
        "was_tie": ballot.was_tie,
        "chair_choice": ballot.chair_choice,
        "outcome": ballot.outcome,
        "withdrawn_reason": ballot.withdrawn_reason,
        "by_name": [
            {"name": vote.member.name, "choice": vote.choice}
            for vote in sorted(ballot.named_votes.all(), key=lambda vote: in_order(vote.member.name))
        ],
    }


def task_of(decision: Decision) -> Json:
    """Who does it by when, as it stands in the register now."""
    who = decision.responsible
    return {
        "id": decision.pk,
        "number": decision.number,
        "text": decision.text,
        "who": who.name if who else "",
        "is_named": bool(who and who.is_named),
        "body": decision.responsible_body or (who.organisation if who else ""),
        "due_on": decision.due_on.isoformat() if decision.due_on else "",
    }


def _texts(item: AgendaItem) -> dict[str, str]:
    texts = {key_of(item.pk, name): getattr(item, name) for name in OF_A_POINT}
    texts |= {key_of(item.pk, name, public=True): "" for name in OF_A_POINT}
    texts |= {question_key(ballot.pk): "" for ballot in item.ballots.all()}
    texts |= {task_key(decision.pk): decision.public_text for decision in item.decisions.all()}
    return texts


def _instant(at: dt.datetime | None) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else ""


# --- what residents may know ---


def _public_person(person: Json | None) -> Json | None:
    if person is None:
        return None
    return {
        "post": person["post"],
        "organisation": person["organisation"],
        "name": person["name"] if person["is_named"] else "",
    }


def _public_item(item: Json, texts: Texts, facts: Json, corrections: list[Json]) -> Json:
    counted = ("kind", "for", "against", "abstained", "present", "was_tie", "outcome")
    return {
        "number": item["number"],
        "kind": item["kind"],
        "title": item["title"],
        **{name: public_text(texts, item["id"], name) for name in OF_A_POINT},
        "ballots": [
            {
                "question": texts.get(question_key(ballot["id"])) or ballot["question"],
                **{name: ballot[name] for name in counted},
                "corrections": public_corrections.of_ballot(facts, corrections, ballot["id"]),
            }
            for ballot in item["ballots"]
            if ballot["state"] == BallotState.CLOSED
        ],
        "opinions": len(item["opinions"]),
        "tasks": [_public_task(task, texts) for task in item["tasks"] if texts.get(task_key(task["id"]))],
    }


def _public_task(task: Json, texts: Texts) -> Json:
    return {
        "number": task["number"],
        "text": texts[task_key(task["id"])],
        "body": task["body"],
        "who": task["who"] if task["is_named"] else "",
        "due_on": task["due_on"],
    }
