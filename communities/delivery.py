"""Letters on their way: due -> claimed -> sending -> sent, each step committed before the next.

What the mail server refused with certainty is tried again, ever more rarely. What may or may not have
gone out is *unknown*: nothing here sends it again, a person decides (`send_again`, `leave`). One letter of
the whole site is being sent at a time, which the database sees to: whatever is killed, however many
processes at once, one letter at most is unknown afterwards.
"""

import datetime as dt
import logging
import smtplib
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, InterfaceError, OperationalError, connections, transaction
from django.db.models import Case, DateTimeField, Exists, F, Q, QuerySet, Value, When
from django.utils import timezone

from communities.letters import compose, still_concerns
from communities.models import Letter, LetterState, User
from communities.shared import audit
from communities.shared.doorbell import ring_after_commit
from communities.shared.smtp import NotBegun
from communities.shared.states import WrongState, follow
from communities.states import LETTER_ARROWS, TO_DECIDE, LetterStep

logger = logging.getLogger(__name__)

LETTERS_IN_A_RUN = 200
BATCH = 20  # letters claimed together, so that nobody slips in between two of them
DATABASE_MAY_REST, ASKED_AGAIN_AFTER = 20.0, 0.5  # seconds, while it restarts
RUN_LASTS = 30.0  # seconds; a letter more, and it is still below the limit of a task
LEASE = dt.timedelta(minutes=2)  # a letter held longer is nobody's
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=1)
# When no connection comes about, nothing is asked of anybody: the whole post tries again soon.
LONGEST_WAIT_FOR_CONNECTION = dt.timedelta(minutes=4)
GIVE_UP_AFTER = dt.timedelta(hours=72)  # R57
TRIES_AT_LEAST = 5  # after days without a worker, one refusal is not the end
ERROR_AT_MOST = 500

# An answer of the server, or a break before it had the letter. Everything else leaves the question open.
REFUSALS = (
    NotBegun,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
)


@dataclass
class Delivered:
    """What a run did. `put_off`: refused, will be tried again. `is_more`: others are due already."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    unknown: int = 0
    left: int = 0
    withdrawn: int = 0
    is_more: bool = False

    def counts(self) -> dict[str, int]:
        return {name: number for name, number in asdict(self).items() if name != "is_more" and number}


def waiting(*, at: dt.datetime) -> QuerySet[Letter]:
    """Letters to be tried now, those that wait longest first."""
    return Letter.objects.filter(state=LetterState.DUE, due_at__lte=at).order_by("due_at", "pk")


def deliver(*, at: dt.datetime, at_most: int = LETTERS_IN_A_RUN) -> Delivered:
    """Send what is due, one letter after the other over one connection. Two statements a letter, three for
    one that depends on a duty, and three for each batch.

    Several runs at once do not send side by side: whoever meets another one at work ends, and the other
    looks at its end for what came meanwhile. After a letter without an answer the run ends too, so that a
    mail server that has fallen silent costs one unknown letter, not all of them. Must not run inside a
    transaction.
    """
    done, now, left = Delivered(), _clock_from(at), at_most
    connection, held = get_connection(), list[Letter]()
    try:
        while left > 0 and (held := _claim(at=now(), at_most=min(left, BATCH))):
            left -= len(held)
            while held:
                if now() - at >= dt.timedelta(seconds=RUN_LASTS):
                    done.is_more = True
                    return done
                try:
                    connection.open()
                except (OSError, smtplib.SMTPException) as problem:
                    _let_go(held)
                    held = []
                    _nobody_answers(done, problem, at=now())
                    return done
                may_go_on = _deliver_one(held.pop(0), connection, done, now=now)
                if not may_go_on or done.unknown:
                    return done
    finally:
        _let_go(held)
        _hang_up(connection)
    done.is_more = left <= 0 and waiting(at=now()).exists()
    return done


def reconcile(*, at: dt.datetime) -> dict[str, int]:
    """Letters whose deliverer is gone: what was only claimed is due again, what was being sent is unknown."""
    old = Letter.objects.filter(claimed_at__lt=at - LEASE)
    again = old.filter(state=LetterState.CLAIMED).update(state=_target(LetterStep.LET_GO), due_at=at)
    unknown = old.filter(state=LetterState.SENDING).update(
        state=_target(LetterStep.LOSE), error="The sending was cut off."
    )
    counts = {"due_again": again, "unknown": unknown}
    return {name: number for name, number in counts.items() if number}


@transaction.atomic
def send_again(letter: Letter, *, by: User, at: dt.datetime) -> Letter:
    """A person wants it sent once more, with the same Message-ID. Raises `WrongState`."""
    letter = _to_decide(letter, LetterStep.SEND_AGAIN)
    letter.due_at, letter.attempts, letter.error = at, 0, ""
    _settle(letter, "letter.sent_again", by=by, at=at)
    ring_after_commit("communities.tasks.deliver_letters")
    return letter


@transaction.atomic
def leave(letter: Letter, *, by: User, at: dt.datetime) -> Letter:
    """A person decides that this letter need not arrive. Raises `WrongState`."""
    letter = _to_decide(letter, LetterStep.LEAVE)
    _settle(letter, "letter.left", by=by, at=at)
    return letter


def wait_after(attempts: int, *, at_most: dt.timedelta = LONGEST_WAIT) -> dt.timedelta:
    """How long a letter rests that was refused this often: a minute, doubling."""
    return min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), 10)), at_most)


# --- one letter ---


def _claim(*, at: dt.datetime, at_most: int) -> list[Letter]:
    """The next letters, held by us; none while somebody else holds some, who looks again afterwards."""
    with transaction.atomic(durable=True):
        free = waiting(at=at).filter(_nobody_has(LetterState.CLAIMED, LetterState.SENDING))
        ids = list(free.values_list("pk", flat=True)[:at_most])
        if not ids or not _move(Letter.objects.filter(pk__in=ids), LetterStep.CLAIM, claimed_at=at):
            return []
        held = Letter.objects.filter(pk__in=ids, state=LetterState.CLAIMED, claimed_at=at)
        return list(held.select_related("notice__person").order_by("due_at", "pk"))


def _let_go(letters: Collection[Letter]) -> None:
    """Claimed and not begun: somebody else may take them. Without a database the minute's round does it."""
    if letters:
        with suppress(OperationalError, InterfaceError):
            ids, taken = [each.pk for each in letters], {each.claimed_at for each in letters}
            _move(Letter.objects.filter(pk__in=ids, claimed_at__in=taken), LetterStep.LET_GO)


def _nobody_has(*states: LetterState) -> Q:
    return Q(~Exists(Letter.objects.filter(state__in=states)))


def _deliver_one(
    letter: Letter, connection: BaseEmailBackend, done: Delivered, *, now: Callable[[], dt.datetime]
) -> bool:
    """False when another deliverer is at work: this one goes."""
    # If it is taken from us, we change nothing any more.
    held = Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at)
    if _has_no_reader(letter, held, done, at=now()):
        return True
    try:
        message = compose(letter, connection=connection)
    except Exception as problem:  # no letter can be made of it: nothing went out
        logger.exception("Letter %s cannot be made", letter.pk)
        letter.attempts += held.update(attempts=F("attempts") + 1)
        _refused(held, letter, done, problem, at=now())
        return True
    begun = now()
    if not _begin(held, at=begun):
        _let_go([letter])
        return False
    held = Letter.objects.filter(pk=letter.pk, claimed_at=begun)
    letter.attempts += 1
    _send(held, letter, message, connection, done, now=now)
    return True


def _has_no_reader(letter: Letter, held: QuerySet[Letter], done: Delivered, *, at: dt.datetime) -> bool:
    """A closed account gets no letters, a letter of a duty goes to whoever still has it: others end here."""
    person = letter.notice.person
    if person is not None and not person.is_active:
        done.left += _move(held, LetterStep.FIND_NOBODY, settled_at=at, error="The account is closed.")
        return True
    if not still_concerns(letter.notice, today=timezone.localdate(at)):
        error = "The duty that it is about has ended."
        done.withdrawn += _move(held, LetterStep.WITHDRAW, settled_at=at, error=error)
        return True
    return False


def _begin(held: QuerySet[Letter], *, at: dt.datetime) -> int:
    """From here on the letter may have gone out. 0 while another one is being sent."""
    free = held.filter(_nobody_has(LetterState.SENDING))
    try:
        return _move(free, LetterStep.BEGIN, attempts=F("attempts") + 1, claimed_at=at)
    except IntegrityError:  # both began in the same moment, and the database let one
        return 0


def _send(
    held: QuerySet[Letter],
    letter: Letter,
    message: EmailMessage,
    connection: BaseEmailBackend,
    done: Delivered,
    *,
    now: Callable[[], dt.datetime],
) -> None:
    try:
        connection.send_messages([message])
    except Exception as problem:
        if _is_refusal(problem):
            _refused(held, letter, done, problem, at=now())
        else:
            done.unknown += _move(held, LetterStep.LOSE, error=in_words(problem))
        _hang_up(connection)
        if not isinstance(problem, OSError | smtplib.SMTPException):
            raise  # the limit of a task, or a mistake of ours: the run is over
    else:
        done.sent += _arrived(held, at=now())


def _arrived(held: QuerySet[Letter], *, at: dt.datetime) -> int:
    """The mail server has it. A database that is away for a moment is asked again, over a new connection,
    because what is known must not become unknown."""
    patience = time.monotonic() + DATABASE_MAY_REST
    while True:
        try:
            return _move(held, LetterStep.ARRIVE, sent_at=at, error="")
        except (OperationalError, InterfaceError):
            if time.monotonic() >= patience:
                raise
            connections[held.db].close()
            time.sleep(ASKED_AGAIN_AFTER)


def _is_refusal(problem: Exception) -> bool:
    """Did the letter certainly not go out? An answer that is none (its code is -1) leaves it open."""
    if isinstance(problem, smtplib.SMTPResponseException) and problem.smtp_code < 400:
        return False
    return isinstance(problem, REFUSALS)


def _refused(
    held: QuerySet[Letter], letter: Letter, done: Delivered, problem: Exception, *, at: dt.datetime
) -> None:
    since = max(letter.written_at, letter.settled_at or letter.written_at)
    is_over = at - since >= GIVE_UP_AFTER and letter.attempts >= TRIES_AT_LEAST
    if is_over or _no_such_address(problem):
        done.failed += _move(held, LetterStep.GIVE_UP, error=in_words(problem))
        return
    due_at = at + wait_after(letter.attempts)
    done.put_off += _move(held, LetterStep.PUT_OFF, due_at=due_at, error=in_words(problem))


def _nobody_answers(done: Delivered, problem: Exception, *, at: dt.datetime) -> None:
    """No connection came about: every letter that is due waits, in two statements."""
    logger.warning("No connection to the mail server: %s", problem)
    error, due = in_words(problem), Letter.objects.filter(state=LetterState.DUE, due_at__lte=at)
    old = at - GIVE_UP_AFTER
    over = Q(written_at__lte=old, attempts__gte=TRIES_AT_LEAST) & ~Q(settled_at__gt=old)
    done.failed += _move(due.filter(over), LetterStep.GIVE_UP, error=error)
    waits = [
        When(attempts=tried, then=Value(at + wait_after(tried + 1, at_most=LONGEST_WAIT_FOR_CONNECTION)))
        for tried in range(2)
    ]
    latest = Value(at + LONGEST_WAIT_FOR_CONNECTION)
    done.put_off += due.update(
        attempts=F("attempts") + 1,
        due_at=Case(*waits, default=latest, output_field=DateTimeField()),
        error=error,
    )


def in_words(problem: Exception) -> str:
    """What the server said, without addresses of people and in one line."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers += problem.recipients.values()
    elif isinstance(problem, smtplib.SMTPResponseException):
        answers.append((problem.smtp_code, problem.smtp_error))
    said = "; ".join(f"{code} {_text(words)}" for code, words in answers)
    return " ".join((said or f"{type(problem).__name__}: {problem}").split())[:ERROR_AT_MOST]


def _no_such_address(problem: Exception) -> bool:
    """The server will never take letters for this address: three days of asking would only hide it."""
    if not isinstance(problem, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in problem.recipients.values())


# --- steps ---


def _move(letters: QuerySet[Letter], step: LetterStep, **fields: Any) -> int:
    """Follow the arrow, by update-where: how many letters did."""
    return letters.filter(state__in=LETTER_ARROWS[step].sources).update(state=_target(step), **fields)


def _target(step: LetterStep) -> LetterState:
    return LETTER_ARROWS[step].target


def _to_decide(letter: Letter, step: LetterStep) -> Letter:
    """The letter, locked, moved along the arrow."""
    letter = (
        Letter.objects.select_for_update(of=("self",)).select_related("notice__community").get(pk=letter.pk)
    )
    letter.state = follow(LETTER_ARROWS, state=LetterState(letter.state), step=step)
    return letter


def _settle(letter: Letter, act: str, *, by: User, at: dt.datetime) -> None:
    letter.settled_by, letter.settled_at = by, at
    letter.save(update_fields=["state", "due_at", "attempts", "error", "settled_by", "settled_at"])
    notice = letter.notice
    audit.record(act, target=letter, by=by, at=at, community=notice.community, details={"notice": notice.pk})


def _hang_up(connection: BaseEmailBackend) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.close()
    if getattr(connection, "connection", None) is not None:
        connection.connection = None  # type: ignore[attr-defined] # a dead one must not be used again


def _clock_from(at: dt.datetime) -> Callable[[], dt.datetime]:
    """`at`, going on: a run lasts a while, and a letter is sent when it is sent."""
    started = time.monotonic()
    return lambda: at + dt.timedelta(seconds=time.monotonic() - started)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


__all__ = ["TO_DECIDE", "WrongState", "deliver", "leave", "reconcile", "send_again", "waiting"]
