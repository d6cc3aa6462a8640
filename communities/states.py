"""The life of a letter: which step leads from where to where."""

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


# Whoever holds a letter learns the answer of the mail server even after the minute's round has lost patience.
_HELD = frozenset({LetterState.SENDING, LetterState.UNKNOWN})
TO_DECIDE = frozenset({LetterState.UNKNOWN, LetterState.FAILED})  # waits for a person

ARROWS = {
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
}
