"""Scores, bands, trends, and the picture: pure rules."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from plans.models import Risk, RiskAssessment
from plans.register import risk_scale
from plans.register.register_page import lines_of, matrix_of, way_of
from plans.register.risk_scale import BANDS, Band, Trend
from tests.plans.conftest import TODAY

STEPS = st.integers(1, 5)


@pytest.mark.parametrize(
    ("first", "last", "band"),
    [(1, 4, Band.LOW), (5, 9, Band.MEDIUM), (10, 14, Band.HIGH), (15, 25, Band.CRITICAL)],
)
def test_bands_of_the_scale(first, last, band):
    assert {risk_scale.band(score) for score in range(first, last + 1)} == {band}


@pytest.mark.parametrize("score", [0, 26, -1])
def test_other_numbers_are_no_score(score):
    with pytest.raises(ValueError, match="1 to 25"):
        risk_scale.band(score)


@pytest.mark.parametrize(
    ("scores", "trend"),
    [
        ([6], Trend.FIRST),
        ([6, 6], Trend.SAME),
        ([6, 8], Trend.UP),
        ([8, 6], Trend.DOWN),
        ([1, 25, 25], Trend.SAME),
        ([25, 1, 2], Trend.UP),
    ],
)
def test_trend_is_the_newest_against_the_one_before(scores, trend):
    assert risk_scale.trend(scores) is trend


@given(likelihood=STEPS, impact=STEPS, more=STEPS)
def test_more_likely_or_worse_is_never_a_lower_band(likelihood, impact, more):
    order = list(Band)
    score = risk_scale.score(likelihood, impact)
    higher = risk_scale.score(max(likelihood, more), impact)
    assert order.index(risk_scale.band(score)) <= order.index(risk_scale.band(higher))
    assert BANDS[risk_scale.band(score)].first <= score <= BANDS[risk_scale.band(score)].last


def risk_with(pk, *assessments):
    risk = Risk(pk=pk, title=f"Risk {pk}", topic="HOME")
    rows = [
        RiskAssessment(likelihood=a, impact=b, residual_likelihood=c, residual_impact=d, assessed_on=TODAY)
        for a, b, c, d in assessments
    ]
    risk._prefetched_objects_cache = {"assessments": rows}
    return risk


@given(st.lists(st.tuples(STEPS, STEPS), max_size=12))
def test_each_assessed_risk_stands_once_in_the_cell_of_its_score(places):
    lines = lines_of([risk_with(pk, (5, 5, *place)) for pk, place in enumerate(places, 1)], today=TODAY)
    matrix = matrix_of(lines)
    told = [
        (cell.likelihood, row.impact.number, cell.score, line)
        for row in matrix.rows
        for cell in row.cells
        for line in cell.lines
    ]
    assert sorted((a, b) for a, b, _s, _l in told) == sorted(places)
    assert all(score == line.newest.residual_score for *_, score, line in told)
    scores = [line.newest.residual_score for line in lines]
    assert scores == sorted(scores, reverse=True)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


def test_the_picture_without_measures_and_what_nobody_assessed():
    lines = lines_of([risk_with(1), risk_with(2, (5, 4, 2, 1))], today=TODAY)
    assert [line.risk.pk for line in lines] == [2, 1]
    worst = matrix_of(lines, with_measures=False).rows[1].cells[4]
    assert (worst.score, [line.risk.pk for line in worst.lines]) == (20, [2])
    for language, letter in (("uk", "К"), ("en", "C")):
        with translation.override(language):
            assert worst.words.letter == letter


def test_the_way_needs_two_assessments_and_higher_scores_stand_higher():
    assert way_of([]) is None
    way = way_of(list(risk_with(1, (5, 5, 1, 1), (5, 5, 5, 5), (5, 5, 2, 5)).assessments.all()))
    assert way.told == "1, 25, 10"
    assert way.dots[1].y < way.dots[2].y < way.dots[0].y
    assert all(0 < dot.x < way.right and 0 < dot.y < way.height for dot in way.dots)
