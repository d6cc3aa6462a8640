"""What residents may see: small groups, small answers, and nobody can subtract."""

from dataclasses import replace

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from surveys.results import ALL, Cell, Hidden, Table
from surveys.showing import show
from tests.surveys.small_bank import BANK, TRUST, people, reader_of, tabulated
from tests.surveys.tables import cell


def trust(breakdown=ALL, group=ALL, **counts):
    """A column of the question TRUST."""
    people = {option: counts.get(option, 0) for option in TRUST.option}
    people |= {net.code: sum(people[member] for member in net.members) for net in TRUST.nets}
    base = sum(people[option] for option in TRUST.option)
    return [cell(answer, count, base, breakdown=breakdown, group=group) for answer, count in people.items()]


def shown(*columns):
    cells = show(Table(n=None, cells=tuple(each for column in columns for each in column)), BANK)
    return {(each.answer, each.group): each for each in cells}


@pytest.mark.parametrize(
    ("people", "hidden", "uncertain"),
    [(29, True, False), (30, False, True), (99, False, True), (100, False, False)],
)
def test_thirty_people_are_shown_and_a_hundred_are_certain(people, hidden, uncertain):
    seen = shown(trust(full=people))["full", ALL]
    assert (seen.hidden is Hidden.FEW_PEOPLE, seen.is_uncertain) == (hidden, uncertain)
    assert (seen.percent, seen.base) == ((None, None) if hidden else (100.0, people))


@pytest.mark.parametrize(("people", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_people_are_not_told(people, hidden):
    seen = shown(trust(full=60, rather=40, rather_not=20, **{"not": people}))
    assert (seen["not", ALL].hidden is not None) == hidden
    assert (sum(each.hidden is not None for each in seen.values()) > 1) == hidden, "its companion"


def test_what_is_hidden_tells_nothing_more():
    seen = shown(trust(full=60, rather=40, rather_not=20, **{"not": 3}))["not", ALL]
    assert seen == replace(seen, percent=None, base=None, low=None, high=None, flags=(), printed=())


def test_small_and_companion_look_alike():
    seen = shown(trust(full=60, rather=40, rather_not=20, **{"not": 3}))
    assert {each.hidden for each in seen.values() if each.hidden} == {Hidden.SMALL_COUNT}


def test_the_net_stays_when_its_answers_are_hidden():
    seen = shown(trust(full=3, rather=60, rather_not=40, **{"not": 20}))
    assert [seen[answer, ALL].hidden is None for answer in ("full", "rather", "trust")] == [
        False,
        False,
        True,
    ]


def test_a_group_alone_under_thirty_takes_another_with_it():
    everybody = trust(full=80, rather=60, rather_not=40, **{"not": 20})
    few = trust("AGE_GROUP", "young", full=5, rather=5, rather_not=5, **{"not": 5})
    some = trust("AGE_GROUP", "middle", full=35, rather=25, rather_not=15, **{"not": 5})
    many = trust("AGE_GROUP", "old", full=40, rather=30, rather_not=20, **{"not": 10})
    seen = shown(everybody, few, some, many)
    assert seen["full", "young"].hidden is Hidden.FEW_PEOPLE
    assert seen["full", "middle"].hidden is Hidden.FEW_PEOPLE, (
        "else everybody minus two groups tells the third"
    )
    assert seen["full", "old"].percent == 40.0
    assert seen["full", "young"].base is None


def test_with_two_groups_a_small_one_silences_the_breakdown():
    everybody = trust(full=100, rather=100)
    seen = shown(everybody, trust("IDP", "idp", full=6, rather=6), trust("IDP", "local", full=94, rather=94))
    assert {each.hidden for (_, group), each in seen.items() if group} == {Hidden.FEW_PEOPLE}


def test_who_answered_is_told_of_everybody_only_and_how_many_did_not_tell_too():
    cells = (
        cell("idp", 40, 400, question="IDP"),
        cell("local", 358, 400, question="IDP"),
        cell("no_answer", 2, 400, question="IDP"),
        cell("idp", 20, 190, question="IDP", breakdown="SEX", group="m"),
    )
    assert [each.hidden is None for each in show(Table(400, cells), BANK)] == [True, True, True, False]


def test_a_hidden_group_size_hides_the_group():
    """Three people with a disability: neither how many nor what they said, also not by subtraction."""
    cells = (
        cell("idp", 3, 400, question="IDP"),
        cell("local", 397, 400, question="IDP"),
        cell("no_answer", 0, 400, question="IDP"),
        *trust(full=200, rather=200),
        *trust("IDP", "idp", full=3),
        *trust("IDP", "local", full=197, rather=200),
    )
    seen = show(Table(400, cells), BANK)
    assert {each.hidden for each in seen[:2]} == {Hidden.SMALL_COUNT}
    assert all(each.hidden for each in seen if each.breakdown == "IDP")


def test_figures_of_a_public_source_pass():
    cells = (Cell("TRUST", "full", 0.4), Cell("TRUST", "rather", 12.34, breakdown="SEX", group="m"))
    assert [each.percent for each in show(Table(None, cells), BANK)] == [0.4, 12.3]


def test_a_table_of_percentages_only_is_judged_by_what_they_mean():
    few = Cell("TRUST", "full", 0.75, base=400)
    assert show(Table(400, (few, Cell("TRUST", "rather", 40.0, base=400))), BANK)[0].hidden


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**32 - 1))
@example(374487)  # one person is in no group, gave the rare answer, and no group is large enough to be shown
def test_nobody_can_compute_a_small_count(seed):
    """Every hidden answer of 1 to 4 people keeps five possible values or more."""
    answers = people(seed)
    cells = tabulated(answers)
    seen = show(Table(len(answers), tuple(cells)), BANK)
    names = [
        [(one.question, one.answer, one.breakdown, one.group) for one in table] for table in (cells, seen)
    ]
    assert names[0] == names[1]
    reader = reader_of(cells, seen)
    for exact, public, name in zip(cells, seen, names[0], strict=True):
        small = 0 < exact.count < 5 and name[:2] != ("IDP", "no_answer")
        assert public.hidden or (exact.base >= 30 and not small)
        if small and exact.base >= 5:
            least, most = reader.possible(name)
            assert most - least >= 4, (name, exact.count, least, most)
