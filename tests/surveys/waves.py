"""Waves with people in them, for tests of pages: published tables of the real questionnaire."""

import datetime as dt
import itertools

from surveys import publication
from surveys.definition import definition_of
from surveys.models import Wave, WavePublication
from surveys.results import Cell, Table
from tests.conftest import KYIV

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
PEOPLE = 412


def wave_in(*places, slug, by, questionnaire, field=None, **facts):
    """`field`: first and last day."""
    first, last = field or (None, None)
    wave = Wave.objects.create(
        slug=slug,
        title_uk=f"Опитування {slug}",
        title_en=f"Survey {slug}",
        questionnaire=questionnaire,
        analyst=by,
        field_from_on=first,
        field_until_on=last,
        made_at=AT,
        made_by=by,
        **facts,
    )
    wave.communities.set(places)
    return wave


def share(question, answer, count, *, base=PEOPLE, breakdown="", group=""):
    percent = 100 * count / base
    return Cell(
        *(question, answer, percent),
        breakdown=breakdown,
        group=group,
        base=base,
        count=count,
        low=max(percent - 4.8, 0),
        high=min(percent + 4.8, 100),
        effect=1.0,
    )


def publish(wave, place, *cells, n=PEOPLE, by, at=AT, **more):
    publication.keep_table(wave, place, table=Table(n=n, cells=tuple(cells)), by=by, at=at)
    publication.publish(wave, place, by=by, at=at, **more)
    return WavePublication.objects.newest().get(wave=wave, community=place)


def everything(questionnaire):
    """Every answer of every question, for everybody and by every group: the longest sheet there can be.

    Any counts do, so nobody checks that answers sum to the people asked.
    """
    definition = definition_of(questionnaire)
    groups = [("", "", 4120)]
    groups += [(each.code, option.code, 800) for each in definition.breakdowns for option in each.options]
    counts = itertools.cycle(range(61, 397, 7))
    for question in definition:
        if not question.has_options:
            continue
        answers = [option.code for option in question.options] + [net.code for net in question.nets]
        for breakdown, group, base in groups:
            for answer in answers:
                yield share(question.code, answer, next(counts), base=base, breakdown=breakdown, group=group)
