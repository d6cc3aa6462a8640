"""Rolling six periods up: only what may be summed, gaps named, nothing that is protected."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.shared.disclosure import (
    NO_DATA,
    NOT_APPLICABLE,
    Cell,
    Kind,
    Release,
    Rule,
    RunningTotalRefused,
    Shown,
    audit,
    hidden,
    show_count,
    show_exact,
    show_total,
)
from reports.models import Indicator
from reports.periods import stretch_from_slug
from reports.published.facts import Verdict, Words
from reports.yearly.facts import PERIODS, Missing
from reports.yearly.rolling import NothingToTell, roll_up, stretches_of, total_of, year_of
from tests.reports.owing import expected_of
from tests.reports.published import public_report, publish, shipped_form

TODAY = dt.date(2027, 2, 12)
NOON = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
SLUGS = ("2026-01", "2026-03", "2026-05", "2026-07", "2026-09", "2026-11")
STOCK = {"STAFF_POSTS", "STAFF_FILLED", "STAFF_INSP", "STREET_CAM", "HOME_WATCH", "DV_LIST"}
STOCK |= {"NEED_CARS", "NEED_CARGAP", "HOST_SETTL", "CHK_POSTS"}


@pytest.fixture
def template(novopskov):
    """One published report, to take figures from."""
    return public_report(novopskov, stretch_from_slug("2026-01"), at=NOON)


def figures_of(year):
    return {figure.code: figure for section in year for figure in section.figures}


def with_values(template, values):
    """The report with other values; a figure that is None is not public."""
    sections = tuple(
        replace(
            section,
            figures=tuple(
                replace(figure, now=values.get(figure.code, figure.now))
                for figure in section.figures
                if values.get(figure.code, figure.now) is not None
            ),
        )
        for section in template.sections
    )
    return replace(template, sections=sections)


# --- what may be summed ---


def test_only_counts_of_what_happened_are_summed(template):
    year = figures_of(roll_up([template] * PERIODS))
    rows = shipped_form().indicators
    summed = {code for code, figure in year.items() if figure.total is not None}
    expected = {
        code
        for code, row in rows.items()
        if row.kind.value == "count" and not row.small_count_sensitive and code not in STOCK
    }
    assert summed == expected
    assert not summed & STOCK
    assert all(rows[code].kind.value == "count" for code in summed)
    assert "NEED_COST" not in summed  # money
    assert "NEED_REPAIR" not in summed  # yes or no
    assert "NEED_LIST" not in year  # words


def test_the_form_says_it_in_one_place(form):
    up = {row.code for row in Indicator.objects.filter(section__form=form) if row.adds_up}
    assert {"REP_TOTAL", "ROAD_RTA", "CONF_MEET", "STAFF_TRAIN", "DV_REP"} <= up
    assert not up & (
        STOCK | {"STAFF_VAC", "STAFF_LOAD", "REP_ARRIVE", "NEED_COST", "NEED_REPAIR", "CHILD_24H"}
    )


def test_what_was_frozen_without_saying_that_it_adds_up_is_not_summed(template):
    sections = tuple(
        replace(section, figures=tuple(replace(figure, adds_up=False) for figure in section.figures))
        for section in template.sections
    )
    year = figures_of(roll_up([replace(template, sections=sections)] * PERIODS))
    assert [code for code, figure in year.items() if figure.total is not None] == []


@pytest.mark.parametrize("period", range(PERIODS))
def test_one_protected_period_is_enough_to_refuse_a_sum(template, period):
    """An edition of the form that began to protect a figure in the middle of the year."""
    figure = next(f for s in template.sections for f in s.figures if f.code == "ROAD_RTA")
    row = [replace(figure, now=show_exact(10 + number)) for number in range(PERIODS)]
    assert total_of(row) == show_exact(75)
    row[period] = replace(figure, is_sensitive=True, now=show_count(3, sensitive=True, rule=Rule()))
    assert total_of(row) is None


def test_the_disclosure_package_refuses_running_totals():
    with pytest.raises(RunningTotalRefused):
        show_total([1, 2], sensitive=True, rule=Rule(), across_periods=True)


# --- an independent computation over random publications ---

values = st.one_of(
    st.none(),
    st.just(NO_DATA),
    st.just(NOT_APPLICABLE),
    st.just(hidden()),
    st.integers(0, 10**9).map(show_exact),
)
protected = st.one_of(
    st.none(), st.just(NO_DATA), st.integers(0, 60).map(lambda n: show_count(n, sensitive=True, rule=Rule()))
)
CODES = ("ROAD_RTA", "CHK_PERSONS", "STAFF_POSTS", "REP_ARRIVE", "NEED_COST")
SENSITIVE = ("DV_REP", "HOST_KILLED", "DV_LIST")
one_period = st.one_of(
    st.none(),
    st.fixed_dictionaries({**dict.fromkeys(CODES, values), **dict.fromkeys(SENSITIVE, protected)}),
)


@given(periods=st.lists(one_period, min_size=PERIODS, max_size=PERIODS))
@settings(max_examples=150, deadline=None)
def test_sums_agree_with_adding_up_by_hand(periods):
    year = figures_of(roll_up([said and with_values(TEMPLATE, said) for said in periods]))
    for code in CODES:
        column = [said and said[code] for said in periods]
        numbers = [int(shown.value) for shown in column if shown is not None and shown.kind is Kind.EXACT]
        if all(shown is None for shown in column):
            assert code not in year
            continue
        figure = year[code]
        is_hidden = any(shown is not None and shown.kind is Kind.HIDDEN for shown in column)
        if numbers and code in {"ROAD_RTA", "CHK_PERSONS"} and not is_hidden:
            assert figure.total == Shown(Kind.EXACT, Decimal(sum(numbers)))
            assert figure.counted == len(numbers)
        else:
            assert figure.total is None
        assert [value for value in figure.values if value is not None] == [
            shown for shown in column if shown is not None
        ]
        for said, why in zip(periods, figure.missing, strict=True):
            assert (why is Missing.NO_REPORT) == (said is None)
    for code in SENSITIVE:
        if code in year:
            assert year[code].total is None
            assert not year[code].adds_up


@given(exacts=st.lists(st.integers(0, 40), min_size=PERIODS, max_size=PERIODS))
@settings(max_examples=100, deadline=None)
def test_a_year_tells_no_more_than_its_six_reports(exacts):
    """Every picture of a protected figure on the page of the year is the published one, so nobody
    learns anything from it: the auditor of the disclosure package finds no leak."""
    rule = Rule()
    columns = [
        with_values(TEMPLATE, {"DV_REP": show_count(exact, sensitive=True, rule=rule)}) for exact in exacts
    ]
    figure = figures_of(roll_up(columns))["DV_REP"]
    published = [show_count(exact, sensitive=True, rule=rule) for exact in exacts]
    assert list(figure.values) == published
    pictures = [*published, *figure.values, *([figure.total] if figure.total else [])]
    releases = [
        Release(Cell("DV_REP", SLUGS[place % PERIODS]), shown) for place, shown in enumerate(pictures)
    ]
    assert audit(releases, rule=rule) == ()


class _Place:
    slug, name_uk, name_en = "novopskov", "Новопсковський район", "Novopskov district"
    oblast = type("_Oblast", (), {"name_uk": "Луганська область", "name_en": "Luhansk oblast"})


TEMPLATE = public_report(_Place, stretch_from_slug("2026-01"), at=NOON)


# --- gaps, versions, standings ---


def test_gaps_are_named(novopskov, cast):
    for slug in SLUGS[:4]:
        publish(novopskov, slug, by=cast.petro, figures={"ROAD_RTA": None} if slug == "2026-03" else {})
    year = year_of(novopskov, 2026, today=TODAY)
    figure = figures_of(year.sections)["ROAD_RTA"]
    assert figure.missing == (None, Missing.NO_DATA, None, None, Missing.NO_REPORT, Missing.NO_REPORT)
    assert figure.counted == 3
    assert figure.total.value == sum(figure.values[column].value for column in (0, 2, 3))
    assert [one.standing.value for one in year.periods] == ["published"] * 4 + ["not_expected"] * 2


def test_the_newest_versions_count(novopskov, cast):
    for slug in SLUGS:
        publish(novopskov, slug, by=cast.petro, figures={"ROAD_RTA": Decimal(10)})
    publish(
        novopskov,
        "2026-05",
        by=cast.petro,
        version=2,
        reason="Дві аварії.",
        figures={"ROAD_RTA": Decimal(12)},
    )
    year = year_of(novopskov, 2026, today=TODAY)
    assert figures_of(year.sections)["ROAD_RTA"].total == show_exact(62)
    assert [source.version for source in year.sources] == [1, 1, 2, 1, 1, 1]


def test_names_are_those_of_the_newest_report(template):
    newer = with_values(template, {})
    section = newer.sections[0]
    renamed = replace(section, title=Words("Нова назва", "New name"), verdict=Verdict.UNCHANGED)
    newer = replace(newer, sections=(renamed, *newer.sections[1:]))
    assert roll_up([template, None, newer])[0].title.en == "New name"


def test_private_data_never_come_in(novopskov, cast):
    for slug in SLUGS:
        publish(novopskov, slug, by=cast.petro, private={"sections": [], "said": "canary-4711"})
    assert "canary" not in str(year_of(novopskov, 2026, today=TODAY).as_json())


def test_a_year_takes_three_queries(novopskov, cast, django_assert_num_queries):
    for slug in SLUGS:
        publish(novopskov, slug, by=cast.petro)
        expected_of(novopskov, stretch=stretch_from_slug(slug))
    with django_assert_num_queries(3):
        year_of(novopskov, 2026, today=TODAY)


def test_other_years_and_communities_stay_out(novopskov, popasna, cast):
    publish(novopskov, "2025-11", by=cast.petro)
    publish(novopskov, "2027-01", by=cast.petro)
    publish(popasna, "2026-05", by=cast.petro)
    with pytest.raises(NothingToTell):
        year_of(novopskov, 2026, today=TODAY)


@pytest.mark.parametrize("year", [0, 9999, 10_000])
def test_years_at_the_end_of_time_do_no_harm(novopskov, year):
    with pytest.raises(NothingToTell):
        year_of(novopskov, year, today=TODAY)


def test_six_stretches_make_a_year():
    assert tuple(stretch.slug for stretch in stretches_of(2026)) == SLUGS


@pytest.mark.parametrize(
    ("today", "is_running"), [("2026-12-31", True), ("2027-01-10", True), ("2027-01-11", False)]
)
def test_a_year_runs_until_its_last_report_was_due(novopskov, cast, today, is_running):
    publish(novopskov, "2026-01", by=cast.petro)
    expected_of(novopskov, stretch=stretch_from_slug("2026-11"))
    year = year_of(novopskov, 2026, today=dt.date.fromisoformat(today))
    assert year.is_running is is_running
