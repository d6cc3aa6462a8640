"""Files from the field, made in every way in which tools make them."""

import csv
import io
import tempfile
from pathlib import Path

import pandas
import pyreadstat
from openpyxl import Workbook

PEOPLE = [
    # SAF_CHANGE, FEAR, CONTACT_12M, CONTACT_SAT, SEX, AGE, WEIGHT
    ("much_safer", ("shelling", "mines"), ("victim",), "full", "f", 31, 1.5),
    ("same", ("none",), ("none",), None, "m", 64, 0.5),
    ("hts", ("burglary", "traffic", "dv"), ("called", "witness"), "rather_not", "f", 19, 1.0),
    (None, ("hts",), (), None, None, None, 1.25),
]
SINGLE = ("SAF_CHANGE", "CONTACT_SAT", "SEX")
SEVERAL = ("FEAR", "CONTACT_12M")
ASKED = ("SAF_CHANGE", "FEAR", "CONTACT_12M", "CONTACT_SAT", "SEX", "AGE", "WEIGHT")


def table(
    definition,
    *,
    values="code",
    several="one",
    prefix="",
    names="code",
    people=PEOPLE,
    language="uk",
    between=None,
):
    """Heading and rows. `values`: code, value or label; `several`: one column or apart; `prefix`: "safety/"."""
    head, columns = [], []

    def word(question, option):
        if values == "value":
            return option.value
        return getattr(option.label, language) if values == "label" else option.code

    for place, code in enumerate(ASKED):
        question = definition.of(code) if code in definition else None
        name = prefix + (getattr(question.text, language) if names == "label" and question else code)
        given = [person[place] for person in people]
        if code in SEVERAL and several == "apart":
            for option in question.options:
                last = getattr(option.label, language) if names == "label" else option.code
                head.append(f"{name}/{last}")
                columns.append(["" if not each else int(option.code in each) for each in given])
            continue
        head.append(name)
        if code in SEVERAL:
            mark = between or (";" if values == "label" else " ")
            columns.append(
                [mark.join(str(word(question, question.option[c])) for c in each) for each in given]
            )
        elif code in SINGLE:
            columns.append(["" if each is None else word(question, question.option[each]) for each in given])
        else:
            columns.append(["" if each is None else each for each in given])
    return head, [list(row) for row in zip(*columns, strict=True)]


def as_csv(
    head, rows, *, separator=",", encoding="utf-8", quoting=csv.QUOTE_MINIMAL, comma=False, end="\r\n"
):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerow(head)
    for row in rows:
        writer.writerow([str(v).replace(".", ",") if comma and isinstance(v, float) else v for v in row])
    return out.getvalue().encode(encoding)


def as_xlsx(head, rows):
    book = Workbook()
    for row in [head, *rows]:
        book.active.append([None if value == "" else value for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_sav(head, rows, *, compress=False, labels=None, missing=None, words=None):
    """SPSS has no “/” in names."""
    names = [name.replace("/", ".") for name in head]
    frame = pandas.DataFrame(rows, columns=names)
    for name in names:
        values = frame[name].replace("", None)
        frame[name] = (
            values.fillna("")
            if any(isinstance(v, str) for v in values.dropna())
            else pandas.to_numeric(values)
        )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.sav"
        pyreadstat.write_sav(
            frame,
            place,
            compress=compress,
            variable_value_labels=labels,
            missing_ranges=missing,
            column_labels=words,
        )
        return place.read_bytes()
