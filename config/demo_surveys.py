"""Surveys of the demonstration: the question bank, the printed figures of the four pilot districts, and two
invented waves.

The printed figures are those of the source, each with the place where it stands there, but they have no
numbers of people: no margin, no groups, no comparison over time. Two waves of invented people show these.
They go the way of every file from the field, and whatever names them says that they are invented.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from communities.models import Community, Duty, Role, User
from config.demo_answers import InventedWave, read_waves
from surveys import bank_loading, import_steps, importing, pilot_results, publication, waves
from surveys.bank_file import DATA, read_bank_file
from surveys.definition import definition_of
from surveys.mapping import targets
from surveys.models import ImportState, Questionnaire, SurveyImport, Wave
from surveys.pilot_file import read_pilot_file

KYIV = ZoneInfo("Europe/Kyiv")

Act = tuple[dt.datetime, Callable[[dt.datetime], object]]


class NotStored(Exception):
    """The file of an invented wave did not go through as a file from the field must."""


def load(*, at: dt.datetime) -> int:
    """Load what is missing of the bank and the printed figures; how many communities got results now."""
    for path in sorted(DATA.glob("questionnaire_*.json")):
        bank_loading.load(read_bank_file(path), at=at)
    return pilot_results.load(read_pilot_file(), at=at).published


def acts(slugs: set[str], *, now: dt.datetime) -> Iterator[Act]:
    """The invented waves: made after the field, imported and published when the analyst got to it."""
    for invented in read_waves():
        if slugs.issuperset(invented.told["people"]):
            life = _Life(invented, now=now)
            yield life.published_at - dt.timedelta(days=2), life.make
            yield life.published_at - dt.timedelta(days=1), life.bring_in
            yield life.published_at, life.publish


def newest_at(*, now: dt.datetime) -> dt.datetime:
    """When the newest of the invented waves was published."""
    return max(_Life(invented, now=now).published_at for invented in read_waves())


@dataclass
class _Life:
    """One invented wave, step by step, by the analyst."""

    invented: InventedWave
    now: dt.datetime

    @property
    def published_at(self) -> dt.datetime:
        return dt.datetime.combine(
            self._days_ago(self.invented.told["published_days_ago"]), dt.time(10), tzinfo=KYIV
        )

    def make(self, at: dt.datetime) -> None:
        told = self.invented.told
        first, last = told["field_days_ago"]
        said = {
            **self.invented.common["passport"],
            "title_uk": told["title_uk"],
            "title_en": told["title_en"],
            "field_from_on": self._days_ago(first),
            "field_until_on": self._days_ago(last),
            "stated_n": sum(told["people"].values()),
        }
        waves.make_wave(
            said,
            questionnaire=Questionnaire.objects.order_by("-version")[0],
            communities=Community.objects.filter(slug__in=told["people"]),
            by=_analyst(at),
            at=at,
        )

    def bring_in(self, at: dt.datetime) -> None:
        """Uploaded, its columns recognised, checked without a complaint, confirmed, counted."""
        wave = self._wave()
        content = self.invented.file(definition_of(wave.questionnaire))
        row = importing.upload(
            wave,
            file=io.BytesIO(content),
            size=len(content),
            file_name=f"{wave.slug}.csv",
            by=wave.analyst,
            at=at,
        )
        row = _worked(row, ImportState.MAPPING, at=at)
        importing.map_columns(row, targets(row.mapping), by=wave.analyst, at=at)
        row = _worked(row, ImportState.CHECKED, at=at)
        importing.confirm(row, accepted=False, by=wave.analyst, at=at)
        _worked(row, ImportState.STORED, at=at)

    def publish(self, at: dt.datetime) -> None:
        wave = self._wave()
        for community in wave.communities.order_by("slug"):
            publication.publish(wave, community, by=wave.analyst, at=at)

    def _wave(self) -> Wave:
        rows = Wave.objects.select_related("questionnaire", "analyst")
        return rows.get(title_en=self.invented.told["title_en"])

    def _days_ago(self, days: int) -> dt.date:
        return timezone.localdate(self.now) - dt.timedelta(days=days)


def _worked(row: SurveyImport, wanted: ImportState, *, at: dt.datetime) -> SurveyImport:
    """After the next step of the background. Raises `NotStored`."""
    import_steps.work(row.pk, at=at)
    row = SurveyImport.objects.select_related("wave__questionnaire", "community").get(pk=row.pk)
    if row.state != wanted or row.problems:
        raise NotStored(f"{row.file_name} is “{row.state}” and not “{wanted}”: {row.problems} {row.counts}")
    return row


def _analyst(at: dt.datetime) -> User:
    serving = Duty.objects.serving(today=timezone.localdate(at)).filter(role=Role.SURVEY_ANALYST)
    return serving.select_related("person").order_by("started_on", "pk")[0].person
