"""Files that cannot be used: an error in words, and nothing left behind. Hypothesis makes hundreds more."""

import datetime as dt
import io
import random
import zipfile

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import import_steps, import_words, importing, vault
from surveys.mapping import targets
from surveys.models import ColumnMemory, ImportState, SurveyImport, Tabulation
from surveys.problems import Kind
from surveys.reading.limits import Trouble, Unreadable
from tests.conftest import KYIV
from tests.surveys import files

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=KYIV)
HEAD, ROWS = ["SAF_CHANGE", "SEX", "WEIGHT"], [[1, 1, 1.5], [2, 2, 0.5], [98, 1, 1.0]]


def xlsx_with(sheet, **others):
    """A workbook whose sheet is this XML."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(files.as_xlsx(HEAD, ROWS))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {**parts, **others}.items():
            book.writestr(name, content)
    return out.getvalue()


def sheet(cells):
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return start + cells + b"</sheetData></worksheet>"


def many_members():
    out = io.BytesIO(files.as_xlsx(HEAD, ROWS))
    with zipfile.ZipFile(out, "a") as book:
        for number in range(10_000):
            book.writestr(f"xl/x{number}", b"")
    return out.getvalue()


def cut(content, share=0.6):
    return content[: int(len(content) * share)]


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
BAD = {
    "empty": (lambda: b"", Trouble.EMPTY),
    "blanks": (lambda: b"\n \n\r\n", Trouble.EMPTY),
    "heading only": (lambda: b"SEX,AGE\n", Trouble.NO_ROWS),
    "CSV cut off": (lambda: b"SEX,AGE,WEIGHT\n1,30,1.0\n2,3", Trouble.CUT_OFF),
    "row too short": (lambda: b"SEX,AGE,WEIGHT\n1,30\n2,31,1.0\n", Trouble.UNEQUAL_ROWS),
    "row too long": (lambda: b"SEX,AGE\n1,30,5,5\n2,31\n", Trouble.UNEQUAL_ROWS),
    "quotes left open": (lambda: b'SEX,AGE\n1,"30\n2,31\n', None),
    "PDF called CSV": (lambda: b"%PDF-1.7\n1 0 obj", Trouble.UNKNOWN_KIND),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Trouble.UNKNOWN_KIND),
    "page": (lambda: b"<!DOCTYPE html><table><tr><td>1", Trouble.UNKNOWN_KIND),
    "UTF-16": (lambda: "SEX\n1\n".encode("utf-16"), Trouble.UTF_16),
    "NUL inside": (lambda: b"SEX\n" + b"1\n" * 70_000 + b"\0\n", Trouble.NOT_TEXT),
    "old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Trouble.OLD_WORKBOOK),
    "workbook with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        Trouble.PROTECTED,
    ),
    "SPSS with a password": (lambda: b"\x1c\x00\x00\x00ENCRYPTEDSAV\x15" + b"\0" * 30, Trouble.PROTECTED),
    "workbook cut off": (lambda: cut(files.as_xlsx(HEAD, ROWS)), Trouble.BROKEN),
    "zip of something else": (
        lambda: xlsx_with(b"").replace(b"xl/workbook.xml", b"yl/workbook.xml"),
        Trouble.UNKNOWN_KIND,
    ),
    "broken XML": (lambda: xlsx_with(b"<worksheet><sheetData><row><c"), None),
    "empty sheet": (lambda: xlsx_with(sheet(b"")), Trouble.EMPTY),
    "formula": (
        lambda: xlsx_with(sheet(b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')),
        Trouble.FORMULAS,
    ),
    "unpacks to 600 MB": (lambda: xlsx_with(b" " * 610_000_000), Trouble.UNPACKS_TOO_LARGE),
    "nested entities": (
        lambda: xlsx_with(ENTITIES + sheet(b'<row><c t="inlineStr"><is><t>&b;</t></is></c></row>')),
        None,
    ),
    "far corner": (
        lambda: xlsx_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        None,
    ),
    "10,000 members": (many_members, Trouble.UNPACKS_TOO_LARGE),
    "10,000 columns": (lambda: b",".join(b"Q%d" % n for n in range(10_000)) + b"\n" + b"1," * 9_999 + b"1\n", Trouble.TOO_MANY_COLUMNS),
    "a million rows": (lambda: b"SEX\n" + b"1\n" * 1_000_000, Trouble.TOO_MANY_ROWS),
    "duplicate names": (lambda: b"SEX,AGE,SEX\n1,2,3\n", Trouble.DUPLICATE_NAMES),
    "nameless column": (lambda: b"SEX,,AGE\n1,2,3\n", Trouble.NO_NAME),
    "SPSS cut off": (lambda: cut(files.as_sav(HEAD, ROWS), 0.4), Trouble.BROKEN),
    "SPSS of noise": (lambda: b"$FL2@(#) SPSS" + random.Random(1).randbytes(5000), Trouble.BROKEN),
}  # fmt: skip


def go(wave, by, content, name="file"):
    """As far as it goes without a person's yes. The row, or the refusal at the door."""
    try:
        row = importing.upload(
            wave, file=io.BytesIO(content), size=len(content), file_name=name, by=by, at=AT
        )
    except Unreadable as refusal:
        return refusal
    import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    if row.state == ImportState.MAPPING and row.mapping:
        try:
            importing.map_columns(row, targets(row.mapping), by=by, at=AT)
        except importing.NothingMapped:
            return row
        import_steps.work(row.pk, at=AT)
        row.refresh_from_db()
    return row


def says_why(found):
    with override("en"):
        if isinstance(found, Unreadable):
            return import_words.refusal_in_words(found)
        return import_words.why_refused(found.counts)


@pytest.mark.parametrize("name", BAD)
def test_bad_files(wave, cast, survey_dir, name):
    make, trouble = BAD[name]
    found = go(wave, cast.yurii, make())
    if isinstance(found, SurveyImport):
        assert found.state == ImportState.REFUSED
        if trouble is not None:
            assert found.counts["trouble"] == trouble
        assert not vault.has(found.pk, vault.Part.UPLOAD)
    else:
        assert trouble is None or found.trouble == trouble
        assert not SurveyImport.objects.exists()
    words = says_why(found)
    assert len(words) > 25
    assert "%" not in words
    assert not survey_dir.exists() or list(survey_dir.iterdir()) == []
    assert not Tabulation.objects.exists()
    assert not ColumnMemory.objects.exists()


def test_too_large(wave, cast):
    with pytest.raises(Unreadable) as refusal:
        importing.upload(wave, file=io.BytesIO(b"x"), size=64_000_001, file_name="a", by=cast.yurii, at=AT)
    assert "64 MB" in says_why(refusal.value)


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_words(trouble):
    with override("en"):
        assert len(import_words.trouble_in_words(trouble, where="B2", number=7)) > 25


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_has_words(kind):
    assert len(str(import_words.PROBLEMS[kind])) > 10


def test_a_date_made_by_a_spreadsheet(wave, cast):
    book = files.Workbook()
    for line in (["SEX", "SAF_CHANGE"], [dt.date(1900, 1, 1), 1], [1, dt.date(1899, 12, 31)]):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    row = go(wave, cast.yurii, out.getvalue())
    assert row.state == ImportState.CHECKED
    assert {(each.row, each.column, each.kind.value) for each in importing.problems_of(row)} == {
        (2, "SEX", "a_date"),
        (3, "SAF_CHANGE", "a_date"),
    }


GOOD = {
    "csv": lambda: files.as_csv(HEAD, ROWS),
    "csv1251": lambda: files.as_csv(["SEX", "громада"], [[1, "Новопсковський район"]], encoding="cp1251"),
    "xlsx": lambda: files.as_xlsx(HEAD, ROWS),
    "sav": lambda: files.as_sav(HEAD, ROWS),
    "zsav": lambda: files.as_sav(HEAD, ROWS, compress=True),
}
SOUND = {name: make() for name, make in GOOD.items()}


def nothing_counts(wave, found, survey_dir):
    """Whatever it was, it ends in words or waits for a person, and nothing of it counts."""
    if isinstance(found, SurveyImport):
        assert found.state in {ImportState.REFUSED, ImportState.MAPPING, ImportState.CHECKED}, found.counts
        if found.state == ImportState.REFUSED:
            assert found.counts["trouble"] != Trouble.FAILED
            assert says_why(found)
            assert not (survey_dir / str(found.pk)).exists()
    else:
        assert says_why(found)
    assert not Tabulation.objects.filter(wave=wave).exists()
    SurveyImport.objects.all().delete()


MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(data=st.data())
def test_damaged_csv(wave, cast, survey_dir, data):
    content = bytearray(SOUND[data.draw(st.sampled_from(["csv", "csv1251"]))])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    nothing_counts(wave, go(wave, cast.yurii, bytes(content)), survey_dir)


CELLS = st.one_of(
    st.text(max_size=8),
    st.integers(-5, 130).map(str),
    st.sampled_from(["", "=1+1", "1,5", "-1", "NaN", "98", "1899-12-31", '"', "none mines", "\u202e1", "１"]),
)


@MANY
@given(
    head=st.lists(st.sampled_from(["SEX", "AGE", "FEAR", "WEIGHT", "FEAR/mines", "x", "громада"]), min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6),
    separator=st.sampled_from(",;\t"),
)  # fmt: skip
def test_any_table_as_csv(wave, cast, survey_dir, head, rows, separator):
    content = files.as_csv(head, rows, separator=separator).decode("utf-8", "surrogatepass")
    nothing_counts(wave, go(wave, cast.yurii, content.encode("utf-8", "replace")), survey_dir)


@settings(MANY, max_examples=40)
@given(data=st.data())
def test_damaged_workbooks_and_spss_files(wave, cast, survey_dir, data):
    content = bytearray(SOUND[data.draw(st.sampled_from(["xlsx", "sav", "zsav"]))])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    nothing_counts(wave, go(wave, cast.yurii, bytes(content)), survey_dir)
