"""Minutes on paper, in the layout that Ukrainian offices use, and the PDF drawn from them."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.meetings.minutes_words import MinutesView, present_members, present_public
from communities.models import Minutes
from communities.shared.papers import edges, printer, style
from communities.shared.qr import picture_of


@dataclass(frozen=True)
class MinutesPaper:
    """Every fact that the PDF prints. `code`: a QR picture of `address`; both only on residents' paper."""

    minutes: MinutesView
    version: int
    reason: str
    checksum: str
    address: str
    code: str

    @classmethod
    def of(cls, minutes: Minutes, *, language: str, is_public: bool) -> "MinutesPaper":
        if is_public:
            view = present_public(minutes.public_content, language=language)
            slug, number = minutes.public_content["slug"], minutes.public_content["number"]
            with override(language):
                path = reverse("communities:public_minutes", args=[slug, number])
            address = f"{settings.PUBLIC_ADDRESS}{path}"
            code = picture_of(address)
        else:
            view = present_members(minutes.content, language=language)
            address = code = ""
        return cls(
            minutes=view,
            version=minutes.version,
            reason=minutes.correction_reason,
            checksum=minutes.checksum,
            address=address,
            code=code,
        )

    def html(self) -> str:
        with override(self.minutes.language):
            return render_to_string("pdf/minutes.html", {"paper": self, "minutes": self.minutes})

    def css(self) -> str:
        """The page's own lines: what it is and the checksum, as plain strings of CSS."""
        head = f"{self.minutes.title}, {self.minutes.day}"
        return (
            style("report", "minutes")
            + edges(head, checksum=self.checksum)
            + "@page :first { @top-left { content: none } }"
        )


def print_minutes(paper: MinutesPaper) -> bytes:
    """Draws for 1-3 seconds. Raises `communities.shared.pdf.PdfFailed`."""
    return printer.print(paper.html(), css=paper.css())
