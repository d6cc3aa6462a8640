"""What people feel: the question bank, waves, files from the field, results, focus groups."""

from surveys.models.bank import AnswerOption, Net, Question, QuestionGroup, Questionnaire, QuestionType
from surveys.models.files import ColumnMemory, FileKind, ImportState, SurveyImport
from surveys.models.focus import FocusGroup, FocusNote
from surveys.models.waves import Mode, SheetDocument, Tabulation, Wave, WavePublication

__all__ = [
    "AnswerOption",
    "ColumnMemory",
    "FileKind",
    "FocusGroup",
    "FocusNote",
    "ImportState",
    "Mode",
    "Net",
    "Question",
    "QuestionGroup",
    "QuestionType",
    "Questionnaire",
    "SheetDocument",
    "SurveyImport",
    "Tabulation",
    "Wave",
    "WavePublication",
]
