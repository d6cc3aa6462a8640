"""The form on paper, to be filled in by hand: the twelve sections with empty places to write."""

from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import override

from communities.shared.papers import printer, style
from communities.shared.pdf import css_string
from reports.editions.form_definition import FormDefinition, definition_of
from reports.models import Report

KEPT = 24 * 60 * 60  # seconds; the same paper for everybody who prints this report


@dataclass(frozen=True)
class BlankForm:
    """Facts of the paper: the place, the period and the form edition; no answer is printed."""

    community: str
    period: str
    form: FormDefinition
    language: str


def blank_form_of(report: Report, *, language: str) -> bytes:
    """The PDF. Draws 1-2 seconds once a day. Raises `communities.shared.pdf.PdfFailed`."""
    key = f"blank-form:{report.form.sha256}:{report.community_id}:{report.period.slug}:{language}"
    content: bytes | None = cache.get(key)
    if content is None:
        with override(language):
            blank = BlankForm(
                community=report.community.name,
                period=report.period.label_in_a_sentence,
                form=definition_of(report.form),
                language=language,
            )
            html = render_to_string("pdf/blank_form.html", {"blank": blank})
            head = css_string(f"{blank.community} · {blank.period}")
        css = f"{style('blank_form')} @page {{ @top-left {{ content: {head} }} }}"
        content = printer.print(html, css=css)
        cache.set(key, content, KEPT)
    return content
