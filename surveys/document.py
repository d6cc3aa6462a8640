"""A district sheet on paper: its facts in one language, and the PDF drawn from them."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from communities.shared.papers import edges, printer, style
from communities.shared.qr import picture_of
from surveys.models import WavePublication
from surveys.published import Result
from surveys.sheet import SheetView, present


@dataclass(frozen=True)
class SheetPaper:
    """Every fact that the PDF prints. `code` is a QR picture of `address` as a data address."""

    sheet: SheetView
    place: str
    oblast: str
    version: int
    reason: str
    published_on: str
    address: str
    code: str
    sha256: str

    @classmethod
    def of(cls, publication: WavePublication, *, language: str) -> "SheetPaper":
        result = Result.of(publication)
        with override(language):
            path = reverse("surveys:sheet", args=[publication.community.slug, publication.wave.slug])
            place, oblast = publication.community.name, publication.community.oblast.name
            published_on = date_format(localtime(publication.published_at), "DATE_FORMAT")
        address = f"{settings.PUBLIC_ADDRESS}{path}"
        return cls(
            sheet=present(result.table, result.definition, language=language),
            place=place,
            oblast=oblast,
            version=publication.version,
            reason=publication.reason,
            published_on=published_on,
            address=address,
            code=picture_of(address),
            sha256=publication.sha256,
        )

    def html(self) -> str:
        with override(self.sheet.language):
            return render_to_string("pdf/sheet.html", {"paper": self, "sheet": self.sheet})

    def css(self) -> str:
        """The page's own lines: what it is and the checksum, as plain strings of CSS."""
        head = f"{self.place} · {self.sheet.passport.title}"
        return style("report", "sheet") + edges(head, checksum=self.sha256)


def print_sheet(paper: SheetPaper) -> bytes:
    """Draws for 1-6 seconds, half of it the annex. Raises `communities.shared.pdf.PdfFailed`."""
    return printer.print(paper.html(), css=paper.css())
