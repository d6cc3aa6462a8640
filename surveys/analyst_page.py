"""What the analyst sees of a wave: its passport in words, how far each community is, the files."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.alphabet import in_order
from communities.models import Community, User
from surveys import publication, wording
from surveys.models import FocusGroup, ImportState, SurveyImport, Tabulation, Wave, WavePublication
from surveys.passport import Passport, passport_from

WAITING = (ImportState.MAPPING, ImportState.CHECKED)  # for the analyst
GOING_ON = (ImportState.READING, ImportState.CHECKING, ImportState.STORING)


@dataclass(frozen=True)
class CommunityLine:
    """`n`: people in the newest table, None when not stated. `is_newer`: counted again after publishing."""

    community: Community
    counted_at: dt.datetime | None
    n: int | None
    version: int | None
    published_at: dt.datetime | None
    is_removable: bool

    @property
    def is_newer(self) -> bool:
        return bool(self.counted_at and self.published_at and self.counted_at > self.published_at)

    @property
    def kind(self) -> str:
        if self.counted_at is None:
            return "todo"
        return "done" if self.version and not self.is_newer else "question"

    @property
    def state(self) -> str:
        if self.counted_at is None:
            return _("no results yet")
        if self.version is None:
            return _("counted, not published")
        if self.is_newer:
            return _("counted again since version %(number)s") % {"number": self.version}
        return _("published, version %(number)s") % {"number": self.version}


@dataclass(frozen=True)
class WaveOnList:
    wave: Wave
    communities: tuple[str, ...]
    published: int  # communities whose results are published
    waiting: int  # files that wait for the analyst

    @property
    def days(self) -> str:
        return field_days(self.wave)

    @property
    def is_published(self) -> bool:
        return self.published == len(self.communities) > 0


@dataclass(frozen=True)
class AnalystNumbers:
    """For the desk: `in_work` waves with a community whose results are not published."""

    waves: int
    in_work: int
    waiting: int


def passport(wave: Wave) -> Passport:
    """As residents would read it if the results were published now."""
    return passport_from(publication.passport(wave))


def field_days(wave: Wave) -> str:
    """In words; empty when not stated."""
    days = [day.isoformat() if day else None for day in (wave.field_from_on, wave.field_until_on)]
    return wording.field_days(*days) if any(days) else ""


def keeping_in_words(wave: Wave) -> str:
    if wave.keep_answers_until_on is None:
        return _("They are deleted within an hour after the results are published.")
    day = date_format(wave.keep_answers_until_on, "DATE_FORMAT")
    return _("They are deleted on %(day)s.") % {"day": day}


def community_lines(wave: Wave) -> list[CommunityLine]:
    """In the order of the alphabet; four queries however many there are."""
    counted = {
        place: (at, n)
        for place, at, n in Tabulation.objects.filter(wave=wave)
        .order_by("number")
        .values_list("community", "made_at", "content__n")
    }
    published = {
        place: (version, at)
        for place, version, at in WavePublication.objects.newest()
        .filter(wave=wave)
        .values_list("community", "version", "published_at")
    }
    files = SurveyImport.objects.filter(wave=wave).exclude(
        state__in=[ImportState.REFUSED, ImportState.DISCARDED]
    )
    held = set(files.values_list("community", flat=True))
    held |= set(wave.focus_groups.values_list("community", flat=True))
    places = sorted(wave.communities.select_related("oblast"), key=lambda row: in_order(row.name))
    return [
        CommunityLine(
            community=place,
            counted_at=counted.get(place.pk, (None, None))[0],
            n=counted.get(place.pk, (None, None))[1],
            version=published.get(place.pk, (None, None))[0],
            published_at=published.get(place.pk, (None, None))[1],
            is_removable=len(places) > 1
            and place.pk not in counted
            and place.pk not in published
            and not held & {place.pk, None},
        )
        for place in places
    ]


def on_list(waves: QuerySet[Wave]) -> list[WaveOnList]:
    """Newest field work first."""
    in_force = Q(publications__superseded_at__isnull=True)
    rows = waves.select_related("analyst").prefetch_related("communities")
    counted = rows.annotate(
        published=Count("publications__community", filter=in_force, distinct=True),
        waiting=Count("imports", filter=Q(imports__state__in=WAITING), distinct=True),
    )
    return [
        WaveOnList(
            wave=wave,
            communities=tuple(sorted((place.name for place in wave.communities.all()), key=in_order)),
            published=wave.published,
            waiting=wave.waiting,
        )
        for wave in counted
    ]


def numbers_of(user: User) -> AnalystNumbers:
    rows = on_list(Wave.objects.visible_to(user))
    in_work = sum(not row.is_published for row in rows)
    return AnalystNumbers(len(rows), in_work, sum(row.waiting for row in rows))


def files_by_time(wave: Wave) -> QuerySet[SurveyImport]:
    """Without the bulky columns; thrown-away files leave the page."""
    files = wave.imports.exclude(state=ImportState.DISCARDED).select_related("community", "uploaded_by")
    return files.defer("columns", "mapping", "problems")


def focus_groups(wave: Wave) -> QuerySet[FocusGroup]:
    """With how many notes were written and how many are public."""
    return wave.focus_groups.select_related("community").annotate(
        written=Count("notes"), public=Count("notes", filter=Q(notes__is_public=True))
    )
