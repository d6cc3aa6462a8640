"""What is published, for pages: the versions in force, the editions behind them, waves in order."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import get_language

from communities.alphabet import in_order
from communities.models import Community
from surveys.definition import QuestionnaireDefinition, definition_of
from surveys.models import Questionnaire, WavePublication
from surveys.passport import Passport, passport_from
from surveys.queries import WavePublicationQuerySet
from surveys.results import PublicTable


def versions(community: str, wave: str) -> WavePublicationQuerySet:
    """Every version of the results of a wave in a community, by their addresses."""
    return _with_places(WavePublication.objects.filter(community__slug=community, wave__slug=wave))


def in_force() -> WavePublicationQuerySet:
    """What residents read today, newest wave first; a wave without days comes last, and after all real
    ones the made-up ones of a demonstration: nobody shall take them for the newest word of residents."""
    return _with_places(WavePublication.objects.newest()).order_by(
        "wave__is_demonstration",
        F("wave__field_until_on").desc(nulls_last=True),
        F("wave__field_from_on").desc(nulls_last=True),
        "-published_at",
        "pk",
    )


def _with_places(rows: WavePublicationQuerySet) -> WavePublicationQuerySet:
    return rows.select_related("wave__questionnaire", "community__oblast")


def definition_behind(publication: WavePublication) -> QuestionnaireDefinition:
    """The edition that was asked, as the publication names it: a wave may have got another one since."""
    about = publication.facts["about"]
    edition = publication.wave.questionnaire
    if edition.sha256 != about["questionnaire_sha256"]:
        edition = Questionnaire.objects.get(sha256=about["questionnaire_sha256"])
    return definition_of(edition)


def newest_of(community: Community) -> WavePublication | None:
    """The newest wave that is published of a community."""
    return in_force().filter(community=community).first()


@dataclass(frozen=True)
class Result:
    """A published table with the edition that was asked and the community it is of."""

    publication: WavePublication
    table: PublicTable
    definition: QuestionnaireDefinition

    @classmethod
    def of(cls, publication: WavePublication) -> "Result":
        table = PublicTable.from_json(publication.facts)
        return cls(publication, table, definition_behind(publication))

    @property
    def community(self) -> Community:
        return self.publication.community

    @property
    def passport(self) -> Passport:
        return passport_from(self.table.about, n=self.table.n, design_effect=self.table.design_effect)


@dataclass(frozen=True)
class Place:
    """A community in which a wave is published."""

    slug: str
    name: str
    oblast: str
    n: int | None


@dataclass(frozen=True)
class WaveLine:
    """A published wave in a list. `title` and days as its newest publication says them."""

    slug: str
    title: str
    days: str
    has_days: bool
    is_demonstration: bool
    places: tuple[Place, ...]


def wave_lines() -> list[WaveLine]:
    """All waves of which something is published, real ones first, newest first. One query, without facts."""
    english = get_language() == "en"
    name = "name_en" if english else "name_uk"
    rows = WavePublication.objects.newest().values_list(
        *("wave__slug", "facts__about", "facts__n", "community__slug"),
        *(f"community__{name}", f"community__oblast__{name}", "published_at"),
    )
    waves: dict[str, tuple[Passport, dt.datetime, list[Place]]] = {}
    for slug, about, n, community, called, oblast, at in rows.order_by("-published_at"):
        _, _, places = waves.setdefault(slug, (passport_from(about), at, []))
        places.append(Place(community, called, oblast, n))
    return [
        WaveLine(
            slug,
            passport.title,
            passport.days,
            passport.has_days,
            passport.is_demonstration,
            tuple(_by_name(places)),
        )
        for slug, (passport, _at, places) in sorted(waves.items(), key=_newest_first, reverse=True)
    ]


def _newest_first(
    row: tuple[str, tuple[Passport, dt.datetime, list[Place]]],
) -> tuple[bool, str, dt.datetime]:
    """Real ones before the made-up ones of a demonstration."""
    _, (passport, at, _) = row
    return not passport.is_demonstration, passport.last_day, at


def _by_name(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (in_order(place.oblast), in_order(place.name)))
