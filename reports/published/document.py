"""A published report on paper: its facts in one language, and the PDF drawn from them."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.shared.papers import edges, printer, style
from communities.shared.qr import picture_of
from reports.models import Publication
from reports.published.facts import PublicReport
from reports.published.presentation import ReportView, present


@dataclass(frozen=True)
class Paper:
    """Every fact that the PDF prints. `code` is a QR picture of `address` as a data address."""

    report: ReportView
    address: str
    code: str
    sha256: str

    @classmethod
    def of(cls, publication: Publication, *, language: str) -> "Paper":
        view = present(PublicReport.from_json(publication.facts), language=language)
        with override(language):
            path = reverse("reports:public_report", args=[view.community_slug, view.period_slug])
        address = f"{settings.PUBLIC_ADDRESS}{path}"
        code = picture_of(address)
        return cls(report=view, address=address, code=code, sha256=publication.sha256)

    def html(self) -> str:
        with override(self.report.language):
            return render_to_string("pdf/report.html", {"paper": self, "report": self.report})

    def css(self) -> str:
        """The page's own lines: what it is and the checksum, as plain strings of CSS."""
        head = f"{self.report.community} · {self.report.period}"
        return style("report") + edges(head, checksum=self.sha256)


def print_paper(paper: Paper) -> bytes:
    """Draws for 1-3 seconds. Raises `communities.shared.pdf.PdfFailed`."""
    return printer.print(paper.html(), css=paper.css())
