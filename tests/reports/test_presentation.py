"""How published figures are said: numbers, changes, verdicts and days, in both languages."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from communities.shared.disclosure import (
    NO_DATA,
    NOT_APPLICABLE,
    ZERO,
    Change,
    Direction,
    Hidden,
    Kind,
    Shown,
    hidden,
    show_change,
)
from reports import wording
from reports.periods import stretch_from_slug
from reports.published.facts import Verdict, Withheld, Words
from reports.published.presentation import present
from reports.wording import Against
from tests.reports.published import public_report, shipped_form

AT = dt.datetime(2026, 5, 11, 22, 30, tzinfo=dt.UTC)  # already the 12th in Kyiv


def exact(value):
    return Shown(Kind.EXACT, Decimal(value))


@pytest.mark.parametrize(
    ("value", "decimals", "en", "uk"),
    [
        ("0", 0, "0", "0"),
        ("7", 0, "7", "7"),
        ("999", 0, "999", "999"),
        ("1234", 0, "1,234", "1\u00a0234"),
        ("1234567", 0, "1,234,567", "1\u00a0234\u00a0567"),
        ("32.60", 1, "32.6", "32,6"),
        ("100.0", 1, "100", "100"),
        ("1234.5", 1, "1,234.5", "1\u00a0234,5"),
        ("-3", 0, "\u22123", "\u22123"),
        ("-0.0", 1, "0", "0"),
        ("1E+3", 0, "1,000", "1\u00a0000"),
    ],
)
def test_numbers_follow_the_language(value, decimals, en, uk):
    for language, said in (("en", en), ("uk", uk)):
        with translation.override(language):
            assert wording.number(Decimal(value), decimals=decimals) == said


@pytest.mark.parametrize(
    ("value", "measure", "decimals", "said"),
    [
        ("17", "count", 0, "17"),
        ("32.6", "percent", 1, "32.6%"),
        ("6.7", "minutes", 1, "6.7\u00a0min"),
        ("12000.00", "money", 2, "UAH\u00a012,000"),
        ("12000.50", "money", 2, "UAH\u00a012,000.5"),
        ("1812.5", "ratio", 1, "1,812.5"),
        ("1", "yesno", 0, "yes"),
        ("0", "yesno", 0, "no"),
    ],
)
def test_quantities_carry_their_unit(value, measure, decimals, said):
    with translation.override("en"):
        assert wording.figure(exact(value), measure=measure, decimals=decimals) == said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (ZERO, "0"),
        (Shown(Kind.FEWER_THAN, Decimal(5)), "fewer than 5"),
        (Shown(Kind.FEWER_THAN, Decimal(10)), "fewer than 10"),
        (Shown(Kind.ROUNDED, Decimal(15), rounded_to=5, threshold=5), "about 15"),
        (NO_DATA, "no data"),
        (NOT_APPLICABLE, "not applicable"),
        (hidden(Hidden.SMALL_BASE), "hidden: too few cases"),
        (hidden(Hidden.UNKNOWN_BASE), "hidden: too few cases"),
        (hidden(Hidden.SMALL_PART), "hidden: too few cases"),
        (hidden(Hidden.NO_RULE), "hidden: it could point at a person"),
        (hidden(Hidden.WITHHELD), "not published"),
    ],
)
def test_protected_and_missing_figures_say_what_they_are(shown, said):
    with translation.override("en"):
        assert wording.figure(shown, measure="count") == said


def test_every_reason_of_hiding_has_words():
    assert set(wording.HIDDEN) == set(Hidden)


MORE, LESS, SAME = Direction.MORE, Direction.LESS, Direction.SAME


@pytest.mark.parametrize(
    ("change", "measure", "decimals", "short", "sentence"),
    [
        (Change(MORE, Decimal(12)), "count", 0, "12 more", "12 more than in the previous period"),
        (Change(LESS, Decimal(-1200)), "count", 0, "1,200 fewer", "1,200 fewer than in the previous period"),
        (
            Change(LESS, Decimal("-1.5")),
            "minutes",
            1,
            "1.5\u00a0min less",
            "1.5\u00a0min less than in the previous period",
        ),
        (
            Change(MORE, Decimal("3.2")),
            "percent",
            1,
            "3.2\u00a0points more",
            "3.2\u00a0points more than in the previous period",
        ),
        (
            Change(MORE, Decimal(1)),
            "percent",
            1,
            "1\u00a0point more",
            "1\u00a0point more than in the previous period",
        ),
        (Change(MORE), "count", 0, "more", "more than in the previous period"),
        (Change(LESS), "count", 0, "fewer", "fewer than in the previous period"),
        (Change(LESS), "percent", 0, "less", "less than in the previous period"),
        (Change(SAME, Decimal(0)), "count", 0, "the same", "the same as in the previous period"),
        (Change(SAME), "count", 0, "the same", "the same as in the previous period"),
        (
            Change(Direction.ABOUT_THE_SAME),
            "count",
            0,
            "about the same",
            "about the same as in the previous period",
        ),
        (
            Change(Direction.UNKNOWN),
            "count",
            0,
            "cannot be compared",
            "cannot be compared with the previous period",
        ),
        (
            Change(MORE, Decimal(1)),
            "yesno",
            0,
            "it was “no” before",
            "in the previous period it was “no”",
        ),
        (
            Change(LESS, Decimal(-1)),
            "yesno",
            0,
            "it was “yes” before",
            "in the previous period it was “yes”",
        ),
    ],
)
def test_changes_in_words(change, measure, decimals, short, sentence):
    with translation.override("en"):
        assert wording.change(change, measure=measure, decimals=decimals) == short
        assert (
            wording.change_sentence(change, against=Against.PREVIOUS, measure=measure, decimals=decimals)
            == sentence
        )


@pytest.mark.parametrize("measure", ["count", "percent", "minutes", "ratio", "money", "yesno", "text"])
@pytest.mark.parametrize("now", [exact(3), exact(0), ZERO, NO_DATA, NOT_APPLICABLE, hidden()])
@pytest.mark.parametrize(
    "before", [exact(3), exact(1), Shown(Kind.FEWER_THAN, Decimal(5)), NO_DATA, hidden()]
)
def test_every_change_that_can_be_published_has_words(measure, now, before):
    change = show_change(now, before)
    for against in Against:
        assert wording.change_sentence(change, against=against, measure=measure)
    assert wording.change(change, measure=measure)


def test_a_rounded_change_is_told_without_an_amount():
    """15 (really 13) against 5 (really 7): "10 more" would be made up, and would help to subtract."""
    rounded = [Shown(Kind.ROUNDED, Decimal(value), rounded_to=5, threshold=5) for value in (15, 5)]
    with translation.override("en"):
        assert wording.change(show_change(*rounded), measure="count") == "more"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            Withheld("public_from", 3, True, "2026-07-01"),
            "The text and 3 figures of this section become public on 1\u00a0July\u00a02026.",
        ),
        (
            Withheld("public_from", 1, False, "2026-07-01"),
            "1 figure of this section becomes public on 1\u00a0July\u00a02026.",
        ),
        (
            Withheld("public_from", 0, True, "2026-07-01"),
            "The text of this section becomes public on 1\u00a0July\u00a02026.",
        ),
        (
            Withheld("group", 1, False),
            "For reasons of security only the working group sees 1 figure of this section.",
        ),
        (
            Withheld("group", 2, True),
            "For reasons of security only the working group sees the text and 2 figures here.",
        ),
        (
            Withheld("group", 0, True),
            "For reasons of security only the working group reads the text of this section.",
        ),
        (
            Withheld("police", 2, False),
            "For reasons of security 2 figures of this section are not published.",
        ),
        (
            Withheld("police", 1, True),
            "For reasons of security the text and 1 figure of this section are not published.",
        ),
        (
            Withheld("police", 0, True),
            "For reasons of security the text of this section is not published.",
        ),
    ],
)
def test_what_is_held_back_is_said_plainly(part, said):
    with translation.override("en"):
        assert wording.withheld(part) == said


def test_every_verdict_has_a_word_and_a_shape():
    assert set(wording.VERDICTS) == set(wording.SHAPES) == set(Verdict)
    with translation.override("en"):
        assert wording.verdict(Verdict.NOT_JUDGED) == "Not judged"


def test_days_are_those_of_kyiv_and_read_as_words():
    with translation.override("en"):
        assert wording.day_of(AT) == "12\u00a0May\u00a02026"
    with translation.override("uk"):
        assert wording.day_of(AT) == "12\u00a0травня\u00a02026\u00a0року"


def test_a_whole_report_becomes_words_in_both_languages(novopskov):
    report = public_report(novopskov, stretch_from_slug("2026-03"), at=AT)
    en, uk = present(report, language="en"), present(report, language="uk")
    assert (en.period, uk.period) == ("March–April 2026", "Березень–квітень 2026")
    assert en.title == "Police report, March–April 2026"
    assert [section.title for section in en.sections] == [s.title.en for s in shipped_form().sections]
    assert uk.community == "Новопсковський район"
    for said in (en, uk):
        rows = [row for section in said.sections for row in (*section.core, *section.others)]
        words = [text for section in said.sections for text in section.texts if text.code == "NEED_LIST"]
        assert len(rows) + len(words) == 82
        assert all(row.now and row.before and row.year_ago and row.trend_text for row in rows)


def test_the_figure_worth_a_chart_is_core_and_leaves_the_list(novopskov):
    report = present(public_report(novopskov, stretch_from_slug("2026-03"), at=AT), language="en")
    drawn = [section for section in report.sections if section.chart]
    assert len(drawn) >= 10
    for section in drawn:
        assert section.telling.is_core
        assert section.telling not in section.listed
        assert len(section.listed) == len(section.core) - 1


def test_a_chart_says_what_it_draws_and_no_more(novopskov):
    """Domestic violence: the bars are the published values, whatever the exact ones were."""
    report = public_report(novopskov, stretch_from_slug("2026-03"), at=AT)
    section = present(report, language="en").sections[8]
    chart = section.chart
    assert [bar.label for bar in chart.bars] == [
        "March–April 2025",
        "January–February 2026",
        "March–April 2026",
    ]
    assert all(f"{bar.label}: {bar.text}" in chart.description for bar in chart.bars)
    published = {figure.code: figure for figure in report.sections[8].figures}[section.telling.code]
    assert [bar.shown for bar in chart.bars] == [published.last_year, published.previous, published.now]


def test_a_period_without_a_report_has_no_bar(novopskov):
    report = replace(public_report(novopskov, stretch_from_slug("2026-03"), at=AT), has_last_year=False)
    charts = [section.chart for section in present(report, language="en").sections if section.chart]
    assert charts
    assert {bar.label for chart in charts for bar in chart.bars} == {
        "January–February 2026",
        "March–April 2026",
    }


def test_a_first_report_draws_no_chart(novopskov):
    report = public_report(novopskov, stretch_from_slug("2026-03"), at=AT, first=True)
    shown = present(report, language="en")
    assert not any(section.chart for section in shown.sections)
    assert not shown.has_previous


@pytest.mark.parametrize(
    ("reason", "language", "foreign"),
    [
        (Words("Пропустили дві аварії.", "Пропустили дві аварії."), "en", "uk"),
        (Words("Пропустили дві аварії.", "Пропустили дві аварії."), "uk", ""),
        (Words("Two accidents were missed.", "Two accidents were missed."), "uk", "en"),
        (Words("Настав день, з якого це публічне.", "The day has come."), "en", ""),
        (Words("", ""), "en", ""),
    ],
)
def test_a_reason_is_marked_when_it_is_in_the_other_language(novopskov, reason, language, foreign):
    report = replace(public_report(novopskov, stretch_from_slug("2026-03"), at=AT), reason=reason)
    assert present(report, language=language).reason_foreign == foreign
