"""Put a questionnaire that was read from its file into the database, once and for all."""

import datetime as dt
from enum import StrEnum

from django.db import transaction

from communities.shared import audit, public_stamp
from surveys.bank_file import ConditionInFile, QuestionInFile, QuestionnaireInFile
from surveys.models import AnswerOption, Net, Question, Questionnaire


class EditionIsLoaded(Exception):
    """This edition is in the bank and its file says something else now: give the file a new version."""


class Loading(StrEnum):
    """What loading came to."""

    LOADED = "loaded"
    UNCHANGED = "already there, unchanged"


@transaction.atomic
def load(bank: QuestionnaireInFile, *, at: dt.datetime) -> tuple[Questionnaire, Loading]:
    """Store an edition, or find that it is already stored.

    A loaded edition never changes, because results keep the words that people were asked in; the
    same edition with other content raises `EditionIsLoaded`.
    """
    known = Questionnaire.objects.select_for_update().filter(code=bank.code)
    row = known.filter(version=bank.version).first()
    if row and row.sha256 == bank.fingerprint:
        return row, Loading.UNCHANGED
    if row:
        newest = max(known.values_list("version", flat=True))
        raise EditionIsLoaded(
            f"The questionnaire {bank.code} {bank.version} is in the bank, and an edition never changes. "
            f"Give the changed file version {newest + 1}."
        )
    row = Questionnaire.objects.create(
        code=bank.code,
        version=bank.version,
        title_uk=bank.title.uk,
        title_en=bank.title.en,
        note_uk=bank.note.uk,
        note_en=bank.note.en,
        consent_uk=bank.consent.uk,
        consent_en=bank.consent.en,
        sha256=bank.fingerprint,
        loaded_at=at,
    )
    _store_questions(row, bank)
    audit.record(
        "questionnaire.loaded",
        target=row,
        by=None,
        at=at,
        details={"edition": bank.version, "sha256": bank.fingerprint},
    )
    public_stamp.touch()
    return row, Loading.LOADED


def _store_questions(row: Questionnaire, bank: QuestionnaireInFile) -> None:
    stored = Question.objects.bulk_create(
        _question(row, number, question) for number, question in enumerate(bank.questions, start=1)
    )
    pairs = list(zip(stored, bank.questions, strict=True))
    AnswerOption.objects.bulk_create(
        AnswerOption(
            question=question,
            number=number,
            code=option.code,
            value=option.value,
            label_uk=option.label.uk,
            label_en=option.label.en,
            topic=option.topic,
            is_missing=option.is_missing,
            is_exclusive=option.is_exclusive,
            least=option.least,
            most=option.most,
        )
        for question, said in pairs
        for number, option in enumerate(said.options, start=1)
    )
    Net.objects.bulk_create(
        Net(
            question=question,
            number=number,
            code=net.code,
            label_uk=net.label.uk,
            label_en=net.label.en,
            members=list(net.members),
        )
        for question, said in pairs
        for number, net in enumerate(said.nets, start=1)
    )


def _question(row: Questionnaire, number: int, said: QuestionInFile) -> Question:
    return Question(
        questionnaire=row,
        number=number,
        code=said.code,
        group=said.group,
        type=said.type,
        topic=said.topic,
        text_uk=said.text.uk,
        text_en=said.text.en,
        asked_if=_condition_as_json(said.asked_if),
        most_answers=said.most_answers,
        least=said.least,
        most=said.most,
        groups_of=said.groups_of,
        origin=said.origin.value,
        note_uk=said.note.uk,
        note_en=said.note.en,
    )


def _condition_as_json(condition: ConditionInFile | None) -> dict[str, object]:
    if condition is None:
        return {}
    return {
        "question": condition.question,
        "answers": list(condition.answers),
        "is_not": condition.is_not,
    }
