"""Put the pilot communities into the database."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from communities.models import Community, Oblast, Settlement, Successor
from communities.pilot_file import CommunityInFile, PilotFile
from communities.shared import audit


@dataclass(frozen=True)
class Loaded:
    """How many rows were new; what was there already stays as administrators have edited it."""

    oblasts: int
    communities: int


@transaction.atomic
def load(pilots: PilotFile, *, at: dt.datetime) -> Loaded:
    """Add oblasts and communities that are not there yet, found by their address (slug).

    A community that exists is left alone with its settlements: its name may have been corrected,
    as that of the district which the source does not name.
    """
    oblasts = 0
    for from_file in pilots.oblasts:
        _, is_new = Oblast.objects.get_or_create(
            slug=from_file.slug,
            defaults={
                "name_uk": from_file.name.uk,
                "name_en": from_file.name.en,
                "katottg": from_file.katottg,
            },
        )
        oblasts += is_new
    known = set(Community.objects.values_list("slug", flat=True))
    missing = [row for row in pilots.communities if row.slug not in known]
    for row in missing:
        _add(row, at=at)
    return Loaded(oblasts=oblasts, communities=len(missing))


def _add(row: CommunityInFile, *, at: dt.datetime) -> None:
    community = Community.objects.create(
        slug=row.slug,
        oblast=Oblast.objects.get(slug=row.oblast),
        level=row.level,
        name_uk=row.name.uk,
        name_en=row.name.en,
        katottg=row.katottg,
        koatuu=row.koatuu,
        abolished_on=row.abolished_on,
        population=row.population,
        population_year=row.population_year,
        population_source=row.population_source,
        note_uk=row.note.uk,
        note_en=row.note.en,
    )
    Successor.objects.bulk_create(
        Successor(
            community=community,
            name_uk=successor.name.uk,
            name_en=successor.name.en,
            katottg=successor.katottg,
            is_partial=successor.is_partial,
        )
        for successor in row.successors
    )
    Settlement.objects.bulk_create(
        Settlement(
            community=community,
            name_uk=settlement.name.uk,
            name_en=settlement.name.en,
            type=settlement.type,
            katottg=settlement.katottg,
            koatuu=settlement.koatuu,
        )
        for settlement in row.settlements
    )
    audit.record("community.loaded", target=community, by=None, at=at, community=community)
