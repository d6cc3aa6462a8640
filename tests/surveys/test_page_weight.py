"""A public page of surveys weighs at most 60 kB with everything it loads, as it comes over the wire."""

import pytest

from config import assets
from tests.reports.published import publish as publish_report
from tests.reports.test_page_weight import BUDGET, COMPRESSED, weight_of
from tests.surveys.pilots import WAVE, publish_pilots
from tests.surveys.waves import everything, publish, wave_in

PILOT_PAGES = [
    "/surveys/",
    f"/surveys/{WAVE}/",
    f"/communities/velyka-novosilka/surveys/{WAVE}/",
    f"/surveys/compare/?first=popasna:{WAVE}&second=novopskov:{WAVE}",
    "/communities/novopskov/perception/",
    "/communities/novopskov/",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What `./run` makes of third-party files."""
    folder = tmp_path_factory.mktemp("assets")
    assets.build(folder)
    return folder


@pytest.mark.parametrize("encoding", COMPRESSED)
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_of_the_pilots(
    client, cast, novopskov, questionnaire, made, language, encoding, record_property
):
    publish_pilots()
    publish_report(novopskov, "2026-07", by=cast.petro)
    for path in PILOT_PAGES:
        parts = weight_of(client.get(language + path).content, made, encoding=encoding)
        record_property(path, sum(parts.values()))
        assert sum(parts.values()) <= BUDGET, path


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_longest_sheet_there_can_be(
    client, cast, novopskov, questionnaire, made, language, record_property
):
    """Every answer to every question of the bank, in every group of every breakdown: with brotli, which
    every browser takes."""
    for slug in ("full", "full-again"):
        wave = wave_in(novopskov, slug=slug, by=cast.yurii, questionnaire=questionnaire)
        publish(wave, novopskov, *everything(questionnaire), n=4120, by=cast.yurii)
    for path in ("/communities/novopskov/surveys/full/", "/communities/novopskov/surveys/", "/surveys/full/"):
        parts = weight_of(client.get(language + path).content, made, encoding="brotli")
        record_property(path, sum(parts.values()))
        assert sum(parts.values()) <= BUDGET, path
