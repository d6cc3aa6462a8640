"""An edition goes into the bank once, and never changes there."""

import copy
import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from communities.models import AuditEntry
from communities.shared.trail import sentence_of
from surveys.bank_file import DATA, parse_bank
from surveys.bank_loading import EditionIsLoaded, Loading, load
from surveys.definition import Condition, definition_of
from surveys.models import AnswerOption, Net, Question, QuestionGroup, Questionnaire

READ = json.loads((DATA / "questionnaire_1.json").read_text(encoding="utf-8"))
LATER = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def data():
    return copy.deepcopy(READ)


def test_everything_in_the_file_is_in_the_bank(questionnaire):
    assert Question.objects.count() == 23
    assert AnswerOption.objects.count() == 140
    assert Net.objects.get(question__code="POL_CONF", code="trust").members == ["full", "rather"]
    burglary = AnswerOption.objects.get(question__code="FEAR", code="burglary")
    assert (burglary.value, burglary.topic, burglary.label_uk) == (4, "HOME", "Крадіжка з оселі")
    for row in [questionnaire, *Question.objects.all(), *AnswerOption.objects.all(), *Net.objects.all()]:
        row.full_clean()


def test_loading_twice_changes_nothing(questionnaire, data):
    again, outcome = load(parse_bank(data), at=LATER)
    assert (again.pk, outcome) == (questionnaire.pk, Loading.UNCHANGED)
    assert AuditEntry.objects.filter(act="questionnaire.loaded").count() == 1


def test_a_changed_file_needs_a_new_edition(questionnaire, data):
    data["questions"][0]["text_en"] = "Is it safer now?"
    with pytest.raises(EditionIsLoaded, match="Give the changed file version 2"):
        load(parse_bank(data), at=LATER)
    data["version"] = 2
    second, outcome = load(parse_bank(data), at=LATER)
    assert outcome is Loading.LOADED
    assert definition_of(second).of("SAF_CHANGE").text.en == "Is it safer now?"
    assert definition_of(questionnaire).of("SAF_CHANGE").text.en.startswith("Over the last 12 months")


@pytest.mark.parametrize("model", [Questionnaire, Question, AnswerOption, Net])
def test_the_database_refuses_to_change_or_delete_what_was_asked(questionnaire, model):
    rows = model.objects.order_by("pk")[:1].values_list("pk", flat=True)
    some = model.objects.filter(pk__in=list(rows))
    field = "title_en" if model is Questionnaire else "text_en" if model is Question else "label_en"
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        some.update(**{field: "Something else"})
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        some._raw_delete(some.db)


def test_the_command_loads_what_the_project_ships(db):
    told = io.StringIO()
    call_command("load_questionnaire", stdout=told)
    call_command("load_questionnaire", stdout=told)
    assert told.getvalue().splitlines() == [
        "Questionnaire community-security 1 (23 questions): loaded",
        "Questionnaire community-security 1 (23 questions): already there, unchanged",
    ]


def test_the_command_names_the_file_that_is_wrong(db, tmp_path, data):
    del data["questions"]
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(data))
    with pytest.raises(CommandError, match=r"wrong\.json: the questionnaire: “questions” is missing"):
        call_command("load_questionnaire", path)


def test_the_trail_says_which_edition(questionnaire):
    entry = AuditEntry.objects.get(act="questionnaire.loaded")
    assert entry.details["edition"] == 1
    assert "1" in sentence_of(entry.act, entry.details)


# --- the definition ---


def test_the_definition_asks_the_database_once(questionnaire, django_assert_num_queries):
    definition_of(questionnaire)
    with django_assert_num_queries(0):
        definition = definition_of(questionnaire)
    assert definition.of("FEAR").option["burglary"].topic == "HOME"


def test_an_answer_without_a_topic_of_its_own_has_that_of_its_question(definition):
    reasons = definition.of("WOULD_CONTACT")
    assert reasons.option["rta"].topic == "ROAD"
    assert reasons.option["documents"].topic == "REP"
    assert reasons.option["hts"].topic == ""
    assert [(question.code, option.code) for question, option in definition.about("ROAD")] == [
        ("FEAR", "traffic"),
        ("WOULD_CONTACT", "rta"),
    ]


def test_questions_come_in_groups_in_the_order_of_asking(definition):
    assert list(definition.groups) == [
        QuestionGroup.SAFETY,
        QuestionGroup.ATTITUDE,
        QuestionGroup.AWARENESS,
        QuestionGroup.CONTACTS,
        QuestionGroup.MEETINGS,
        QuestionGroup.PROFILE,
    ]
    assert [question.code for question in definition.breakdowns] == [
        "SEX",
        "AGE_GROUP",
        "SETTLEMENT",
        "IDP",
        "DISABILITY",
    ]


def test_shares_of_several_answers_exceed_100(definition):
    assert {question.code for question in definition if question.shares_exceed_100} == {
        *("FEAR", "CONTACT_12M", "WOULD_CONTACT", "CHANNEL", "TOPIC")
    }


@pytest.mark.parametrize(
    ("age", "group"),
    [(17, None), (18, 1), (30, 1), (30.5, 1), (31, 2), (46, 3), (60, 3), (61, 4), (104, 4)],
)
def test_an_age_in_years_falls_into_one_group(definition, age, group):
    assert definition.of("AGE_GROUP").group_value(age) == group


@pytest.mark.parametrize(
    ("given", "asked"),
    [(set(), False), ({"none"}, False), ({"hts"}, False), ({"stopped"}, True), ({"stopped", "victim"}, True)],
)
def test_who_is_asked_about_satisfaction(definition, given, asked):
    assert definition.of("CONTACT_SAT").asked_if.holds(given) is asked


def test_a_condition_that_names_answers_holds_for_those_who_gave_one():
    condition = Condition("POL_JOB", ("poor", "rather_poor"), is_not=False)
    assert condition.holds({"poor"})
    assert not condition.holds({"good"})
    assert not condition.holds(set())
