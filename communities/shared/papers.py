"""What every paper of the site has: its printer, its look, and the lines at the edges of each page."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from communities.shared.pdf import Printer, css_string

STYLES = Path(settings.BASE_DIR) / "static" / "pdf"
FONTS = Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans"

printer = Printer(fonts=FONTS)  # one child for all papers of a process


@lru_cache
def style(*names: str) -> str:
    """The named files of static/pdf, one after the other."""
    return "\n".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in names)


def edges(head: str, *, checksum: str) -> str:
    """CSS for what stands above and below each page: what it is, and the checksum of what it prints."""
    return (
        f"@page {{ @top-left {{ content: {css_string(head)}; font-size: 8.5pt; color: #435056 }}"
        f" @bottom-left {{ content: {css_string('SHA-256 ' + checksum)};"
        " font-size: 6.2pt; color: #435056; vertical-align: top; padding-top: 3mm; width: 145mm } }"
    )
