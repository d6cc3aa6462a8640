"""The form of the release review: beside each choice, what the figure or text says."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms

from reports.answers.content import ReportContent, SectionContent
from reports.answers.words import in_words
from reports.editions.form_definition import FormDefinition, definition_of
from reports.forms.publishing import ReleaseForm, field_name, name_of
from reports.models import Report, Section
from reports.publishing.release import PUBLIC, Subject, newest_submission, subjects


@dataclass(frozen=True)
class Choice:
    """One row. `said`: the exact figure; `texts` instead of it for the words of a section."""

    label: str
    said: str
    texts: tuple[tuple[str, str], ...]
    level: forms.BoundField
    day: forms.BoundField


@dataclass(frozen=True)
class SectionOfChoices:
    section: Section
    language: str
    whole: forms.BoundField
    whole_day: forms.BoundField
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class HeldBack:
    """Something in another section that is not simply public."""

    section: Section
    label: str
    level: str
    day: dt.date | None


@dataclass(frozen=True)
class ReleasePage:
    report: Report
    form: ReleaseForm
    sections: tuple[SectionOfChoices, ...]
    others: tuple[Subject, ...]
    held_back: tuple[HeldBack, ...]
    is_decided: bool


def required_and_others(report: Report) -> tuple[tuple[Subject, ...], tuple[Subject, ...]]:
    """What needs a decision, and what may get one."""
    found = subjects(newest_submission(report))
    required = tuple(subject for subject in found if subject.is_required)
    return required, tuple(subject for subject in found if not subject.is_required)


def release_page(report: Report, form: ReleaseForm, *, others: tuple[Subject, ...]) -> ReleasePage:
    """The report's form must be fetched with it."""
    content = ReportContent.from_json(newest_submission(report).content)
    definition = definition_of(report.form)
    return ReleasePage(
        report=report,
        form=form,
        sections=tuple(_sections(form, content, definition)),
        others=others,
        held_back=tuple(_held_back(others)),
        is_decided=not any(subject.is_undecided for subject in form.subjects),
    )


def _sections(
    form: ReleaseForm, content: ReportContent, definition: FormDefinition
) -> Iterator[SectionOfChoices]:
    for section, of_section in form.by_section():
        said = content.section(section.code) or SectionContent(section.number, section.code, 0, "uk")
        yield SectionOfChoices(
            section=section,
            language=said.language,
            whole=form[f"whole_{section.code}"],
            whole_day=form[f"whole_from_{section.code}"],
            choices=tuple(_choice(form, subject, said, definition) for subject in of_section),
        )


def _choice(form: ReleaseForm, subject: Subject, said: SectionContent, definition: FormDefinition) -> Choice:
    name = field_name(subject.key)
    figure, texts = "", tuple[tuple[str, str], ...]()
    if subject.indicator is None:
        texts = tuple((str(definition.narrative[code].label), text) for code, text in said.narratives.items())
    else:
        field = definition.indicator[subject.indicator.code]
        figure = in_words(field, said.answers.get(field.code))
    return Choice(
        label=name_of(subject),
        said=figure,
        texts=texts,
        level=form[f"level_{name}"],
        day=form[f"from_{name}"],
    )


def _held_back(others: tuple[Subject, ...]) -> Iterator[HeldBack]:
    for subject in others:
        if subject.decided and subject.decided != PUBLIC:
            yield HeldBack(
                section=subject.section,
                label=name_of(subject),
                level=str(subject.decided.level.label),
                day=subject.decided.public_from,
            )
