"""A plan, and what it lacks, on paper."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.shared.papers import edges, printer, style
from communities.shared.qr import picture_of
from plans.models import PlanVersion
from plans.published.donors import NeedsView, Order, needs_of
from plans.published.facts import PublishedPlan, plan_of
from plans.published.presentation import PlanView, present

TEMPLATES = {"plan": "pdf/plan.html", "donors": "pdf/plan_needs.html"}
PAGES = {"plan": "plans:public_plan", "donors": "plans:public_needs"}


class NotPublished(Exception):
    """The plan has no version that residents may read, or not this one."""


@dataclass(frozen=True)
class PlanPaper:
    """Every fact that the PDF prints. `code` is a QR picture of `address` as a data address.

    `write_to`: where everybody may write to the group.
    """

    kind: str
    view: PlanView | NeedsView
    address: str
    code: str
    write_to: str
    is_demonstration: bool

    @classmethod
    def of(cls, plan: PublishedPlan, *, kind: str, language: str, today: dt.date) -> "PlanPaper":
        slug = plan.community.slug
        with override(language):
            write_to = reverse("communities:public_propose", args=[slug])
            path = reverse(PAGES[kind], args=[slug, plan.pk])
            view: PlanView | NeedsView = (
                present(plan, language=language, today=today)
                if kind == "plan"
                else needs_of(plan, language=language, today=today, order=Order.GOAL)
            )
        address = f"{settings.PUBLIC_ADDRESS}{path}"
        return cls(
            kind,
            view,
            address=address,
            code=picture_of(address),
            write_to=f"{settings.PUBLIC_ADDRESS}{write_to}",
            is_demonstration=plan.community.is_demonstration,
        )

    def html(self) -> str:
        with override(self.view.language):
            return render_to_string(TEMPLATES[self.kind], {"paper": self, "plan": self.view})

    def css(self) -> str:
        """The page's own lines: what it is and the checksum, as plain strings of CSS."""
        head = f"{self.view.community} · {self.view.title}"
        return style("report", "plan") + edges(head, checksum=self.view.checksum)


def draw(version: PlanVersion, *, kind: str, language: str, today: dt.date) -> bytes:
    """Draws for 1-5 seconds. Raises `NotPublished`, `communities.shared.pdf.PdfFailed`."""
    plan = plan_of(version.plan.group.community.slug, version.plan_id, number=version.number)
    if plan is None:
        raise NotPublished
    paper = PlanPaper.of(plan, kind=kind, language=language, today=today)
    return printer.print(paper.html(), css=paper.css())
