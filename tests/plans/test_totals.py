"""Money is exact: sums agree with whole kopiykas counted apart."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.resources.money import exact, in_second_currency, plain
from plans.resources.totals import Sum, totals

SOURCES = ("local", "oblast", "state", "donor", "business", "own")
KINDS = ("money", "people", "equipment", "premises", "expertise")
kopiykas = st.one_of(st.just(0), st.integers(1, 500), st.integers(0, 99_999_999_999))


def text(amount):
    return f"{amount // 100}.{amount % 100:02d}"


resources = st.builds(
    lambda kind, year, needed, fundings: {
        "kind": kind,
        "year": year,
        "needed": text(needed),
        "available": [{"source": source, "amount": text(amount)} for source, amount in fundings.items()],
    },
    st.sampled_from(KINDS),
    st.integers(2026, 2028),
    kopiykas,
    st.dictionaries(st.sampled_from(SOURCES), kopiykas, max_size=3),
)
plans = st.lists(st.tuples(st.integers(1, 3), st.lists(resources, max_size=4)), max_size=8).map(
    lambda actions: {
        "actions": [
            {"id": number, "goal": goal, "resources": found}
            for number, (goal, found) in enumerate(actions, start=1)
        ]
    }
)


def in_kopiykas(found):
    return tuple(int(amount * 100) for amount in (found.needed, found.available, found.lacking, found.beyond))


def counted_apart(content, cancelled):
    """Integers only, one flat loop: nothing of the module under test."""
    sums = defaultdict(lambda: [0, 0, 0, 0])
    sources = defaultdict(int)
    for action in content["actions"]:
        if action["id"] in cancelled:
            continue
        for resource in action["resources"]:
            needed = int(resource["needed"].replace(".", ""))
            there = 0
            for line in resource["available"]:
                sources[line["source"]] += int(line["amount"].replace(".", ""))
                there += int(line["amount"].replace(".", ""))
            row = (needed, there, max(needed - there, 0), max(there - needed, 0))
            for key in (
                "whole",
                ("goal", action["goal"]),
                ("action", action["id"]),
                ("year", resource["year"]),
                ("kind", resource["kind"]),
            ):
                sums[key] = [old + new for old, new in zip(sums[key], row, strict=True)]
    return sums, sources


@settings(max_examples=150, deadline=None)
@given(plans, st.sets(st.integers(1, 8)))
def test_sums_agree_with_kopiykas_counted_apart(content, cancelled):
    found = totals(content, cancelled=cancelled)
    sums, sources = counted_apart(content, cancelled)
    assert in_kopiykas(found.whole) == tuple(sums.pop("whole", (0, 0, 0, 0)))
    parts = {
        "goal": found.by_goal,
        "action": found.by_action,
        "year": found.by_year,
        "kind": found.by_kind,
    }
    told = {(name, key): in_kopiykas(one) for name, by in parts.items() for key, one in by.items()}
    assert told == {key: tuple(row) for key, row in sums.items()}
    assert {source: int(amount * 100) for source, amount in found.by_source.items()} == dict(sources)


@pytest.mark.parametrize(
    ("needed", "lacking", "percent"),
    [("0.00", "0.00", None), ("3.00", "1.00", 66), ("0.03", "0.00", 100), ("1000000.00", "0.01", 99)],
)
def test_covered_is_rounded_down_so_that_a_hundred_means_all(needed, lacking, percent):
    needed, lacking = exact(needed), exact(lacking)
    assert Sum(needed, needed - lacking, lacking).covered_percent == percent


@pytest.mark.parametrize(
    ("amount", "rate", "there"),
    [("100.00", "41.2500", "2.42"), ("0.01", "50", "0.00"), ("25.00", "50", "0.50"), ("0.25", "50", "0.01")],
)
def test_the_second_currency_is_rounded_once_halves_up(amount, rate, there):
    assert plain(in_second_currency(exact(amount), rate=Decimal(rate))) == there
