"""What tests about surveys share: the question bank that the project ships."""

import datetime as dt

import pytest

from surveys.bank_file import DATA, QuestionnaireInFile, read_bank_file
from surveys.bank_loading import load
from surveys.definition import QuestionnaireDefinition, definition_of
from surveys.models import Questionnaire
from tests.conftest import KYIV


@pytest.fixture(scope="session")
def bank_in_file() -> QuestionnaireInFile:
    return read_bank_file(DATA / "questionnaire_1.json")


@pytest.fixture
def questionnaire(db: None, bank_in_file: QuestionnaireInFile) -> Questionnaire:
    """The real questionnaire: 23 questions, 140 answers."""
    row, _ = load(bank_in_file, at=dt.datetime(2026, 1, 5, 9, 0, tzinfo=KYIV))
    return row


@pytest.fixture
def definition(questionnaire: Questionnaire) -> QuestionnaireDefinition:
    return definition_of(questionnaire)
