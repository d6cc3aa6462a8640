"""What is counted after each fault: shared/design/security.md names the counters, and what each must be."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from communities.letters import message_id
from communities.models import AuditEntry, AuditHead, Duty, Letter, LetterState, Notice, Reminder, Role, User
from communities.permissions import letters_in_care_of
from communities.shared import audit
from reports.models import ExpectedReport, Report
from tests.services.site import Site, the_period

TOLD = {"reports/opened", "reports/due_today"}  # what each officer is told on the due day, once
FINAL = {LetterState.SENT, LetterState.UNKNOWN, LetterState.FAILED, LetterState.LEFT}
LISTED = {LetterState.UNKNOWN, LetterState.FAILED}  # a person is asked to decide


MUST_BE_NOTHING = (
    *("expected_not_once", "opened_not_once", "reminded_not_once", "reports_not_once", "notices_not_once"),
    *("delivered_twice", "lost", "not_final", "trail_broken"),
)


@dataclass(frozen=True)
class Counts:
    """`MUST_BE_NOTHING` names what must be; `unknown` at most one for each kill, of however many processes."""

    expected_not_once: int  # (community, period) without exactly one row
    opened_not_once: (
        int  # rows of the period that are not open, or whose officer was not told so exactly once
    )
    reminded_not_once: int  # officers with other than one line in the ledger of reminders
    reports_not_once: int  # reports that were acknowledged and are gone, or stand there twice
    notices_not_once: int  # K4
    delivered_twice: int  # K5
    lost: int  # K6
    not_final: int  # K7
    trail_broken: int  # K8: breaks of the chain
    unknown: int  # K13
    unknown_but_arrived: int
    notices: int
    others: str  # kinds of notices beside those two
    arrived: int

    def nothing_wrong(self) -> bool:
        return not any(getattr(self, name) for name in MUST_BE_NOTHING)

    def __str__(self) -> str:
        lines = (
            ("expected reports not there exactly once", self.expected_not_once),
            ("reports not opened exactly once", self.opened_not_once),
            ("people not in the ledger exactly once", self.reminded_not_once),
            ("reports lost or doubled", self.reports_not_once),
            ("K4 notices not there exactly once", self.notices_not_once),
            ("K5 letters that arrived twice", self.delivered_twice),
            ("K6 letters missing and not listed", self.lost),
            ("K7 letters still on their way", self.not_final),
            ("K8 breaks in the trail", self.trail_broken),
            ("K13 unknown, listed for a person", self.unknown),
            ("- of which arrived", self.unknown_but_arrived),
            ("notices in the site", self.notices),
            ("letters that arrived", self.arrived),
        )
        counted = "\n".join(f"  {words:<42}{number:>6}" for words, number in lines)
        return f"{counted}\n  beside the two for each officer: {self.others}" if self.others else counted


def count(site: Site, *, acknowledged: dict[int, int] | None = None) -> Counts:
    """`acknowledged`: which report each community was told it has, by their keys."""
    officers = dict(
        Duty.objects.filter(role=Role.REPORTING_OFFICER, community__participations__isnull=False).values_list(
            "community", "person"
        )
    )
    letters = list(Letter.objects.select_related("notice__person"))
    at_the_server = Counter(received.message_id for received in site.mail.received())
    unknown = [letter for letter in letters if letter.state == LetterState.UNKNOWN]
    return Counts(
        expected_not_once=_expected_not_once(officers),
        opened_not_once=_opened_not_once(officers),
        reminded_not_once=_reminded_not_once(officers),
        reports_not_once=_reports_not_once(acknowledged or {}),
        notices_not_once=sum(1 for _ in _notices_not_once(officers)),
        delivered_twice=sum(number - 1 for number in at_the_server.values()),
        lost=_lost(letters, at_the_server),
        not_final=sum(letter.state not in FINAL for letter in letters),
        trail_broken=_trail_broken(),
        unknown=len(unknown),
        unknown_but_arrived=sum(message_id(letter.notice) in at_the_server for letter in unknown),
        notices=Notice.objects.count(),
        others=_others(),
        arrived=sum(at_the_server.values()),
    )


def _others() -> str:
    kinds = Counter(Notice.objects.exclude(kind__in=TOLD).values_list("kind", flat=True))
    return ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))


def _expected_not_once(officers: dict[int, int]) -> int:
    rows = Counter(
        ExpectedReport.objects.filter(period__starts_on=the_period().starts_on).values_list(
            "community", flat=True
        )
    )
    return sum(rows[community] != 1 for community in officers)


def _opened_not_once(officers: dict[int, int]) -> int:
    open_rows = Counter(
        ExpectedReport.objects.filter(
            period__starts_on=the_period().starts_on, opened_at__isnull=False
        ).values_list("community", flat=True)
    )
    told = Counter(Notice.objects.filter(kind="reports/opened").values_list("community", "person").order_by())
    return sum(
        open_rows[community] != 1 or told[community, person] != 1 for community, person in officers.items()
    )


def _reminded_not_once(officers: dict[int, int]) -> int:
    communities = dict(ExpectedReport.objects.values_list("pk", "community"))
    sent = Reminder.objects.about(ExpectedReport).filter(is_skipped=False)
    ledger = Counter(
        (communities[target], person) for target, person in sent.values_list("target_id", "person").order_by()
    )
    return sum(ledger[pair] != 1 for pair in officers.items())


def _reports_not_once(acknowledged: dict[int, int]) -> int:
    there: dict[int, list[int]] = {}
    for community, report in Report.objects.values_list("community", "pk"):
        there.setdefault(community, []).append(report)
    return sum(there.get(community) != [report] for community, report in acknowledged.items()) + sum(
        len(reports) != 1 for community, reports in there.items() if community not in acknowledged
    )


def _notices_not_once(officers: dict[int, int]) -> Iterator[tuple[object, ...]]:
    there = Counter(Notice.objects.values_list("kind", "community", "person").order_by())
    wanted = {(kind, community, person) for kind in TOLD for community, person in officers.items()}
    for each in wanted | set(there):  # what else was said, such as a digest, is said once too
        if there[each] != 1:
            yield each


def _lost(letters: list[Letter], at_the_server: Counter[str]) -> int:
    """Neither at the mail server nor on the page where the coordinator is asked to decide."""
    without = Notice.objects.filter(letter__isnull=True, person__is_active=True).count()
    coordinator = User.objects.get(email="coordinator@example.org")
    asked = letters_in_care_of(coordinator).filter(state__in=LISTED)
    listed = set(asked.values_list("pk", flat=True))
    return without + sum(
        letter.pk not in listed and (letter.state in LISTED or message_id(letter.notice) not in at_the_server)
        for letter in letters
    )


def _trail_broken() -> int:
    entries = AuditEntry.objects.order_by("sequence")
    return len(list(audit.breaks(entries.iterator(), head=AuditHead.objects.filter(pk=1).first())))
