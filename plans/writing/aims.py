"""What an action should change (`Action.aim`): a figure of the police report or an answer of residents."""

from typing import Any

from django.utils.translation import gettext as _

from reports.editions.form_definition import FormDefinition
from reports.editions.form_definition import definition_of as form_of
from reports.models import FormVersion
from surveys.definition import QuestionnaireDefinition
from surveys.definition import definition_of as questionnaire_of
from surveys.models import Questionnaire


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Figures by section of the newest form, then answers by question; each as its key and its words."""
    found = []
    if form := _form():
        for section in form.sections:
            rows = [
                (f"indicator/{each.code}", str(each.label)) for each in section.indicators if each.is_number
            ]
            found.append((str(section.title), rows))
    if bank := _questionnaire():
        for question in bank:
            if question.is_profile or not question.has_options:
                continue
            answers = [(net.code, net.label) for net in question.nets]
            answers += [(each.code, each.label) for each in question.options if not each.is_missing]
            rows = [(f"answer/{question.code}/{code}", str(label)) for code, label in answers]
            found.append((str(question.text), rows))
    return found


def key_of(aim: dict[str, Any]) -> str:
    """As in `choices`; "" for an action that aims at no figure."""
    if "indicator" in aim:
        return f"indicator/{aim['indicator']}"
    return f"answer/{aim['question']}/{aim['answer']}" if "question" in aim else ""


def of_key(key: str) -> dict[str, str]:
    """What is stored for a key of `choices`."""
    kind, _slash, rest = key.partition("/")
    if kind == "indicator":
        return {"indicator": rest}
    if kind == "answer":
        question, _slash, answer = rest.partition("/")
        return {"question": question, "answer": answer}
    return {}


def in_words(aim: dict[str, Any]) -> str:
    """The figure, or the question with the answer, in the language of the page."""
    if code := aim.get("indicator"):
        form = _form()
        return str(form.indicator[code].label) if form and code in form.indicator else str(code)
    if "question" not in aim:
        return ""
    bank, said = _questionnaire(), {"question": str(aim["question"]), "answer": str(aim["answer"])}
    if bank and aim["question"] in bank and bank.by_code[aim["question"]].has_answer(aim["answer"]):
        question = bank.by_code[aim["question"]]
        said = {"question": str(question.text), "answer": str(question.answer(aim["answer"]).label)}
    return _("%(question)s Answer: %(answer)s") % said


def _form() -> FormDefinition | None:
    row = FormVersion.objects.order_by("-version", "-pk").first()
    return form_of(row) if row else None


def _questionnaire() -> QuestionnaireDefinition | None:
    row = Questionnaire.objects.order_by("-loaded_at", "-pk").first()
    return questionnaire_of(row) if row else None
