"""Lend a section to a colleague, and take it back. A report has one author; sections have many."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from communities.models import Community, Role, User
from communities.shared import audit
from communities.shared.states import WrongState
from reports.models import SectionEntry, SectionLoan

BORROWERS = (Role.POLICE_COLLEAGUE, Role.REPORTING_OFFICER)


class CannotBorrow(Exception):
    """This person serves as nobody to whom sections of this community are lent."""


class AlreadyLent(Exception):
    """The section is with somebody else: it has to be taken back first."""

    def __init__(self, loan: SectionLoan) -> None:
        super().__init__(f"lent to {loan.lent_to_id}")
        self.loan = loan


def colleagues(community: Community, *, by: User, today: dt.date) -> list[User]:
    """To whom a section may be lent: who writes for this police today, except the lender, by name."""
    serving = community.duties.serving(today=today).filter(role__in=BORROWERS)
    people = User.objects.filter(duties__in=serving, is_active=True).exclude(pk=by.pk)
    return list(people.distinct().order_by("name"))


@transaction.atomic
def lend(entry: SectionEntry, *, to: User, message: str, by: User, at: dt.datetime) -> SectionLoan:
    """Let a colleague fill in this section until it is taken back. Lending it twice is lending it once.

    Raises `WrongState` when the report is not open, `CannotBorrow`, and `AlreadyLent` when somebody
    else has it.
    """
    entry = SectionEntry.objects.held().get(pk=entry.pk)
    if not entry.report.is_open:
        raise WrongState(state=entry.report.state, step="lend")
    if to not in colleagues(entry.report.community, by=by, today=timezone.localdate(at)):
        raise CannotBorrow
    if current := entry.loans.current().select_related("lent_to").first():
        if current.lent_to_id == to.pk:
            return current
        raise AlreadyLent(current)
    loan = SectionLoan.objects.create(entry=entry, lent_to=to, lent_by=by, lent_at=at, message=message)
    _record("section.lent", entry, loan, by=by, at=at)
    return loan


@transaction.atomic
def take_back(entry: SectionEntry, *, by: User, at: dt.datetime) -> SectionLoan | None:
    """End the loan; what the colleague wrote stays. None when the section is not lent."""
    entry = SectionEntry.objects.held().get(pk=entry.pk)
    loan = entry.loans.current().select_related("lent_to").first()
    if loan is None:
        return None
    loan.ended_at = at
    loan.save(update_fields=["ended_at"])
    _record("section.taken_back", entry, loan, by=by, at=at)
    return loan


def _record(act: str, entry: SectionEntry, loan: SectionLoan, *, by: User, at: dt.datetime) -> None:
    audit.record(
        act,
        target=entry.report,
        by=by,
        at=at,
        community=entry.report.community,
        details={"section": entry.section.number, "colleague": loan.lent_to.name},
    )
