"""The lives of letters, meetings, votes, minutes, decisions and proposals: which step leads where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.shared.states import Arrow


class LetterState(models.TextChoices):
    DUE = "due", _("waiting")
    CLAIMED = "claimed", _("about to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("unknown whether it went out")
    FAILED = "failed", _("could not be sent")
    LEFT = "left", _("not sent: somebody decided so")
    WITHDRAWN = "withdrawn", _("not sent: the duty had ended")


class LetterStep(models.TextChoices):
    CLAIM = "claim", _("take")
    BEGIN = "begin", _("begin to send")
    ARRIVE = "arrive", _("accepted by the mail server")
    PUT_OFF = "put_off", _("refused for now")
    GIVE_UP = "give_up", _("refused for good")
    LOSE = "lose", _("no answer")
    LET_GO = "let_go", _("let go")
    SEND_AGAIN = "send_again", _("send again")
    LEAVE = "leave", _("leave it")
    FIND_NOBODY = "find_nobody", _("the account is closed")
    WITHDRAW = "withdraw", _("the duty has ended")


# Whoever holds a letter learns the answer of the mail server even after the minute's round has lost patience.
_HELD = frozenset({LetterState.SENDING, LetterState.UNKNOWN})
TO_DECIDE = frozenset({LetterState.UNKNOWN, LetterState.FAILED})  # waits for a person

LETTER_ARROWS = {
    LetterStep.CLAIM: Arrow(frozenset({LetterState.DUE}), LetterState.CLAIMED),
    LetterStep.BEGIN: Arrow(frozenset({LetterState.CLAIMED}), LetterState.SENDING),
    LetterStep.ARRIVE: Arrow(_HELD, LetterState.SENT),
    LetterStep.PUT_OFF: Arrow(_HELD | {LetterState.CLAIMED}, LetterState.DUE),
    LetterStep.GIVE_UP: Arrow(_HELD | {LetterState.CLAIMED, LetterState.DUE}, LetterState.FAILED),
    LetterStep.LOSE: Arrow(frozenset({LetterState.SENDING}), LetterState.UNKNOWN),
    LetterStep.LET_GO: Arrow(frozenset({LetterState.CLAIMED}), LetterState.DUE),
    LetterStep.SEND_AGAIN: Arrow(TO_DECIDE, LetterState.DUE),
    LetterStep.LEAVE: Arrow(TO_DECIDE, LetterState.LEFT),
    LetterStep.FIND_NOBODY: Arrow(frozenset({LetterState.CLAIMED}), LetterState.LEFT),
    LetterStep.WITHDRAW: Arrow(frozenset({LetterState.CLAIMED}), LetterState.WITHDRAWN),
}


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    CALLED = "called", _("called")
    OPEN = "open", _("being held")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class MeetingStep(models.TextChoices):
    CALL = "call", _("call")
    CHANGE = "change", _("change day or place")
    CANCEL = "cancel", _("cancel")
    OPEN = "open", _("open")
    CLOSE = "close", _("close")


MEETING_ARROWS = {
    MeetingStep.CALL: Arrow(frozenset({MeetingState.DRAFT}), MeetingState.CALLED),
    MeetingStep.CHANGE: Arrow(frozenset({MeetingState.CALLED}), MeetingState.CALLED),
    MeetingStep.CANCEL: Arrow(frozenset({MeetingState.DRAFT, MeetingState.CALLED}), MeetingState.CANCELLED),
    MeetingStep.OPEN: Arrow(frozenset({MeetingState.CALLED}), MeetingState.OPEN),
    MeetingStep.CLOSE: Arrow(frozenset({MeetingState.OPEN}), MeetingState.CLOSED),
}
WRITABLE_AGENDA = frozenset({MeetingState.DRAFT, MeetingState.CALLED, MeetingState.OPEN})


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("waits for an answer")
    ACCEPTED = "accepted", _("accepted for the agenda")
    DECLINED = "declined", _("not accepted")
    LAPSED = "lapsed", _("never answered")


class ProposalStep(models.TextChoices):
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    LAPSE = "lapse", _("leave without an answer")
    TAKE_BACK = "take_back", _("take the refusal back")


PROPOSAL_ARROWS = {
    ProposalStep.ACCEPT: Arrow(frozenset({ProposalState.WAITING}), ProposalState.ACCEPTED),
    ProposalStep.DECLINE: Arrow(frozenset({ProposalState.WAITING}), ProposalState.DECLINED),
    ProposalStep.LAPSE: Arrow(frozenset({ProposalState.WAITING}), ProposalState.LAPSED),
    ProposalStep.TAKE_BACK: Arrow(frozenset({ProposalState.DECLINED}), ProposalState.WAITING),
}


class BallotState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class BallotStep(models.TextChoices):
    CAST = "cast", _("vote")
    CLOSE = "close", _("count")
    WITHDRAW = "withdraw", _("withdraw")


BALLOT_ARROWS = {
    BallotStep.CAST: Arrow(frozenset({BallotState.OPEN}), BallotState.OPEN),
    BallotStep.CLOSE: Arrow(frozenset({BallotState.OPEN}), BallotState.CLOSED),
    BallotStep.WITHDRAW: Arrow(frozenset({BallotState.OPEN}), BallotState.WITHDRAWN),
}


class DecisionState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("no longer needed")


class DecisionStep(models.TextChoices):
    RECORD = "record", _("write down")
    REASSIGN = "reassign", _("give to somebody else")
    CHANGE_DAY = "change_day", _("change the day")
    FINISH = "finish", _("done")
    CANCEL = "cancel", _("no longer needed")
    REOPEN = "reopen", _("open again")


DECISION_ARROWS = {
    DecisionStep.REASSIGN: Arrow(frozenset({DecisionState.OPEN}), DecisionState.OPEN),
    DecisionStep.CHANGE_DAY: Arrow(frozenset({DecisionState.OPEN}), DecisionState.OPEN),
    DecisionStep.FINISH: Arrow(frozenset({DecisionState.OPEN}), DecisionState.DONE),
    DecisionStep.CANCEL: Arrow(frozenset({DecisionState.OPEN}), DecisionState.CANCELLED),
    DecisionStep.REOPEN: Arrow(frozenset({DecisionState.DONE, DecisionState.CANCELLED}), DecisionState.OPEN),
}


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("draft")
    AMENDING = "amending", _("open for amendments")
    SIGNED = "signed", _("signed")
    SUPERSEDED = "superseded", _("replaced by a correction")


class MinutesStep(models.TextChoices):
    CIRCULATE = "circulate", _("send to the members")
    TAKE_BACK = "take_back", _("take back to the draft")
    SIGN = "sign", _("sign")
    SUPERSEDE = "supersede", _("replace")


MINUTES_ARROWS = {
    MinutesStep.CIRCULATE: Arrow(frozenset({MinutesState.DRAFT}), MinutesState.AMENDING),
    MinutesStep.TAKE_BACK: Arrow(frozenset({MinutesState.AMENDING}), MinutesState.DRAFT),
    MinutesStep.SIGN: Arrow(frozenset({MinutesState.AMENDING}), MinutesState.SIGNED),
    MinutesStep.SUPERSEDE: Arrow(frozenset({MinutesState.SIGNED}), MinutesState.SUPERSEDED),
}
