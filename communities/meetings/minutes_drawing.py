"""Minutes on paper, in the layout that Ukrainian offices use, and the PDF drawn from them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.meetings.minutes_words import MinutesView, present_members, present_public
from communities.models import Minutes
from communities.shared.pdf import Printer, css_string

PAPER = Path(settings.BASE_DIR) / "static" / "pdf"
STYLES = (PAPER / "report.css", PAPER / "minutes.css")
FONTS = Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans"

printer = Printer(fonts=FONTS)


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
            code = segno.make(address, error="m", micro=False).png_data_uri(scale=6, border=1)
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
        return _style() + (
            f"@page {{ @top-left {{ content: {css_string(head)}; font-size: 8.5pt; color: #435056 }}"
            f" @bottom-left {{ content: {css_string('SHA-256 ' + self.checksum)};"
            " font-size: 6.2pt; color: #435056; vertical-align: top; padding-top: 3mm; width: 145mm } }"
            "@page :first { @top-left { content: none } }"
        )


def print_minutes(paper: MinutesPaper) -> bytes:
    """Draws for 1-3 seconds. Raises `communities.shared.pdf.PdfFailed`."""
    return printer.print(paper.html(), css=paper.css())


@lru_cache(maxsize=1)
def _style() -> str:
    return "\n".join(style.read_text(encoding="utf-8") for style in STYLES)
