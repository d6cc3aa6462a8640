"""Files from the field in words: why one cannot be used, what is wrong in it, how a column was recognised."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.mapping import Why
from surveys.models import SurveyImport
from surveys.problems import Kind
from surveys.reading.limits import (
    LARGEST_FILE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Trouble,
    Unreadable,
)

MEGABYTE = 1_000_000

WHY_RECOGNISED: Mapping[Why, str | Promise] = {
    Why.REMEMBERED: gettext_lazy("as you said of an earlier file"),
    Why.CODE: gettext_lazy("by its code"),
    Why.IN_GROUP: gettext_lazy("by its code, after the name of a group"),
    Why.WORDS: gettext_lazy("by the words of the question"),
    Why.TOOL: gettext_lazy("not an answer to count"),
    Why.SAME_IN_ONE: gettext_lazy("the same answers stand in one column already"),
    Why.TWICE: gettext_lazy("another column was taken for this question"),
    Why.SAID: gettext_lazy("as you said"),
    Why.NOTHING: gettext_lazy("not recognised"),
}

# Whole sentences: what it is and what to do.
TROUBLES: Mapping[Trouble, str | Promise] = {
    Trouble.EMPTY: gettext_lazy("The file is empty. Export it once more and check that it holds answers."),
    Trouble.TOO_LARGE: gettext_lazy(
        "The file is larger than %(megabytes)s MB. Leave out columns that are no answers, or send the "
        "communities one by one."
    ),
    Trouble.UNKNOWN_KIND: gettext_lazy(
        "This is neither CSV nor XLSX nor an SPSS file, whatever its name says. Export the answers in one of "
        "these three."
    ),
    Trouble.PROTECTED: gettext_lazy("The file has a password. Save it without one and choose it again."),
    Trouble.OLD_WORKBOOK: gettext_lazy(
        "This is a workbook of the old kind (.xls). Open it and save it as .xlsx."
    ),
    Trouble.UTF_16: gettext_lazy(
        "The text is in UTF-16. Save it as “CSV UTF-8”: the first choice for CSV in Excel."
    ),
    Trouble.NOT_TEXT: gettext_lazy(
        "The file says that it is text, but it is not. Export it once more as CSV UTF-8."
    ),
    Trouble.BROKEN: gettext_lazy("The file is damaged. Export it once more, and upload it whole."),
    Trouble.CUT_OFF: gettext_lazy(
        "The file ends in the middle of row %(where)s, as if it were cut off. Copy or export it once more."
    ),
    Trouble.UNEQUAL_ROWS: gettext_lazy(
        "Row %(where)s has another number of cells (%(number)s) than the heading. A separator inside an "
        "answer needs quotes around the answer; export the file once more."
    ),
    Trouble.UNPACKS_TOO_LARGE: gettext_lazy(
        "The file is far larger inside than a survey can be. Save only the sheet with the answers, without "
        "formats beyond the last row."
    ),
    Trouble.TOO_MANY_ROWS: gettext_lazy(
        "The file has more than %(rows)s rows. Send the communities one by one."
    ),
    Trouble.TOO_MANY_COLUMNS: gettext_lazy(
        "The file has %(number)s columns; more than %(columns)s are no survey. Export only the answers."
    ),
    Trouble.TOO_MANY_CELLS: gettext_lazy(
        "Rows times columns are more than %(cells)s cells. Leave out columns that are no answers."
    ),
    Trouble.NO_ROWS: gettext_lazy("The file has a heading and no answers below it."),
    Trouble.NO_NAME: gettext_lazy(
        "Column %(number)s has no name, or too long a one. Give every column a name in the first row."
    ),
    Trouble.DUPLICATE_NAMES: gettext_lazy(
        "Two columns are called “%(where)s”; the second one is column %(number)s. Rename one of them."
    ),
    Trouble.FORMULAS: gettext_lazy(
        "The sheet holds a formula (cell %(where)s), and formulas are never computed here. Copy the sheet, "
        "paste it as values, and save that."
    ),
    Trouble.TOO_SLOW: gettext_lazy(
        "Reading took longer than three minutes and was stopped. Export it as CSV; that is read fastest."
    ),
    Trouble.GONE: gettext_lazy("The file is no longer here. Upload it once more."),
    Trouble.FAILED: gettext_lazy(
        "Reading failed three times. Export the file as CSV and try again; if that fails too, tell the "
        "administrators."
    ),
}

PROBLEMS: Mapping[Kind, str | Promise] = {
    Kind.UNKNOWN_ANSWER: gettext_lazy("This question has no such answer. Correct the value in the file."),
    Kind.NOT_A_NUMBER: gettext_lazy("A number is expected here."),
    Kind.OUT_OF_RANGE: gettext_lazy("The number is too small or too large to be true."),
    Kind.A_DATE: gettext_lazy(
        "A spreadsheet has made a date of a number. Give the column the format “number” and type the value."
    ),
    Kind.A_FORMULA: gettext_lazy("This looks like a formula. Put the value itself here."),
    Kind.NOT_YES_OR_NO: gettext_lazy("1 (chosen) or 0 (not chosen) is expected here."),
    Kind.NOT_ALONE: gettext_lazy(
        "An answer that stands alone (“none”, “hard to say”) is beside another one."
    ),
    Kind.TOO_MANY_ANSWERS: gettext_lazy(
        "More answers than the question allows. They are counted all the same."
    ),
    Kind.NOT_ASKED: gettext_lazy(
        "Answered, although by the answers before it was not asked. Such answers are not counted."
    ),
    Kind.WEIGHT_MISSING: gettext_lazy("The weight is missing. Every person needs one."),
    Kind.WEIGHT_NEGATIVE: gettext_lazy("A weight cannot be negative."),
    Kind.WEIGHT_NOT_A_NUMBER: gettext_lazy("The weight is not a number."),
    Kind.WEIGHT_ZERO: gettext_lazy("The weight is 0: this person counts nothing."),
    Kind.WEIGHTS_ALL_ZERO: gettext_lazy("All weights are 0, so nobody would count."),
    Kind.COMMUNITY_MISSING: gettext_lazy("The community is missing."),
    Kind.COMMUNITY_UNKNOWN: gettext_lazy(
        "This is none of the communities of the wave. Add it to the wave, or correct the name in the file."
    ),
    Kind.NO_COMMUNITY_COLUMN: gettext_lazy(
        "The wave has several communities and no column says which one. Say which column it is, or upload "
        "the file for one community."
    ),
    Kind.NOTHING_TO_COUNT: gettext_lazy("There is not a single answer that can be counted."),
    Kind.NO_SUCH_COLUMN: gettext_lazy(
        "There is no such column. A table of percentages has the columns question, answer, percent and n."
    ),
    Kind.TOO_MANY_LINES: gettext_lazy("A table of percentages has at most 20,000 lines."),
    Kind.UNKNOWN_QUESTION: gettext_lazy("The questionnaire of this wave has no such question."),
    Kind.UNKNOWN_GROUP: gettext_lazy("There is no such group of people in the questionnaire."),
    Kind.TWICE: gettext_lazy("The same figure stands here a second time."),
    Kind.OVER_100: gettext_lazy("The answers to this question add up to more than 100 percent."),
}


def how_far(row: SurveyImport) -> str:
    said = {"state": row.get_state_display(), "progress": row.progress}
    return _("The file %(state)s: %(progress)s %%") % said


def trouble_in_words(trouble: Trouble, *, where: str = "", number: int | None = None) -> str:
    return str(TROUBLES[trouble]) % {
        "where": where,
        "number": "" if number is None else number,
        "megabytes": LARGEST_FILE // MEGABYTE,
        "rows": MOST_ROWS,
        "columns": MOST_COLUMNS,
        "cells": MOST_CELLS,
    }


def refusal_in_words(refusal: Unreadable) -> str:
    return trouble_in_words(refusal.trouble, where=refusal.where, number=refusal.number)


def why_refused(counts: Mapping[str, Any]) -> str:
    """Of a refused row."""
    return trouble_in_words(
        Trouble(counts["trouble"]), where=counts.get("where", ""), number=counts.get("number")
    )


def separator_in_words(separator: str) -> str:
    return {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}.get(separator, "")
