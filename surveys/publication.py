"""Publishing: what the analyst releases of a wave in one community is frozen, and everybody reads that.

The exact table lies in the newest `Tabulation`; what residents may see of it is drawn by `showing` only.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Max

from communities.models import Community, User
from communities.shared import audit, public_stamp
from communities.shared.canonical import checksum
from communities.shared.doorbell import ring_after_commit
from surveys import kept_figures, showing, tabulation
from surveys.definition import COMMUNITY, definition_of
from surveys.earlier_versions import Earlier
from surveys.kept_figures import Version
from surveys.models import SheetDocument, Tabulation, Wave, WavePublication
from surveys.progress import Told, from_to, to_nobody
from surveys.results import Cell, PublicTable, Table

LANGUAGES = ("uk", "en")
Notes = tuple[dict[str, Any], ...]


class NothingCounted(Exception):
    """There is no table of this wave and community yet."""


class NotInWave(Exception):
    """The wave did not ask in this community."""


class NothingNew(Exception):
    """What would be published is what everybody reads already. `publication`: that version."""

    def __init__(self, publication: WavePublication) -> None:
        super().__init__("The published results say the same already.")
        self.publication = publication


class ReasonMissing(Exception):
    """A new version tells why it replaces the one before."""


def preview(wave: Wave, community: Community, *, notes: Notes | None = None) -> PublicTable:
    """Exactly what `publish` would freeze.

    `notes`: None takes those of the table, else of the version in force. Raises `NotInWave` and
    `NothingCounted`.
    """
    if not wave.communities.filter(pk=community.pk).exists():
        raise NotInWave
    newest = _newest_table(wave, community)
    if newest is None:
        raise NothingCounted
    table = Table.from_json(newest.content)
    if notes is None:
        notes = table.notes or _notes_in_force(wave, community)
    return public_table(wave, table, notes=notes, versions=_versions(wave, community))


def public_table(
    wave: Wave, table: Table, *, notes: Notes = (), versions: Sequence[Version] = ()
) -> PublicTable:
    """The table as residents may see it who have read all earlier `versions`, with the passport of the wave
    as it is now."""
    definition = definition_of(wave.questionnaire)
    cells = showing.show(table, definition, earlier=[version.told for version in versions])
    cells = kept_figures.keep(cells, table, definition, versions=versions)
    n = table.n if table.n is None or table.n >= showing.LEAST_PEOPLE else None
    return PublicTable(about=passport(wave), n=n, cells=cells, notes=notes, design_effect=table.design_effect)


def passport(wave: Wave) -> dict[str, Any]:
    """What residents are told about the wave; None is “not stated”."""
    said: dict[str, Any] = {
        "wave": wave.slug,
        "title_uk": wave.title_uk,
        "title_en": wave.title_en,
        "questionnaire": wave.questionnaire.code,
        "questionnaire_version": wave.questionnaire.version,
        "questionnaire_sha256": wave.questionnaire.sha256,
        "is_demonstration": wave.is_demonstration,
        "communities": sorted(wave.communities.values_list("slug", flat=True)),
        "field_from_on": wave.field_from_on and wave.field_from_on.isoformat(),
        "field_until_on": wave.field_until_on and wave.field_until_on.isoformat(),
        "stated_n": wave.stated_n,
        "design_effect": None if wave.design_effect is None else float(wave.design_effect),
    }
    texts = ("ordered_by", "done_by", "mode", "population", "sample_design", "weighting", "licence", "source")
    return said | {name: getattr(wave, name) or None for name in (*texts, "note_uk", "note_en")}


@transaction.atomic
def publish(
    wave: Wave,
    community: Community,
    *,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    notes: Notes | None = None,
) -> WavePublication:
    """Freeze the newest table as the version that everybody reads, and order its sheets.

    `notes`: remarks beside the figures ({"question", "answer", "uk", "en", "severity"}); None takes those of
    the table, or without any those of the version in force. Raises `NotInWave`, `NothingCounted`,
    `NothingNew`, and `ReasonMissing` when a version stands already and nothing says why it is replaced.
    """
    wave = (
        Wave.objects.select_for_update(of=("self",), no_key=True)
        .select_related("questionnaire")
        .get(pk=wave.pk)
    )
    facts = preview(wave, community, notes=notes).as_json()
    before = WavePublication.objects.newest().filter(wave=wave, community=community).first()
    if before is not None:
        if before.sha256 == checksum(facts):
            raise NothingNew(before)
        if not reason.strip():
            raise ReasonMissing
        WavePublication.objects.filter(pk=before.pk).update(superseded_at=at)
    publication = WavePublication.objects.create(
        wave=wave,
        community=community,
        version=before.version + 1 if before else 1,
        tabulation=_newest_table(wave, community),
        facts=facts,
        sha256=checksum(facts),
        reason=reason.strip(),
        published_at=at,
        published_by=by,
    )
    for language in LANGUAGES:
        document = SheetDocument.objects.create(publication=publication, language=language, ordered_at=at)
        ring_after_commit("surveys.tasks.make_sheet", document.pk)
    public_stamp.touch()
    audit.record(
        "survey.results_published",
        target=wave,
        by=by,
        at=at,
        community=community,
        details={"version": publication.version, "sha256": publication.sha256},
    )
    return publication


def republish(
    wave: Wave,
    community: Community,
    *,
    by: User | None,
    at: dt.datetime,
    reason: str,
    notes: Notes | None = None,
) -> WavePublication:
    """A new version in place of the one in force; it tells why. Raises as `publish` does."""
    if not reason.strip():
        raise ReasonMissing
    return publish(wave, community, by=by, at=at, reason=reason, notes=notes)


@transaction.atomic
def keep_table(
    wave: Wave, community: Community, *, table: Table, by: User | None, at: dt.datetime
) -> Tabulation:
    """Store the exact results of a wave in a community as its newest table. Raises `NotInWave`."""
    wave = _locked(wave)
    if not wave.communities.filter(pk=community.pk).exists():
        raise NotInWave
    before = Tabulation.objects.filter(wave=wave, community=community).aggregate(newest=Max("number"))
    tabulation = Tabulation.objects.create(
        wave=wave,
        community=community,
        number=(before["newest"] or 0) + 1,
        content=table.as_json(),
        made_at=at,
        made_by=by,
    )
    audit.record(
        "survey.tabulated",
        target=wave,
        by=by,
        at=at,
        community=community,
        details={"number": tabulation.number, "n": table.n},
    )
    return tabulation


def count_wave(
    wave: Wave, frame: pl.DataFrame, *, community: Community | None = None, told: Told = to_nobody
) -> dict[Community, Table]:
    """Count the single answers of a wave, community by community; `keep_tables` stores that.

    `frame`: as `tabulation.tabulate` wants it. `community`: of all these answers; without it the column
    COMMUNITY tells, and a wave with one community needs neither. Raises `NotInWave` for an answer from
    elsewhere, and `tabulation.UnusableWeight`.
    """
    effect = None if wave.design_effect is None else float(wave.design_effect)
    definition = definition_of(wave.questionnaire)
    places = _by_community(wave, frame, community)
    return {
        place: tabulation.tabulate(
            people,
            definition,
            design_effect=effect,
            told=from_to(told, number / len(places), (number + 1) / len(places)),
        )
        for number, (place, people) in enumerate(places.items())
    }


@transaction.atomic
def keep_tables(
    wave: Wave, tables: Mapping[Community, Table], *, by: User | None, at: dt.datetime
) -> list[Tabulation]:
    """Store what `count_wave` found, all of it or nothing. Raises `NotInWave`."""
    return [keep_table(wave, place, table=table, by=by, at=at) for place, table in tables.items()]


def _by_community(
    wave: Wave, frame: pl.DataFrame, community: Community | None
) -> dict[Community, pl.DataFrame]:
    places = {place.slug: place for place in wave.communities.all()}
    if community is None and COMMUNITY not in frame.columns and len(places) == 1:
        community = next(iter(places.values()))
    if community is not None:
        return {community: frame}
    if COMMUNITY not in frame.columns:
        raise NotInWave
    found = frame.partition_by(COMMUNITY, as_dict=True)
    if unknown := {slug for (slug,) in found} - places.keys():
        raise NotInWave(", ".join(sorted(str(slug) for slug in unknown)))
    return {places[slug]: people for (slug,), people in sorted(found.items())}


def _locked(wave: Wave) -> Wave:
    waves = Wave.objects.select_for_update(of=("self",), no_key=True)
    return waves.select_related("questionnaire").get(pk=wave.pk)


def _newest_table(wave: Wave, community: Community) -> Tabulation | None:
    return Tabulation.objects.filter(wave=wave, community=community).order_by("-number").first()


def _versions(wave: Wave, community: Community) -> list[Version]:
    """Every version that was ever public, also those that were replaced: somebody has kept them."""
    rows = WavePublication.objects.filter(wave=wave, community=community).select_related("tabulation")
    return [_as_version(row) for row in rows.order_by("version")]


def _as_version(row: WavePublication) -> Version:
    public = PublicTable.from_json(row.facts)
    is_exact = row.tabulation is not None
    return Version(row.version, _as_earlier(row, public), public.cells, is_exact=is_exact)


def _as_earlier(row: WavePublication, public: PublicTable) -> Earlier:
    """By its exact results. A version from before these were kept with it: by what everybody can count."""
    if row.tabulation is not None:
        return Earlier.of(Table.from_json(row.tabulation.content), public.cells)
    told = tuple(
        Cell(*(each.question, each.answer, each.percent, each.breakdown, each.group), base=each.base)
        for each in public.cells
        if each.percent is not None
    )
    return Earlier.of(Table(n=public.n, cells=told), public.cells)


def _notes_in_force(wave: Wave, community: Community) -> Notes:
    current = WavePublication.objects.newest().filter(wave=wave, community=community).first()
    return tuple(current.facts["notes"]) if current else ()
