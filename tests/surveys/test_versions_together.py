"""Two versions of the same results, read side by side: nobody can subtract one from the other."""

import random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from surveys.earlier_versions import Earlier
from surveys.results import ALL, Hidden, Table
from surveys.showing import show
from tests.surveys.auditor import Reader
from tests.surveys.small_bank import BANK, GROUPS, TRUST, people, reader_of, tabulated
from tests.surveys.tables import cell

VALUES = 4  # that stay possible for whoever has both versions; five for whoever has one
LOOKED_AT = 12  # small counts of each table that are audited


def table(*columns):
    return Table(n=None, cells=tuple(each for column in columns for each in column))


def trust(breakdown=ALL, group=ALL, **counts):
    """A column of the question TRUST."""
    said = {option: counts.get(option, 0) for option in TRUST.option}
    said |= {net.code: sum(said[member] for member in net.members) for net in TRUST.nets}
    base = sum(said[option] for option in TRUST.option)
    return [cell(answer, count, base, breakdown=breakdown, group=group) for answer, count in said.items()]


def versions(*tables):
    """What is shown of each, the ones before being known."""
    earlier, shown = [], []
    for each in tables:
        cells = show(each, BANK, earlier=earlier)
        shown.append({(one.answer, one.group): one for one in cells})
        earlier.append(Earlier.of(each, cells))
    return shown


FIRST = trust(full=100, rather=90, rather_not=60, **{"not": 50})


@pytest.mark.parametrize(
    ("second", "is_told"),
    [
        (trust(full=100, rather=90, rather_not=60, **{"not": 50}), True),
        (trust(full=101, rather=90, rather_not=60, **{"not": 50}), False),  # one person came
        (trust(full=100, rather=90, rather_not=60, **{"not": 49}), False),  # one person went
        (trust(full=112, rather=78, rather_not=60, **{"not": 50}), False),  # twelve answers were corrected
        (trust(full=129, rather=90, rather_not=60, **{"not": 50}), False),
        (trust(full=130, rather=90, rather_not=60, **{"not": 50}), True),  # thirty people came
        (trust(full=70, rather=90, rather_not=60, **{"not": 50}), True),
        (trust(full=140, rather=50, rather_not=60, **{"not": 50}), True),  # forty answers were corrected
        (trust(full=140, rather=52, rather_not=58, **{"not": 50}), False),  # two of them another way
    ],
)
def test_people_by_whom_versions_differ_are_a_group_of_people(second, is_told):
    _, seen = versions(table(FIRST), table(second))
    assert seen["full", ALL].percent is not None if is_told else seen["full", ALL].percent is None
    assert {each.hidden for each in seen.values()} == {None if is_told else Hidden.EARLIER_VERSION}


def test_a_table_of_nets_only_is_compared_too():
    """As a source prints it: trust, without the answers it is made of."""
    first, second = (table([cell("trust", count, 412)]) for count in (144, 150))
    assert versions(first, second)[1]["trust", ALL].hidden is Hidden.EARLIER_VERSION


def test_few_of_many_who_came_are_hidden_with_another():
    _, seen = versions(table(FIRST), table(trust(full=140, rather=93, rather_not=90, **{"not": 50})))
    hidden = {answer for (answer, _), each in seen.items() if each.hidden}
    assert "rather" in hidden
    assert len(hidden & TRUST.option.keys()) > 1
    assert hidden < {answer for answer, _ in seen}


def test_what_was_hidden_stays_hidden_while_nothing_changed():
    """Other neighbours would do as well, but who has both versions would see all of them."""
    small = table(trust(full=60, rather=40, rather_not=20, **{"not": 3}))
    first, second = versions(small, small)
    assert {key for key, each in first.items() if each.hidden} == {
        key for key, each in second.items() if each.hidden
    }


def test_a_group_of_which_few_came_is_silent_and_takes_another_along():
    young = {"full": 30, "rather": 20, "rather_not": 20, "not": 10}
    old = {"full": 70, "rather": 70, "rather_not": 40, "not": 40}
    first = [FIRST, trust("SEX", "m", **young), trust("SEX", "f", **old)]
    young_now, old_now = young | {"full": 40}, old | {"full": 100}
    both = trust(full=140, rather=90, rather_not=60, **{"not": 50})
    second = [both, trust("SEX", "m", **young_now), trust("SEX", "f", **old_now)]
    _, seen = versions(table(*first), table(*second))
    assert {seen["full", group].hidden for group in "mf"} == {Hidden.EARLIER_VERSION}
    assert seen["full", ALL].percent is not None


def test_the_third_version_is_compared_with_the_first_as_well():
    """Forty came and were taken out again, but for one: second and third differ by many, first and third by one."""
    more = trust(full=140, rather=90, rather_not=60, **{"not": 50})
    nearly = trust(full=101, rather=90, rather_not=60, **{"not": 50})
    _, second, third = versions(table(FIRST), table(more), table(nearly))
    assert second["full", ALL].percent is not None
    assert third["full", ALL].hidden is Hidden.EARLIER_VERSION


@pytest.mark.parametrize("went", [False, True])
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**32 - 1))
def test_nobody_can_subtract_one_version_from_the_other(went, seed):
    """The reader has both, knows that people only came (or only went) and how many, and all that ties answers."""
    source = random.Random(seed)
    there = people(seed, source.randint(60, 260))
    moved = people(seed + 1, source.choice([1, 4, 31, 60, 120]))
    answers = (there + moved, there) if went else (there, there + moved)
    tables = [tabulated(each) for each in answers]
    first = show(Table(None, tuple(tables[0])), BANK)
    earlier = [Earlier.of(Table(None, tuple(tables[0])), first)]
    second = show(Table(None, tuple(tables[1])), BANK, earlier=earlier)
    difference = tabulated(moved)
    reader = Reader()
    for name, cells, seen in (
        ("old", tables[0], first),
        ("new", tables[1], second),
        ("moved", difference, ()),
    ):
        reader_of(cells, seen, reader=reader.part(name))
    more, less = ("old", "new") if went else ("new", "old")
    for name in reader.part("moved").index:
        reader.adds_up([((more, *name), 1), ((less, *name), -1), (("moved", *name), -1)])
    for code in ("TRUST", "CONTACT"):
        reader.knows(("moved", "people", code, ALL, ALL), len(moved))
    for name, cells in (("old", tables[0]), ("new", tables[1]), ("moved", difference)):
        small = [
            each for each in cells if 0 < each.count < 5 and each.base >= 5 and each.question not in GROUPS
        ]
        for each in source.sample(small, min(LOOKED_AT, len(small))):
            place = (name, each.question, each.answer, each.breakdown, each.group)
            least, most = reader.possible(place)
            assert most - least >= min(VALUES - 1, each.base, len(moved)), (place, each.count, least, most)
