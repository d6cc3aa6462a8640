"""Put the printed results of the pilot districts into the database, as one wave with four communities.

One wave, because the source tells of one survey with one questionnaire; each community has results, a
publication and a sheet of its own. The passport stays empty where the source is silent.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communities.models import Community, Duty, Role, User
from communities.shared import audit
from surveys.definition import QuestionnaireDefinition, definition_of
from surveys.models import Questionnaire, Tabulation, Wave, WavePublication
from surveys.pilot_file import PilotFile
from surveys.publication import NothingNew, keep_table, publish
from surveys.results import Table


class NotReady(Exception):
    """Something that the results lean on is missing; the message says what to load first."""


@dataclass(frozen=True)
class Loaded:
    """How many communities got results now, and how many had them already, unchanged."""

    published: int
    unchanged: int


@transaction.atomic
def load(pilots: PilotFile, *, at: dt.datetime, by: User | None = None) -> Loaded:
    """Store and publish the printed results; what is there and has not changed stays as it is.

    `by`: the analyst of a new wave, without one whoever analyses surveys now. Raises `NotReady`.
    """
    definition = _check(pilots)
    wave = _wave(pilots, definition, at=at, by=by)
    published = 0
    for community in _communities(pilots):
        table = pilots.table(community.slug)
        published += _store(wave, community, table, at=at)
    return Loaded(published=published, unchanged=len(pilots.figures) - published)


def _check(pilots: PilotFile) -> QuestionnaireDefinition:
    """Every figure and note names a question and an answer that were asked."""
    said = pilots.wave
    edition = Questionnaire.objects.filter(code=said.questionnaire, version=said.version).first()
    if edition is None:
        raise NotReady(
            f"The questionnaire {said.questionnaire} {said.version} is missing: "
            "run “manage.py load_questionnaire” first."
        )
    definition = definition_of(edition)
    named = {(row.question, row.answer) for rows in pilots.figures.values() for row in rows}
    named |= {(row.breakdown, row.group) for rows in pilots.figures.values() for row in rows if row.breakdown}
    named |= {(place.question, place.answer) for note in pilots.notes for place in note.places}
    for question, answer in sorted(named):
        if question and question not in definition:
            raise NotReady(f"The questionnaire has no question {question}.")
        if answer and not definition.of(question).has_answer(answer):
            raise NotReady(f"The question {question} has no answer {answer}.")
    return definition


def _communities(pilots: PilotFile) -> list[Community]:
    found = {row.slug: row for row in Community.objects.filter(slug__in=pilots.figures)}
    for slug in pilots.figures:
        if slug not in found:
            raise NotReady(f"There is no community {slug}: run “manage.py load_pilots” first.")
    return [found[slug] for slug in pilots.figures]


def _wave(
    pilots: PilotFile, definition: QuestionnaireDefinition, *, at: dt.datetime, by: User | None
) -> Wave:
    """A wave that is there keeps what its analyst has written since."""
    said = pilots.wave
    if wave := Wave.objects.select_for_update().filter(slug=said.slug).first():
        if wave.questionnaire_id != definition.pk:
            raise NotReady(f"The wave {said.slug} has another questionnaire.")
        return wave
    analyst = by or _analyst(at)
    wave = Wave.objects.create(
        slug=said.slug,
        title_uk=said.title.uk,
        title_en=said.title.en,
        questionnaire_id=definition.pk,
        analyst=analyst,
        source=said.source,
        note_uk=said.note.uk,
        note_en=said.note.en,
        made_at=at,
        made_by=analyst,
    )
    wave.communities.set(_communities(pilots))
    audit.record("wave.loaded", target=wave, by=None, at=at)
    return wave


def _analyst(at: dt.datetime) -> User:
    serving = Duty.objects.serving(today=timezone.localdate(at)).filter(role=Role.SURVEY_ANALYST)
    duty = serving.select_related("person").order_by("started_on", "pk").first()
    if duty is None:
        raise NotReady("Nobody analyses surveys yet: appoint a survey analyst, or name one with --analyst.")
    return duty.person


def _store(wave: Wave, community: Community, table: Table, *, at: dt.datetime) -> bool:
    """True when residents read something new of this community now."""
    newest = Tabulation.objects.filter(wave=wave, community=community).order_by("-number").first()
    if newest is None or Table.from_json(newest.content) != table:
        keep_table(wave, community, table=table, by=None, at=at)
    is_first = not WavePublication.objects.filter(wave=wave, community=community).exists()
    try:
        publish(
            wave,
            community,
            by=None,
            at=at,
            reason="" if is_first else "The file of printed figures was corrected.",
            notes=table.notes,
        )
    except NothingNew:
        return False
    return True
