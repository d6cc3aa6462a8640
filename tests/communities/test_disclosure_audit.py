"""What a reader can work out from everything published together: planted leaks are found, clean sets pass."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.shared.disclosure import (
    Cell,
    Hidden,
    Release,
    Rule,
    Sum,
    ToldChange,
    audit,
    hidden,
    show_corrected,
    show_count,
    show_exact,
    show_percent,
)
from communities.shared.disclosure.inference import Contradiction

RULE = Rule()
A, B, C, D = (Cell(name, "2026-01") for name in "ABCD")
ALL, SOME = Cell("all", "2026-01"), Cell("some", "2026-01")


def shown(count, rule=RULE):
    return show_count(count, sensitive=True, rule=rule)


def released(**counts):
    return [Release(Cell(name, "2026-01"), shown(count)) for name, count in counts.items()]


def found(releases, **more):
    return {leak.cell: leak.possible for leak in audit(releases, rule=RULE, **more)}


def test_counts_without_ties_are_safe():
    assert found(released(A=0, B=1, C=6, D=40)) == {}


def test_a_total_minus_a_smaller_total_is_found():
    """Each sum alone is harmless; subtracted they give C."""
    releases = [*released(A=3, B=3), Release(ALL, show_exact(12)), Release(SOME, show_exact(8))]
    sums = [Sum(ALL, (A, B, C)), Sum(SOME, (A, B))]
    assert found(releases, sums=sums)[C] == (4,)


def test_two_sums_over_different_parts_are_found():
    """A+B = 5 and B+C = 5 and A+C = 8 give all three."""
    totals = {
        Cell("AB", "2026-01"): (5, (A, B)),
        Cell("BC", "2026-01"): (5, (B, C)),
        Cell("AC", "2026-01"): (8, (A, C)),
    }
    releases = released(A=4, B=1, C=4) + [Release(cell, show_exact(n)) for cell, (n, _) in totals.items()]
    sums = [Sum(cell, parts) for cell, (_, parts) in totals.items()]
    assert found(releases, sums=sums) == {A: (4,), B: (1,), C: (4,)}


def test_running_totals_are_found():
    """January-February and January-April, published by somebody, tell March-April."""
    march = Cell("DV_CRIM", "2026-03")
    january = Cell("DV_CRIM", "2026-01")
    half = Cell("DV_CRIM", "2026-01/04")
    releases = [
        Release(january, shown(2)),
        Release(march, shown(4)),
        Release(half, shown(6)),
        Release(half, show_exact(6)),
    ]
    assert set(found(releases, sums=[Sum(half, (january, march))])) == {january, march}


def test_rounded_totals_of_large_counts_pass():
    releases = released(A=31, B=44, C=3, all=78)
    assert found(releases, sums=[Sum(ALL, (A, B, C))]) == {}


def test_a_rounded_total_that_tells_its_small_parts_is_found():
    assert found(released(A=4, B=4, all=8), sums=[Sum(ALL, (A, B))]) == {A: (4,), B: (4,), ALL: (8,)}


def test_a_withheld_count_must_not_follow_from_a_total():
    """A zero that the working group chose not to publish follows from total and rest."""
    releases = [
        Release(A, hidden(Hidden.WITHHELD)),
        Release(B, show_exact(7)),
        Release(ALL, show_exact(7)),
    ]
    assert found(releases, sums=[Sum(ALL, (A, B))]) == {A: (0,)}


def test_a_zero_is_shown_and_therefore_no_leak():
    assert found(released(A=0, B=0, all=0), sums=[Sum(ALL, (A, B))]) == {}


def test_one_value_in_two_pictures_is_found():
    """The figure stayed "10" when corrected to 13; the next report must copy that, not round anew."""
    kept, _ = show_corrected(13, previous=shown(12), rule=RULE)
    corrected = Cell("A", "2026-01", version=2)
    releases = [Release(A, shown(12)), Release(corrected, kept)]
    assert found([*releases, Release(corrected, kept)]) == {}
    assert found([*releases, Release(corrected, shown(13))])[corrected] == (13, 14)


def test_a_told_amount_is_found():
    corrected = Cell("A", "2026-01", version=2)
    new, _ = show_corrected(15, previous=shown(12), rule=RULE)
    releases = [Release(A, shown(12)), Release(corrected, new)]
    assert found(releases) == {}
    assert found(releases, told=[ToldChange(A, corrected, 3)]) == {A: (12,), corrected: (15,)}


def test_a_correction_that_nobody_sees_is_no_contradiction():
    """A reader takes "10" for unchanged; with a new total that cannot be, so it must have changed."""
    second = {name: Cell(name, "2026-01", version=2) for name in ("A", "all")}
    releases = [
        *released(A=12),
        Release(second["A"], shown(12)),
        Release(second["all"], show_exact(14)),
    ]
    assert found(releases, sums=[Sum(second["all"], (second["A"],))]) == {second["A"]: (14,)}


def test_a_total_of_the_second_version_meets_the_parts_of_the_first():
    """Unchanged figures keep what the first version told about them."""
    second = {name: Cell(name, "2026-01", version=2) for name in ("A", "B", "all")}
    releases = [
        *released(A=8, B=8),
        Release(second["A"], shown(8)),
        Release(second["B"], shown(8)),
        Release(second["all"], show_exact(16)),
    ]
    leaks = found(releases, sums=[Sum(second["all"], (second["A"], second["B"]))])
    assert leaks == dict.fromkeys((A, B, second["A"], second["B"]), (8,))


def test_releases_that_cannot_be_true_are_refused():
    with pytest.raises(Contradiction):
        audit([*released(A=3, B=3), Release(ALL, show_exact(40))], sums=[Sum(ALL, (A, B))], rule=RULE)


def test_a_child_threshold_asks_for_more_values():
    children = Rule(threshold=10)
    releases = [
        Release(A, shown(3, children)),
        Release(B, shown(3, children)),
        Release(ALL, shown(6, children)),
    ]
    first, second, total = audit(releases, sums=[Sum(ALL, (A, B))], rule=RULE)
    assert (first.cell, len(first.possible), first.needed) == (A, 8, 9)
    assert (second.cell, total.cell) == (B, ALL)
    assert first.is_certain


def test_percents_are_left_to_their_own_rule():
    percent = show_percent(50, sensitive=True, denominator=100, rule=RULE)
    assert found([Release(A, percent)]) == {}


def test_a_leak_does_not_print_the_count():
    (leak, *_) = audit(released(A=4, B=4, all=8), sums=[Sum(ALL, (A, B))], rule=RULE)
    assert "possible" not in repr(leak)


# --- against trying everything -----------------------------------------------------------------

tables = st.lists(st.integers(0, 13), min_size=3, max_size=4)
SUBSETS = [subset for size in (2, 3) for subset in itertools.combinations(range(3), size)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    counts=st.lists(st.integers(0, 9), min_size=3, max_size=3),
    published=st.lists(
        st.tuples(st.sampled_from(SUBSETS), st.booleans()), max_size=3, unique_by=lambda each: each[0]
    ),
)
def test_the_audit_finds_exactly_what_can_be_worked_out(counts, published):
    parts = [A, B, C]
    pictures = [shown(count) for count in counts]
    releases = [Release(cell, picture) for cell, picture in zip(parts, pictures, strict=True)]
    sums, limits = [], []
    for number, (subset, exactly) in enumerate(published):
        total = sum(counts[place] for place in subset)
        picture = show_exact(total) if exactly else shown(total)
        cell = Cell(f"sum{number}", "2026-01")
        releases.append(Release(cell, picture))
        sums.append(Sum(cell, tuple(parts[place] for place in subset)))
        limits.append((subset, picture.bounds()))
    fits = [
        guess
        for guess in itertools.product(*(range(p.bounds()[0], p.bounds()[1] + 1) for p in pictures))
        if all(low <= sum(guess[place] for place in subset) <= high for subset, (low, high) in limits)
    ]
    expected = {}
    for place, (cell, picture) in enumerate(zip(parts, pictures, strict=True)):
        low, high = picture.bounds()
        possible = tuple(sorted({guess[place] for guess in fits}))
        if picture.is_protected and len(possible) < min(4, high - low + 1):
            expected[cell] = possible
    leaks = {cell: values for cell, values in found(releases, sums=sums).items() if cell in parts}
    assert leaks == expected


@settings(max_examples=25, deadline=None)
@given(
    counts=st.lists(st.lists(st.integers(0, 30), min_size=6, max_size=6), min_size=3, max_size=3),
    corrections=st.lists(st.tuples(st.integers(0, 5), st.integers(-4, 4)), max_size=6),
)
def test_six_periods_with_corrections_told_without_amounts_are_clean(counts, corrections):
    """What the application publishes by itself: no totals over periods, bands kept, amounts not told."""
    releases = []
    for figure, values in enumerate(counts):
        cells = [Cell(f"F{figure}", f"2026-{period}") for period in range(6)]
        releases += [Release(cell, shown(value)) for cell, value in zip(cells, values, strict=True)]
        pictures, versions = [shown(value) for value in values], [1] * 6
        exact = list(values)
        for period, amount in corrections:
            exact[period] = max(0, exact[period] + amount)
            versions[period] += 1
            pictures[period], _ = show_corrected(exact[period], previous=pictures[period], rule=RULE)
            cell = Cell(f"F{figure}", f"2026-{period}", version=versions[period])
            releases.append(Release(cell, pictures[period]))
    assert audit(releases, rule=RULE) == ()
