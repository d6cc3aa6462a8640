"""Minutes in one language, as words that page and paper only have to print. The same for members and
residents: whatever a version does not hold is empty in its view."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, override, pgettext
from django.utils.translation import gettext as _

from communities.meetings import correction_words, public_corrections
from communities.meetings.correction_words import CorrectionView
from communities.meetings.minutes_content import NOTE, WERE_THERE, Json, key_of
from communities.models import BallotKind, Choice, Outcome, Post, Presence, Sector
from communities.shared.days import in_words
from communities.states import BallotState

NOT_THERE = Presence.INVITED  # invited, and never marked as there: absent


@dataclass(frozen=True)
class Listed:
    """People under one heading, one line each."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class VoteView:
    """`by_name`: only for members; who voted how. `remarks`: a tie, a vote that was withdrawn.

    `corrections`: numbers or votes that were recorded wrongly. `key`: for whoever may correct.
    """

    question: str
    kind: str
    count: str
    outcome: str
    is_adopted: bool
    remarks: tuple[str, ...]
    by_name: tuple[Listed, ...]
    corrections: tuple[CorrectionView, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class TaskView:
    number: int
    text: str
    who: str
    due_on: str


@dataclass(frozen=True)
class Paragraph:
    """A part of a point: its label as minutes have it (“Heard”), and what was written."""

    label: str
    text: str


@dataclass(frozen=True)
class ItemView:
    id: int
    number: int
    title: str
    presenter: str
    parts: tuple[Paragraph, ...]
    votes: tuple[VoteView, ...]
    tasks: tuple[TaskView, ...]
    opinions: tuple[Paragraph, ...]
    opinions_in_words: str


@dataclass(frozen=True)
class SignatureView:
    """`name` is empty where residents may not read it; `signed` where nobody has signed yet."""

    role: str
    name: str
    signed: str


@dataclass(frozen=True)
class MinutesView:
    language: str
    is_public: bool
    title: str
    group: str
    place_of_group: str
    day: str
    place: str
    hours: str
    remarks: tuple[str, ...]
    chair: str
    secretary: str
    people: tuple[Listed, ...]
    quorum: str
    corrections: tuple[CorrectionView, ...]  # of who was there, when and where
    agenda: tuple[str, ...]
    items: tuple[ItemView, ...]
    note: str
    signatures: tuple[SignatureView, ...]


def present_members(content: Json, *, language: str) -> MinutesView:
    """Everything that members read."""
    with override(language):
        facts, texts = content["facts"], content["texts"]
        corrections = content.get("corrections", [])
        items = tuple(_item(item, texts, corrections) for item in facts["items"])
        return _view(
            facts,
            language=language,
            is_public=False,
            people=tuple(_people(facts)),
            items=items,
            note=texts.get(NOTE, ""),
            remarks=tuple(_remarks(content)),
            corrections=correction_words.of_the_meeting(corrections),
            quorum_corrected=public_corrections.quorum(facts, corrections),
            signatures=content["signatures"],
        )


def present_public(public: Json, *, language: str) -> MinutesView:
    """Everything that residents read, from the public version alone."""
    with override(language):
        items = tuple(_public_item(item) for item in public["items"])
        return _view(
            public,
            language=language,
            is_public=True,
            people=tuple(_sectors(public)),
            items=items,
            note=public["note"],
            remarks=(),
            corrections=correction_words.for_residents(public.get("corrections", [])),
            quorum_corrected=public.get("quorum_corrected"),
            signatures=public["signatures"],
        )


def _view(
    facts: Json,
    *,
    language: str,
    is_public: bool,
    people: tuple[Listed, ...],
    items: tuple[ItemView, ...],
    note: str,
    remarks: tuple[str, ...],
    corrections: tuple[CorrectionView, ...],
    quorum_corrected: Json | None,
    signatures: Iterable[Json],
) -> MinutesView:
    what = _("An open meeting: residents could come.") if facts["is_open"] else ""
    return MinutesView(
        language=language,
        is_public=is_public,
        title=_("Minutes No. %(number)s") % {"number": facts["number"]},
        group=_in(facts["group"]),
        place_of_group=f"{_in(facts['community'])}, {_in(facts['oblast'])}",
        day=in_words(dt.date.fromisoformat(facts["held_on"])),
        place=_place(facts),
        hours=_hours(facts),
        remarks=(*((what,) if what else ()), *remarks),
        chair=_who(facts["chair"]),
        secretary=_who(facts["secretary"]),
        people=people,
        quorum=" ".join(filter(None, (_quorum(facts["quorum"]), _corrected_quorum(quorum_corrected)))),
        corrections=corrections,
        agenda=tuple(item["title"] for item in facts["items"]),
        items=items,
        note=note,
        signatures=tuple(_signature(one) for one in signatures) or _empty_signatures(facts),
    )


def _in(pair: dict[str, str]) -> str:
    return pair["en"] if get_language() == "en" else pair["uk"]


def _place(facts: Json) -> str:
    if facts["place"] and facts["is_online"]:
        return _("%(place)s, and online") % {"place": facts["place"]}
    return facts["place"] or (_("online") if facts["is_online"] else "")


def _hours(facts: Json) -> str:
    hours = {"begin": _hour(facts["opened_at"]), "end": _hour(facts["closed_at"])}
    return _("from %(begin)s to %(end)s") % hours if hours["begin"] and hours["end"] else ""


def _hour(instant: str) -> str:
    return time_format(localtime(dt.datetime.fromisoformat(instant)), "H:i") if instant else ""


def _who(person: Json | None) -> str:
    if person is None:
        return ""
    post = str(Post(person["post"]).label)
    said = [person["name"], person["organisation"]] if person["name"] else [post, person["organisation"]]
    return ", ".join(part for part in said if part)


def _quorum(counted: Json) -> str:
    numbers = {name: counted[name] for name in ("all", "took_part", "at_end", "needed")}
    if counted["took_part"] == counted["at_end"]:
        said = _("Members with a vote: %(all)s. Took part: %(took_part)s. Needed for a quorum: %(needed)s.")
    else:
        said = _(
            "Members with a vote: %(all)s. Took part: %(took_part)s, at the end: %(at_end)s. "
            "Needed for a quorum: %(needed)s."
        )
    verdict = _("There was a quorum.") if counted["took_part"] >= counted["needed"] else _("No quorum.")
    return f"{said % numbers} {verdict}"


def _corrected_quorum(counted: Json | None) -> str:
    if counted is None:
        return ""
    numbers = {name: counted[name] for name in ("took_part", "at_end")}
    return _("With the corrections: took part %(took_part)s, at the end %(at_end)s.") % numbers


# --- members' version ---


def _remarks(content: Json) -> Iterable[str]:
    reason = content["facts"]["short_notice_reason"]
    if reason:
        yield _("Called at shorter notice than the rules say. The reason: %(reason)s") % {"reason": reason}
    if content.get("early_reason"):
        words = _("Signed before the days for amendments were over. The reason: %(reason)s")
        yield words % {"reason": content["early_reason"]}


def _people(facts: Json) -> Iterable[Listed]:
    headings = (
        (_("Present"), {Presence.PRESENT}),
        (_("Taking part online"), {Presence.ONLINE}),
        (_("Left before the end"), {Presence.LEFT}),
        (_("Absent with a reason"), {Presence.EXCUSED}),
        (_("Absent"), {Presence.ABSENT, NOT_THERE}),
    )
    for title, presences in headings:
        lines = tuple(_line(one) for one in facts["members"] if one["presence"] in presences)
        if lines:
            yield Listed(title, lines)
    if facts["guests"]:
        guests = (", ".join(filter(None, (one["name"], one["organisation"]))) for one in facts["guests"])
        yield Listed(_("Invited"), tuple(guests))


def _line(member: Json) -> str:
    said = [member["name"]]
    if member["post"] in {Post.CHAIR, Post.DEPUTY, Post.SECRETARY}:
        said.append(str(Post(member["post"]).label))
    if member["organisation"]:
        said.append(member["organisation"])
    if not member["has_vote"]:
        said.append(_("without a vote"))
    line = ", ".join(said)
    is_away = member["presence"] not in WERE_THERE
    return f"{line} ({member['reason']})" if member["reason"] and is_away else line


def _item(item: Json, texts: dict[str, str], corrections: Sequence[Json]) -> ItemView:
    said = {name: texts.get(key_of(item["id"], name), "") for name in ("heard", "discussed", "decided")}
    return ItemView(
        id=item["id"],
        number=item["number"],
        title=item["title"],
        presenter=item["presenter"],
        parts=_parts(said),
        votes=tuple(
            _vote(ballot, correction_words.of_ballot(corrections, ballot["id"])) for ballot in item["ballots"]
        ),
        tasks=tuple(_task(task) for task in item["tasks"]),
        opinions=tuple(Paragraph(one["name"], one["text"]) for one in item["opinions"]),
        opinions_in_words="",
    )


def _parts(said: Json) -> tuple[Paragraph, ...]:
    labels = {
        "heard": pgettext("minutes", "Heard"),
        "discussed": pgettext("minutes", "Spoke"),
        "decided": pgettext("minutes", "Decided"),
    }
    return tuple(Paragraph(label, said[name]) for name, label in labels.items() if said[name])


def _vote(ballot: Json, corrections: tuple[CorrectionView, ...]) -> VoteView:
    if ballot.get("state") == BallotState.WITHDRAWN:
        words = _("The vote was withdrawn. The reason: %(reason)s") % {"reason": ballot["withdrawn_reason"]}
        return VoteView(ballot["question"], "", "", "", False, (words,), ())
    by_name = ballot.get("by_name", ())
    return VoteView(
        question=ballot["question"],
        kind=str(BallotKind(ballot["kind"]).label),
        count=_("for – %(for)s, against – %(against)s, abstained – %(abstained)s")
        % {name: ballot[name] for name in ("for", "against", "abstained")},
        outcome=str(Outcome(ballot["outcome"]).label),
        is_adopted=ballot["outcome"] == Outcome.ADOPTED,
        remarks=tuple(_remarks_on(ballot)),
        by_name=tuple(
            Listed(str(choice.label), tuple(one["name"] for one in by_name if one["choice"] == choice))
            for choice in Choice
            if any(one["choice"] == choice for one in by_name)
        ),
        corrections=corrections,
        key=f"ballot-{ballot['id']}" if "id" in ballot else "",
    )


def _remarks_on(ballot: Json) -> Iterable[str]:
    voted = ballot["for"] + ballot["against"] + ballot["abstained"]
    silent = ballot["present"] - voted
    if silent > 0:
        yield ngettext(
            "%(n)s member who took part did not vote.", "%(n)s members who took part did not vote.", silent
        ) % {"n": silent}
    if ballot["was_tie"]:
        if ballot["outcome"] == Outcome.ADOPTED:
            yield _("Votes were equal; by the rules of the group the vote of the chair decided.")
        else:
            yield _("Votes were equal: the decision is not taken.")


def _task(task: Json) -> TaskView:
    who = ", ".join(part for part in (task["who"], task["body"]) if part)
    due_on = in_words(dt.date.fromisoformat(task["due_on"])) if task["due_on"] else ""
    return TaskView(task["number"], task["text"], who, due_on)


# --- residents' version ---


def _sectors(public: Json) -> Iterable[Listed]:
    counts = [f"{Sector(code).label}: {count}" for code, count in public["sectors"].items()]
    if public["guests"]:
        counts.append(_("invited guests: %(n)s") % {"n": public["guests"]})
    if counts:
        yield Listed(_("Who took part"), tuple(counts))
    if public["organisations"]:
        yield Listed(_("From these organisations"), tuple(public["organisations"]))


def _public_item(item: Json) -> ItemView:
    count = item["opinions"]
    opinions = (
        ngettext(
            "%(n)s dissenting opinion is kept with the minutes.",
            "%(n)s dissenting opinions are kept with the minutes.",
            count,
        )
        % {"n": count}
        if count
        else ""
    )
    return ItemView(
        id=item["number"],
        number=item["number"],
        title=item["title"],
        presenter="",
        parts=_parts(item),
        votes=tuple(
            _vote(ballot, correction_words.for_residents(ballot.get("corrections", [])))
            for ballot in item["ballots"]
        ),
        tasks=tuple(_task(task) for task in item["tasks"]),
        opinions=(),
        opinions_in_words=opinions,
    )


# --- signatures ---


def _signature(one: Json) -> SignatureView:
    at = localtime(dt.datetime.fromisoformat(one["at"]))
    signed = _("signed on %(day)s at %(hour)s") % {"day": in_words(at.date()), "hour": time_format(at, "H:i")}
    return SignatureView(_role(one["as"]), one["name"], signed)


def _empty_signatures(facts: Json) -> tuple[SignatureView, ...]:
    """Of a draft: who will sign."""
    people = (("chair", facts["chair"]), ("secretary", facts["secretary"]))
    return tuple(SignatureView(_role(role), person["name"] if person else "", "") for role, person in people)


def _role(capacity: str) -> str:
    return _("In the chair") if capacity == "chair" else _("Secretary")
