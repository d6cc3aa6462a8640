"""Two sides beside each other: differences in points, honest words, gaps named; and what changed over time."""

import datetime as dt
import re

import pytest
from django.test import Client

from surveys.compare_page import lies_within
from surveys.published import in_force
from tests.surveys.pilots import WAVE, publish_pilots
from tests.surveys.waves import publish, share, wave_in

SPRING = (dt.date(2025, 3, 1), dt.date(2025, 3, 20))
NEXT_SPRING = (dt.date(2026, 3, 1), dt.date(2026, 3, 18))
LATER = (dt.date(2026, 6, 1), dt.date(2026, 6, 20))


@pytest.fixture
def stepan():
    """A resident without an account."""
    return Client()


@pytest.fixture
def two_waves(cast, novopskov, questionnaire):
    """Trust rises from 35 % to 52 %, fear of burglary from 26 % to 28 %; meetings are asked of once only."""
    made = {"by": cast.yurii, "questionnaire": questionnaire}
    before = wave_in(novopskov, slug="spring-2025", field=SPRING, **made)
    after = wave_in(novopskov, slug="spring-2026", field=NEXT_SPRING, **made)
    publish(
        before,
        novopskov,
        *(
            share("POL_CONF", "trust", 144),
            share("FEAR", "burglary", 107),
            share("MEET_KNOWN", "unknown", 270),
        ),
        by=cast.yurii,
    )
    publish(after, novopskov, share("POL_CONF", "trust", 214), share("FEAR", "burglary", 115), by=cast.yurii)


def compared(stepan, first, second):
    answer = stepan.get("/en/surveys/compare/", {"first": first, "second": second})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_difference_is_one_only_when_chance_would_hardly_make_it(stepan, two_waves):
    page = compared(stepan, "novopskov:spring-2025", "novopskov:spring-2026")
    trust, burglary = page.index("16.9 points more"), page.index("1.9 points more")
    assert "a difference: chance alone" in page[trust : trust + 250]
    assert "within the margin of error" in page[burglary : burglary + 250]
    assert "2 pairs were compared. By chance one in twenty looks different: here about 0.1." in page


def test_what_only_one_side_has_is_named(stepan, two_waves):
    page = compared(stepan, "novopskov:spring-2025", "novopskov:spring-2026")
    only = page[page.index("Only in: Survey spring-2025<") :]
    assert "How often do the police" in only[:120]
    assert "not published" in page


def test_without_numbers_of_people_nothing_is_called_a_difference(stepan, cast, questionnaire):
    publish_pilots()
    page = compared(stepan, f"popasna:{WAVE}", f"novopskov:{WAVE}")
    assert "cannot be said: the number of people asked is not stated" in page
    assert "a difference: chance alone" not in page
    assert "within the margin" not in page
    assert "none of them can be called a real one" in page
    assert "Only in Popasna district" not in page or "not published" in page


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("novopskov:spring-2025", "novopskov:spring-2025", "Both are the same."),
        ("novopskov:spring-2025", "nowhere:nothing", "Choose from the list."),
        ("novopskov:spring-2025", "", "This field is required."),
        ("<script>", "novopskov:spring-2025", "Choose from the list."),
    ],
)
def test_a_wrong_choice_is_told_in_words(stepan, two_waves, first, second, words):
    page = compared(stepan, first, second)
    assert words in page
    assert "There is a problem" in page
    assert "<script>" not in page


def test_one_place_within_the_other_is_not_compared(stepan, cast, novopskov, popasna, luhansk, questionnaire):
    novopskov.katottg, novopskov.level = luhansk.katottg, "oblast"
    popasna.katottg = "UA44120130000062459"
    novopskov.save()
    popasna.save()
    assert lies_within(popasna, novopskov)
    assert not lies_within(novopskov, popasna)
    wave = wave_in(novopskov, popasna, slug="all", by=cast.yurii, questionnaire=questionnaire)
    for place in (novopskov, popasna):
        publish(wave, place, share("POL_CONF", "trust", 144), by=cast.yurii)
    for pair in (("novopskov:all", "popasna:all"), ("popasna:all", "novopskov:all")):
        page = compared(stepan, *pair)
        assert "These two cannot be compared" in page
        assert "points" not in page


def test_a_community_shows_what_changed(stepan, two_waves):
    page = stepan.get("/en/communities/novopskov/surveys/").content.decode()
    assert page.index("Survey spring-2026") < page.index("Survey spring-2025")
    assert "March 2025 to March 2026: 16.9 points more, a difference: chance alone would hardly" in page
    assert "March 2025 to March 2026: 1.9 points more, within the margin of error" in page
    assert page.count('<svg class="cs-chart"') == 2


def test_a_wave_without_days_is_in_the_table_and_not_in_the_picture(
    stepan, two_waves, cast, novopskov, questionnaire
):
    undated = wave_in(novopskov, slug="undated", by=cast.yurii, questionnaire=questionnaire)
    publish(undated, novopskov, share("POL_CONF", "trust", 206), by=cast.yurii)
    page = stepan.get("/en/communities/novopskov/surveys/").content.decode()
    trust = page[page.index('id="POL_CONF"') : page.index("</section>", page.index('id="POL_CONF"'))]
    chart, table = trust.split("<table")
    assert "50%" not in chart
    assert re.findall(r"<td[^>]*>([^<]*)</td>", table) == [
        *("Survey spring-2025", "35%"),
        *("Survey spring-2026", "51.9%"),
        *("Survey undated", "50%"),
    ]
    assert "day not stated" in table
    fear = page[page.index('id="FEAR"') : page.index('id="POL_CONF"')]
    assert "Survey undated" not in fear, "it did not ask that"


def test_one_wave_with_days_and_one_without_are_a_table_only(stepan, cast, novopskov, questionnaire):
    made = {"by": cast.yurii, "questionnaire": questionnaire}
    for slug, field in (("spring-2025", SPRING), ("undated", None)):
        wave = wave_in(novopskov, slug=slug, field=field, **made)
        publish(wave, novopskov, share("POL_CONF", "trust", 144), by=cast.yurii)
    page = stepan.get("/en/communities/novopskov/surveys/").content.decode()
    assert "day not stated" in page
    assert '<svg class="cs-chart' not in page


def test_made_up_results_come_after_real_ones_and_say_what_they_are(
    stepan, two_waves, cast, novopskov, questionnaire
):
    made_up = wave_in(
        novopskov,
        slug="later",
        field=LATER,
        by=cast.yurii,
        questionnaire=questionnaire,
        is_demonstration=True,
    )
    publish(made_up, novopskov, share("POL_CONF", "trust", 306), by=cast.yurii)
    assert [row.wave.slug for row in in_force()] == ["spring-2026", "spring-2025", "later"]
    addresses = (
        "/surveys/",
        "/surveys/later/",
        "/communities/novopskov/surveys/",
        "/communities/novopskov/surveys/later/",
        "/surveys/compare/?first=novopskov:later&second=novopskov:spring-2026",
    )
    for address in addresses:
        assert "Invented example: nobody was asked" in stepan.get(f"/en{address}").content.decode(), address
    real = stepan.get("/en/communities/novopskov/surveys/spring-2026/").content.decode()
    assert "Invented example" not in real


def test_the_newest_wave_is_the_one_last_in_the_field(two_waves, cast, novopskov, questionnaire):
    undated = wave_in(novopskov, slug="undated", by=cast.yurii, questionnaire=questionnaire)
    publish(undated, novopskov, share("POL_CONF", "trust", 144), by=cast.yurii)
    slugs = [row.wave.slug for row in in_force()]
    assert slugs == ["spring-2026", "spring-2025", "undated"]


def test_a_sheet_with_a_base_shows_range_and_hides_few(stepan, cast, novopskov, questionnaire):
    wave = wave_in(novopskov, slug="own", by=cast.yurii, questionnaire=questionnaire, field=SPRING)
    old = [
        share("POL_CONF", answer, count, base=20, breakdown="AGE_GROUP", group="60_plus")
        for answer, count in (("trust", 9), ("distrust", 8))
    ]
    young = [
        share("POL_CONF", answer, count, base=392, breakdown="AGE_GROUP", group="18_30")
        for answer, count in (("trust", 135), ("distrust", 100))
    ]
    publish(
        wave,
        novopskov,
        *(share("POL_CONF", "trust", 144), share("POL_CONF", "distrust", 108), share("FEAR", "dv", 3)),
        *old,
        *young,
        by=cast.yurii,
    )
    page = stepan.get("/en/communities/novopskov/surveys/own/").content.decode()
    assert "from 30.2% to 39.8%" in page
    assert "412 people" in page
    assert "not shown: somebody could be recognised" in page
    groups = page[page.index("Which age group are you in?") :]
    assert "Not shown: fewer than 30 people of one of these groups were asked" in groups[:300]
    assert "45%" not in page
    assert "It is not stated how many people were asked" not in page


def test_a_new_version_tells_why_and_the_old_one_stays(stepan, cast, novopskov, questionnaire):
    wave = wave_in(novopskov, slug="own", by=cast.yurii, questionnaire=questionnaire)
    publish(wave, novopskov, share("POL_CONF", "trust", 144), by=cast.yurii)
    publish(wave, novopskov, share("POL_CONF", "trust", 194), by=cast.yurii, reason="Fifty sheets <late>.")
    newest = stepan.get("/en/communities/novopskov/surveys/own/").content.decode()
    assert "Fifty sheets &lt;late&gt;." in newest
    assert "47.1%" in newest
    old = stepan.get("/en/communities/novopskov/surveys/own/v1/").content.decode()
    assert "There is a newer version of these results." in old
    assert "35%" in old


def test_two_different_places_are_offered_first(stepan, two_waves):
    page = stepan.get("/en/surveys/compare/").content.decode()
    assert len(re.findall(r"<option [^>]*selected", page)) == 1
    second = page.split('name="second"')[1]
    offered = re.findall(r'<option value="([^"]+)"( selected)?', second)
    assert [chosen for _, chosen in offered][:2] == ["", " selected"]
