"""Yurii looks at results as residents will see them, and publishes what he looked at."""

import datetime as dt

import pytest

from surveys import publication, waves
from surveys.models import WavePublication
from surveys.results import Cell, Table
from tests.conftest import KYIV

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)


@pytest.fixture
def wave(cast, novopskov, popasna, questionnaire):
    return waves.make_wave(
        {"title_uk": "Опитування", "title_en": "Survey"},
        questionnaire=questionnaire,
        communities=[novopskov, popasna],
        by=cast.yurii,
        at=AT,
    )


@pytest.fixture
def counted(wave, novopskov, cast):
    """400 people; 3 of them said something that nobody may be recognised by."""

    def count(percent=60.0):
        cells = (
            Cell("KNOW_INSP", "no", percent, base=400, count=round(percent * 4), low=54.0, high=66.0),
            Cell("POL_CONF", "trust", 60.0, base=400, count=240),
            Cell("POL_CONF", "distrust", 39.25, base=400, count=157),
            Cell("POL_CONF", "hts", 0.75, base=400, count=3),
        )
        kept = {"table": Table(n=400, cells=cells), "by": cast.yurii, "at": AT}
        return publication.keep_table(wave, novopskov, **kept)

    count()
    return count


@pytest.fixture
def page(client, cast, wave, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.yurii)
    return f"/en/work/surveys/{wave.pk}/results/novopskov/"


def seen(answer):
    return answer.context["form"].initial["seen"]


def test_the_preview_hides_what_residents_will_not_see(client, page, definition, counted):
    answer = client.get(page)
    text = answer.content.decode()
    assert "People asked: 400" in text
    assert "not shown: somebody could be recognised" in text
    assert "0.8%" not in text
    assert "0.75" not in text


def test_what_was_looked_at_is_published(client, page, wave, counted):
    made = client.post(page, {"seen": seen(client.get(page))}, follow=True)
    assert "Version 1 of the results of Novopskov district is published." in made.content.decode()
    assert WavePublication.objects.get().version == 1
    assert "Residents read exactly this already." in client.get(page).content.decode()
    assert "published, version 1" in client.get(f"/en/work/surveys/{wave.pk}/").content.decode()


def test_what_changed_meanwhile_is_looked_at_again(client, page, wave, counted):
    old = seen(client.get(page))
    counted(50.0)
    answer = client.post(page, {"seen": old}, follow=True)
    assert "The results changed while you looked at them." in answer.content.decode()
    assert not WavePublication.objects.exists()


def test_a_new_version_says_why(client, page, counted):
    client.post(page, {"seen": seen(client.get(page))})
    counted(50.0)
    looked_at = seen(client.get(page))
    refused = client.post(page, {"seen": looked_at, "reason": " "})
    assert refused.status_code == 422
    assert "Say why: residents read it." in refused.content.decode()
    client.post(page, {"seen": looked_at, "reason": "Weights were corrected."})
    newest = WavePublication.objects.newest().get()
    assert (newest.version, newest.reason) == (2, "Weights were corrected.")


def test_a_correction_of_few_tells_what_it_does_before_anything_is_published(client, page, counted):
    """One person more in hundreds: the earlier figure would stay. In a survey of few it would be gone."""
    client.post(page, {"seen": seen(client.get(page))})
    assert not client.get(page).context["correction"].gone_count
    counted(60.25)
    looked_at = client.get(page)
    correction = looked_at.context["correction"]
    assert [(each.who, each.answers, each.count) for each in correction.kept] == [("", (), 1)]
    assert not correction.gone
    told = looked_at.content.decode()
    assert "1 figure would stay as it is" in told
    assert "Still as in version 1." in told
    assert "60.3%" not in told


def test_what_would_be_gone_is_named_with_its_reason(client, page, wave, novopskov, cast):
    def count(trusting):
        cells = [Cell("POL_CONF", "trust", trusting / 2, base=200, count=trusting)]
        cells.append(Cell("POL_CONF", "distrust", 100 - trusting / 2, base=200, count=200 - trusting))
        kept = {"table": Table(n=200, cells=tuple(cells)), "by": cast.yurii, "at": AT}
        publication.keep_table(wave, novopskov, **kept)

    count(120)
    client.post(page, {"seen": seen(client.get(page))})
    count(121)
    told = client.get(page)
    (gone,) = told.context["correction"].gone
    assert (gone.who, gone.answers, gone.count) == ("", (), 2)
    assert gone.why == "not shown: too few people differ from an earlier version"
    assert "2 figures that residents read now would be gone" in told.content.decode()
    assert "Which figures would be gone, and why" in told.content.decode()


def test_publishing_asks_who_it_is(client, page, counted, settings):
    looked_at = seen(client.get(page))
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.post(page, {"seen": looked_at}).status_code == 302
    assert not WavePublication.objects.exists()


@pytest.mark.parametrize(("slug", "status"), [("popasna", 404), ("nowhere", 404)])
def test_without_results_there_is_nothing_to_look_at(client, page, slug, status):
    assert client.get(page.replace("novopskov", slug)).status_code == status
