"""A letter goes out once; what is refused waits; what may have gone out waits for a person."""

import datetime as dt
import smtplib
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import translation

from communities import delivery, letters
from communities.letters import depends_on_duty
from communities.models import AuditEntry, Duty, Letter, LetterState, Notice
from communities.shared import mail
from communities.shared.states import WrongState, follow
from communities.states import LETTER_ARROWS, LetterStep
from tests.post.conftest import AT, HOUR, MINUTE

S, T = LetterState, LetterStep
ALLOWED = {
    (S.DUE, T.CLAIM): S.CLAIMED,
    (S.DUE, T.GIVE_UP): S.FAILED,
    (S.CLAIMED, T.BEGIN): S.SENDING,
    (S.CLAIMED, T.PUT_OFF): S.DUE,
    (S.CLAIMED, T.GIVE_UP): S.FAILED,
    (S.CLAIMED, T.LET_GO): S.DUE,
    (S.CLAIMED, T.FIND_NOBODY): S.LEFT,
    (S.CLAIMED, T.WITHDRAW): S.WITHDRAWN,
    (S.SENDING, T.ARRIVE): S.SENT,
    (S.SENDING, T.PUT_OFF): S.DUE,
    (S.SENDING, T.GIVE_UP): S.FAILED,
    (S.SENDING, T.LOSE): S.UNKNOWN,
    (S.UNKNOWN, T.ARRIVE): S.SENT,
    (S.UNKNOWN, T.PUT_OFF): S.DUE,
    (S.UNKNOWN, T.GIVE_UP): S.FAILED,
    (S.UNKNOWN, T.SEND_AGAIN): S.DUE,
    (S.UNKNOWN, T.LEAVE): S.LEFT,
    (S.FAILED, T.SEND_AGAIN): S.DUE,
    (S.FAILED, T.LEAVE): S.LEFT,
}


@pytest.mark.parametrize("state", LetterState)
@pytest.mark.parametrize("step", LetterStep)
def test_every_arrow(state, step):
    if (state, step) in ALLOWED:
        assert follow(LETTER_ARROWS, state=state, step=step) == ALLOWED[state, step]
    else:
        with pytest.raises(WrongState):
            follow(LETTER_ARROWS, state=state, step=step)


def found(letter):
    letter.refresh_from_db()
    return letter


def put(letter, state, **fields):
    Letter.objects.filter(pk=letter.pk).update(state=state, **fields)


# --- it goes out ---


def test_a_letter_goes_out_once_in_the_language_of_the_person(cast, server, letter_to):
    letter = letter_to(cast.olena, link="/work/")
    assert delivery.deliver(at=AT).sent == 1
    assert delivery.deliver(at=AT + HOUR).sent == 0
    (sent,) = server.received
    assert sent["To"] == "olena@example.org"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "text/plain"
    text = sent.get_payload(decode=True).decode()
    assert "Good day, Olena Koval." in text
    assert "http://127.0.0.1:8000/en/work/" in text
    assert found(letter).state == S.SENT
    assert AT <= letter.sent_at < AT + MINUTE
    assert letter.attempts == 1


def test_many_letters_share_one_connection(cast, server, letter_to):
    for number in range(5):
        letter_to(cast.olena, key=f"n{number}")
    assert delivery.deliver(at=AT).counts() == {"sent": 5}
    assert server.connections == 1
    assert len(set(server.ids)) == 5


def test_a_run_takes_so_many_and_says_that_there_are_more(cast, letter_to):
    for number in range(3):
        letter_to(cast.olena, key=f"n{number}")
    first, second = delivery.deliver(at=AT, at_most=2), delivery.deliver(at=AT, at_most=2)
    assert (first.sent, first.is_more) == (2, True)
    assert (second.sent, second.is_more) == (1, False)


def test_a_run_ends_when_its_time_is_over(cast, letter_to, monkeypatch):
    letter_to(cast.olena)
    monkeypatch.setattr(delivery, "RUN_LASTS", 0.0)
    assert delivery.deliver(at=AT).is_more
    assert not outbox.outbox


def test_the_address_is_the_one_the_person_has_now(cast, letter_to):
    letter_to(cast.olena)
    cast.olena.email = "koval@example.org"
    cast.olena.save()
    delivery.deliver(at=AT)
    assert outbox.outbox[0].to == ["koval@example.org"]


def test_nothing_is_sent_to_a_closed_account(cast, letter_to):
    letter = letter_to(cast.olena)
    cast.olena.is_active = False
    cast.olena.save()
    assert delivery.deliver(at=AT).counts() == {"left": 1}
    assert not outbox.outbox
    assert found(letter).state == S.LEFT


def test_a_letter_is_not_sent_before_its_time(cast, letter_to):
    letter = letter_to(cast.olena)
    put(letter, S.DUE, due_at=AT + MINUTE)
    assert delivery.deliver(at=AT).counts() == {}
    assert delivery.deliver(at=AT + MINUTE).sent == 1


@pytest.mark.parametrize("state", [state for state in LetterState if state != S.DUE])
def test_only_what_is_due_is_sent(cast, letter_to, state):
    letter = letter_to(cast.olena)
    put(letter, state, claimed_at=AT, sent_at=AT)
    assert delivery.deliver(at=AT + HOUR).counts() == {}
    assert not outbox.outbox


def test_five_hundred_are_written_in_few_statements_and_sent_in_two_each(cast, django_assert_max_num_queries):
    said = [mail.Message(key=f"m{n}", to=cast.olena.pk, kind="none/such") for n in range(500)]
    with django_assert_max_num_queries(8 if connection.vendor == "postgresql" else 14):  # with savepoints
        mail.post(said, at=AT)
    assert (Notice.objects.count(), Letter.objects.count()) == (500, 500)
    with django_assert_max_num_queries(2 * 200 + 5 * 10 + 1):  # batches of twenty, with savepoints
        assert delivery.deliver(at=AT).sent == 200


# --- one at a time ---


def test_the_database_lets_one_letter_be_sent_at_a_time(cast, letter_to):
    first, second = letter_to(cast.olena), letter_to(cast.petro, key="two")
    put(first, S.SENDING, claimed_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        put(second, S.SENDING, claimed_at=AT)


def test_whoever_meets_another_one_at_work_lets_go_and_ends(cast, letter_to, monkeypatch):
    others = letter_to(cast.olena)
    for number in range(3):
        letter_to(cast.petro, key=f"n{number}")
    put(others, S.DUE, due_at=AT + HOUR)
    begin = delivery._begin

    def after_another(held, *, at):
        put(others, S.SENDING, claimed_at=AT)
        return begin(held, at=at)

    monkeypatch.setattr(delivery, "_begin", after_another)
    done = delivery.deliver(at=AT)
    assert (done.counts(), done.is_more) == ({}, False)
    assert sorted(Letter.objects.values_list("state", "attempts")) == [*[("due", 0)] * 3, ("sending", 0)]
    assert not outbox.outbox


@pytest.mark.parametrize("state", [S.CLAIMED, S.SENDING])
def test_whoever_comes_while_another_one_is_at_work_touches_nothing(
    cast, letter_to, state, django_assert_max_num_queries
):
    others, _due = letter_to(cast.olena), letter_to(cast.petro, key="two")
    put(others, state, claimed_at=AT)
    with django_assert_max_num_queries(3):  # with the savepoint of the tests
        done = delivery.deliver(at=AT)
    assert (done.counts(), done.is_more) == ({}, False)
    assert not outbox.outbox


def test_what_was_posted_while_another_one_ended_goes_out_in_the_same_run(cast, letter_to, monkeypatch):
    """Its own bell was heard by a run that met this one at work."""
    letter_to(cast.olena)
    arrived, late = delivery._arrived, []

    def and_then(held, *, at):
        done = arrived(held, at=at)
        if not late:
            late.append(letter_to(cast.petro, key="two"))
        return done

    monkeypatch.setattr(delivery, "_arrived", and_then)
    assert delivery.deliver(at=AT).sent == 2


# --- whose duty has ended ---


def end_duties_of(person, day):
    Duty.objects.filter(person=person).update(ended_on=day)


DUTY_KINDS = [
    ("olena", "reports/due_today"),
    ("halyna", "communities/decision_due"),
    ("petro", "reports/nudge"),
]


@pytest.mark.parametrize(("who", "kind"), DUTY_KINDS)
def test_a_letter_of_a_duty_is_withdrawn_when_the_duty_has_ended(cast, novopskov, letter_to, who, kind):
    person = getattr(cast, who)
    letter = letter_to(person, kind=kind, community=novopskov.pk)
    end_duties_of(person, AT.date())
    assert delivery.deliver(at=AT).counts() == {"withdrawn": 1}
    assert not outbox.outbox
    assert found(letter).state == S.WITHDRAWN
    assert letter.settled_at is not None
    assert "duty" in letter.error
    assert Notice.objects.count() == 1  # what was told on the site stays


@pytest.mark.parametrize(("who", "kind"), DUTY_KINDS)
def test_a_letter_of_a_duty_goes_out_until_its_last_day(cast, novopskov, letter_to, who, kind):
    letter_to(getattr(cast, who), kind=kind, community=novopskov.pk)
    end_duties_of(getattr(cast, who), AT.date() + dt.timedelta(days=1))
    assert delivery.deliver(at=AT).counts() == {"sent": 1}


def test_a_duty_elsewhere_or_another_one_does_not_count(cast, novopskov, popasna, letter_to):
    letter_to(cast.olena, kind="reports/due_today", community=popasna.pk)
    letter_to(
        cast.olena, key="two", kind="reports/handed_in", community=novopskov.pk
    )  # for the head of police
    letter_to(cast.halyna, key="three", kind="reports/due_today", community=novopskov.pk)
    assert delivery.deliver(at=AT).counts() == {"withdrawn": 3}


def test_a_digest_goes_to_whoever_coordinates_that_oblast(cast, novopskov, letter_to):
    letter_to(cast.bohdan, kind="reports/digest", oblast=novopskov.oblast_id)
    letter_to(cast.larysa, key="two", kind="reports/digest", oblast=novopskov.oblast_id)  # national
    letter_to(cast.bohdan, key="three", kind="reports/digest")  # of several oblasts
    letter_to(cast.olena, key="four", kind="reports/digest", oblast=novopskov.oblast_id)
    assert delivery.deliver(at=AT).counts() == {"sent": 3, "withdrawn": 1}


def test_whoever_joins_next_week_is_called_to_the_meeting_already(cast, novopskov, letter_to):
    Duty.objects.filter(person=cast.halyna).update(started_on=AT.date() + dt.timedelta(days=7))
    letter_to(cast.halyna, kind="communities/meeting_called", community=novopskov.pk)
    assert delivery.deliver(at=AT).counts() == {"sent": 1}


WHATEVER_HAPPENED = {
    "communities/group_invited",  # the own account
    "communities/meeting_cancelled",  # it stands in their calendar
    "communities/proposal_answered",  # their own words
}


@pytest.mark.parametrize("kind", ["none/such", *sorted(WHATEVER_HAPPENED)])
def test_a_letter_about_the_person_goes_out_whatever_happened(cast, novopskov, letter_to, kind):
    letter_to(cast.olena, kind=kind, community=novopskov.pk)
    end_duties_of(cast.olena, AT.date())
    assert delivery.deliver(at=AT).counts() == {"sent": 1}


def test_of_every_kind_of_letter_it_is_decided_whether_it_depends_on_a_duty():
    mails = Path(settings.BASE_DIR) / "templates" / "mail"
    kinds = {f"{one.parent.name}/{one.stem}" for one in mails.glob("*/*.txt")}
    assert {kind for kind in kinds if not depends_on_duty(kind)} == WHATEVER_HAPPENED
    assert set(letters._roles) <= kinds


# --- refused ---


@pytest.mark.parametrize(
    "refusal",
    [
        {"to_sender": "451 come back later"},
        {"to_recipient": {"olena@example.org": "450 greylisted"}},
        {"answer": "451 come back later"},
        {"answer": "554 looks like spam"},
        {"drops_before_data": True},
    ],
)
def test_what_was_refused_for_certain_is_tried_again(cast, server, letter_to, refusal):
    letter = letter_to(cast.olena)
    for name, value in refusal.items():
        setattr(server, name, value)
    assert delivery.deliver(at=AT).counts() == {"put_off": 1}
    assert found(letter).state == S.DUE
    assert letter.error
    assert letter.due_at - AT >= MINUTE
    assert delivery.deliver(at=AT + MINUTE / 2).counts() == {}
    for name in refusal:
        setattr(server, name, type(server).__dataclass_fields__[name].default)
    server.to_recipient = {}
    assert delivery.deliver(at=AT + 2 * MINUTE).sent == 1
    assert len(server.received) == 1


def test_it_is_asked_ever_more_rarely_and_given_up_after_three_days(cast, server, letter_to):
    letter, tries, now = letter_to(cast.olena), [], AT
    server.answer = "451 full"
    while found(letter).state == S.DUE:
        now = max(now, letter.due_at)
        tries.append(now)
        delivery.deliver(at=now)
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert [round(wait / MINUTE) for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert letter.state == S.FAILED
    assert letter.error == "451 full"
    assert dt.timedelta(hours=72) <= now - AT <= dt.timedelta(hours=73)


def test_an_address_that_does_not_exist_fails_at_once_and_others_go_on(cast, server, letter_to):
    server.to_recipient = {"olena@example.org": "550 5.1.1 no such user"}
    olenas, petros = letter_to(cast.olena), letter_to(cast.petro, key="two")
    assert delivery.deliver(at=AT).counts() == {"sent": 1, "failed": 1}
    assert found(olenas).state == S.FAILED
    assert olenas.error == "550 5.1.1 no such user"
    assert found(petros).state == S.SENT


def test_one_refusal_after_days_without_a_worker_is_not_the_end(cast, server, letter_to):
    letter = letter_to(cast.olena)
    server.answer = "451 greylisted"
    delivery.deliver(at=AT + dt.timedelta(days=14))
    assert found(letter).state == S.DUE


def test_without_a_mail_server_everything_waits_and_then_goes_out(
    cast, mail_settings, letter_to, django_assert_max_num_queries
):
    for number in range(30):
        letter_to(cast.olena, key=f"n{number}")
    with django_assert_max_num_queries(8):
        assert delivery.deliver(at=AT).counts() == {"put_off": 30}
    assert set(Letter.objects.values_list("state", "attempts")) == {("due", 1)}
    now = AT
    for _ in range(60):
        now += MINUTE
        delivery.deliver(at=now)
    assert {due - now <= 5 * MINUTE for due in Letter.objects.values_list("due_at", flat=True)} == {True}


def test_without_a_mail_server_for_three_days_it_has_failed(cast, mail_settings, letter_to):
    letter = letter_to(cast.olena)
    put(letter, S.DUE, attempts=40)
    delivery.deliver(at=AT + dt.timedelta(hours=71))
    assert found(letter).state == S.DUE
    delivery.deliver(at=AT + dt.timedelta(hours=73))
    assert found(letter).state == S.FAILED


def test_a_letter_that_cannot_be_written_waits_and_others_go_on(cast, letter_to):
    olenas = letter_to(cast.olena)
    letter_to(cast.petro, key="two")
    cast.olena.email = "olena\n@example.org"
    cast.olena.save()
    assert delivery.deliver(at=AT).counts() == {"sent": 1, "put_off": 1}
    assert found(olenas).state == S.DUE


def test_a_letter_that_can_never_be_written_is_listed_after_three_days(cast, letter_to):
    letter, now, tries = letter_to(cast.olena), AT, 0
    cast.olena.email = "olena\n@example.org"
    cast.olena.save()
    while found(letter).state == S.DUE and tries < 300:
        now, tries = max(now, letter.due_at), tries + 1
        delivery.deliver(at=now)
    assert letter.state == S.FAILED, "a person must be asked"
    assert dt.timedelta(hours=72) <= now - AT <= dt.timedelta(hours=73)
    assert tries < 100, "it is tried ever more rarely"


# --- nobody knows ---


@pytest.mark.parametrize("fault", [{"drops_after_data": True}, {"hangs": 3}, {"answer": "nonsense"}])
def test_what_may_have_gone_out_is_unknown_and_never_sent_again(cast, server, letter_to, fault):
    letter = letter_to(cast.olena)
    letter_to(cast.petro, key="two")
    for name, value in fault.items():
        setattr(server, name, value)
    assert delivery.deliver(at=AT).counts() == {"unknown": 1}
    assert found(letter).state == S.UNKNOWN
    server.drops_after_data, server.hangs, server.answer = False, 0, "250 OK"
    for hours in range(1, 100):
        delivery.reconcile(at=AT + hours * HOUR)
        delivery.deliver(at=AT + hours * HOUR)
    assert found(letter).state == S.UNKNOWN
    assert len(server.ids) == len(set(server.ids))


def test_a_silent_server_costs_one_unknown_letter_a_run(cast, server, letter_to):
    for number in range(4):
        letter_to(cast.olena, key=f"n{number}")
    server.hangs = 3
    assert delivery.deliver(at=AT).counts() == {"unknown": 1}
    assert Letter.objects.filter(state=S.DUE).count() == 3


class Killed(Exception):
    """Stands for the limit of a task in the middle of sending."""


def test_a_run_cut_off_while_sending_leaves_one_unknown(cast, letter_to, monkeypatch):
    for number in range(3):
        letter_to(cast.olena, key=f"n{number}")

    def cut_off(_self, _messages):
        raise Killed

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", cut_off)
    with pytest.raises(Killed):
        delivery.deliver(at=AT)
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["due", "due", "unknown"]


# --- the minute's round ---


@pytest.mark.parametrize(
    ("state", "age", "becomes"),
    [
        (S.CLAIMED, 1, S.CLAIMED),
        (S.CLAIMED, 3, S.DUE),
        (S.SENDING, 1, S.SENDING),
        (S.SENDING, 3, S.UNKNOWN),
        (S.DUE, 3, S.DUE),
        (S.SENT, 3, S.SENT),
        (S.UNKNOWN, 3, S.UNKNOWN),
        (S.FAILED, 3, S.FAILED),
        (S.LEFT, 3, S.LEFT),
        (S.WITHDRAWN, 3, S.WITHDRAWN),
    ],
)
def test_what_a_dead_worker_held(cast, letter_to, state, age, becomes):
    letter = letter_to(cast.olena)
    put(letter, state, claimed_at=AT, sent_at=AT)
    counts = delivery.reconcile(at=AT + age * MINUTE)
    assert found(letter).state == becomes
    assert sum(counts.values()) == (state != becomes)


class Restarting:
    """Fails the first marks of arrival as a database does that restarts; counts connections let go."""

    def __init__(self, monkeypatch, *problems):
        self.problems, self.let_go, self.move = list(problems), 0, delivery._move
        monkeypatch.setattr(delivery, "_move", self._move)
        monkeypatch.setattr(delivery, "connections", {"default": self})
        monkeypatch.setattr(delivery, "ASKED_AGAIN_AFTER", 0)

    def _move(self, letters, step, **fields):
        if step == T.ARRIVE and self.problems:
            raise self.problems.pop(0)
        return self.move(letters, step, **fields)

    def close(self):
        self.let_go += 1


def test_a_database_that_restarts_does_not_make_a_letter_unknown(cast, letter_to, monkeypatch):
    letter = letter_to(cast.olena)
    database = Restarting(monkeypatch, OperationalError("shutting down"), InterfaceError("closed"))
    assert delivery.deliver(at=AT).sent == 1
    assert found(letter).state == S.SENT
    assert database.let_go == 2
    assert len(outbox.outbox) == 1


def test_a_database_that_stays_away_ends_the_run_and_nothing_is_sent_twice(cast, letter_to, monkeypatch):
    letter = letter_to(cast.olena)
    monkeypatch.setattr(delivery, "DATABASE_MAY_REST", 0)
    Restarting(monkeypatch, OperationalError("gone"))
    with pytest.raises(OperationalError):
        delivery.deliver(at=AT)
    assert found(letter).state == S.SENDING
    assert delivery.reconcile(at=AT + HOUR) == {"unknown": 1}
    assert delivery.deliver(at=AT + HOUR).sent == 0
    assert len(outbox.outbox) == 1


def test_who_was_only_slow_still_says_that_it_arrived(cast, letter_to, monkeypatch):
    """The minute's round lost patience, then the server answered."""
    letter = letter_to(cast.olena)
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    monkeypatch.setattr(backend, lambda *_: delivery.reconcile(at=AT + HOUR))
    delivery.deliver(at=AT)
    assert found(letter).state == S.SENT


def test_who_was_too_slow_does_not_undo_the_decision_of_a_person(cast, letter_to, monkeypatch):
    letter = letter_to(cast.olena)

    def decided_meanwhile(*_):
        delivery.reconcile(at=AT + HOUR)
        delivery.leave(letter, by=cast.admin, at=AT + HOUR)

    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    monkeypatch.setattr(backend, decided_meanwhile)
    delivery.deliver(at=AT)
    assert found(letter).state == S.LEFT


# --- a person decides ---


@pytest.mark.parametrize("state", LetterState)
@pytest.mark.parametrize(("verb", "becomes"), [(delivery.send_again, S.DUE), (delivery.leave, S.LEFT)])
def test_a_person_decides_about_unknown_and_failed_letters_only(cast, letter_to, state, verb, becomes):
    letter = letter_to(cast.olena)
    put(letter, state, claimed_at=AT, sent_at=AT, attempts=7)
    if state not in {S.UNKNOWN, S.FAILED}:
        with pytest.raises(WrongState):
            verb(letter, by=cast.bohdan, at=AT + HOUR)
        assert found(letter).state == state
        return
    verb(letter, by=cast.bohdan, at=AT + HOUR)
    assert found(letter).state == becomes
    assert (letter.settled_by, letter.settled_at) == (cast.bohdan, AT + HOUR)
    assert AuditEntry.objects.get().by == cast.bohdan
    with pytest.raises(WrongState):
        verb(letter, by=cast.bohdan, at=AT + HOUR)


def test_a_letter_sent_again_carries_the_same_id_and_has_three_days_anew(cast, server, letter_to):
    letter = letter_to(cast.olena)
    server.drops_after_data = True
    delivery.deliver(at=AT)
    later = AT + dt.timedelta(days=5)
    delivery.send_again(found(letter), by=cast.bohdan, at=later)
    server.drops_after_data, server.answer = False, "451 later"
    for number in range(8):
        delivery.deliver(at=later + number * HOUR)
    assert found(letter).state == S.DUE
    server.answer = "250 OK"
    delivery.deliver(at=later + 9 * HOUR)
    assert found(letter).state == S.SENT
    assert len(server.ids) == 2
    assert len(set(server.ids)) == 1


def test_what_a_server_says_names_nobody():
    problem = smtplib.SMTPRecipientsRefused({"olena@example.org": (550, b"no\r\nsuch user")})
    assert delivery.in_words(problem) == "550 no such user"


def test_the_acts_are_told(cast):
    from communities.shared.trail import known_acts, sentence_of

    assert {"letter.sent_again", "letter.left"} <= known_acts()
    with translation.override("en"):
        assert sentence_of("letter.left", {}) == "Decided that the letter is not sent"


def test_somebody_without_an_account_is_told_once_and_by_letter_alone(cast, server, client):
    told = mail.Message(key="bare", to=None, address="school@example.org", kind="no/such", link="/work/x/")
    for _ in range(2):
        mail.post([told], at=AT)
    assert delivery.deliver(at=AT).counts() == {"sent": 1}
    assert delivery.deliver(at=AT + HOUR).counts() == {}
    [letter] = server.received
    assert letter["To"] == "school@example.org"
    Letter.objects.update(state=LetterState.UNKNOWN)
    client.force_login(cast.larysa)
    page = client.get("/en/work/letters/").content.decode()
    assert "To school@example.org, who has no account" in page
    for wrong in ({"person": None, "address": ""}, {"person": cast.olena, "address": "x@example.org"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(key="wrong", kind="no/such", at=AT, **wrong)
