"""Published reports as lines of a list: what residents see before they open one. Frozen facts only."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from reports import wording
from reports.models import Period, Publication
from reports.published.facts import Verdict, Words
from reports.published.presentation import VerdictView, count_verdicts
from reports.queries import PublicationQuerySet


@dataclass(frozen=True)
class Headline:
    """`section_verdicts` has one for each section; `summary` holds whole sentences."""

    report_pk: int
    community_slug: str
    community: Words
    period: Period
    published_at: dt.datetime
    version: int
    section_verdicts: tuple[Verdict, ...]
    summary: tuple[Words, ...]

    @property
    def was_corrected(self) -> bool:
        return self.version > 1

    @property
    def community_name(self) -> str:
        return self.community.in_language(get_language() or "uk")

    @property
    def first_sentence(self) -> str:
        return self.summary[0].in_language(get_language() or "uk") if self.summary else ""

    @property
    def published_day(self) -> str:
        return wording.day_of(self.published_at)

    @property
    def verdicts(self) -> tuple[VerdictView, ...]:
        """How many sections are better, worse, mixed, unchanged."""
        return count_verdicts(self.section_verdicts)

    @classmethod
    def of(cls, publication: Publication) -> "Headline":
        facts = publication.facts
        return cls(
            report_pk=publication.report_id,
            community_slug=facts["community_slug"],
            community=Words.from_json(facts["community"]),
            period=Period(
                starts_on=dt.date.fromisoformat(facts["period_starts_on"]),
                ends_on=dt.date.fromisoformat(facts["period_ends_on"]),
            ),
            published_at=publication.published_at,
            version=publication.version,
            section_verdicts=tuple(Verdict(section["verdict"]) for section in facts["sections"]),
            summary=tuple(Words.from_json(words) for words in facts["summary"]),
        )


def in_force(publications: PublicationQuerySet) -> PublicationQuerySet:
    """The versions that residents read today, newest period first."""
    return publications.newest().order_by("-report__period__starts_on", "-published_at")


def headlines(publications: Iterable[Publication]) -> list[Headline]:
    return [Headline.of(publication) for publication in publications]
