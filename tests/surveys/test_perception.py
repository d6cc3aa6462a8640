"""What residents say beside what the police count: the same twelve topics, both dates, gaps, no conclusion."""

import datetime as dt
import re

import pytest
from django.test import Client

from communities.topics import Topic
from tests.reports.published import publish as publish_report
from tests.surveys.pilots import publish_pilots
from tests.surveys.waves import publish, share, wave_in

PAGE = "/en/communities/novopskov/perception/"
FRONT = "/en/communities/novopskov/"


@pytest.fixture
def stepan():
    """A resident without an account."""
    return Client()


@pytest.fixture
def report(cast, novopskov):
    publish_report(novopskov, "2026-07", by=cast.petro)


@pytest.fixture
def survey(cast, novopskov, questionnaire):
    field = (dt.date(2019, 3, 1), dt.date(2019, 3, 20))
    wave = wave_in(novopskov, slug="spring", by=cast.yurii, questionnaire=questionnaire, field=field)
    cells = (share("FEAR", "burglary", 107), share("FEAR", "traffic", 205), share("POL_CONF", "trust", 144))
    return publish(wave, novopskov, *cells, share("FEAR", "dv", 2), by=cast.yurii)


def topic(page, code):
    found = re.search(rf'<li id="{code}">.*?</div>\s*</div>\s*</li>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0])


def test_fear_of_burglary_stands_beside_the_burglaries(stepan, report, survey):
    page = stepan.get(PAGE).content.decode()
    homes = " ".join(topic(page, "HOME").split())
    assert "House burglary: 26%" in homes
    assert "Burglaries of flats and houses:" in homes
    assert [code for code in Topic.values if f'<li id="{code}">' not in page] == []


def test_what_can_be_set_side_by_side_comes_first(stepan, report, survey):
    page = stepan.get("/en/communities/novopskov/perception/").content.decode()
    codes = re.findall(r'<li id="([A-Z]+)"><h2>', page)
    sides = [topic(page, code).split("The police counted") for code in codes]
    both = ["%" in said and bool(re.search(r"\d", counted)) for said, counted in sides]
    assert len(codes) == 12
    assert any(both)
    assert not all(both)
    assert both == sorted(both, reverse=True)


def test_both_dates_are_told_and_how_far_apart_they_are(stepan, report, survey):
    page = stepan.get(PAGE).content.decode()
    assert "People were asked: from 1 March 2019 to 20 March 2019." in page
    assert "Police report, July–August 2026" in page
    assert "About 7 years lie between asking people and counting." in page
    assert "One does not prove or disprove the other" in page


def test_gaps_of_both_sides_are_named(stepan, survey):
    page = stepan.get(PAGE).content.decode()
    assert "The survey does not ask about this." in topic(page, "CHILD")
    assert "The survey asks about this, but no figure was published." in topic(page, "CHK")
    assert "No report of the police has been published yet." in topic(page, "HOME")


def test_what_is_hidden_on_the_sheet_is_not_told_here(stepan, report, survey):
    assert "%" not in topic(stepan.get(PAGE).content.decode(), "DV").split("The police counted")[0]


def test_the_front_page_tells_the_greatest_fears(stepan, report, survey):
    page = stepan.get(FRONT).content.decode()
    assert page.index("Traffic violations by drivers") < page.index("House burglary")
    assert f'href="{PAGE}"' in page
    assert 'href="/en/communities/novopskov/surveys/spring/"' in page


def test_undated_pilots_say_so(stepan, cast, novopskov, questionnaire, report):
    publish_pilots()
    page = stepan.get(PAGE).content.decode()
    assert "When people were asked is not stated" in page
    assert "28 February 2019" in page


def test_only_with_something_to_tell(stepan, novopskov):
    assert stepan.get(PAGE).status_code == 404
    assert "What residents say" not in stepan.get(FRONT).content.decode()


@pytest.mark.parametrize(("path", "most"), [(PAGE, 3), (FRONT, 7)])
def test_it_costs_few_queries(stepan, report, survey, path, most, django_assert_max_num_queries):
    stepan.get(path)
    with django_assert_max_num_queries(most):
        assert stepan.get(path)["X-Page-Store"].split()[0] == "public"
