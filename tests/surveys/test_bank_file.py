"""The questionnaire that the project ships, and questionnaires that were damaged on the way."""

import copy
import json
from collections import Counter
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from communities.topics import Topic
from reports.editions.form_file import DATA as FORMS
from reports.editions.form_file import read_form_file
from surveys.bank_file import DATA, BankFileError, parse_bank, read_bank_file

SHIPPED = DATA / "questionnaire_1.json"
READ = json.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture
def data():
    """A copy of the shipped questionnaire that a test may damage."""
    return copy.deepcopy(READ)


def question(data, code):
    return next(row for row in data["questions"] if row["code"] == code)


def answer(data, code, option):
    return next(row for row in question(data, code)["options"] if row["code"] == option)


def test_the_twelve_topics_are_the_sections_of_the_police_report():
    form = read_form_file(FORMS / "police_report_form_1.json")
    assert [section.code for section in form.sections] == Topic.values
    with translation.override("en"):
        for section, topic in zip(form.sections, Topic, strict=True):
            assert section.title.en.replace(" / police", " and police") == topic.label


def test_the_shipped_questionnaire_asks_what_the_source_reports(bank_in_file):
    assert [row.code for row in bank_in_file.questions] == [
        *("SAF_CHANGE", "FEAR", "DANGER_PLACE", "NIGHT_SAFE", "POL_JOB", "POL_CONF", "HELP_POL"),
        *("KNOW_INSP", "KNOW_CHIEF", "KNOW_PLACE", "CONTACT_12M", "CONTACT_SAT", "WOULD_CONTACT"),
        *("MEET_KNOWN", "MEET_WANT", "CHANNEL", "TOPIC"),
        *("SEX", "AGE", "AGE_GROUP", "SETTLEMENT", "IDP", "DISABILITY"),
    ]
    types = Counter(row.type for row in bank_in_file.questions)
    assert types == {"single": 16, "multi": 5, "number": 1, "open": 1}


def test_fears_meet_the_sections_that_count_what_is_feared(bank_in_file):
    fear = next(row for row in bank_in_file.questions if row.code == "FEAR")
    topics = {option.code: option.topic for option in fear.options}
    assert topics["burglary"] == Topic.HOMES
    assert topics["traffic"] == Topic.ROADS
    assert topics["shelling"] == topics["hostilities"] == Topic.HOSTILITIES
    assert topics["mines"] == topics["weapons"] == Topic.WEAPONS
    assert topics["dv"] == Topic.DOMESTIC_VIOLENCE
    assert topics["none"] == topics["hts"] == ""


def test_every_question_has_a_topic_but_the_fears_and_the_profile(bank_in_file):
    without = {row.code for row in bank_in_file.questions if not row.topic}
    assert without == {"FEAR"} | {row.code for row in bank_in_file.questions if row.group == "profile"}


def test_satisfaction_is_asked_of_those_only_who_had_contacts(bank_in_file):
    asked = {row.code: row.asked_if for row in bank_in_file.questions if row.asked_if}
    assert list(asked) == ["CONTACT_SAT"]
    condition = asked["CONTACT_SAT"]
    assert (condition.question, condition.answers, condition.is_not) == ("CONTACT_12M", ("none", "hts"), True)


def test_nobody_is_asked_for_a_name(bank_in_file):
    words = " ".join(f"{row.text.en} {row.code}".lower() for row in bank_in_file.questions)
    assert not {"your name", "surname", "telephone number", "address of"} & {words}
    assert "name" not in words.replace("by name", "")


def without_key(data):
    del question(data, "FEAR")["text_uk"]


def unknown_key(data):
    question(data, "FEAR")["hint"] = "x"


def unknown_topic(data):
    answer(data, "FEAR", "burglary")["topic"] = "THEFT"


def two_values(data):
    answer(data, "FEAR", "burglary")["value"] = 3


def net_of_strangers(data):
    question(data, "POL_CONF")["nets"][0]["members"] = ["full", "sometimes"]


def asks_about_later(data):
    question(data, "FEAR")["asked_if"] = {"question": "POL_JOB", "answers": ["good"], "is_not": False}


def asks_about_no_answer(data):
    question(data, "CONTACT_SAT")["asked_if"]["answers"] = ["nobody"]


def lost(data):
    data["questions"].pop()


def twice(data):
    data["questions"][1] = copy.deepcopy(data["questions"][0])
    data["expects"]["answers"] -= 10


def missing_with_another_value(data):
    answer(data, "POL_JOB", "hts")["value"] = 97


def missing_among_others(data):
    answer(data, "FEAR", "hts")["is_exclusive"] = False


def most_of_one(data):
    question(data, "POL_JOB")["most_answers"] = 2


def ages_with_a_gap(data):
    answer(data, "AGE_GROUP", "31_45")["least"] = 33


def groups_of_words(data):
    question(data, "AGE_GROUP")["groups_of"] = "DANGER_PLACE"


def number_with_answers(data):
    question(data, "AGE")["type"] = "single"


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (without_key, "question FEAR: “text_uk” is missing"),
        (unknown_key, "question FEAR: nobody knows the key “hint”"),
        (unknown_topic, "question FEAR, answer burglary: “topic” is “THEFT”; known are HOST"),
        (two_values, "question FEAR: the value 3 stands twice"),
        (net_of_strangers, "question POL_CONF: the net trust names an answer that is not there: sometimes"),
        (asks_about_later, "question FEAR, “asked_if”: no question POL_JOB comes before this one"),
        (asks_about_no_answer, "question CONTACT_SAT, “asked_if”: CONTACT_12M has no answer nobody"),
        (lost, "says 23 questions and 140 answers, the file has 22 and 137"),
        (twice, "the question SAF_CHANGE stands twice"),
        (missing_with_another_value, "question POL_JOB, answer hts: 98 (hard to say) and 99 (refused)"),
        (missing_among_others, "question FEAR: a missing answer stands alone"),
        (most_of_one, "question POL_JOB: “most_answers” belongs to questions with several answers"),
        (ages_with_a_gap, "question AGE_GROUP: groups of numbers must follow one another"),
        (groups_of_words, "question AGE_GROUP, “groups_of”: DANGER_PLACE does not ask for a number"),
        (number_with_answers, "question AGE: a question with answers to choose needs at least two"),
    ],
)
def test_a_mistake_is_told_with_its_place(data, damage, says):
    damage(data)
    with pytest.raises(BankFileError) as problem:
        parse_bank(data)
    assert says in str(problem.value)


def test_a_file_cut_off_in_the_middle_is_told_so(tmp_path):
    path = tmp_path / "cut.json"
    path.write_text(SHIPPED.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    with pytest.raises(BankFileError, match=r"cut\.json is not JSON: line"):
        read_bank_file(path)


def places(value, path=()):
    yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from places(child, (*path, key))


PLACES = list(places(READ))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(place=st.sampled_from(PLACES), value=ANYTHING)
def test_whatever_stands_in_the_file_it_is_read_or_refused_in_words(place, value):
    data = copy.deepcopy(READ)
    if not place:
        data = value
    else:
        inner = data
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = value
    with suppress(BankFileError):
        parse_bank(data)  # any other error fails the test
