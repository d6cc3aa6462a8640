"""Photos that somebody uploaded: drawn anew from their points in a limited child process (R22).

Nothing of the file survives but what the eye sees: no camera, place or day (EXIF), no profile, no comment,
and no second file hidden behind the picture. The child is this module, started with `python -m`; it knows
nothing of Django.
"""

import io
import sys
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps

from communities.shared import limited_child

LARGEST_FILE = 10_000_000  # bytes
MOST_POINTS = 25_000_000
LONGEST_SIDE = 2400  # points of what is kept
SMALL = (480, 360)  # points of the picture for lists, cut to this shape
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
MEMORY = 768 * 1024 * 1024  # bytes of data in the child
SECONDS = 20
NOT_A_PHOTO, TOO_MANY_POINTS = 3, 4  # how the child ends


class Trouble(StrEnum):
    """Why a photo was not taken."""

    TOO_LARGE = "too_large"
    TOO_MANY_POINTS = "too_many_points"
    NOT_A_PHOTO = "not_a_photo"


class UnreadablePhoto(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Drawn:
    """`content_type`: "image/jpeg" or "image/png". `small`: a JPEG of `SMALL`, for lists."""

    content: bytes
    content_type: str
    small: bytes


def drawn_anew(content: bytes) -> Drawn:
    """Takes a fraction of a second. Raises `UnreadablePhoto`."""
    if len(content) > LARGEST_FILE:
        raise UnreadablePhoto(Trouble.TOO_LARGE)
    try:
        answer, ended = limited_child.answer_of("communities.shared.photos", content=content, seconds=SECONDS)
    except limited_child.TooSlow as problem:
        raise UnreadablePhoto(Trouble.NOT_A_PHOTO) from problem
    if ended:
        many = ended == TOO_MANY_POINTS
        raise UnreadablePhoto(Trouble.TOO_MANY_POINTS if many else Trouble.NOT_A_PHOTO)
    kind, size, both = answer.split(b"\n", 2)
    return Drawn(both[: int(size)], kind.decode(), both[int(size) :])


def draw(content: bytes) -> Drawn:
    """In the child. Raises whatever Pillow raises, and `Image.DecompressionBombError` for too many points,
    which are counted before any is unpacked."""
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as photo:
        if photo.width * photo.height > MOST_POINTS:
            raise Image.DecompressionBombError
        kind = photo.format or ""
        photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read at about the size that is kept
        upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        is_seen_through = kind == "PNG" and ("A" in upright.getbands() or "transparency" in upright.info)
        mode = "RGBA" if is_seen_through else "RGB"
        # A new picture: what Pillow would copy from the old one when it saves (profile, comment) stays there.
        fresh = Image.new(mode, upright.size)
        fresh.paste(upright.convert(mode))
    out = io.BytesIO()
    if kind == "PNG":
        fresh.save(out, "PNG", optimize=True)
    else:
        fresh.save(out, "JPEG", quality=85, progressive=True)
    return Drawn(out.getvalue(), FORMATS[kind], _small(fresh))


def _small(picture: Image.Image) -> bytes:
    """Cut to one shape, so that a list keeps its place while photos load. What is seen through is white."""
    cut = ImageOps.fit(picture.convert("RGBA"), SMALL)
    ground = Image.new("RGB", SMALL, "white")
    ground.paste(cut, mask=cut)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=80, progressive=True)
    return out.getvalue()


def _child() -> int:
    limited_child.limit(memory=MEMORY, seconds=SECONDS, largest_file=0)
    warnings.simplefilter("ignore")
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        drawn = draw(content)
    except Image.DecompressionBombError:
        return TOO_MANY_POINTS
    except Exception:  # whatever is wrong with it: it is not a photo that can be kept
        return NOT_A_PHOTO
    head = f"{drawn.content_type}\n{len(drawn.content)}\n".encode()
    sys.stdout.buffer.write(head + drawn.content + drawn.small)
    return 0


if __name__ == "__main__":
    sys.exit(_child())
