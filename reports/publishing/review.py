"""What the publisher is warned of before publication: texts that tell what figures hide, and corrections.

Warnings block nothing: a person reads them and decides. What must not happen at all is refused by
`reports.publishing.gate`. Excerpts repeat hidden numbers, so they are for the head of police only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from communities.shared.disclosure import Risk, Shown, correction_risk
from communities.shared.narrative_check import Detail, hidden_numbers_in, personal_details_in
from reports.answers.content import ReportContent
from reports.models import Indicator, Publication, Report, ValueType
from reports.published.facts import Figure, PublicReport, PublicSection, by_code
from reports.published.group_facts import group_sections
from reports.publishing import drawing
from reports.publishing.publication import Preview
from reports.publishing.release import newest_submission, sections_of


class About(StrEnum):
    """What the publisher is warned of."""

    HIDDEN_NUMBER = "hidden_number"
    PERSONAL_DETAIL = "personal_detail"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Caution:
    """`section`: its number, 0 for the reason of a correction. `place`: which text or figure, in words."""

    about: About
    section: int
    place: str
    words: str
    excerpt: str = ""


@dataclass(frozen=True)
class _Text:
    """Something that people wrote and others will read. `seen`: codes of figures its readers see exactly."""

    section: int
    section_code: str
    place: str
    text: str
    seen: frozenset[str]


DETAILS: Mapping[Detail, Promise] = {
    Detail.NAME: gettext_lazy("This looks like the name of a person."),
    Detail.ADDRESS: gettext_lazy("This looks like an address."),
    Detail.PHONE: gettext_lazy("This looks like a telephone number."),
    Detail.BIRTH_DATE: gettext_lazy("This looks like a date of birth."),
    Detail.DAY: gettext_lazy("An exact day can tell people which case is meant."),
    Detail.AGE: gettext_lazy("An age can tell people who is meant."),
    Detail.SCHOOL: gettext_lazy("A school can tell people which child is meant."),
}
ONLY_WITH_SENSITIVE_FIGURES = frozenset({Detail.DAY, Detail.SCHOOL})  # elsewhere they are everyday words

RISKS: Mapping[Risk, Promise] = {
    Risk.ZERO: gettext_lazy("The figure changes from or to zero, and everybody can see that."),
    Risk.THRESHOLD: gettext_lazy("The figure crosses the limit of “fewer than”, and everybody can see that."),
    Risk.BAND: gettext_lazy(
        "The figure moves to the next rounded value. Who is told by how much it changed can work it out."
    ),
    Risk.WITHIN: gettext_lazy(
        "Residents see no change. Who is told by how much the figure changed can work it out."
    ),
}


def cautions(report: Report, preview: Preview) -> tuple[Caution, ...]:
    """Everything worth a second look, in the order of the form; the reason of a correction comes first."""
    submission = newest_submission(report)
    content = ReportContent.from_json(submission.content)
    indicators = {one.code: one for section in sections_of(report) for one in section.indicators.all()}
    exact = _counts(content, indicators)
    current = Publication.objects.newest().filter(report=report).select_related("submission").first()
    found: list[Caution] = []
    if current is not None:
        found += _about_correction(report, current, preview, exact=exact, indicators=indicators)
    for text in _texts(preview):
        found += _hidden_numbers(text, exact=exact, indicators=indicators)
        found += _personal_details(text, indicators)
    return tuple(sorted(dict.fromkeys(found), key=lambda caution: caution.section))


def _counts(content: ReportContent, indicators: Mapping[str, Indicator]) -> dict[str, int]:
    """Whole figures by code: what a text could repeat. 0 is never hidden."""
    return {
        code: int(answer.number)
        for code, answer in content.answers()
        if answer.number and answer.number == int(answer.number) and code in indicators
    }


def _texts(preview: Preview) -> Iterator[_Text]:
    public = _seen_exactly(preview.public.sections)
    for section in preview.public.sections:
        yield from _texts_of(section, seen=public)
    for section in preview.group:
        yield from _texts_of(section, seen=public | _seen_exactly(preview.group))


def _seen_exactly(sections: Sequence[PublicSection]) -> frozenset[str]:
    return frozenset(code for code, figure in by_code(sections).items() if not figure.is_sensitive)


def _texts_of(section: PublicSection, *, seen: frozenset[str]) -> Iterator[_Text]:
    language = get_language() or "uk"
    for narrative in section.narratives:
        yield _Text(
            section.number,
            section.code,
            narrative.label.in_language(language),
            narrative.text,
            seen,
        )
    for figure in section.figures:
        for text in (figure.text, figure.reason):
            if text:
                yield _Text(section.number, section.code, figure.label.in_language(language), text, seen)


def _hidden_numbers(
    text: _Text, *, exact: Mapping[str, int], indicators: Mapping[str, Indicator]
) -> Iterator[Caution]:
    """In the section of the figure every mention counts, elsewhere only beside words of its label."""
    hidden = {code: count for code, count in exact.items() if code not in text.seen}
    for mention in hidden_numbers_in(text.text, hidden, labels=_label_words(hidden, indicators)):
        indicator = indicators[mention.key]
        if mention.near_label or indicator.section.code == text.section_code:
            yield Caution(
                About.HIDDEN_NUMBER,
                text.section,
                text.place,
                _("This may repeat a figure that readers do not see exactly: %(figure)s.")
                % {"figure": indicator.label},
                mention.excerpt,
            )


def _personal_details(text: _Text, indicators: Mapping[str, Indicator]) -> Iterator[Caution]:
    is_sensitive = any(
        one.is_sensitive for one in indicators.values() if one.section.code == text.section_code
    )
    for finding in personal_details_in(text.text):
        if is_sensitive or finding.kind not in ONLY_WITH_SENSITIVE_FIGURES:
            words = str(DETAILS[finding.kind])
            yield Caution(About.PERSONAL_DETAIL, text.section, text.place, words, finding.excerpt)


def _about_correction(
    report: Report,
    current: Publication,
    preview: Preview,
    *,
    exact: Mapping[str, int],
    indicators: Mapping[str, Indicator],
) -> Iterator[Caution]:
    before = _counts_with_zero(ReportContent.from_json(current.submission.content))
    after = _counts_with_zero(ReportContent.from_json(newest_submission(report).content))
    shown_before = _shown(
        {**by_code(group_sections(current)), **by_code(PublicReport.from_json(current.facts).sections)}
    )
    shown_now = _shown({**by_code(preview.group), **by_code(preview.public.sections)})
    amounts: dict[str, int] = {}
    for code, indicator in indicators.items():
        if not indicator.is_sensitive or indicator.type != ValueType.COUNT:
            continue
        if code not in before or code not in after or before[code] == after[code]:
            continue
        amounts[code] = abs(after[code] - before[code])
        if code in shown_before and code in shown_now:
            yield from _correction(
                indicator,
                shown_before[code],
                shown_now[code],
                exact_old=before[code],
                exact_new=after[code],
            )
    yield from _in_reason(report.correction_reason, amounts, exact=exact, indicators=indicators)


def _correction(
    indicator: Indicator, old: Shown, new: Shown, *, exact_old: int, exact_new: int
) -> Iterator[Caution]:
    rule = drawing.rule_of(indicator)
    if risk := correction_risk(old, new, exact_old=exact_old, exact_new=exact_new, rule=rule):
        yield Caution(
            About.CORRECTION,
            indicator.section.number,
            indicator.label,
            str(RISKS[risk.risk]),
        )


def _in_reason(
    reason: str,
    amounts: Mapping[str, int],
    *,
    exact: Mapping[str, int],
    indicators: Mapping[str, Indicator],
) -> Iterator[Caution]:
    """The reason is public: it must name neither the corrected counts nor by how much they changed."""
    place = _("Reason of the correction")
    for told in (amounts, {code: exact[code] for code in amounts if code in exact}):
        for mention in hidden_numbers_in(reason, told):
            words = _("This may tell a protected figure, or by how much it changed: %(figure)s.")
            label = {"figure": indicators[mention.key].label}
            yield Caution(About.HIDDEN_NUMBER, 0, place, words % label, mention.excerpt)
    for finding in personal_details_in(reason):
        yield Caution(About.PERSONAL_DETAIL, 0, place, str(DETAILS[finding.kind]), finding.excerpt)


def _counts_with_zero(content: ReportContent) -> dict[str, int]:
    return {
        code: int(answer.number)
        for code, answer in content.answers()
        if answer.number is not None and answer.number == int(answer.number)
    }


def _shown(figures: Mapping[str, Figure]) -> dict[str, Shown]:
    return {code: figure.now for code, figure in figures.items()}


def _label_words(codes: Mapping[str, int], indicators: Mapping[str, Indicator]) -> dict[str, tuple[str, ...]]:
    return {code: (*indicators[code].label_uk.split(), *indicators[code].label_en.split()) for code in codes}
