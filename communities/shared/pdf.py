"""The only caller of WeasyPrint: HTML in, tagged PDF out, drawn in a limited child process.

`draw` is the drawing itself; `Printer` runs it in a child without a way to any file or address
but our own fonts, with limits on memory and time (R33, R34). The child is this module, started
with `python -m`; it knows nothing of Django, so that it starts quickly and holds no secrets.
"""

import gc
import os
import select
import struct
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from communities.shared import limited_child

FONT_FILES = {
    "regular": "400Regular/NotoSans_400Regular.ttf",
    "bold": "700Bold/NotoSans_700Bold.ttf",
}
MEMORY = 512 * 1024 * 1024  # bytes of data in the child
TIME = 30.0  # seconds for one document
PRODUCER = "Community Security"
RENEWED_AFTER = 100  # documents, then a fresh child
LENGTH = struct.Struct(">IB")  # bytes that follow, and whether they are a document

# One full TTF a weight: several files of one family and weight corrupt text silently (WeasyPrint 70).
FONT_FACES = "".join(
    f'@font-face {{ font-family: "Noto Sans"; font-weight: {weight}; src: url("font:{name}") }}\n'
    for name, weight in (("regular", 400), ("bold", 700))
)


class PdfFailed(Exception):
    """The document could not be drawn: too large, too slow, or broken. Says why in words."""


def draw(html: str, *, css: str, fonts: Path) -> bytes:
    """One tagged PDF/UA-1 document. `fonts` is the folder with the files of `FONT_FILES`.

    Takes 1-3 seconds for a report of a dozen pages. The garbage collector rests meanwhile: a
    layout makes millions of small objects and no garbage worth looking for (0.85 of the time).
    """
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    own_fonts_only = fetcher(fonts)
    font_config = FontConfiguration()
    sheet = weasyprint.CSS(string=FONT_FACES + css, font_config=font_config, url_fetcher=own_fonts_only)
    gc.disable()
    try:
        document = weasyprint.HTML(string=html, base_url="about:blank", url_fetcher=own_fonts_only)
        content = document.write_pdf(
            stylesheets=[sheet],
            font_config=font_config,
            pdf_variant="pdf/ua-1",
            finisher=_name_no_tool,
        )
    finally:
        gc.enable()
        gc.collect()
    return bytes(content)


def _name_no_tool(_document: object, pdf: Any) -> None:
    """Neither the tool nor its version stands in the file: it would tell an attacker what to try (R35)."""
    import pydyf  # comes with WeasyPrint
    import weasyprint

    pdf.info["Producer"] = pydyf.String(PRODUCER)
    named = f"WeasyPrint {weasyprint.__version__}".encode()
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            item.stream = [part.replace(named, PRODUCER.encode()) for part in item.stream]


def css_string(text: str) -> str:
    """Text from people as one CSS string: nothing in it can end the string."""
    return '"' + "".join(f"\\{ord(sign):x} " if not sign.isalnum() else sign for sign in text) + '"'


@lru_cache(maxsize=4)
def fetcher(fonts: Path) -> Any:
    """Denies everything but our two fonts and pictures inside the document itself."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFontsOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            name = url.removeprefix("font:")
            if name in FONT_FILES and url.startswith("font:"):
                return URLFetcherResponse(
                    url, (fonts / FONT_FILES[name]).read_bytes(), {"Content-Type": "font/ttf"}
                )
            if url.startswith("data:image/png;base64,"):
                return super().fetch(url, headers)
            raise ValueError("A document fetches nothing.")

    return OwnFontsOnly(allowed_protocols={"data"}, allow_redirects=False)


class Printer:
    """Draws documents one after another in a child process. Safe for threads."""

    def __init__(
        self,
        *,
        fonts: Path,
        memory: int = MEMORY,
        seconds: float = TIME,
        renewed_after: int = RENEWED_AFTER,
    ) -> None:
        self._fonts, self._memory, self._seconds = fonts, memory, seconds
        self._renewed_after = renewed_after
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._drawn = 0

    def print(self, html: str, *, css: str) -> bytes:
        """The PDF. Raises `PdfFailed` when it cannot be had within the limits."""
        with self._lock:
            child = self._running()
            try:
                is_document, answer = self._ask(child, html, css)
            except (OSError, EOFError, TimeoutError) as problem:
                self.close()
                raise PdfFailed(str(problem) or "the drawing process ended") from problem
            if not is_document:
                self.close()
                raise PdfFailed(answer.decode(errors="replace"))
            self._drawn += 1
            if self._drawn >= self._renewed_after:
                self.close()
            return answer

    def close(self) -> None:
        """End the child; the next document gets a fresh one."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    stream.close()
        self._child, self._drawn = None, 0

    @property
    def child_pid(self) -> int | None:
        return self._child.pid if self._child else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(  # noqa: S603  our own module, our own arguments
                limited_child.command("communities.shared.pdf", str(self._fonts), str(self._memory)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=limited_child.PROJECT,
                env=limited_child.ENVIRONMENT | {"PATH": os.environ.get("PATH", "")},
            )
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], html: str, css: str) -> tuple[bool, bytes]:
        if child.stdin is None or child.stdout is None:
            raise EOFError("the drawing process has no pipes")
        for part in (html, css):
            _send(child.stdin, part.encode(), ok=True)
        deadline = time.monotonic() + self._seconds
        length, ok = LENGTH.unpack(_read(child.stdout, LENGTH.size, deadline))
        return bool(ok), _read(child.stdout, length, deadline)


def _send(stream: IO[bytes], data: bytes, *, ok: bool) -> None:
    stream.write(LENGTH.pack(len(data), ok))
    stream.write(data)
    stream.flush()


def _read(stream: IO[bytes], size: int, deadline: float) -> bytes:
    """Exactly `size` bytes from the unbuffered pipe. `EOFError` at its end, `TimeoutError` too late."""
    parts, missing = [], size
    while missing:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([stream.fileno()], [], [], left)[0]:
            raise TimeoutError("drawing took too long")
        part = os.read(stream.fileno(), min(missing, 1 << 20))
        if not part:
            raise EOFError("the drawing process ended")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _child_loop(fonts: Path, memory: int) -> None:
    limited_child.limit(memory=memory)
    source = sys.stdin.buffer
    while header := source.read(LENGTH.size):
        html = source.read(LENGTH.unpack(header)[0]).decode()
        css = source.read(LENGTH.unpack(source.read(LENGTH.size))[0]).decode()
        try:
            _send(sys.stdout.buffer, draw(html, css=css, fonts=fonts), ok=True)
        except (Exception, MemoryError) as problem:
            _send(sys.stdout.buffer, f"{type(problem).__name__}: {problem}".encode(), ok=False)


if __name__ == "__main__":
    _child_loop(Path(sys.argv[1]), int(sys.argv[2]))
