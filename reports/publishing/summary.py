"""The summary of a report in plain words: what a resident should know after half a minute.

It is made from public facts only, once, at publication, in both languages, and frozen with them.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.shared.disclosure import Kind
from reports import wording
from reports.published.facts import Figure, PublicSection, Verdict, Words

LANGUAGES = ("uk", "en")
MOST_NAMED = 3  # improvements, and as many worsenings


def of(sections: Sequence[PublicSection], *, has_previous: bool) -> tuple[Words, ...]:
    """Whole sentences, the same number in both languages."""
    said: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = _sentences(sections, has_previous=has_previous, language=language)
    return tuple(Words(uk=uk, en=en) for uk, en in zip(said["uk"], said["en"], strict=True))


def largest(sections: Iterable[PublicSection], *, verdict: Verdict) -> list[Figure]:
    """The figures with this verdict that changed most against their earlier value; core ones first."""
    found = [figure for section in sections for figure in section.figures if figure.verdict is verdict]
    found.sort(key=lambda figure: (not figure.is_core, -_share_of_change(figure)))
    return found[:MOST_NAMED]


def _sentences(sections: Sequence[PublicSection], *, has_previous: bool, language: str) -> list[str]:
    if not has_previous:
        return [
            _("There is no published report about the previous period to compare with."),
            *_about_withheld(sections),
        ]
    return [
        *_about_sections(sections, language=language),
        *(_better(figure, language=language) for figure in largest(sections, verdict=Verdict.BETTER)),
        *(_worse(figure, language=language) for figure in largest(sections, verdict=Verdict.WORSE)),
        *_about_withheld(sections),
    ]


def _about_sections(sections: Sequence[PublicSection], *, language: str) -> list[str]:
    by_verdict = {
        verdict: [section.title.in_language(language) for section in sections if section.verdict is verdict]
        for verdict in Verdict
    }
    better, worse, mixed, unchanged = (
        by_verdict[verdict] for verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.MIXED, Verdict.UNCHANGED)
    )
    said = []
    if better:
        said.append(
            ngettext(
                "Compared with the previous period, %(count)s section got better: %(sections)s.",
                "Compared with the previous period, %(count)s sections got better: %(sections)s.",
                len(better),
            )
            % _listed(better)
        )
    if worse:
        said.append(
            ngettext(
                "Compared with the previous period, %(count)s section got worse: %(sections)s.",
                "Compared with the previous period, %(count)s sections got worse: %(sections)s.",
                len(worse),
            )
            % _listed(worse)
        )
    if mixed:
        said.append(
            ngettext(
                "In %(count)s section some figures got better and others worse: %(sections)s.",
                "In %(count)s sections some figures got better and others worse: %(sections)s.",
                len(mixed),
            )
            % _listed(mixed)
        )
    if unchanged:
        said.append(
            ngettext(
                "In %(count)s section nothing changed noticeably.",
                "In %(count)s sections nothing changed noticeably.",
                len(unchanged),
            )
            % {"count": len(unchanged)}
        )
    if not said:
        said.append(_("None of the sections can be compared with the previous period."))
    return said


def _listed(titles: list[str]) -> dict[str, object]:
    return {"count": len(titles), "sections": "; ".join(titles)}


def _better(figure: Figure, *, language: str) -> str:
    return _("Better: %(figure)s – %(now)s, in the previous period %(before)s.") % _named(figure, language)


def _worse(figure: Figure, *, language: str) -> str:
    return _("Worse: %(figure)s – %(now)s, in the previous period %(before)s.") % _named(figure, language)


def _named(figure: Figure, language: str) -> dict[str, str]:
    return {
        "figure": figure.label.in_language(language),
        "now": wording.figure(figure.now, measure=figure.type, decimals=figure.decimals),
        "before": wording.figure(figure.previous, measure=figure.type, decimals=figure.decimals),
    }


def _about_withheld(sections: Sequence[PublicSection]) -> list[str]:
    count = sum(part.figures for section in sections for part in section.withheld)
    if not count:
        return []
    return [
        ngettext(
            "%(count)s figure of this report is not public.",
            "%(count)s figures of this report are not public.",
            count,
        )
        % {"count": count}
    ]


def _share_of_change(figure: Figure) -> Decimal:
    """By how much of the earlier value it moved, as shown. "Fewer than 5" stands for its middle."""
    now, before = _middle(figure, earlier=False), _middle(figure, earlier=True)
    return abs(now - before) / max(before, Decimal(1))


def _middle(figure: Figure, *, earlier: bool) -> Decimal:
    shown = figure.previous if earlier else figure.now
    value = shown.value or Decimal(0)
    return value / 2 if shown.kind is Kind.FEWER_THAN else value
