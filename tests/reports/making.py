"""Reports for tests: filled in, handed in, decided about and published, in one line each."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from communities.models import Community, User
from reports import publication, release, submission
from reports.form_file import DATA, read_form_file
from reports.form_loading import load
from reports.models import (
    Answer,
    AnswerKind,
    FormVersion,
    Indicator,
    Period,
    Publication,
    Report,
    SectionEntry,
)
from reports.periods import Stretch, stretch_from_slug

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
SPRING = stretch_from_slug("2026-03")
WINTER = stretch_from_slug("2026-01")
LAST_SPRING = stretch_from_slug("2025-03")

HOUR = dt.timedelta(hours=1)


def loaded_form() -> FormVersion:
    return load(read_form_file(DATA / "police_report_form_1.json"), at=NOW)[0]


def report_about(
    community: Community, form: FormVersion, by: User, *, stretch: Stretch = SPRING, **figures: object
) -> Report:
    """A draft with these figures, by indicator code: numbers, yes or no, words, or an `AnswerKind`.

    Everything else that the short form asks for is answered too: counts with 40, percents with 50.
    """
    period, _ = Period.objects.get_or_create(
        starts_on=stretch.starts_on, defaults={"ends_on": stretch.ends_on}
    )
    report = Report.objects.create(
        community=community, period=period, form=form, started_at=NOW, started_by=by
    )
    for section in form.sections.all():
        SectionEntry.objects.create(
            report=report,
            section=section,
            problem=f"Problem of {section.title_en}.",
            achievements="Much was done.",
            shortcomings="Some things were not.",
            version=1,
            saved_at=NOW,
            saved_by=by,
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
    for code, value in figures.items():
        indicator = Indicator.objects.get(section__form=report.form, code=code)
        entry = report.entries.get(section=indicator.section)
        Answer.objects.update_or_create(entry=entry, indicator=indicator, defaults=_answer(value))


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


def today_of(at: dt.datetime) -> dt.date:
    return timezone.localdate(at)
