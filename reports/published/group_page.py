"""What the working group sees of a published report beyond what residents see, and the exact small counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from reports import wording
from reports.answers.content import ReportContent
from reports.models import Publication
from reports.published.facts import PublicReport, PublicSection
from reports.published.group_facts import group_sections
from reports.published.presentation import ReportView, present


@dataclass(frozen=True)
class ExactFigure:
    """A sensitive figure as its readers see it, and as it is."""

    section: str
    label: str
    shown: str
    exact: str


def group_part(public: PublicReport, group: tuple[PublicSection, ...], *, language: str) -> ReportView:
    """The group's part in words, to be printed like a report; its places have names of their own."""
    view = present(replace(public, sections=group, summary=()), language=language)
    sections = tuple(
        replace(
            section,
            anchor=f"group-{section.anchor}",
            title=_("%(section)s (for the working group)") % {"section": section.title},
        )
        for section in view.sections
    )
    return replace(view, sections=sections)


def exact_figures(publication: Publication, *, language: str) -> tuple[ExactFigure, ...]:
    """The sensitive figures that residents or the group see, with what stands behind them.

    What only the police may see is not among them. For few eyes: see `permissions.can_see_exact`.
    """
    return tuple(_exact_figures(publication, language=language))


def _exact_figures(publication: Publication, *, language: str) -> Iterator[ExactFigure]:
    answers = dict(ReportContent.from_json(publication.submission.content).answers())
    public = PublicReport.from_json(publication.facts).sections
    for section in sorted((*public, *group_sections(publication)), key=lambda one: one.number):
        for figure in section.figures:
            answer = answers.get(figure.code)
            if figure.is_sensitive and answer is not None and answer.number is not None:
                yield ExactFigure(
                    section=section.title.in_language(language),
                    label=figure.label.in_language(language),
                    shown=wording.figure(figure.now, measure=figure.type, decimals=figure.decimals),
                    exact=wording.quantity(answer.number, measure=figure.type, decimals=figure.decimals),
                )
