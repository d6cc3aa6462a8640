"""What changed in a report since it was sent back, or since it was published, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.answers.content import AnswerContent, ReportContent, SectionContent
from reports.models import Report, Submission
from reports.models.answers import NARRATIVES
from reports.states import OPEN, State


@dataclass(frozen=True)
class Difference:
    """One field before and after, None where there was nothing. `field`: an indicator or a narrative."""

    section: int
    field: str
    before: AnswerContent | str | None
    after: AnswerContent | str | None


def between(before: ReportContent, after: ReportContent) -> tuple[Difference, ...]:
    """In the order of the form."""
    earlier = {section.code: section for section in before.sections}
    return tuple(
        difference
        for section in after.sections
        for difference in _in_section(earlier.get(section.code), section)
    )


def baseline(report: Report) -> Submission | None:
    """What the report is compared with: for its author the last submission, for the head the one before it.

    None before anything was handed in, and when what lies with the head is the first submission.
    """
    handed_in = report.submissions.order_by("-number")
    if report.state in OPEN:
        return handed_in.first()
    return handed_in[1:2].first() if report.state == State.SUBMITTED else None


def since_last_time(report: Report, *, now: ReportContent) -> tuple[Difference, ...]:
    """What is different now from the `baseline`; nothing when there is none."""
    before = baseline(report)
    return between(ReportContent.from_json(before.content), now) if before else ()


def _in_section(before: SectionContent | None, after: SectionContent) -> Iterator[Difference]:
    answers = dict(before.answers) if before else {}
    for code in [*after.answers, *(code for code in answers if code not in after.answers)]:
        was, now = answers.get(code), after.answers.get(code)
        if was != now:
            yield Difference(after.number, code, was, now)
    texts = before.narratives if before else {}
    for code in NARRATIVES:
        if texts.get(code) != after.narratives.get(code):
            yield Difference(after.number, code, texts.get(code), after.narratives.get(code))
