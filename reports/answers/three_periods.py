"""The exact answers of a report beside those of the previous period and of the same period last year.

For the police who write the report: what residents may compare is in `reports.publishing.comparison`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reports.answers.content import AnswerContent, plain
from reports.answers.rules import Jump, jump_from
from reports.editions.form_definition import FormDefinition, IndicatorField, definition_of
from reports.models import Answer, AnswerKind, Report
from reports.periods import same_stretch_last_year, stretch_before

Answers = Mapping[str, AnswerContent]


@dataclass(frozen=True)
class ThreePeriods:
    """Answers by indicator code; what was not answered is missing."""

    now: Answers = field(default_factory=dict)
    previous: Answers = field(default_factory=dict)
    last_year: Answers = field(default_factory=dict)

    def jump(self, indicator: IndicatorField) -> Jump | None:
        """The question that this figure asks, if any."""
        code = indicator.code
        return jump_from(indicator, self.now.get(code), self.previous.get(code), self.last_year.get(code))

    def jumps(self, form: FormDefinition) -> Iterator[Jump]:
        """All such questions, in the order of the form."""
        for indicator in form.indicators():
            if jump := self.jump(indicator):
                yield jump


def three_periods(report: Report, *, section: str | None = None) -> ThreePeriods:
    """Of the whole report, or of the section with this code. One query.

    An indicator that another edition of the form measured otherwise is left out of the earlier periods.
    """
    stretch = report.period.stretch
    days = {
        stretch.starts_on: "now",
        stretch_before(stretch).starts_on: "previous",
        same_stretch_last_year(stretch).starts_on: "last_year",
    }
    rows = Answer.objects.filter(
        entry__report__community=report.community_id, entry__report__period__starts_on__in=days
    )
    if section is not None:
        rows = rows.filter(indicator__section__code=section)
    types = {indicator.code: indicator.type for indicator in definition_of(report.form).indicators()}
    found: dict[str, dict[str, AnswerContent]] = {name: {} for name in days.values()}
    for day, code, measure, kind, number, yes, text, reason in rows.values_list(
        "entry__report__period__starts_on",
        "indicator__code",
        "indicator__type",
        "kind",
        "number",
        "yes",
        "text",
        "reason",
    ):
        if types.get(code) == measure:
            exact = None if number is None else Decimal(plain(number))
            found[days[day]][code] = AnswerContent(AnswerKind(kind), exact, yes, text, reason)
    return ThreePeriods(**found)
