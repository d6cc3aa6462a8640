"""The form for tablets: pyxform turns it into a form without a warning, with every question and answer."""

import dataclasses
import io
import time
import xml.etree.ElementTree as ET
import zipfile

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from communities.models import Community
from surveys.definition import Bilingual, Condition
from surveys.models import QuestionType
from surveys.xlsform import ENGLISH, UKRAINIAN, relevant, xlsform_of

XF = "{http://www.w3.org/2002/xforms}"


def converted(content):
    warnings = []
    result = convert(content, warnings=warnings, validate=False, file_type=".xlsx")
    assert warnings == []
    return ET.fromstring(result.xform)


def texts(form, language):
    """By id, what the form says in one language."""
    translation = form.find(f".//{XF}translation[@lang='{language}']")
    found = {}
    for text in translation.findall(f"{XF}text"):
        found[text.get("id")] = "".join(text.find(f"{XF}value").itertext()).strip()
    return found


def as_converted(text):
    """pyxform makes typewriter apostrophes and quotes of ours."""
    return text.replace("’", "'").replace("“", '"').replace("”", '"')


def sheet(content, name):
    rows = list(load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def binds(form):
    return {bind.get("nodeset").rpartition("/")[2]: bind for bind in form.iter(f"{XF}bind")}


@pytest.fixture
def content(definition):
    return xlsform_of(definition)


def test_every_question_and_answer_is_in_the_form_in_both_languages(definition, content):
    form = converted(content)
    root = form.find(f".//{XF}model//{XF}instance")[0].tag.rpartition("}")[2]
    for language, attribute in ((ENGLISH, "en"), (UKRAINIAN, "uk")):
        said = texts(form, language)
        for question in definition:
            path = f"/{root}/{question.group}/{question.code}:label"
            assert said[path] == as_converted(getattr(question.text, attribute))
            labels = [said[f"{question.code.lower()}-{number}"] for number in range(len(question.options))]
            assert labels == [as_converted(getattr(option.label, attribute)) for option in question.options]


def test_choices_are_named_by_codes_as_results_will_come_back(definition, content):
    form = converted(content)
    for question in definition:
        if question.options:
            instance = form.find(f".//{XF}instance[@id='{question.code.lower()}']")
            assert [name.text for name in instance.iter(f"{XF}name")] == [
                option.code for option in question.options
            ]


def test_the_consent_comes_first_and_nothing_is_asked_without_it(content):
    rows = sheet(content, "survey")
    assert [(row["type"], row["name"]) for row in rows[:2]] == [
        ("note", "CONSENT"),
        ("acknowledge", "AGREED"),
    ]
    assert rows[1]["required"] == "yes"
    groups = [row for row in rows if row["type"] == "begin_group"]
    assert {row["relevant"] for row in groups} == {"${AGREED} = 'OK'"}
    assert [row["name"] for row in rows if row["required"]] == ["AGREED"]


def test_satisfaction_and_age_groups_are_skipped_where_they_do_not_apply(content):
    form = binds(converted(content))
    assert "not(selected(" in form["CONTACT_SAT"].get("relevant")
    by_name = {row["name"]: row for row in sheet(content, "survey")}
    assert by_name["CONTACT_SAT"]["relevant"] == (
        "${CONTACT_12M} != '' and not(selected(${CONTACT_12M}, 'none') or selected(${CONTACT_12M}, 'hts'))"
    )
    assert by_name["AGE_GROUP"]["relevant"] == "${AGE} = ''"
    assert form["AGE"].get("constraint") == ". >= 18 and . <= 120"
    assert form["AGE"].get("type") == "int"


def test_an_answer_like_none_stands_alone(definition, content):
    by_name = {row["name"]: row for row in sheet(content, "survey")}
    assert by_name["FEAR"]["constraint"] == (
        "not(selected(., 'none') and count-selected(.) > 1) and not(selected(., 'hts') and count-selected(.) > 1)"
    )
    assert by_name["FEAR"][f"constraint_message::{ENGLISH}"].startswith(
        "This answer cannot stand beside others"
    )
    assert by_name["POL_JOB"]["constraint"] is None


def test_at_most_so_many_answers(definition):
    fear = dataclasses.replace(definition.of("FEAR"), most_answers=3)
    changed = dataclasses.replace(definition, questions=(fear,))
    content = xlsform_of(changed)
    row = next(row for row in sheet(content, "survey") if row["name"] == "FEAR")
    assert row["constraint"].endswith("count-selected(.) <= 3")
    assert row[f"hint::{ENGLISH}"] == "No more than 3 answers."
    assert "count-selected(.) <= 3" in binds(converted(content))["FEAR"].get("constraint")


def test_the_condition_of_a_question_in_the_language_of_the_form():
    assert relevant(Condition("POL_JOB", ("poor", "rather_poor"), is_not=False)) == (
        "selected(${POL_JOB}, 'poor') or selected(${POL_JOB}, 'rather_poor')"
    )


def test_with_several_communities_the_first_question_is_which(definition, cast, novopskov, popasna):
    content = xlsform_of(definition, communities=[novopskov, popasna])
    form = converted(content)
    instance = form.find(f".//{XF}instance[@id='community']")
    assert [name.text for name in instance.iter(f"{XF}name")] == ["novopskov", "popasna"]
    assert [row["name"] for row in sheet(content, "survey")][:3] == ["CONSENT", "AGREED", "COMMUNITY"]
    assert Community.objects.count() == 2


def test_the_same_questionnaire_is_the_same_bytes_tomorrow(definition, content):
    time.sleep(2.1)  # a zip counts in steps of two seconds
    assert xlsform_of(definition) == content


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(1)"])
def test_text_never_becomes_a_formula(definition, text):
    fear = definition.of("FEAR")
    option = dataclasses.replace(fear.options[0], label=Bilingual(text, text))
    fear = dataclasses.replace(fear, text=Bilingual(text, text), options=(option, *fear.options[1:]))
    content = xlsform_of(dataclasses.replace(definition, questions=(fear,)))
    book = load_workbook(io.BytesIO(content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value == text]
    assert len(cells) == 4
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist())
    converted(content)


def test_nothing_asks_who_or_where_somebody_is(content):
    types = {row["type"].split(" ")[0] for row in sheet(content, "survey")}
    assert types == {
        *(
            "note",
            "acknowledge",
            "begin_group",
            "end_group",
            "select_one",
            "select_multiple",
            "integer",
            "text",
        )
    }
    assert not types & {"geopoint", "image", "audio", "deviceid", "phonenumber", "username", "email"}


def test_all_kinds_of_questions_are_there(definition):
    assert {question.type for question in definition} == set(QuestionType)
