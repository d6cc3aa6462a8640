"""A year on paper: its facts in one language, and the PDF drawn from them."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.shared.canonical import checksum
from communities.shared.papers import edges, printer, style
from communities.shared.qr import picture_of
from reports import wording
from reports.yearly.facts import YearReport
from reports.yearly.presentation import YearView, present


@dataclass(frozen=True)
class YearPaper:
    """Every fact that the PDF prints. `code` is a QR picture of `address`; `sha256` that of the JSON file on
    the day `as_of`, which stands there in words: due days go by after a paper is drawn."""

    year: YearView
    address: str
    code: str
    sha256: str
    as_of: str

    @classmethod
    def of(cls, facts: YearReport, *, language: str, today: dt.date) -> "YearPaper":
        with override(language):
            path = reverse("reports:public_year", args=[facts.community_slug, facts.year])
            as_of = wording.day(today)
        address = f"{settings.PUBLIC_ADDRESS}{path}"
        code = picture_of(address)
        return cls(present(facts, language=language), address, code, checksum(facts.as_json()), as_of)

    def html(self) -> str:
        with override(self.year.language):
            return render_to_string("pdf/year.html", {"paper": self, "report": self.year})

    def css(self) -> str:
        """The page's own lines: what it is and the checksum, as plain strings of CSS."""
        head = f"{self.year.community} · {self.year.year}"
        return style("report", "year") + edges(head, checksum=self.sha256)


def print_paper(paper: YearPaper) -> bytes:
    """Draws for 1-4 seconds. Raises `communities.shared.pdf.PdfFailed`."""
    return printer.print(paper.html(), css=paper.css())
