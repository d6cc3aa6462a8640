"""Why something was refused in a meeting, in words that say what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.meetings import attendance, decisions, holding, outcomes, recording, voting
from communities.models import Meeting
from communities.shared.states import WrongState
from communities.states import MeetingState

REFUSALS = (
    WrongState,
    attendance.NoName,
    attendance.NotAMember,
    decisions.CannotWrite,
    holding.CannotChair,
    holding.TooEarly,
    holding.VoteIsOpen,
    outcomes.Refused,
    recording.NoWords,
    recording.SaidAlready,
    recording.TooLong,
    recording.WasNotThere,
    voting.ChairMustSay,
    voting.NoQuestion,
    voting.NoQuorum,
    voting.NoReason,
    voting.NotAVoter,
    voting.OtherKind,
    voting.TooManyVotes,
)


def words_for(problem: Exception, *, meeting: Meeting) -> str:
    """`meeting` as it is now."""
    if isinstance(problem, WrongState):
        return _wrong_state(meeting)
    if isinstance(problem, voting.NoQuorum):
        return ngettext(
            "Without a quorum nothing is decided: %(missing)s more member with a vote is needed.",
            "Without a quorum nothing is decided: %(missing)s more members with a vote are needed.",
            problem.standing.missing,
        ) % {"missing": problem.standing.missing}
    if isinstance(problem, voting.TooManyVotes):
        return _(
            "There are %(votes)s votes, but %(present)s members who may vote on this take part. Count again."
        ) % {"votes": problem.votes, "present": problem.present}
    if isinstance(problem, recording.TooLong):
        return _("Too long: %(length)s of %(most)s characters. Shorten the text; nothing was cut.") % {
            "length": problem.length,
            "most": problem.most,
        }
    if isinstance(problem, decisions.CannotWrite):
        return _task(problem.reason)
    return problem.words if isinstance(problem, outcomes.Refused) else _plain()[type(problem)]


def _wrong_state(meeting: Meeting) -> str:
    if meeting.state == MeetingState.OPEN:
        return _("Somebody was faster: this has been done already. Look at the page as it is now.")
    if meeting.state == MeetingState.CALLED:
        return _("The meeting has not been opened yet. Open it first.")
    return _("The meeting is closed: nothing in it changes any more.")


def _task(reason: decisions.Refusal) -> str:
    return {
        decisions.Refusal.NO_TEXT: _("Write what is to be done."),
        decisions.Refusal.TOO_LONG: _("The text is too long: 2000 characters at most."),
        decisions.Refusal.NOT_A_MEMBER: _("This person is no member of the group now: choose somebody else."),
        decisions.Refusal.DUE_IN_THE_PAST: _("This day is over: name a later one."),
        decisions.Refusal.NO_QUORUM: _(
            "There are too few members for a decision now. Note who has come, or decide at the next meeting."
        ),
        decisions.Refusal.NOT_ADOPTED: _("This vote did not adopt the question."),
    }.get(reason, _("This could not be written down so."))


def _plain() -> dict[type[Exception], str]:
    return {
        attendance.NoName: _("Write the name of the guest."),
        attendance.NotAMember: _("This person is not a member of the group on the day of the meeting."),
        holding.CannotChair: _("Choose a member with a vote to lead the meeting."),
        holding.TooEarly: _(
            "The day of this meeting has not come. If it is held earlier, change its day first."
        ),
        holding.VoteIsOpen: _("A vote is still open: count it or withdraw it first."),
        recording.NoWords: _("Write the opinion in the member's words."),
        recording.SaidAlready: _("This member's opinion on this point is kept already."),
        recording.WasNotThere: _("Only somebody who took part can add an opinion."),
        voting.ChairMustSay: _("The votes are equal and the chair's vote decides: say how the chair voted."),
        voting.NoQuestion: _("Write what is voted on."),
        voting.NoReason: _("Say why the vote is withdrawn: it stands in the minutes."),
        voting.NotAVoter: _("This member is not noted as being there, or has no vote on this question."),
        voting.OtherKind: _("This vote is counted in another way. Look at the page as it is now."),
    }
