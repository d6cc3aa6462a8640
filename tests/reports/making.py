"""Reports for tests: filled in, handed in, decided about and published, in one line each."""

import datetime as dt
from decimal import Decimal

from communities.models import Community, User
from reports.checking import submission
from reports.models import (
    Answer,
    AnswerKind,
    FormVersion,
    Indicator,
    Publication,
    Report,
    SectionEntry,
)
from reports.periods import Stretch, stretch_from_slug
from reports.publishing import publication, release
from reports.writing.drafting import open_report

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
SPRING = stretch_from_slug("2026-03")
WINTER = stretch_from_slug("2026-01")
LAST_SPRING = stretch_from_slug("2025-03")

HOUR = dt.timedelta(hours=1)


def report_about(
    community: Community, form: FormVersion, by: User, *, stretch: Stretch = SPRING, **figures: object
) -> Report:
    """A draft with these figures, by indicator code: numbers, yes or no, words, or an `AnswerKind`.

    Everything else that the short form asks for is answered too: counts with 40, percents with 50.
    """
    report = open_report(community, stretch=stretch, form=form, by=by, at=NOW)
    entries = list(report.entries.select_related("section"))
    for entry in entries:
        entry.problem = f"Problem of {entry.section.title_en}."
        entry.achievements, entry.shortcomings = "Much was done.", "Some things were not."
        entry.version, entry.saved_at, entry.saved_by = 1, NOW, by
    SectionEntry.objects.bulk_update(
        entries, ["problem", "achievements", "shortcomings", "version", "saved_at", "saved_by"]
    )
    usual = {i.code: usual_value(i) for i in Indicator.objects.filter(section__form=form, is_core=True)}
    fill_in(report, **{**usual, **figures})
    return report


USUAL = {"STAFF_POSTS": 40, "STAFF_FILLED": 30, "STAFF_VAC": 25, "STAFF_INSP": 12, "REP_CRIMES": 120}


def usual_value(indicator: Indicator) -> object:
    if indicator.type == "text":
        return "A second car"
    if indicator.type == "yesno":
        return True
    return USUAL.get(indicator.code, 50 if indicator.type == "percent" else 40)


def fill_in(report: Report, **figures: object) -> None:
    indicators = {
        indicator.code: indicator
        for indicator in Indicator.objects.filter(section__form=report.form_id, code__in=figures)
    }
    entries = {entry.section_id: entry for entry in report.entries.all()}
    Answer.objects.filter(entry__report=report, indicator__code__in=figures).delete()
    Answer.objects.bulk_create(
        Answer(entry=entries[indicators[code].section_id], indicator=indicators[code], **_answer(value))
        for code, value in figures.items()
    )


def _answer(value: object) -> dict[str, object]:
    empty = {"number": None, "yes": None, "text": "", "reason": ""}
    if isinstance(value, AnswerKind):
        return {**empty, "kind": value, "reason": "not counted"}
    if isinstance(value, bool):
        return {**empty, "kind": AnswerKind.YES_NO, "yes": value}
    if isinstance(value, str):
        return {**empty, "kind": AnswerKind.TEXT, "text": value}
    return {**empty, "kind": AnswerKind.NUMBER, "number": Decimal(str(value))}


def handed_in(report: Report, *, by: User, at: dt.datetime = NOW) -> Report:
    submission.submit(report, by=by, at=at)
    report.refresh_from_db()
    return report


def everything_public(report: Report, *, by: User, at: dt.datetime = NOW) -> None:
    subjects = release.subjects(release.newest_submission(report))
    release.decide(report, decisions={s.key: release.PUBLIC for s in subjects if s.is_required}, by=by, at=at)


def published(report: Report, *, author: User, head: User, at: dt.datetime = NOW) -> Publication:
    """Handed in, everything decided to be public, published: each an hour after the other."""
    handed_in(report, by=author, at=at)
    everything_public(report, by=head, at=at + HOUR)
    return publication.publish(report, by=head, at=at + 2 * HOUR)


def figures_of(publication_: Publication) -> dict[str, dict[str, object]]:
    return {f["code"]: f for s in publication_.facts["sections"] for f in s["figures"]}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
