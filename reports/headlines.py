"""Published reports as lines of a list: what residents see before they open one. Frozen facts only."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext

from reports.facts import Verdict, Words
from reports.models import Period, Publication
from reports.queries import PublicationQuerySet

TOLD = (Verdict.BETTER, Verdict.WORSE, Verdict.MIXED, Verdict.UNCHANGED)


@dataclass(frozen=True)
class Headline:
    """`verdicts` counts sections, without those that cannot be judged; `summary` holds whole sentences."""

    report_pk: int
    community_slug: str
    community: Words
    period: Period
    published_at: dt.datetime
    version: int
    verdicts: tuple[tuple[Verdict, int], ...]
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
    def verdict_lines(self) -> list[dict[str, str]]:
        """As components/verdict.html takes them."""
        return [{"verdict": verdict.value, "text": _words(verdict, n)} for verdict, n in self.verdicts]

    @classmethod
    def of(cls, publication: Publication) -> "Headline":
        facts = publication.facts
        counted = Counter(section["verdict"] for section in facts["sections"])
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
            verdicts=tuple((verdict, counted[verdict]) for verdict in TOLD if counted[verdict]),
            summary=tuple(Words.from_json(words) for words in facts["summary"]),
        )


def in_force(publications: PublicationQuerySet) -> PublicationQuerySet:
    """The versions that residents read today, newest period first."""
    return publications.newest().order_by("-report__period__starts_on", "-published_at")


def headlines(publications: Iterable[Publication]) -> list[Headline]:
    return [Headline.of(publication) for publication in publications]


def _words(verdict: Verdict, number: int) -> str:
    match verdict:
        case Verdict.BETTER:
            text = ngettext("%(number)s section better", "%(number)s sections better", number)
        case Verdict.WORSE:
            text = ngettext("%(number)s section worse", "%(number)s sections worse", number)
        case Verdict.MIXED:
            text = ngettext("%(number)s section mixed", "%(number)s sections mixed", number)
        case _:
            text = ngettext("%(number)s section unchanged", "%(number)s sections unchanged", number)
    return text % {"number": number}
