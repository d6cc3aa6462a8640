"""The questionnaire on paper, to be read out or filled in with a pen: large print and boxes to tick."""

from dataclasses import dataclass
from threading import Lock

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import override

from communities.shared.papers import printer, style
from surveys.asking import asked_of, how_to_answer
from surveys.definition import QuestionDefinition, QuestionnaireDefinition

KEPT = 24 * 60 * 60  # seconds; the same paper for everybody

_one_draws = Lock()


@dataclass(frozen=True)
class PaperQuestion:
    """`asked_of`: empty for a question that everybody is asked."""

    question: QuestionDefinition
    asked_of: str
    how: str

    @property
    def in_two_columns(self) -> bool:
        """Short answers side by side; and long lists, so that a question stays on one page."""
        labels = [str(option.label) for option in self.question.options]
        return len(labels) >= LONG_LIST or (
            len(labels) > ONE_COLUMN and all(len(label) <= SHORT_LABEL for label in labels)
        )


ONE_COLUMN, LONG_LIST = 3, 11  # answers
SHORT_LABEL = 34  # letters that fit into half a line of large print


@dataclass(frozen=True)
class PaperGroup:
    title: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PaperForm:
    """Facts of the paper in the active language."""

    definition: QuestionnaireDefinition
    groups: tuple[PaperGroup, ...]
    language: str

    @classmethod
    def of(cls, definition: QuestionnaireDefinition, *, language: str) -> "PaperForm":
        groups = tuple(
            PaperGroup(
                str(group.label),
                tuple(
                    PaperQuestion(question, asked_of(question, definition), how_to_answer(question))
                    for question in questions
                ),
            )
            for group, questions in definition.groups.items()
        )
        return cls(definition, groups, language)


def paper_form_of(definition: QuestionnaireDefinition, *, language: str) -> bytes:
    """The PDF. Draws 1-2 seconds once a day. Raises `communities.shared.pdf.PdfFailed`."""
    key = f"survey-paper:{definition.sha256}:{language}"
    content: bytes | None = cache.get(key)
    if content is not None:
        return content
    with _one_draws:  # who waited finds it drawn
        content = cache.get(key)
        if content is None:
            with override(language):
                html = render_to_string(
                    "pdf/questionnaire.html", {"paper": PaperForm.of(definition, language=language)}
                )
            content = printer.print(html, css=style("questionnaire"))
            cache.set(key, content, KEPT)
    return content
