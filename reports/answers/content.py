"""What a report says, exactly: every answer and every narrative, as a value that can be kept and compared.

It holds exact counts, so it is private: `Submission.content` is this as JSON. What residents see
is drawn from it by `reports.publishing.drawing`, after disclosure control.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from reports.models import Answer, AnswerKind, Report, SectionEntry
from reports.models.answers import NARRATIVES

CONTENT_FORMAT = 1


@dataclass(frozen=True)
class AnswerContent:
    """One answer. `number` in the indicator's unit; `text` also holds what cannot be read as a value."""

    kind: AnswerKind
    number: Decimal | None = None
    yes: bool | None = None
    text: str = ""
    reason: str = ""

    @property
    def exact(self) -> Decimal | bool | None:
        """The figure, or None when the answer is not one."""
        return self.number if self.kind == AnswerKind.NUMBER else self.yes

    def as_json(self) -> dict[str, Any]:
        """Only what there is."""
        said: dict[str, Any] = {"kind": self.kind.value}
        if self.number is not None:
            said["number"] = plain(self.number)
        if self.yes is not None:
            said["yes"] = self.yes
        if self.text:
            said["text"] = self.text
        if self.reason:
            said["reason"] = self.reason
        return said

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "AnswerContent":
        return cls(
            kind=AnswerKind(data["kind"]),
            number=Decimal(data["number"]) if "number" in data else None,
            yes=data.get("yes"),
            text=data.get("text", ""),
            reason=data.get("reason", ""),
        )

    @classmethod
    def of(cls, answer: Answer) -> "AnswerContent":
        number = None if answer.number is None else Decimal(plain(answer.number))
        return cls(AnswerKind(answer.kind), number, answer.yes, answer.text, answer.reason)


@dataclass(frozen=True)
class SectionContent:
    """One section. `answers` by indicator code, without those not answered; `narratives` likewise."""

    number: int
    code: str
    version: int
    language: str
    answers: Mapping[str, AnswerContent] = field(default_factory=dict)
    narratives: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "code": self.code,
            "version": self.version,
            "language": self.language,
            "answers": {code: answer.as_json() for code, answer in self.answers.items()},
            "narratives": dict(self.narratives),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SectionContent":
        return cls(
            number=data["number"],
            code=data["code"],
            version=data["version"],
            language=data["language"],
            answers={code: AnswerContent.from_json(answer) for code, answer in data["answers"].items()},
            narratives=dict(data["narratives"]),
        )

    @classmethod
    def of(cls, entry: SectionEntry) -> "SectionContent":
        """From a section and its answers; asks nothing more when both are already fetched."""
        answers = sorted(entry.answers.all(), key=lambda answer: answer.indicator.order)
        return cls(
            number=entry.section.number,
            code=entry.section.code,
            version=entry.version,
            language=entry.language,
            answers={answer.indicator.code: AnswerContent.of(answer) for answer in answers},
            narratives={code: text for code in NARRATIVES if (text := getattr(entry, code))},
        )


@dataclass(frozen=True)
class ReportContent:
    """A whole report, its sections in the order of the form. Sections nobody opened are missing."""

    form: str
    sections: tuple[SectionContent, ...]

    def section(self, code: str) -> SectionContent | None:
        return next((section for section in self.sections if section.code == code), None)

    def answers(self) -> Iterator[tuple[str, AnswerContent]]:
        for section in self.sections:
            yield from section.answers.items()

    def answer(self, code: str) -> AnswerContent | None:
        return next((answer for its_code, answer in self.answers() if its_code == code), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": CONTENT_FORMAT,
            "form": self.form,
            "sections": [section.as_json() for section in self.sections],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ReportContent":
        return cls(data["form"], tuple(SectionContent.from_json(section) for section in data["sections"]))


def of(report: Report) -> ReportContent:
    """What the report says now. Two queries."""
    entries = (
        report.entries.select_related("section")
        .order_by("section__number")
        .prefetch_related(Prefetch("answers", Answer.objects.select_related("indicator")))
    )
    return ReportContent(str(report.form), tuple(SectionContent.of(entry) for entry in entries))


def of_many(reports: Iterable[Report]) -> dict[int, tuple[Report, ReportContent]]:
    """What these reports say now, by id. Four queries; the form must be fetched with each."""
    found = {report.pk: report for report in reports}
    entries: dict[int, list[SectionContent]] = {pk: [] for pk in found}
    rows = (
        SectionEntry.objects.filter(report__in=found)
        .order_by("section__number")
        .prefetch_related("section", "answers__indicator")
    )
    for entry in rows:
        entries[entry.report_id].append(SectionContent.of(entry))
    return {pk: (report, ReportContent(str(report.form), tuple(entries[pk]))) for pk, report in found.items()}


def plain(number: Decimal) -> str:
    """Digits without an exponent or needless zeros: 12, 4.5."""
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text
