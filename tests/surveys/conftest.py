"""What tests about surveys share: the question bank that the project ships."""

import datetime as dt

import pytest

from surveys.bank_file import DATA, QuestionnaireInFile, read_bank_file
from surveys.bank_loading import load
from surveys.definition import QuestionnaireDefinition, definition_of
from surveys.models import Questionnaire, Wave
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


@pytest.fixture(autouse=True)
def survey_dir(settings, tmp_path):
    """Single answers of tests lie in a folder of their own."""
    settings.SURVEY_DIR = tmp_path / "survey-answers"
    return settings.SURVEY_DIR


@pytest.fixture
def wave(cast, questionnaire, novopskov) -> Wave:
    """Yurii's wave in Novopskov, autumn 2026."""
    row = Wave.objects.create(
        slug="novopskov-2026",
        title_uk="Новопсков, осінь 2026",
        title_en="Novopskov, autumn 2026",
        questionnaire=questionnaire,
        analyst=cast.yurii,
        made_at=dt.datetime(2026, 10, 1, 9, 0, tzinfo=KYIV),
        made_by=cast.yurii,
    )
    row.communities.add(novopskov)
    return row
