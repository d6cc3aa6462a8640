"""Large tables as a workbook (.xlsx): texts, numbers and days in rows below a coloured head, nothing else.

Written as XML straight into the zip: a library that makes an object of each cell takes several times as long
(`docs/decisions/137`). Text is written as text, whatever it begins with (R36); there are no formulas, so none
can be smuggled in. The file names nobody who made it (R35).
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

Value = str | int | dt.date | None

LONGEST_TEXT = 32_767  # characters, Excel's own limit
LONGEST_NAME = 31
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # XML 1.0 has no place for these
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()
_HEAD, _DAY = 1, 2  # places in cellXfs of _STYLES
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF0D5063"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf fontId="1" fillId="2" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Sheet:
    """`widths` of columns in characters. Rows may be a generator: they are written as they come."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Iterable[Value]]


def workbook(sheets: Sequence[Sheet], *, title: str, creator: str) -> bytes:
    """The whole file. Text that is longer than a cell can hold is cut."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        for name, content in _frame(sheets, title=title, creator=creator):
            book.writestr(name, content)
        for number, sheet in enumerate(sheets, start=1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for piece in _sheet(sheet):
                    part.write(piece.encode())
    return target.getvalue()


def _sheet(sheet: Sheet) -> Iterator[str]:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, start=1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews>"
        f"<cols>{columns}</cols><sheetData>"
    )
    written: dict[str, str] = {}  # most texts of a table stand in it many times
    letters = [_letters(number) for number in range(1, max(len(sheet.heads), len(sheet.widths)) + 1)]
    heads = "".join(
        f'<c r="{letter}1" s="{_HEAD}" t="inlineStr">{_text(head)}</c>'
        for letter, head in zip(letters, sheet.heads, strict=False)
    )
    yield f'<row r="1">{heads}</row>'
    for number, row in enumerate(sheet.rows, start=2):
        cells = []
        for letter, value in zip(letters, row, strict=False):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if (text := written.get(value)) is None:
                    text = written[value] = _text(value)
                cells.append(f'<c r="{letter}{number}" t="inlineStr">{text}</c>')
            elif isinstance(value, int):
                cells.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
            else:
                days = value.toordinal() - _DAY_ZERO
                cells.append(f'<c r="{letter}{number}" s="{_DAY}"><v>{days}</v></c>')
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _text(value: str) -> str:
    return f'<is><t xml:space="preserve">{escape(_ILLEGAL.sub("", value)[:LONGEST_TEXT])}</t></is>'


def _letters(number: int) -> str:
    """1: A, 27: AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _frame(sheets: Sequence[Sheet], *, title: str, creator: str) -> Iterator[tuple[str, str]]:
    """Everything but the sheets: what there is, and how it hangs together."""
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{parts}'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml"'
            ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
    )
    yield (
        "_rels/.rels",
        (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml"/></Relationships>'
        ),
    )
    yield (
        "docProps/core.xml",
        (
            f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator></cp:coreProperties>"
        ),
    )
    names = "".join(
        f'<sheet name={quoteattr(sheet.title[:LONGEST_NAME])} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            "</Relationships>"
        ),
    )
    yield "xl/styles.xml", _STYLES
