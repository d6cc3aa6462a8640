"""The demonstration's accounts: made at that moment, shown once, kept in a file that only its owner reads."""

import datetime as dt
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation

from communities.models import Community, Duty, Oblast, User
from communities.shared import audit
from config.demo_data import DemoPeople, DemoPerson

LETTERS = "abcdefghijkmnpqrstuvwxyz"  # without l and o, which look like digits
GROUPS, LETTERS_IN_A_GROUP = 4, 5  # 91 bits


@dataclass(frozen=True)
class Account:
    """How to sign in, and as whom. `duty` in English, for the terminal."""

    email: str
    password: str
    name: str
    duty: str


def path_of_accounts() -> Path:
    return settings.VAR_DIR / "demo-accounts.json"


@transaction.atomic
def make_accounts(people: DemoPeople, *, at: dt.datetime) -> tuple[Account, ...]:
    """Accounts and duties that are missing; what was made, with the passwords. Nothing to do gives nothing.

    When the file is lost, everybody gets a new password. It is written last, inside the transaction:
    a password that is in no account does no harm, an account whose password nobody knows does.
    """
    there = set(User.objects.values_list("email", flat=True))
    missing = tuple(person for person in people.people if person.email not in there)
    for person in missing:
        _enrol(person, served_since=people.served_since, at=at)
    file_is_there = path_of_accounts().exists()
    if file_is_there and not missing:
        return ()
    if file_is_there and len(missing) < len(people.people):
        made = tuple(_with_new_password(person) for person in missing)
        keep((*kept(), *made))
    else:
        made = tuple(_with_new_password(person) for person in people.people)
        keep(made)
    return made


def _enrol(person: DemoPerson, *, served_since: dt.date, at: dt.datetime) -> None:
    user = User.objects.create_user(
        person.email,
        name=person.name,
        language="uk",
        date_joined=at,
        is_staff=person.is_administrator,
        is_superuser=person.is_administrator,
    )
    audit.record("demonstration.person_added", target=user, by=None, at=at)
    for row in person.duties:
        duty = Duty(
            person=user,
            role=row.role,
            community=Community.objects.get(slug=row.community) if row.community else None,
            oblast=Oblast.objects.get(slug=row.oblast) if row.oblast else None,
            started_on=served_since,
        )
        duty.full_clean()
        duty.save()
        audit.record(
            "duty.appointed",
            target=duty,
            by=None,
            at=at,
            community=duty.community,
            details={"person": user.name, "role": duty.role},
        )


def _with_new_password(person: DemoPerson) -> Account:
    password = new_password()
    user = User.objects.get(email=person.email)
    user.set_password(password)
    user.save(update_fields=["password"])
    with translation.override("en"):
        duties = [str(duty) for duty in user.duties.select_related("community", "oblast")]
    return Account(person.email, password, person.name, "; ".join(duties) or "administrator")


def keep(accounts: tuple[Account, ...]) -> None:
    """Write the accounts where only the owner of this installation may read them, or not at all."""
    path = path_of_accounts()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(
            os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def kept() -> tuple[Account, ...]:
    """What the file holds."""
    return tuple(Account(**row) for row in json.loads(path_of_accounts().read_text(encoding="utf-8")))


def new_password() -> str:
    """Twenty letters in four groups, to be read aloud and typed."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LETTERS_IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)
