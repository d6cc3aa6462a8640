"""What people are told about an expected report: one function for each message.

The words are in `templates/mail/reports/`."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.models import Community, Duty, Role, User
from communities.shared.mail import Message, post
from reports.models import ExpectedReport, Period, Report, Submission


def opened(rows: Iterable[ExpectedReport], *, at: dt.datetime) -> None:
    """To the reporting officers: it can be started. Community and period must be fetched with the rows."""
    said = list(rows)
    officers = _serving((row.community_id for row in said), Role.REPORTING_OFFICER, at=at)
    post(
        (
            _message(
                "reports/opened",
                key=f"opened:{row.pk}:{person}",
                to=person,
                row=row,
                due_on=row.due_on.isoformat(),
                locks_on=row.locks_on.isoformat(),
            )
            for row in said
            for person in officers.get(row.community_id, ())
        ),
        at=at,
    )


def extended(row: ExpectedReport, *, reason: str, by: User, at: dt.datetime) -> None:
    facts = {"due_on": row.current_due_on.isoformat(), "reason": reason}
    if row.return_due_on is not None:
        facts["is_for_answers"] = "yes"  # then residents do not read the reason
    _to_officers("extended", row, by=by, at=at, **facts)


def excused(row: ExpectedReport, *, by: User, at: dt.datetime) -> None:
    _to_officers("excused", row, by=by, at=at, reason=row.excuse_reason)


def excuse_withdrawn(row: ExpectedReport, *, by: User, at: dt.datetime) -> None:
    _to_officers("excuse_withdrawn", row, by=by, at=at, due_on=row.current_due_on.isoformat())


def unlocked(row: ExpectedReport, *, until_on: dt.date, by: User, at: dt.datetime) -> None:
    _to_officers("unlocked", row, by=by, at=at, until_on=until_on.isoformat(), reason=row.unlock_reason)


def handed_in(submission: Submission, *, by: User, at: dt.datetime) -> None:
    """To the head of police: a report waits for them."""
    _about_report("handed_in", submission, role=Role.HEAD_OF_POLICE, by=by, at=at)


def sent_back(submission: Submission, *, due_on: dt.date | None, by: User, at: dt.datetime) -> None:
    """To the reporting officers: there are questions. A voluntary report has no day for the answers."""
    extra = {"due_on": due_on.isoformat()} if due_on else {}
    _about_report("sent_back", submission, role=Role.REPORTING_OFFICER, by=by, at=at, **extra)


def about(community: Community, period: Period) -> dict[str, dict[str, str]]:
    """Community and period in both languages, as `Notice.facts` wants them."""
    return {
        "community": {"uk": community.name_uk, "en": community.name_en},
        "period": {language: _period_in(language, period) for language in ("uk", "en")},
    }


def _to_officers(name: str, row: ExpectedReport, *, by: User, at: dt.datetime, **facts: str) -> None:
    officers = _serving([row.community_id], Role.REPORTING_OFFICER, at=at).get(row.community_id, ())
    stamp = at.astimezone(dt.UTC).isoformat()
    post(
        (
            _message(f"reports/{name}", key=f"{name}:{row.pk}:{stamp}:{person}", to=person, row=row, **facts)
            for person in officers
            if person != by.pk
        ),
        at=at,
    )


def _about_report(
    name: str, submission: Submission, *, role: Role, by: User, at: dt.datetime, **facts: str
) -> None:
    report = submission.report
    people = _serving([report.community_id], role, at=at).get(report.community_id, ())
    post(
        (
            Message(
                key=f"{name}:{submission.pk}:{person}",
                to=person,
                kind=f"reports/{name}",
                facts={**about(report.community, report.period), **facts},
                link=_path("reports:check", report),
                community=report.community_id,
            )
            for person in people
            if person != by.pk
        ),
        at=at,
    )


def _message(kind: str, *, key: str, to: int, row: ExpectedReport, **facts: str) -> Message:
    return Message(
        key=key,
        to=to,
        kind=kind,
        facts={**about(row.community, row.period), **facts},
        link=link_of(row),
        community=row.community_id,
    )


def link_of(row: ExpectedReport) -> str:
    """Where its officer goes on: the report, or the page on which it is started."""
    with override("uk"):  # the language without a prefix
        if row.report_id:
            return reverse("reports:tasks", args=[row.report_id])
        return reverse("reports:start")


def _path(name: str, report: Report) -> str:
    with override("uk"):
        return reverse(name, args=[report.pk])


def _period_in(language: str, period: Period) -> str:
    with override(language):
        return period.label_in_a_sentence


def _serving(communities: Iterable[int], role: Role, *, at: dt.datetime) -> dict[int, list[int]]:
    """Ids of the people who serve so today, by community. One query."""
    found: dict[int, list[int]] = {}
    duties = Duty.objects.serving(today=timezone.localdate(at)).filter(
        role=role, community__in=set(communities), person__is_active=True
    )
    for community, person in duties.order_by("pk").values_list("community", "person"):
        if community is not None:
            found.setdefault(community, []).append(person)
    return found
