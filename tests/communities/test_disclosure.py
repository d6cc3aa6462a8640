"""How small counts are shown: tables of the rule, and what must hold for every count."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communities.shared.disclosure import (
    NO_DATA,
    NOT_APPLICABLE,
    ZERO,
    Change,
    CorrectionWarning,
    Direction,
    Hidden,
    Kind,
    Risk,
    Rule,
    RunningTotalRefused,
    Shown,
    TotalNarrowsPart,
    correction_risk,
    hidden,
    may_total,
    show_change,
    show_corrected,
    show_corrected_percent,
    show_count,
    show_exact,
    show_percent,
    show_total,
    show_value,
    values_after,
)

RULE = Rule()
CHILDREN = Rule(threshold=10)
RULES = [RULE, CHILDREN, Rule(threshold=7), Rule(threshold=3), Rule(threshold=5, base=10), Rule(base=3)]

rules = st.builds(Rule, threshold=st.integers(3, 15), base=st.integers(3, 12))
counts = st.integers(0, 400)


def shown(count, rule=RULE):
    return show_count(count, sensitive=True, rule=rule)


def fewer_than(threshold):
    return Shown(Kind.FEWER_THAN, Decimal(threshold))


def rounded(value, *, threshold=5, base=5):
    return Shown(Kind.ROUNDED, Decimal(value), rounded_to=base, threshold=threshold)


# --- one count ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "kind", "value"),
    [
        (0, "zero", 0),
        (1, "fewer_than", 5),
        (4, "fewer_than", 5),
        (5, "rounded", 5),
        (7, "rounded", 5),
        (8, "rounded", 10),
        (12, "rounded", 10),
        (13, "rounded", 15),
        (102, "rounded", 100),
        (103, "rounded", 105),
    ],
)
def test_the_default_rule(count, kind, value):
    assert (shown(count).kind, shown(count).value) == (kind, value)


@pytest.mark.parametrize(
    ("count", "kind", "value"),
    [(0, "zero", 0), (1, "fewer_than", 10), (9, "fewer_than", 10), (10, "rounded", 10), (13, "rounded", 15)],
)
def test_children_are_protected_up_to_ten(count, kind, value):
    assert (shown(count, CHILDREN).kind, shown(count, CHILDREN).value) == (kind, value)


def test_rounding_never_falls_below_the_threshold():
    assert shown(7, Rule(threshold=7)).value == 10
    assert shown(7, Rule(threshold=7)).bounds() == (7, 12)


@pytest.mark.parametrize("rule", [{"threshold": 2}, {"base": 1}, {"base": 2}])
def test_a_rule_that_would_show_exact_counts_is_refused(rule):
    with pytest.raises(ValueError, match="exact counts"):
        Rule(**rule)


@pytest.mark.parametrize("count", [-1, Decimal("2.5")])
def test_a_sensitive_count_is_whole_and_not_negative(count):
    with pytest.raises(ValueError, match="whole number"):
        shown(count)


@given(count=counts.filter(bool), rule=rules)
def test_small_is_fewer_than_and_the_rest_is_near(count, rule):
    picture = shown(count, rule)
    if count < rule.threshold:
        assert picture == fewer_than(rule.threshold)
    else:
        assert picture.kind is Kind.ROUNDED
        assert picture.value % rule.base == 0
        assert picture.value >= rule.threshold
        lifted = picture.value == -(-rule.threshold // rule.base) * rule.base
        assert lifted or abs(picture.value - count) <= Decimal(rule.base) / 2


@settings(deadline=None, max_examples=50)
@given(count=counts, rule=rules)
def test_bounds_are_exactly_the_counts_that_look_alike(count, rule):
    picture = shown(count, rule)
    alike = [other for other in range(450) if shown(other, rule) == picture]
    low, high = picture.bounds()
    assert alike == list(range(low, high + 1))
    assert count == 0 or len(alike) >= min(rule.threshold - 1, rule.narrowest)
    assert count == 0 or len(alike) > 1


@settings(deadline=None, max_examples=50)
@given(count=counts, rule=rules)
def test_what_is_stored_tells_the_picture_and_nothing_else(count, rule):
    picture = shown(count, rule)
    stored = json.dumps(picture.as_json())
    assert Shown.from_json(json.loads(stored)) == picture
    assert all(
        json.dumps(shown(other, rule).as_json()) == stored for other in range(450) if other in span(picture)
    )


def span(picture):
    low, high = picture.bounds()
    return range(low, high + 1)


def test_what_is_stored():
    assert shown(3).as_json() == {"kind": "fewer_than", "value": "5"}
    assert shown(12).as_json() == {"kind": "rounded", "value": "10", "rounded_to": 5, "threshold": 5}
    assert shown(0).as_json() == {"kind": "zero", "value": "0"}
    assert hidden(Hidden.SMALL_BASE).as_json() == {"kind": "hidden", "reason": "small_base"}
    assert NO_DATA.as_json() == {"kind": "no_data"}
    assert NOT_APPLICABLE.as_json() == {"kind": "not_applicable"}
    assert show_exact(Decimal("1200.50")).as_json() == {"kind": "exact", "value": "1200.5"}
    assert show_exact(Decimal("1E+3")).as_json() == {"kind": "exact", "value": "1000"}


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "exact"},
        {"kind": "hidden"},
        {"kind": "hidden", "reason": "small_base", "value": "3"},
        {"kind": "no_data", "value": "3"},
        {"kind": "rounded", "value": "10"},
        {"kind": "exact", "value": "NaN"},
        {"kind": "exact", "value": "3", "reason": "small_base"},
        {"kind": "guessed", "value": "3"},
    ],
)
def test_a_picture_that_makes_no_sense_cannot_be_read(stored):
    with pytest.raises(ValueError):  # noqa: PT011  the message is Python's own for an unknown kind
        Shown.from_json(stored)


def test_shown_values_can_be_counted_and_compared():
    assert {shown(8), shown(12), shown(13)} == {rounded(10), rounded(15)}


# --- any figure --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("count", 3),
        ("percent", Decimal("3.5")),
        ("minutes", Decimal("6.70")),
        ("ratio", Decimal(1480)),
        ("money", Decimal("1200.50")),
        ("yesno", True),
        ("yesno", False),
    ],
)
def test_what_is_not_sensitive_is_shown_exactly(measure, value):
    picture = show_value(value, measure=measure, sensitive=False, rule=RULE)
    assert (picture.kind, picture.value) == (Kind.EXACT, Decimal(value))


def test_nothing_is_not_zero():
    for sensitive in (True, False):
        assert show_value(None, measure="count", sensitive=sensitive, rule=RULE) == NO_DATA
        assert show_count(None, sensitive=sensitive, rule=RULE) == NO_DATA
        assert show_percent(None, sensitive=sensitive, denominator=100, rule=RULE) == NO_DATA


def test_a_sensitive_figure_that_no_rule_covers_is_hidden():
    assert show_value(3, measure="money", sensitive=True, rule=RULE) == hidden(Hidden.NO_RULE)
    assert show_value(3, measure="count", sensitive=True, rule=RULE) == fewer_than(5)
    assert show_value(50, measure="percent", sensitive=True, rule=RULE) == hidden(Hidden.UNKNOWN_BASE)


# --- percents ----------------------------------------------------------------------------------


def percent(exact, base, rule=RULE):
    return show_percent(Decimal(exact), sensitive=True, denominator=base, rule=rule)


@pytest.mark.parametrize("base", [1, 4, 5, 12, 17, 19])
def test_a_percent_of_fewer_than_twenty_is_hidden(base):
    assert percent(50, base) == hidden(Hidden.SMALL_BASE)


def test_a_percent_of_an_unknown_base_is_hidden():
    assert percent(50, None) == hidden(Hidden.UNKNOWN_BASE)
    assert percent(50, 0) == hidden(Hidden.SMALL_BASE)


def test_hiding_a_percent_does_not_split_the_band_of_its_base():
    """18 and 22 are both shown as 20: a percent for one and none for the other would tell them apart."""
    assert {percent(50, base) for base in range(18, 23)} == {hidden(Hidden.SMALL_BASE)}


@pytest.mark.parametrize(
    ("exact", "base", "value"),
    [
        ("48.3", 60, 50),
        ("52.4", 100, 50),
        ("52.5", 100, 55),
        ("94.2", 171, 95),
        ("3.1", 200, 5),
        ("99.1", 400, 95),
    ],
)
def test_other_percents_are_rounded_to_five_points(exact, base, value):
    assert percent(exact, base) == Shown(Kind.ROUNDED, Decimal(value), rounded_to=5)


@pytest.mark.parametrize("base", [25, 40, 171])
def test_none_and_all_are_shown_only_when_true(base):
    assert percent(0, base) == ZERO
    assert percent(100, base).value == 100
    almost_all = Decimal(100 * (base - 1)) / base
    assert percent(almost_all, base).value != 100


@pytest.mark.parametrize(("exact", "base"), [("95", 40), ("5", 40), ("20", 25), ("90", 30)])
def test_a_percent_that_would_tell_a_small_count_is_hidden(exact, base):
    assert percent(exact, base) == hidden(Hidden.SMALL_PART)


@pytest.mark.parametrize("base", [25, 30, 35, 40, 45, 50, 60, 75, 100])
def test_base_and_percent_together_leave_enough(base):
    """Counted out: every part of every base that would have looked the same."""
    parts_of = defaultdict(list)
    for other in span(shown(base)):
        for part in range(1, other):
            parts_of[percent(Decimal(100 * part) / other, other)].append((part, other - part))
    for picture, possible in parts_of.items():
        if picture.kind is Kind.HIDDEN:
            continue
        for values in ({part for part, _ in possible}, {rest for _, rest in possible}):
            assert len(values) >= (4 if min(values) < 5 else 3), picture


@pytest.mark.parametrize("exact", [-1, 101])
def test_a_percent_of_people_is_between_none_and_all(exact):
    with pytest.raises(ValueError, match="between 0 and 100"):
        percent(exact, 100)


def test_a_percent_follows_the_base_as_it_was_published():
    """22 corrected to 23 stays "20": showing the percent now would tell that it is 23."""
    kept, _ = show_corrected(23, previous=shown(22), rule=RULE)
    assert kept.value == 20
    assert show_percent(
        Decimal(50), sensitive=True, denominator=23, shown_denominator=kept, rule=RULE
    ) == hidden(Hidden.SMALL_BASE)
    assert percent(50, 23).value == 50


def test_the_base_must_be_larger_for_children():
    assert percent(50, 30, CHILDREN).value == 50
    assert percent(20, 40, CHILDREN) == hidden(Hidden.SMALL_PART)
    assert percent(20, 40).value == 20


def test_bounds_of_a_percent_enclose_it():
    for exact in range(101):
        low, high = percent(exact, 1000).bounds()
        assert low <= exact <= high


# --- changes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        (shown(0), shown(0), "same"),
        (shown(2), shown(0), "more"),
        (shown(0), shown(2), "less"),
        (shown(2), shown(4), "unknown"),
        (shown(9), shown(2), "more"),
        (shown(2), shown(9), "less"),
        (shown(12), shown(8), "about_the_same"),
        (shown(13), shown(12), "more"),
        (shown(12), shown(13), "less"),
        (shown(12), hidden(), "unknown"),
        (NO_DATA, shown(12), "unknown"),
        (NOT_APPLICABLE, NO_DATA, "unknown"),
        (show_exact(3), shown(12), "less"),
        (show_exact(9), shown(12), "unknown"),
    ],
)
def test_of_protected_values_only_the_certain_direction_is_told(now, before, direction):
    assert show_change(now, before) == Change(Direction(direction))


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (12, 10, Change(Direction.MORE, Decimal(2), Decimal("20.0"))),
        (10, 12, Change(Direction.LESS, Decimal(-2), Decimal("-16.7"))),
        (12, 12, Change(Direction.SAME, Decimal(0), Decimal("0.0"))),
        (12, 0, Change(Direction.MORE, Decimal(12), None)),
    ],
)
def test_exact_values_change_exactly(now, before, change):
    assert show_change(show_exact(now), show_exact(before)) == change
    assert Change.from_json(json.loads(json.dumps(change.as_json()))) == change


@given(now=counts, before=counts, rule=rules)
def test_a_change_cannot_tell_more_than_the_two_pictures(now, before, rule):
    change = show_change(shown(now, rule), shown(before, rule))
    assert (change.amount, change.percent) == (None, None)
    if change.direction is Direction.MORE:
        assert now > before
    if change.direction is Direction.LESS:
        assert now < before
    if change.direction is Direction.SAME:
        assert now == before == 0


# --- totals ------------------------------------------------------------------------------------


def test_a_total_is_added_exactly_and_then_rounded():
    assert show_total([6, 6, 6], sensitive=True, rule=RULE).value == 20
    assert sum(shown(count).value for count in (6, 6, 6)) == 15
    assert show_total([6, 1], sensitive=False, rule=RULE) == show_exact(7)


def test_a_total_with_a_missing_part_is_no_total():
    assert show_total([6, None], sensitive=True, rule=RULE) == NO_DATA
    assert show_total([], sensitive=True, rule=RULE) == NO_DATA


def test_running_totals_of_sensitive_counts_are_refused():
    with pytest.raises(RunningTotalRefused):
        show_total([6, 12, 30], sensitive=True, rule=RULE, across_periods=True)
    assert show_total([6, 12, 30], sensitive=False, rule=RULE, across_periods=True) == show_exact(48)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((1, 1), (0, 1, 2)),  # both fewer than 5, together fewer than 5: none is 4
        ((4, 4), (0, 1, 2)),  # together 10: each is 4
        ((0, 3), ()),  # the total says what the part says
        ((2, 3), ()),
        ((0, 5, 7), (3,)),  # together 10, and at least 5 + 5
        ((30, 2), ()),  # 30 is 28 to 31 now
        ((30, 40), ()),
    ],
)
def test_a_total_that_tells_a_part_is_refused(parts, told):
    pictures = [shown(part) for part in parts]
    total = shown(sum(parts))
    inferred = reader(pictures, total)
    assert may_total(pictures, total=total, rule=RULE) == (not told)
    if told:
        with pytest.raises(TotalNarrowsPart) as refusal:
            show_total(parts, sensitive=True, rule=RULE)
        assert refusal.value.parts == told
        assert not any(str(part) in str(refusal.value) for part in parts)
        assert any(len(values) < 4 for values in inferred)
        assert show_total(parts, sensitive=True, rule=RULE, parts=()) == total
    else:
        assert show_total(parts, sensitive=True, rule=RULE) == total


def reader(pictures, total):
    """What can be inferred, by trying everything."""
    fits = [()]
    for picture in pictures:
        fits = [(*some, value) for some in fits for value in span(picture)]
    fits = [(*some, sum(some)) for some in fits if sum(some) in span(total)]
    return [{some[place] for some in fits} for place in range(len(pictures) + 1)]


@given(parts=st.lists(st.integers(0, 20), min_size=1, max_size=4), rule=st.sampled_from(RULES))
def test_a_total_that_is_shown_leaves_every_part_its_values(parts, rule):
    pictures = [shown(part, rule) for part in parts]
    total = shown(sum(parts), rule)
    enough = all(
        not picture.is_protected or len(values) >= min(rule.threshold - 1, len(span(picture)))
        for picture, values in zip([*pictures, total], reader(pictures, total), strict=True)
    )
    assert may_total(pictures, total=total, rule=rule) == enough


# --- corrections -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "value"),
    [
        (12, 13, 10),  # a new band, but less than 5 away from the old one
        (12, 14, 10),
        (12, 15, 15),
        (13, 12, 15),
        (8, 7, 10),
        (8, 5, 10),  # "10, then 5" would mean exactly 5
        (7, 9, 5),
        (7, 10, 10),
        (30, 12, 10),
    ],
)
def test_a_published_band_stays_for_small_corrections(before, after, value):
    picture, _ = show_corrected(after, previous=shown(before), rule=RULE)
    assert (picture.kind, picture.value) == (Kind.ROUNDED, value)


@pytest.mark.parametrize(
    ("before", "after", "risk"),
    [
        (0, 2, Risk.ZERO),
        (2, 0, Risk.ZERO),
        (4, 5, Risk.THRESHOLD),
        (5, 4, Risk.THRESHOLD),
        (12, 15, Risk.BAND),
        (12, 13, None),
        (2, 3, None),
        (12, 40, None),
    ],
)
def test_a_correction_that_shows_is_warned_of(before, after, risk):
    picture, warning = show_corrected(after, previous=shown(before), rule=RULE)
    assert (warning and warning.risk) == risk
    if risk in {Risk.ZERO, Risk.THRESHOLD}:
        assert picture == shown(after), "crossing zero or the threshold is shown truthfully"


def test_a_kept_band_is_the_same_object_of_the_same_words():
    """Nothing in the stored publication may tell that a figure was corrected within its band."""
    before = shown(12)
    after, _ = show_corrected(13, previous=before, rule=RULE)
    assert after is before


@pytest.mark.parametrize(
    ("exact", "previous", "picture"),
    [
        (None, shown(12), NO_DATA),
        (12, NO_DATA, rounded(10)),
        (12, hidden(), rounded(10)),
        (12, rounded(10, threshold=10), rounded(10)),
        (3, NOT_APPLICABLE, fewer_than(5)),
    ],
)
def test_a_correction_of_something_else_than_a_band_is_shown_by_the_rule(exact, previous, picture):
    assert show_corrected(exact, previous=previous, rule=RULE)[0] == picture


def test_what_is_not_sensitive_is_corrected_exactly():
    assert show_corrected(13, previous=show_exact(12), rule=RULE, sensitive=False) == (show_exact(13), None)


@example(before=325, after=341, rule=Rule(threshold=7, base=10))
@given(before=counts, after=counts, rule=rules)
def test_a_corrected_figure_stays_true(before, after, rule):
    """Never on the wrong side of zero or the threshold, and never further from the truth than the band
    that stays because fewer values than the narrowest allowed would be left beyond it."""
    previous = shown(before, rule)
    picture, _ = show_corrected(after, previous=previous, rule=rule)
    assert picture == shown(after, rule) or picture == previous
    if picture.kind is Kind.ROUNDED:
        assert after >= rule.threshold
        lifted = rule.band(rule.rounded(rule.threshold))
        assert abs(picture.value - after) < rule.base + rule.narrowest or after in lifted
    else:
        assert picture == shown(after, rule)


@settings(deadline=None, max_examples=20)
@given(before=st.integers(0, 60), after=st.integers(0, 60), rule=st.sampled_from(RULES))
def test_two_versions_alone_never_tell_a_count(before, after, rule):
    """A reader who knows the rule, and old and new picture, but no amount."""
    previous = shown(before, rule)
    picture, _ = show_corrected(after, previous=previous, rule=rule)
    possible = values_after(previous, picture, rule=rule)
    assert after in possible
    assert after == 0 or len(possible) >= rule.narrowest
    tried = [
        value for value in range(500) if show_corrected(value, previous=previous, rule=rule)[0] == picture
    ]
    assert list(possible) == tried


def told(before, amount, rule=RULE):
    """The old counts that fit for a reader who is told the amount, by trying everything."""
    previous = shown(before, rule)
    picture, _ = show_corrected(before + amount, previous=previous, rule=rule)
    return [
        old
        for old in span(previous)
        if old + amount >= 0 and show_corrected(old + amount, previous=previous, rule=rule)[0] == picture
    ]


SMALL_CORRECTIONS = [
    (before, amount)
    for before in range(61)
    for amount in (-4, -3, -2, -1, 1, 2, 3, 4)
    if before + amount >= 0
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_told_amount_that_narrows_a_count_is_warned_of(rule):
    for before, amount in SMALL_CORRECTIONS:
        previous = shown(before, rule)
        picture, _ = show_corrected(before + amount, previous=previous, rule=rule)
        warning = correction_risk(previous, picture, exact_old=before, exact_new=before + amount, rule=rule)
        protected = [each for each in (previous, picture) if each.is_protected]
        needed = max(min(rule.threshold - 1, len(span(each))) for each in protected)
        possible = told(before, amount, rule)
        assert before in possible
        expected = (len(possible), needed) if len(possible) < needed else None
        assert (warning and (warning.possible, warning.needed)) == expected


def test_the_figures_in_the_description_of_corrections():
    left = [
        (len(possible), warning)
        for before, amount in SMALL_CORRECTIONS
        for possible in [told(before, amount)]
        for picture in [show_corrected(before + amount, previous=shown(before), rule=RULE)[0]]
        for warning in [
            correction_risk(shown(before), picture, exact_old=before, exact_new=before + amount, rule=RULE)
        ]
    ]
    warned = [(count, warning.risk) for count, warning in left if warning]
    assert (len(left), len(left) - len(warned), len(warned)) == (478, 308, 170)
    assert [sum(count == n for count, _ in warned) for n in (3, 2, 1)] == [79, 54, 37]
    by_risk = {risk: sum(kind is risk for _, kind in warned) for risk in Risk}
    assert by_risk == {Risk.ZERO: 8, Risk.THRESHOLD: 20, Risk.BAND: 63, Risk.WITHIN: 79}


def test_no_correction_by_one_or_two_moves_a_band_from_eight_up():
    for before in range(10, 61):
        for amount in (-2, -1, 1, 2):
            picture, warning = show_corrected(before + amount, previous=shown(before), rule=RULE)
            assert (picture, warning) == (shown(before), None)


def test_a_count_that_was_kept_before_is_judged_by_its_wider_band():
    previous, _ = show_corrected(13, previous=shown(12), rule=RULE)
    warning = correction_risk(previous, previous, exact_old=13, exact_new=14, rule=RULE)
    assert warning is None  # 5 to 13 are all possible
    picture, _ = show_corrected(16, previous=previous, rule=RULE)
    assert correction_risk(previous, picture, exact_old=13, exact_new=16, rule=RULE) == CorrectionWarning(
        Risk.BAND, possible=3, needed=4
    )


def test_nothing_corrected_is_no_risk():
    assert correction_risk(shown(3), shown(3), exact_old=3, exact_new=3, rule=RULE) is None


def test_a_published_percent_stays_for_small_corrections():
    previous = percent(52, 100)

    def corrected(exact):
        return show_corrected_percent(Decimal(exact), previous=previous, denominator=100, rule=RULE)

    assert corrected("54.9") is previous
    assert corrected("45.1") is previous
    assert corrected(55).value == 55
    assert corrected(100).value == 100
    assert show_corrected_percent(Decimal(52), previous=previous, denominator=12, rule=RULE) == hidden(
        Hidden.SMALL_BASE
    )
