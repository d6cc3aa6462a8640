"""QR codes as numbers that a template can draw: no image file, no markup made in Python."""

from dataclasses import dataclass

import segno

QUIET_ZONE = 4  # modules of white around it, as the standard wants


@dataclass(frozen=True)
class QrCode:
    """A square of `size` by `size` modules; `path` is SVG path data of the dark ones."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Draw an address: the smallest code that holds it and survives a fold (error correction M)."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=QUIET_ZONE)]
    strokes = []
    for y, row in enumerate(rows):
        start: int | None = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                strokes.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return QrCode(size=len(rows), path="".join(strokes))


def picture_of(text: str) -> str:
    """A PNG as a data address, for paper."""
    return str(segno.make(text, error="m", micro=False).png_data_uri(scale=6, border=1))
