"""The same 100,000 made-up answers as CSV, XLSX and SAV; the same bytes whenever they are made.

60 columns: the questions of the shipped questionnaire with one answer, age, as many 0/1 columns of questions
with several answers as fit, and a weight.
"""

import zipfile
from pathlib import Path

import numpy as np
import pandas
import polars as pl
import pyreadstat

from benchmarks.survey_size import COLUMNS, ROWS
from surveys.definition import WEIGHT, QuestionnaireDefinition
from surveys.models import QuestionType

CHUNK = 5_000
FIXED = (2026, 1, 1, 0, 0, 0)
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="answers" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def answers(definition: QuestionnaireDefinition) -> pl.DataFrame:
    """Plausible in shape, not in meaning. Follow-up questions are answered only by those who were asked."""
    random = np.random.default_rng(2026)
    single = [each for each in definition if each.type is QuestionType.SINGLE and not each.groups_of]
    columns = {
        each.code: random.choice([option.value for option in each.options], ROWS).astype(np.int16)
        for each in single
    }
    columns["AGE"] = random.integers(18, 90, ROWS).astype(np.int16)
    ticks = [each.column(option.code) for each in definition if each.is_multiple for option in each.options]
    for name in ticks[: COLUMNS - len(columns) - 1]:
        columns[name] = (random.random(ROWS) < 0.2).astype(np.int16)
    columns[WEIGHT] = random.uniform(0.3, 3, ROWS).round(4)
    return pl.DataFrame(columns)


def write(frame: pl.DataFrame, folder: Path) -> dict[str, Path]:
    """Paths by kind: csv, xlsx, sav."""
    paths = {kind: folder / f"answers.{kind}" for kind in ("csv", "xlsx", "sav")}
    frame.write_csv(paths["csv"])
    _write_xlsx(frame, paths["xlsx"])
    table = pandas.DataFrame({name.replace("/", "__"): frame[name].to_numpy() for name in frame.columns})
    pyreadstat.write_sav(table, paths["sav"], column_labels=frame.columns)
    return paths


def _write_xlsx(frame: pl.DataFrame, path: Path) -> None:
    """By hand: openpyxl needs a minute for six million cells."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in PARTS.items():
            package.writestr(zipfile.ZipInfo(name, FIXED), text)
        sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml", FIXED)
        sheet.compress_type = zipfile.ZIP_DEFLATED
        with package.open(sheet, "w") as stream:
            names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in frame.columns)
            stream.write(f"{SHEET}<row>{names}</row>".encode())
            for start in range(0, ROWS, CHUNK):
                cells = [pl.format("<c><v>{}</v></c>", pl.col(name)) for name in frame.columns]
                rows = frame[start : start + CHUNK].select(pl.concat_str(cells)).to_series()
                stream.write("".join(f"<row>{row}</row>" for row in rows).encode())
            stream.write(b"</sheetData></worksheet>")
