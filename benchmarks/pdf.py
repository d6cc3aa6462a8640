"""The report's PDF: time against the same content written naively, memory of a worker over 200 PDFs.

Naive is what a first version does, and what comparable projects do: a table of contents with page
numbers, running headings taken from the text, tables that measure their columns, the garbage
collector at work. Ours says the same in the same HTML without them. Both are tagged PDF/UA-1.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import django
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from benchmarks.figures import Figure, interleaved
from benchmarks.pages import prepared_site

ROUNDS = 7
FEW, MANY = 20, 200

NAIVE_STYLE = """
@page { @top-left { content: string(community) " · " string(section); font-size: 8.5pt } }
.place { string-set: community content() }
h2 { string-set: section content() }
table { table-layout: auto }
.overview tbody th a::after { content: leader(".") target-counter(attr(href), page) }
"""


def figures(folder: Path) -> list[Figure]:
    html, css, fonts = newest_report(folder)
    return [speed(html, css, fonts), memory(html, css, fonts)]


def newest_report(folder: Path) -> tuple[str, str, Path]:
    """HTML and CSS of the demonstration's newest Ukrainian report, and the folder of fonts."""
    os.environ.update(prepared_site(folder))
    django.setup()
    from communities.shared.papers import FONTS
    from reports.models import Publication
    from reports.published.document import Paper

    newest = Publication.objects.newest().filter(report__community__slug="novopskov")
    paper = Paper.of(newest.order_by("-report__period__starts_on")[0], language="uk")
    return paper.html(), paper.css(), FONTS


def speed(html: str, css: str, fonts: Path) -> Figure:
    """CPU seconds, not wall time: other work on the machine does not count."""
    from communities.shared import pdf

    def ours() -> None:
        pdf.draw(html, css=css, fonts=fonts)

    def naive() -> None:
        fetcher, font_config = pdf.fetcher(fonts), FontConfiguration()
        sheet = weasyprint.CSS(
            string=pdf.FONT_FACES + css + NAIVE_STYLE, font_config=font_config, url_fetcher=fetcher
        )
        document = weasyprint.HTML(string=html, url_fetcher=fetcher)
        document.write_pdf(stylesheets=[sheet], font_config=font_config, pdf_variant="pdf/ua-1")

    for warm_up in (ours, naive):  # the first drawing in a process costs a second more
        warm_up()
    seconds = interleaved(ROUNDS, ours=lambda: timed(ours), naive=lambda: timed(naive))
    said = [f"{name}: {value:.2f} CPU seconds, median of {ROUNDS}" for name, value in seconds.items()]
    return Figure("report_pdf_to_naive", seconds["ours"] / seconds["naive"], "<=0.75", said)


def timed(act: Callable[[], None]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def memory(html: str, css: str, fonts: Path) -> Figure:
    """Peak resident memory of one drawing process that is never renewed."""
    from communities.shared.pdf import Printer

    printer = Printer(fonts=fonts, seconds=300, renewed_after=MANY * 2)  # time is not measured here
    peaks = {}
    for number in range(1, MANY + 1):
        printer.print(html, css=css)
        if number in {FEW, MANY}:
            peaks[number] = peak(printer.child_pid)
    printer.close()
    said = [f"peak after {number} PDFs: {kilobytes / 1000:.0f} MB" for number, kilobytes in peaks.items()]
    return Figure("pdf_worker_memory_200_to_20", peaks[MANY] / peaks[FEW], "<=1.2", said)


def peak(pid: int | None) -> int:
    """kB, as the kernel counts it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
