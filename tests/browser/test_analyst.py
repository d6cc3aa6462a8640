"""The analyst's pages keep nobody out: long names, empty states, mistakes; on a small phone and on a desk."""

import datetime as dt

import pytest
from django.utils import timezone

from surveys import focus, publication, waves
from surveys.bank_file import DATA, read_bank_file
from surveys.bank_loading import load
from surveys.models import SurveyImport
from surveys.results import Cell, Table
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in

LOOKS = [(320, "light"), (1280, "dark")]
LONG = "Опитування мешканців про безпеку, довіру до поліції та взаємодію у громадах Сєвєродонецького району, осінь"
LONG_WORD = "Автошляхоексплуатаційногосподарчийвідділ" * 3
AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def analyst(transactional_db, open_page, cast, novopskov, popasna):
    """A wave with results in one community, files in several states, a focus group with a note that names
    somebody; and a wave where everything is still empty."""
    bank, _ = load(read_bank_file(DATA / "questionnaire_1.json"), at=AT)
    said = {"title_uk": LONG, "title_en": f"{LONG_WORD} survey", "sample_design": LONG_WORD}
    by = {"by": cast.yurii, "at": timezone.now()}
    wave = waves.make_wave(said, questionnaire=bank, communities=[novopskov, popasna], **by)
    empty = {"title_uk": "Порожня", "title_en": "Empty"}
    waves.make_wave(empty, questionnaire=bank, communities=[novopskov], **by)
    cells = tuple(
        Cell(
            "KNOW_INSP", code, percent, base=400, count=round(percent * 4), low=percent - 4, high=percent + 4
        )
        for code, percent in (("yes", 40.0), ("no", 60.0))
    )
    publication.keep_table(wave, novopskov, table=Table(n=400, cells=cells), **by)
    publication.publish(wave, novopskov, **by)
    changed = Table(n=400, cells=(Cell("KNOW_INSP", "no", 55.0, base=400, count=220),))
    publication.keep_table(wave, novopskov, table=changed, by=cast.yurii, at=by["at"] + dt.timedelta(hours=1))
    for number, state in enumerate(("checked", "stored", "refused", "storing")):
        SurveyImport.objects.create(
            wave=wave,
            community=novopskov,
            file_name=f"{LONG_WORD}.csv",
            kind="csv",
            size=1,
            sha256=str(number) * 64,
            state=state,
            uploaded_at=AT,
            uploaded_by=cast.yurii,
        )
    group = focus.make_group(wave, novopskov, {"who_uk": f"жінки 60+ {LONG_WORD}"}, **by)
    text = f"Олена Коваль боїться ходити вулицею Садовою. {LONG_WORD}"
    note = {"text_uk": text, "text_en": "", "topic": "STREET", "question": "FEAR"}
    focus.write_note(group, note, **by)
    harmless = focus.write_note(group, {**note, "text_uk": "Темно."}, **by)
    focus.release_note(harmless, looked_at=[one.key for one in focus.warnings_of(harmless)], **by)
    page = open_page("/en/accounts/login/", reduced_motion="reduce")
    sign_in(page, cast.yurii)
    return page, wave, group


def press(page):
    with page.expect_navigation():
        page.locator("main form:has(.btn-primary, .btn-warning) button").last.click()


def look_over(page, path, *, errors=False):
    for language in ("", "/en"):
        page.goto(language + path)
        if errors:
            press(page)
            assert page.locator(".cs-errors").count(), path
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert (path, language, width, barriers(page)) == (path, language, width, [])
            assert (path, language, width, max(sideways(page), 0)) == (path, language, width, 0)


def test_nothing_keeps_the_analyst_out(analyst):
    page, wave, group = analyst
    work = f"/work/surveys/{wave.pk}/"
    note = group.notes.get(is_public=False)
    of_group = f"{work}focus/{group.pk}/"
    for path in (
        "/work/",
        "/work/surveys/",
        work,
        f"/work/surveys/{wave.pk + 1}/",
        f"{work}results/novopskov/",
        f"{work}questionnaire/",
        of_group,
        f"{of_group}change/",
        f"{of_group}notes/{note.pk}/",
    ):
        look_over(page, path)
    assert [trouble for trouble in page.troubles if "status of 422" not in trouble] == []


def test_mistakes_keep_nobody_out(analyst):
    page, wave, group = analyst
    work = f"/work/surveys/{wave.pk}/"
    note = group.notes.get(is_public=False)
    for path in (
        "/work/surveys/new/",
        f"{work}results/novopskov/",
        f"{work}hand-over/",
        f"{work}answers/",
        f"{work}focus/new/",
        f"{work}focus/{group.pk}/notes/new/",
        f"{work}focus/{group.pk}/notes/{note.pk}/release/",
    ):
        look_over(page, path, errors=True)
