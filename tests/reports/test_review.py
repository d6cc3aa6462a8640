"""What the publisher is warned of: each thing once, for the right readers."""

import pytest
from django.utils import translation

from reports.models import ReleaseLevel
from reports.publishing import publication, release
from reports.publishing.review import About, cautions
from tests.reports import making
from tests.reports.making import NOW


@pytest.fixture
def warned(cast, filled):
    """Warnings about a report in which these texts stand, by section number; with these levels."""

    def made(texts, levels=None, **figures):
        for number, text in texts.items():
            filled.entries.filter(section__number=number).update(problem=text)
        making.fill_in(filled, **figures)
        making.handed_in(filled, by=cast.olena)
        making.everything_public(filled, by=cast.petro)
        release.decide(filled, decisions=levels or {}, by=cast.petro, at=NOW)
        with translation.override("en"):
            found = cautions(filled, publication.preview(filled, by=cast.petro, at=NOW))
        return [(caution.section, caution.about) for caution in found]

    return made


def test_an_ordinary_report_has_no_warnings(warned):
    assert warned({}) == []


def test_a_hidden_number_in_its_own_section(warned):
    assert warned({9: "Було 3 звернення."}, DV_REP=3) == [(9, About.HIDDEN_NUMBER)]


def test_the_same_number_elsewhere_counts_only_beside_words_of_the_figure(warned):
    assert warned({5: "Поставили 3 знаки.", 6: "Звернень про домашнє насильство було 3."}, DV_REP=3) == [
        (6, About.HIDDEN_NUMBER)
    ]


def test_a_figure_held_back_is_hidden_from_residents_and_not_from_the_group(warned):
    levels = {"HOST_STRIKES": release.GROUP_ONLY}
    assert warned({1: "Зафіксовано 17 ударів."}, levels, HOST_STRIKES=17) == [(1, About.HIDDEN_NUMBER)]


def test_in_a_text_for_the_group_the_groups_own_figures_are_not_hidden(warned):
    levels = {"HOST_STRIKES": release.GROUP_ONLY, "HOST:narrative": release.GROUP_ONLY}
    assert warned({1: "Зафіксовано 17 ударів."}, levels, HOST_STRIKES=17) == []


def test_what_only_the_police_read_needs_no_warning(warned):
    levels = {"DV:narrative": release.Decision(ReleaseLevel.POLICE)}
    assert warned({9: "Було 3 звернення від Петренка О. І."}, levels, DV_REP=3) == []


def test_a_name_is_named_once_and_a_day_only_where_people_are_at_risk(warned):
    assert warned({6: "Зустріч була 12 березня.", 9: "Випадок стався 12 березня з Петренком О. І."}) == [
        (9, About.PERSONAL_DETAIL),
        (9, About.PERSONAL_DETAIL),
    ]
