"""Publishing: what the head of police releases is frozen, and from then on everybody reads that.

`preview` and `publish` draw by the same code, so the review shows exactly what will be frozen, and
its fingerprint travels in the form: if anything has changed since, nothing is published.
"""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from communities.models import User
from communities.shared import audit, public_stamp
from communities.shared.canonical import checksum
from communities.shared.disclosure import Shown
from communities.shared.states import follow
from reports import wording
from reports.answers.content import ReportContent
from reports.cycle import claims
from reports.models import Publication, Report, Submission
from reports.published import documents
from reports.published.facts import PublicReport, PublicSection, Words
from reports.publishing import comparison, drawing, gate, release
from reports.publishing.release import Plan
from reports.states import ARROWS, State, Step
from reports.yearly import documents as yearly

logger = logging.getLogger(__name__)


class SamePerson(Exception):
    """Whoever handed the report in does not publish it: two people answer for it."""


class ChangedSinceReview(Exception):
    """The report or a decision is no longer what the reviewer saw."""


@dataclass(frozen=True)
class Preview:
    """What publishing now would freeze. `undecided`: subjects still without a required decision,
    drawn as suggested. `leaking`: codes of figures for which the gate refuses publication."""

    public: PublicReport
    group: tuple[PublicSection, ...]
    fingerprint: str
    undecided: tuple[str, ...] = ()
    leaking: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Version:
    """A version drawn and ready to be frozen."""

    submission: Submission
    plan: Plan
    public: PublicReport
    group: tuple[PublicSection, ...]
    number: int
    at: dt.datetime
    today: dt.date
    reason: Words = field(default_factory=lambda: Words("", ""))

    @property
    def fingerprint(self) -> str:
        """The same for the same content, decisions and comparisons, whoever signs and whenever."""
        facts = {
            key: value
            for key, value in self.public.as_json().items()
            if key not in {"published_at", "published_by"}
        }
        return checksum(
            {
                "submission": [self.submission.pk, checksum(self.submission.content)],
                "plan": release.plan_as_json(self.plan),
                "facts": facts,
                "group": drawing.group_part_as_json(self.group),
            }
        )


def preview(report: Report, *, by: User, at: dt.datetime) -> Preview:
    """Exactly what `publish` would freeze, signed by this person now."""
    submission = release.newest_submission(report)
    plan = {**release.suggested(submission), **release.plan_of(submission)}
    undecided = tuple(subject.key for subject in release.subjects(submission) if subject.is_undecided)
    version = _draw(submission, plan=plan, by_name=by.name, at=at, reason=_reason_of(report))
    public, group = version.public.as_json(), drawing.group_part_as_json(version.group)
    try:
        leaking = gate.leaking(report, number=version.number, public=public, group=group, at=at)
    except gate.TellsTooMuch as refusal:
        leaking = refusal.codes
    return Preview(version.public, version.group, version.fingerprint, undecided, leaking)


@transaction.atomic
def publish(report: Report, *, by: User, at: dt.datetime, reviewed: str | None = None) -> Publication:
    """Freeze the report that was handed in as the next version that everybody reads.

    `reviewed`: the fingerprint of the preview that was looked at. Raises `WrongState`, `SamePerson`,
    `release.DecisionMissing`, `ChangedSinceReview` and `gate.TellsTooMuch`.
    """
    report = _locked(report.pk)
    state = follow(ARROWS, state=State(report.state), step=Step.PUBLISH)
    submission = release.newest_submission(report)
    if submission.submitted_by_id == by.pk:
        raise SamePerson
    plan = release.complete_plan(submission)
    version = _draw(submission, plan=plan, by_name=by.name, at=at, reason=_reason_of(report))
    if reviewed is not None and reviewed != version.fingerprint:
        raise ChangedSinceReview
    publication = _freeze(version, by=by)
    report.state, report.published_at, report.correction_reason = state, at, ""
    report.save(update_fields=["state", "published_at", "correction_reason"])
    audit.record(
        "report.published",
        target=report,
        by=by,
        at=at,
        community=report.community,
        details=_details(publication),
    )
    return publication


def release_due(*, today: dt.date, at: dt.datetime) -> list[Publication]:
    """Publish a new version of every report that holds something whose day has come.

    By the system, each in its own transaction; a second run on the same day finds nothing. A version
    that the gate refuses stays held back and is logged.
    """
    due = Publication.objects.newest().filter(next_release_on__lte=today).values_list("report_id", flat=True)
    published = []
    for report_id in list(due):
        try:
            publication = release_held_back(report_id, today=today, at=at)
        except gate.TellsTooMuch as refusal:
            logger.error("Report %s: held-back figures stay so: %s", report_id, refusal)
            continue
        if publication is not None:
            published.append(publication)
    return published


@transaction.atomic
def release_held_back(report_id: int, *, today: dt.date, at: dt.datetime) -> Publication | None:
    """The new version of one report in which what was held back until now is public, if there is such."""
    _locked(report_id)
    current = Publication.objects.newest().select_related("submission").get(report_id=report_id)
    if current.next_release_on is None or current.next_release_on > today:
        return None
    submission = Submission.objects.select_related("report__form", "report__community__oblast").get(
        pk=current.submission_id
    )
    plan = release.plan_from_json(current.plan)
    version = _draw(
        submission,
        plan=plan,
        by_name=current.facts["published_by"],
        at=at,
        today=today,
        reason=_reason_of_release(release.last_release_on(plan, today=today) or today),
    )
    publication = _freeze(version, by=None)
    audit.record(
        "report.released_by_date",
        target=submission.report,
        by=None,
        at=at,
        community=submission.report.community,
        details=_details(publication),
    )
    return publication


def _draw(
    submission: Submission,
    *,
    plan: Plan,
    by_name: str,
    at: dt.datetime,
    reason: Words,
    today: dt.date | None = None,
) -> _Version:
    """Read what is needed, draw both parts. The day counts in Ukraine."""
    today = today or timezone.localdate(at)
    report = submission.report
    versions = list(report.publications.order_by("-version"))
    number = versions[0].version + 1 if versions else 1
    draft = drawing.Draft(
        report=report,
        content=ReportContent.from_json(submission.content),
        sections=release.sections_of(report),
        plan=plan,
        today=today,
        history=comparison.history_of(report),
        shown_before=_shown_before(versions),
    )
    imprint = drawing.Imprint(number, at=at, by=by_name, reason=reason)
    return _Version(
        submission=submission,
        plan=plan,
        public=drawing.public_report(draft, imprint),
        group=drawing.group_part(draft),
        number=number,
        at=at,
        today=today,
        reason=reason,
    )


def _shown_before(newest_first: list[Publication]) -> Mapping[str, Shown]:
    """How this report last showed each figure, to residents or to the group."""
    shown: dict[str, Shown] = {}
    for publication in reversed(newest_first):
        for facts in (publication.group_facts, publication.facts):
            for section in facts["sections"]:
                for figure in section["figures"]:
                    shown[figure["code"]] = Shown.from_json(figure["now"])
    return shown


def _freeze(version: _Version, *, by: User | None) -> Publication:
    """Pass the gate, store the version, order its documents, tell the stores of pages."""
    report = version.submission.report
    facts, group = version.public.as_json(), drawing.group_part_as_json(version.group)
    gate.check(report, number=version.number, public=facts, group=group, at=version.at)
    report.publications.filter(superseded_at__isnull=True).update(superseded_at=version.at)
    publication = Publication.objects.create(
        report=report,
        submission=version.submission,
        version=version.number,
        facts=facts,
        group_facts=group,
        plan=release.plan_as_json(version.plan),
        next_release_on=release.next_release_on(version.plan, today=version.today),
        sha256=checksum(facts),
        reason=version.reason.uk,
        published_at=version.at,
        published_by=by,
    )
    claims.published(report, at=version.at)
    documents.order(publication, at=version.at)
    yearly.order(report.community_id, year=report.period.starts_on.year, at=version.at)
    public_stamp.touch()
    return publication


def _locked(report_id: int) -> Report:
    """The report and its community: what the gate compares is all that its community publishes."""
    return (
        Report.objects.select_for_update(of=("self", "community"), no_key=True)
        .select_related("community__oblast", "period", "form")
        .get(pk=report_id)
    )


def _reason_of(report: Report) -> Words:
    """What a person wrote, in the language it was written in."""
    return Words(uk=report.correction_reason, en=report.correction_reason)


def _reason_of_release(day: dt.date) -> Words:
    said = {}
    for language in documents.LANGUAGES:
        with translation.override(language):
            said[language] = _("What was held back until %(day)s is public now.") % {"day": wording.day(day)}
    return Words(**said)


def _details(publication: Publication) -> dict[str, object]:
    return {
        "version": publication.version,
        "sha256": publication.sha256,
        "submission": publication.submission.number,
    }
