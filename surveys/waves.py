"""A wave is made, its passport is written, communities come and go, another analyst takes it over."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from communities.models import Community, User
from communities.shared import audit
from surveys.models import ImportState, Questionnaire, SurveyImport, Tabulation, Wave, WavePublication
from surveys.permissions import analyses

TITLES = ("title_uk", "title_en")
PASSPORT = (
    "ordered_by",
    "done_by",
    "field_from_on",
    "field_until_on",
    "mode",
    "population",
    "sample_design",
    "stated_n",
    "weighting",
    "design_effect",
    "licence",
    "source",
    "note_uk",
    "note_en",
)
KEEPING = ("keep_answers_until_on",)
WRITTEN = (*TITLES, *PASSPORT, *KEEPING)  # what `change_wave` takes
SLUG_MAX = 80
NOT_FOR_WAVES = {"questionnaires", "compare"}  # pages of their own stand there


class QuestionnaireInUse(Exception):
    """Answers to this edition are there already: another one cannot take its place."""


class HasResults(Exception):
    """Files or results of this community are in the wave: it stays."""


class LastCommunity(Exception):
    """A wave is about at least one community."""


class NoCommunity(Exception):
    """A wave is about at least one community."""


class NotAnAnalyst(Exception):
    """A wave is handed over to somebody who analyses surveys."""


class SameAnalyst(Exception):
    """This person has the wave already."""


@transaction.atomic
def make_wave(
    said: Mapping[str, Any],
    *,
    questionnaire: Questionnaire,
    communities: Iterable[Community],
    by: User,
    at: dt.datetime,
) -> Wave:
    """`said`: fields of `WRITTEN`; what is left out or empty is “not stated”. Its address is made from the
    English title once and never changes. In a community of the demonstration everything is made up, so the
    wave is marked. Raises `NoCommunity`, and `ValidationError` in words."""
    places = list(communities)
    if not places:
        raise NoCommunity
    wave = Wave(
        slug=_free_slug(str(said["title_en"])),
        questionnaire=questionnaire,
        analyst=by,
        made_by=by,
        made_at=at,
        is_demonstration=any(place.is_demonstration for place in places),
        **{name: value for name, value in said.items() if name in WRITTEN},
    )
    wave.full_clean(exclude=["communities"])
    wave.save()
    wave.communities.set(places)
    slugs = sorted(place.slug for place in places)
    audit.record("wave.made", target=wave, by=by, at=at, details={"communities": slugs})
    return wave


@transaction.atomic
def change_wave(wave: Wave, said: Mapping[str, Any], *, by: User, at: dt.datetime) -> Wave:
    """Write the named fields of `WRITTEN`. What is published keeps the passport it was published with.

    Raises `ValidationError` in words.
    """
    wave = _locked(wave)
    changed = [name for name, value in said.items() if name in WRITTEN and getattr(wave, name) != value]
    if not changed:
        return wave
    for name in changed:
        setattr(wave, name, said[name])
    wave.full_clean(exclude=["communities"])
    wave.save(update_fields=changed)
    audit.record("wave.changed", target=wave, by=by, at=at, details={"fields": changed})
    return wave


@transaction.atomic
def change_questionnaire(wave: Wave, questionnaire: Questionnaire, *, by: User, at: dt.datetime) -> Wave:
    """Another edition, while nothing has come back from the field. Raises `QuestionnaireInUse`."""
    wave = _locked(wave)
    if wave.questionnaire_id == questionnaire.pk:
        return wave
    if is_in_use(wave):
        raise QuestionnaireInUse
    wave.questionnaire = questionnaire
    wave.save(update_fields=["questionnaire"])
    said = {"questionnaire": questionnaire.code, "edition": questionnaire.version}
    audit.record("wave.questionnaire_changed", target=wave, by=by, at=at, details=said)
    return wave


@transaction.atomic
def add_community(wave: Wave, community: Community, *, by: User, at: dt.datetime) -> None:
    wave = _locked(wave)
    if wave.communities.filter(pk=community.pk).exists():
        return
    wave.communities.add(community)
    audit.record("wave.community_added", target=wave, by=by, at=at, community=community)


@transaction.atomic
def remove_community(wave: Wave, community: Community, *, by: User, at: dt.datetime) -> None:
    """Raises `HasResults` and `LastCommunity`."""
    wave = _locked(wave)
    if not wave.communities.filter(pk=community.pk).exists():
        return
    if has_results(wave, community):
        raise HasResults
    if wave.communities.count() == 1:
        raise LastCommunity
    wave.communities.remove(community)
    audit.record("wave.community_removed", target=wave, by=by, at=at, community=community)


@transaction.atomic
def hand_over(wave: Wave, *, to: User, by: User, at: dt.datetime) -> Wave:
    """From here only the other analyst sees the inside. Raises `SameAnalyst` and `NotAnAnalyst`."""
    wave = _locked(wave)
    if to.pk == wave.analyst_id:
        raise SameAnalyst
    if not analyses(to):
        raise NotAnAnalyst
    before = wave.analyst
    wave.analyst = to
    wave.save(update_fields=["analyst"])
    said = {"person": before.name, "to": to.name}
    audit.record("wave.handed_over", target=wave, by=by, at=at, details=said)
    return wave


def is_in_use(wave: Wave) -> bool:
    """Something came back from the field: a file that still counts, or results."""
    return _files(wave).exists() or wave.tabulations.exists()


def has_results(wave: Wave, community: Community) -> bool:
    """A file of several communities may hold answers of each of them."""
    return (
        Tabulation.objects.filter(wave=wave, community=community).exists()
        or WavePublication.objects.filter(wave=wave, community=community).exists()
        or wave.focus_groups.filter(community=community).exists()
        or _files(wave).filter(Q(community=community) | Q(community__isnull=True)).exists()
    )


def _files(wave: Wave) -> Any:
    gone = [ImportState.REFUSED, ImportState.DISCARDED]
    return SurveyImport.objects.filter(wave=wave).exclude(state__in=gone)


def _locked(wave: Wave) -> Wave:
    waves = Wave.objects.select_for_update(of=("self",), no_key=True)
    return waves.select_related("questionnaire", "analyst").get(pk=wave.pk)


def _free_slug(title: str) -> str:
    """A number follows where two titles look alike, and stands alone where no Latin letter is left."""
    base = slugify(title)[: SLUG_MAX - 5].strip("-") or "survey"
    taken = NOT_FOR_WAVES | set(Wave.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
