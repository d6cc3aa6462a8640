"""The four pilot communities: their file, and loading it."""

import copy
import datetime as dt
import io
import json

import pytest
from django.core.management import call_command

from communities.models import AuditEntry, Community, Oblast, Settlement, Successor
from communities.pilot_file import PILOTS, PilotFileError, parse_pilots, read_pilot_file
from communities.pilot_loading import Loaded, load

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)

# Cabinet resolution 55 of 27.01.2010
LATIN = {
    **dict(zip("абвгґдезиійклмнопрстуфь’", "abvhgdezyiiklmnoprstuf", strict=False)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "є": "ie",
    "ї": "i",
    "ю": "iu",
    "я": "ia",
    "ь": "",
    "’": "",
}
LATIN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def transliterated(name):
    words = []
    for word in name.lower().split():
        latin = "".join(
            (LATIN_FIRST if at == 0 else {}).get(sign, LATIN[sign]) for at, sign in enumerate(word)
        )
        words.append(latin.capitalize())
    return " ".join(words)


@pytest.fixture
def data():
    return json.loads(PILOTS.read_text(encoding="utf-8"))


def test_the_four_pilots_with_their_codes_and_sources():
    pilots = {row.slug: row for row in read_pilot_file().communities}
    assert {slug: (row.koatuu, row.population, row.population_year) for slug, row in pilots.items()} == {
        "velyka-novosilka": ("1421200000", 37_144, 2020),
        "novopskov": ("4423300000", 33_544, 2019),
        "popasna": ("4423800000", 74_028, 2020),
        "donetsk-unnamed": ("", None, None),
    }
    assert pilots["donetsk-unnamed"].name.en == "Donetsk oblast, district not named in the source"
    for slug, row in pilots.items():
        named = slug != "donetsk-unnamed"
        assert row.level == "raion"
        assert (row.abolished_on == dt.date(2020, 7, 18)) is named
        assert row.population_source.startswith("http") is named
        assert (len(row.settlements) >= 10) is named
        assert bool(row.successors) is named


def test_english_names_of_settlements_follow_the_state_transliteration():
    settlements = [row for community in read_pilot_file().communities for row in community.settlements]
    assert len(settlements) == 43
    assert {row.name.uk: row.name.en for row in settlements} == {
        row.name.uk: transliterated(row.name.uk) for row in settlements
    }


def change(slug, **values):
    def damage(data):
        next(row for row in data["communities"] if row["slug"] == slug).update(values)

    return damage


def change_settlement(**values):
    def damage(data):
        data["communities"][0]["settlements"][0].update(values)

    return damage


DAMAGED = {
    "unknown oblast": (
        change("popasna", oblast="kyiv"),
        "community popasna: “oblast” is “kyiv”; known are donetsk",
    ),
    "unknown level": (change("popasna", level="village"), "“level” is “village”; known are oblast, raion"),
    "short KOATUU": (change("popasna", koatuu="442380000"), "“koatuu” is 442380000"),
    "no such day": (change("popasna", abolished_on="18.07.2020"), "write a day like 2020-07-18"),
    "population without year": (change("popasna", population_year=None), "needs its year and its source"),
    "source without population": (change("popasna", population=None), "needs its year and its source"),
    "population below one": (change("popasna", population=0), "must be at least 1"),
    "the same address twice": (
        lambda data: data["communities"].append(copy.deepcopy(data["communities"][0])),
        "the address velyka-novosilka is used twice",
    ),
    "settlement of another district": (change_settlement(koatuu="4423810100"), "lies in another district"),
    "settlement of another oblast": (
        change_settlement(katottg="UA44120070010080343"),
        "lies in another oblast",
    ),
    "settlement of another hromada": (
        change_settlement(katottg="UA14040090010027148"),
        "lies in none of the successors",
    ),
    "settlement of no hromada": (
        change_settlement(katottg="UA14040000010027148"),
        "“katottg” is UA1404000001",
    ),
    "settlement of unknown type": (
        change_settlement(type="city"),
        "settlement Velyka Novosilka: “type” is “city”",
    ),
    "settlement in one language": (change_settlement(name_uk=""), "“name_uk” is empty"),
    "unknown key": (change_settlement(mayor="nobody"), "nobody knows the key “mayor”"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_the_place_in_words(data, name):
    damage, words = DAMAGED[name]
    damage(data)
    with pytest.raises(PilotFileError) as refused:
        parse_pilots(data)
    assert words in str(refused.value)


@pytest.mark.django_db
def test_the_pilots_are_in_the_database_and_pass_validation():
    assert load(read_pilot_file(), at=NOW) == Loaded(oblasts=2, communities=4)
    for row in [
        *Oblast.objects.all(),
        *Community.objects.all(),
        *Successor.objects.all(),
        *Settlement.objects.all(),
    ]:
        row.full_clean()
    velyka = Community.objects.get(slug="velyka-novosilka")
    assert (velyka.oblast.slug, velyka.level, velyka.abolished_on) == (
        "donetsk",
        "raion",
        dt.date(2020, 7, 18),
    )
    assert velyka.settlements.get(name_en="Slovianka").koatuu == "1421280203"
    assert velyka.successors.count() == 3
    assert (
        Community.objects.get(slug="popasna").successors.get(is_partial=True).name_en
        == "Lysychansk town hromada"
    )
    assert AuditEntry.objects.filter(act="community.loaded").count() == 4


@pytest.mark.django_db
def test_loading_again_keeps_what_an_administrator_mended():
    load(read_pilot_file(), at=NOW)
    unnamed = Community.objects.get(slug="donetsk-unnamed")
    unnamed.name_en = "Now it has a name"
    unnamed.save()
    Settlement.objects.filter(name_en="Neskuchne").delete()
    Community.objects.filter(slug="popasna").update(population=70_000)

    assert load(read_pilot_file(), at=NOW) == Loaded(oblasts=0, communities=0)
    unnamed.refresh_from_db()
    assert unnamed.name_en == "Now it has a name"
    assert not Settlement.objects.filter(name_en="Neskuchne").exists()
    assert Community.objects.get(slug="popasna").population == 70_000


@pytest.mark.django_db
def test_the_command_says_what_it_did():
    first, second = io.StringIO(), io.StringIO()
    call_command("load_pilots", stdout=first)
    call_command("load_pilots", stdout=second)
    assert first.getvalue().strip() == "Pilot communities: 4 new, 0 already there"
    assert second.getvalue().strip() == "Pilot communities: 0 new, 4 already there"
