"""The rules of a group in plain sentences, each with what it means for this group, computed by the same
functions that count its meetings."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.meetings.majority import decide
from communities.meetings.notice_days import earliest
from communities.meetings.quorum import needed
from communities.models import Choice, MajorityOf, Membership, Outcome, Sector, Statute, TieRule
from communities.shared import days


@dataclass(frozen=True)
class Rule:
    """`key`: which knob of the form. `example` is empty where nobody sits in the group yet."""

    key: str
    title: str
    text: str
    example: str


def rules_in_words(statute: Statute, members: Sequence[Membership], *, today: dt.date) -> tuple[Rule, ...]:
    """For a group of these members (of one day), a meeting being called today."""
    votes = sum(member.has_vote for member in members)
    police = sum(member.has_vote and member.sector == Sector.POLICE for member in members)
    present = needed(votes, statute)
    return (
        Rule("quorum", _("When a meeting can decide"), _quorum(statute), _quorum_here(votes, present)),
        Rule(
            "majority",
            _("When a decision is taken"),
            _majority(statute),
            _majority_here(statute, votes, present),
        ),
        Rule("tie", _("When votes are equal"), _tie(statute), _tie_here(statute, votes, present)),
        Rule(
            "police",
            _("When the report of the police is assessed"),
            _police(statute),
            _police_here(statute, votes, police),
        ),
        Rule("notice", _("How early members are called"), _notice(statute), _notice_here(statute, today)),
        Rule("rhythm", _("How often the group meets"), _rhythm(statute), _rhythm_here(statute)),
        Rule("amendments", _("How long the minutes can be amended"), _amendments(statute), ""),
    )


def _quorum(statute: Statute) -> str:
    if (statute.quorum_numerator, statute.quorum_denominator) == (1, 2) and statute.quorum_is_more_than:
        return _("More than half of the members with a vote take part, in the room or online.")
    share = {"share": f"{statute.quorum_numerator}/{statute.quorum_denominator}"}
    if statute.quorum_numerator == statute.quorum_denominator:
        return _("All members with a vote take part, in the room or online.")
    if statute.quorum_is_more_than:
        return _("More than %(share)s of the members with a vote take part, in the room or online.") % share
    return _("At least %(share)s of the members with a vote take part, in the room or online.") % share


def _quorum_here(votes: int, present: int) -> str:
    if not votes:
        return ""
    text = ngettext(
        "With %(votes)s member with a vote, %(present)s must take part.",
        "With %(votes)s members with a vote, %(present)s must take part.",
        votes,
    )
    return text % {"votes": votes, "present": present}


_MAJORITIES: dict[tuple[str, bool], Callable[[], str]] = {
    (MajorityOf.PRESENT, True): lambda: _(
        "More than %(share)s of the members with a vote who take part are for it."
    ),
    (MajorityOf.PRESENT, False): lambda: _(
        "At least %(share)s of the members with a vote who take part are for it."
    ),
    (MajorityOf.CAST, True): lambda: _(
        "More than %(share)s of the votes for and against are for it; abstentions do not count."
    ),
    (MajorityOf.CAST, False): lambda: _(
        "At least %(share)s of the votes for and against are for it; abstentions do not count."
    ),
    (MajorityOf.ALL, True): lambda: _(
        "More than %(share)s of all members with a vote are for it, whether they take part or not."
    ),
    (MajorityOf.ALL, False): lambda: _(
        "At least %(share)s of all members with a vote are for it, whether they take part or not."
    ),
}


def _majority(statute: Statute) -> str:
    share = f"{statute.majority_numerator}/{statute.majority_denominator}"
    return _MAJORITIES[statute.majority_of, statute.majority_is_more_than]() % {"share": share}


def _majority_here(statute: Statute, votes: int, present: int) -> str:
    if not votes:
        return ""
    everybody = decide(
        votes_for=present, against=0, abstained=0, present=present, all_members=votes, statute=statute
    )
    if everybody.needed > present:
        text = ngettext(
            "When only %(present)s takes part nothing can be decided: %(needed)s votes for are needed.",
            "When only %(present)s take part nothing can be decided: %(needed)s votes for are needed.",
            present,
        )
    else:
        text = ngettext(
            "When %(present)s takes part and everybody votes, %(needed)s for are enough.",
            "When %(present)s take part and everybody votes, %(needed)s for are enough.",
            present,
        )
    return text % {"present": present, "needed": everybody.needed}


def _tie(statute: Statute) -> str:
    if statute.tie == TieRule.CHAIR_DECIDES:
        return _("The vote of the chair decides.")
    return _("The decision is not taken.")


def _tie_here(statute: Statute, votes: int, present: int) -> str:
    """The smallest meeting that can decide and can be split in halves."""
    even = present + present % 2
    if not 0 < even <= votes:
        return ""
    verdict = decide(
        votes_for=even // 2,
        against=even // 2,
        abstained=0,
        present=even,
        all_members=votes,
        statute=statute,
        chair_choice=Choice.FOR,
    )
    if verdict.outcome != Outcome.ADOPTED:
        text = _("With %(half)s votes for and %(half)s against the decision is not taken.")
    elif statute.tie == TieRule.CHAIR_DECIDES and verdict.needed > even // 2:
        text = _("With %(half)s votes for and %(half)s against it is taken if the chair is for it.")
    else:
        text = _("With %(half)s votes for and %(half)s against the decision is taken.")
    return text % {"half": even // 2}


def _police(statute: Statute) -> str:
    if statute.police_vote_on_their_report:
        return _("Police members vote like everybody else.")
    return _(
        "Police members do not vote: nobody judges their own work. They do not count for the quorum then."
    )


def _police_here(statute: Statute, votes: int, police: int) -> str:
    if not police or statute.police_vote_on_their_report:
        return ""
    text = ngettext(
        "Without %(police)s police member, %(present)s of the other %(votes)s must take part.",
        "Without %(police)s police members, %(present)s of the other %(votes)s must take part.",
        police,
    )
    others = votes - police
    return text % {"police": police, "votes": others, "present": needed(others, statute)}


def _notice(statute: Statute) -> str:
    number = statute.notice_days
    if not number:
        return _("There is no term: a meeting may be called for the same day.")
    if statute.notice_in_working_days:
        text = ngettext(
            "At least %(number)s working day before; shorter only with a reason that members read.",
            "At least %(number)s working days before; shorter only with a reason that members read.",
            number,
        )
    else:
        text = ngettext(
            "At least %(number)s day before; shorter only with a reason that members read.",
            "At least %(number)s days before; shorter only with a reason that members read.",
            number,
        )
    return text % {"number": number}


def _notice_here(statute: Statute, today: dt.date) -> str:
    if not statute.notice_days:
        return ""
    day = days.with_weekday(earliest(statute, today))
    return _("If it is called today, the earliest day is %(day)s.") % {"day": day}


def _rhythm(statute: Statute) -> str:
    text = ngettext("At least every month.", "At least every %(months)s months.", statute.meets_every_months)
    return text % {"months": statute.meets_every_months}


def _rhythm_here(statute: Statute) -> str:
    number = 12 // statute.meets_every_months
    text = ngettext(
        "That is at least %(number)s meeting a year.", "That is at least %(number)s meetings a year.", number
    )
    return text % {"number": number}


def _amendments(statute: Statute) -> str:
    text = ngettext(
        "Members who were there can ask for changes for %(number)s working day.",
        "Members who were there can ask for changes for %(number)s working days.",
        statute.amendment_days,
    )
    return text % {"number": statute.amendment_days}
