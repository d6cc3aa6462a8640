"""PDFs are drawn in a limited child that can reach nothing but our fonts."""

import http.server
import io
import threading

import pytest
from django.conf import settings
from pypdf import PdfReader

from communities.shared.pdf import PdfFailed, Printer

FONTS = settings.NODE_MODULES / "@expo-google-fonts" / "noto-sans"
PAGE = '<html lang="uk"><head><title>Звіт</title></head><body><h1>{}</h1></body></html>'


@pytest.fixture(scope="module")
def printer():
    printer = Printer(fonts=FONTS)
    yield printer
    printer.close()


def text_of(pdf: bytes) -> str:
    """With every run of white space as one space: where lines break is not what is asked."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_ukrainian_text_and_figures_come_out_as_written(printer):
    words = "9. Мінна безпека: об’єкти, їжак, Ґудзик, Єнакієве — 1 234,5 %"
    assert words in text_of(printer.print(PAGE.format(words), css='h1 { font-family: "Noto Sans" }'))


def test_it_is_tagged_and_says_its_language(printer):
    root = PdfReader(io.BytesIO(printer.print(PAGE.format("а"), css=""))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  pypdf's own boolean
    assert root["/Lang"] == "uk"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_it_names_no_tool_and_no_version(printer):
    reader = PdfReader(io.BytesIO(printer.print(PAGE.format("а"), css="")))
    said = str(reader.metadata).encode() + reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"Community Security" in said
    assert b"WeasyPrint" not in said
    assert b"Author" not in said


def test_nothing_is_fetched(printer, tmp_path):
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-5b1f")
    address = f"http://127.0.0.1:{server.server_port}"
    html = f"""<html><head><link rel=stylesheet href="{address}/a.css">
      <link rel=attachment href="file://{secret}"><style>@import "{address}/b.css";
      body {{ background: url({address}/c.png) }} li {{ list-style-image: url(file://{secret}) }}</style></head>
      <body><img src="{address}/d.png"><img src="file://{secret}"><object data="{address}/e.svg"></object>
      <a rel=attachment href="file://{secret}">x</a><li>y</li>
      <img src="data:image/svg+xml;base64,PHN2Zz48aW1hZ2UgaHJlZj0iaHR0cDovLzEyNy4wLjAuMS8iLz48L3N2Zz4="></body></html>"""
    pdf = printer.print(html, css="")
    server.shutdown()
    assert asked == []
    assert b"canary-5b1f" not in pdf
    assert b"EmbeddedFile" not in pdf


def test_a_document_that_takes_too_long_is_given_up():
    printer = Printer(fonts=FONTS, seconds=3)
    rows = "<tr><td>a</td></tr>" * 100_000
    with pytest.raises(PdfFailed, match="too long"):
        printer.print(f"<table>{rows}</table>", css="")
    assert printer.child_pid is None


def test_after_a_failure_the_next_document_is_drawn():
    printer = Printer(fonts=FONTS, memory=256 * 1024 * 1024)
    with pytest.raises(PdfFailed):
        printer.print("<p>" + "слово " * 3_000_000 + "</p>", css="")
    assert "добре" in text_of(printer.print(PAGE.format("добре"), css=""))
    printer.close()
