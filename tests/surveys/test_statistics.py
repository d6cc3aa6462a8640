"""Shares, errors, intervals and tests agree with others who computed them.

Two kinds of others. Independent code in this run: statsmodels (`proportion_confint`, `proportions_ztest`,
`DescrStatsW`, `WLS` with robust errors). Published numbers: Newcombe 1998, “Two-sided confidence intervals for the
single proportion: comparison of seven methods”, Statistics in Medicine 17, table I, method 3 (Wilson, without
continuity correction); they are printed to four digits and compared so.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.api import WLS
from statsmodels.stats.proportion import proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

from surveys import statistics

CLOSE = {"rel": 1e-9, "abs": 1e-9}
seeds = st.integers(0, 2**32 - 1)


def sample(seed, *, least=5, most=400):
    random = np.random.default_rng(seed)
    size = int(random.integers(least, most))
    gave = random.random(size) < random.uniform(0.02, 0.98)
    gave[:2] = (True, False)
    return random, gave.astype(float), random.uniform(0.2, 4, size)


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_as_newcombe_printed_it(count, base, low, high):
    assert statistics.interval(count / base, base) == pytest.approx((low, high), abs=5.1e-5)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5000), st.floats(0, 1))
def test_the_interval_as_statsmodels_has_it(base, part):
    count = round(part * base)
    expected = proportion_confint(count, base, method="wilson")
    assert statistics.interval(count / base, base) == pytest.approx(expected, **CLOSE)


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_share_and_error_of_equal_weights(seed):
    _, gave, weights = sample(seed)
    equal = DescrStatsW(gave)
    assert statistics.weighted_share(gave, np.full(len(gave), 2.5)) == pytest.approx(equal.mean, **CLOSE)
    assert statistics.standard_error(gave, np.full(len(gave), 2.5)) == pytest.approx(equal.std_mean, **CLOSE)
    assert statistics.weighted_share(gave, weights) == pytest.approx(DescrStatsW(gave, weights).mean, **CLOSE)


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_the_error_with_weights_and_clusters(seed):
    """A weighted mean is a regression on a constant; its robust error is the linearised one."""
    random, gave, weights = sample(seed)
    one = np.ones((len(gave), 1))
    robust = WLS(gave, one, weights=weights).fit(cov_type="HC1")
    assert statistics.standard_error(gave, weights) == pytest.approx(robust.bse[0], **CLOSE)
    clusters = random.integers(0, max(2, len(gave) // 5), len(gave))
    clusters[:2] = (0, 1)
    clustered = WLS(gave, one, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    number = len(np.unique(clusters))
    expected = clustered.bse[0] * np.sqrt(number / (number - 1))
    assert statistics.standard_error(gave, weights, clusters=clusters) == pytest.approx(expected, **CLOSE)


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_strata_add_up_their_variances(seed):
    """With weights that sum to each stratum's part of the population this is the textbook's sum of W² s²/n."""
    _, gave, _ = sample(seed, least=20)
    strata = np.arange(len(gave)) % 3
    shares = np.array([0.5, 0.3, 0.2])
    sizes = np.bincount(strata)
    variance = sum(
        shares[one] ** 2 * (gave[strata == one] - _mean_of(gave, strata, one)).var(ddof=1) / sizes[one]
        for one in range(3)
    )
    found = statistics.standard_error(gave, (shares / sizes)[strata], strata=strata)
    assert found == pytest.approx(np.sqrt(variance), **CLOSE)


def _mean_of(gave, strata, one):
    return gave[strata == one].mean()


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_sums_give_the_same_error_as_people(seed):
    _, gave, weights = sample(seed)
    found = statistics.variance_from_sums(
        weight=(weights * gave).sum(),
        squares=(weights**2 * gave).sum(),
        base_weight=weights.sum(),
        base_squares=(weights**2).sum(),
        people=len(gave),
    )
    assert np.sqrt(found) == pytest.approx(statistics.standard_error(gave, weights), **CLOSE)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0, 1), st.floats(0, 1))
def test_the_difference_as_statsmodels_tests_it(base, other, part, other_part):
    counts = np.array([round(part * base), round(other_part * other)])
    z, p = statistics.two_proportions(counts[0] / base, base, counts[1] / other, other)
    if counts.sum() in {0, base + other}:
        assert (z, p) == (0, 1)
        return
    expected = proportions_ztest(counts, np.array([base, other]))
    assert (float(z), float(p)) == pytest.approx(expected, **CLOSE)


def test_a_design_effect_makes_the_sample_smaller():
    """Margins at 50 % that the domain notes print: n = 400 is 4.9 points, with a design effect of 1.5 it is 6.0."""
    for effect, margin in ((1, 4.9), (1.5, 6.0)):
        low, high = statistics.interval(0.5, statistics.effective_sample(400, effect))
        assert 100 * (high - low) / 2 == pytest.approx(margin, abs=0.05)
    _, alone = statistics.two_proportions(0.50, 400, 0.57, 400)
    _, clustered = statistics.two_proportions(0.50, 400 / 2, 0.57, 400 / 2)
    assert alone < 0.05 < clustered


def test_effects_are_kishs_at_the_ends_and_never_below_one():
    effects = statistics.design_effects(
        share=[0.0, 0.5, 0.5, 1.0],
        variance=[0, 0.25 / 100 * 2, 0.25 / 100 / 2, 0],
        base=[100] * 4,
        kish=[1.3] * 4,
    )
    assert effects.tolist() == pytest.approx([1.3, 2.0, 1.0, 1.3])


def test_kish_is_one_and_the_squared_variation_of_weights():
    weights = np.array([1.0, 1, 1, 3])
    kish = statistics.kish_effect(base=4, base_weight=weights.sum(), base_squares=(weights**2).sum())
    assert kish == pytest.approx(1 + (weights.std() / weights.mean()) ** 2, **CLOSE)


def test_nobody_asked_is_not_a_share_of_nothing():
    assert np.isnan(statistics.weighted_share([], []))
    assert all(np.isnan(end) for end in statistics.interval(0.5, 0))
