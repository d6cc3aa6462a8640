"""A plan, and what it lacks, on paper."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.shared.pdf import Printer, css_string
from plans.models import PlanVersion
from plans.published.donors import NeedsView, Order, needs_of
from plans.published.facts import PublishedPlan, plan_of
from plans.published.presentation import PlanView, present

PAPER = Path(settings.BASE_DIR) / "static" / "pdf"
STYLES = (PAPER / "report.css", PAPER / "plan.css")
FONTS = Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans"
TEMPLATES = {"plan": "pdf/plan.html", "donors": "pdf/plan_needs.html"}
PAGES = {"plan": "plans:public_plan", "donors": "plans:public_needs"}

printer = Printer(fonts=FONTS)


class NotPublished(Exception):
    """The plan has no version that residents may read, or not this one."""


@dataclass(frozen=True)
class PlanPaper:
    """Every fact that the PDF prints. `code` is a QR picture of `address` as a data address."""

    kind: str
    view: PlanView | NeedsView
    address: str
    code: str
    is_demonstration: bool

    @classmethod
    def of(cls, plan: PublishedPlan, *, kind: str, language: str, today: dt.date) -> "PlanPaper":
        with override(language):
            path = reverse(PAGES[kind], args=[plan.community.slug, plan.pk])
            view: PlanView | NeedsView = (
                present(plan, language=language, today=today)
                if kind == "plan"
                else needs_of(plan, language=language, today=today, order=Order.GOAL)
            )
        address = f"{settings.PUBLIC_ADDRESS}{path}"
        code = segno.make(address, error="m", micro=False).png_data_uri(scale=6, border=1)
        return cls(kind, view, address, code, plan.community.is_demonstration)

    def html(self) -> str:
        with override(self.view.language):
            return render_to_string(TEMPLATES[self.kind], {"paper": self, "plan": self.view})

    def css(self) -> str:
        """The page's own lines: what it is and the checksum, as plain strings of CSS."""
        head = f"{self.view.community} · {self.view.title}"
        return _style() + (
            f"@page {{ @top-left {{ content: {css_string(head)}; font-size: 8.5pt; color: #435056 }}"
            f" @bottom-left {{ content: {css_string('SHA-256 ' + self.view.checksum)};"
            " font-size: 6.2pt; color: #435056; vertical-align: top; padding-top: 3mm; width: 145mm } }"
        )


def draw(version: PlanVersion, *, kind: str, language: str, today: dt.date) -> bytes:
    """Draws for 1-5 seconds. Raises `NotPublished`, `communities.shared.pdf.PdfFailed`."""
    plan = plan_of(version.plan.group.community.slug, version.plan_id, number=version.number)
    if plan is None:
        raise NotPublished
    paper = PlanPaper.of(plan, kind=kind, language=language, today=today)
    return printer.print(paper.html(), css=paper.css())


@lru_cache(maxsize=1)
def _style() -> str:
    return "\n".join(style.read_text(encoding="utf-8") for style in STYLES)
