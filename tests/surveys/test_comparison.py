"""Side by side: what is a difference, what is chance, what cannot be said, what one side does not have."""

from dataclasses import replace

import pytest
from statsmodels.stats.proportion import proportions_ztest

from surveys.comparison import Comparison, Gap, OverlappingSamples, Side, Verdict, compare
from surveys.definition import Bilingual
from surveys.results import ALL, Hidden, PublicCell, PublicTable
from tests.surveys.tables import question, questionnaire

TRUST = question("TRUST", ["full", "rather", "not"], nets={"trust": ["full", "rather"]})
FEAR = question("FEAR", ["fire", "theft"], multiple=True)
BANK = questionnaire(TRUST, FEAR)


def side(*cells, wave="one", community="novopskov", bank=BANK, effect=None, contains=()):
    table = PublicTable(about={"wave": wave}, n=400, cells=cells, design_effect=effect)
    return Side(table, bank, community, frozenset(contains))


def figure(percent, base=400, *, question="TRUST", answer="trust", effect=None, hidden=None):
    return PublicCell(question, answer, ALL, ALL, percent=percent, base=base, effect=effect, hidden=hidden)


def only(first, second):
    (row,) = compare(first, second).rows
    return row


@pytest.mark.parametrize(("second", "verdict"), [(57.0, Verdict.DIFFERENCE), (56.9, Verdict.WITHIN_MARGIN)])
def test_a_difference_is_one_when_the_test_says_so(second, verdict):
    row = only(side(figure(50.0)), side(figure(second), wave="two"))
    expected = proportions_ztest([200, second * 4], [400, 400])[1]
    assert row.p == pytest.approx(expected, rel=1e-9)
    assert (row.verdict, row.points) == (verdict, round(second - 50, 1))
    assert row.is_difference == (expected < 0.05)


@pytest.mark.parametrize("where", ["figure", "table"])
def test_the_design_effect_makes_it_chance(where):
    effects = {"figure": (1.5, None), "table": (None, 1.5)}[where]
    second = side(figure(57.0, effect=effects[0]), wave="two", effect=effects[1])
    assert only(side(figure(50.0)), second).verdict is Verdict.WITHIN_MARGIN


def test_without_numbers_nothing_is_said_of_chance():
    row = only(side(figure(50.0, base=None)), side(figure(90.0), wave="two"))
    assert (row.verdict, row.points, row.p) == (Verdict.NO_NUMBERS, 40.0, None)


@pytest.mark.parametrize(
    ("first", "second", "verdict", "gap"),
    [
        ((figure(5.0),), (), Verdict.ONLY_FIRST, Gap.NOT_PUBLISHED),
        ((), (figure(5.0),), Verdict.ONLY_SECOND, Gap.NOT_PUBLISHED),
        ((figure(5.0),), (figure(None, None, hidden=Hidden.SMALL_COUNT),), Verdict.ONLY_FIRST, Gap.HIDDEN),
        ((figure(None, None, hidden=Hidden.SMALL_COUNT),), (figure(5.0),), Verdict.ONLY_SECOND, Gap.HIDDEN),
        (
            (figure(None, None, hidden=Hidden.FEW_PEOPLE),),
            (figure(None, None, hidden=Hidden.SMALL_COUNT),),
            Verdict.NEITHER,
            Gap.HIDDEN,
        ),
    ],
)
def test_gaps_are_named_and_never_zero(first, second, verdict, gap):
    row = only(side(*first), side(*second, wave="two"))
    assert (row.verdict, row.gap, row.points, row.p) == (verdict, gap, None, None)


def reworded(asked, **changes):
    return questionnaire(*(replace(each, **changes) if each is asked else each for each in (TRUST, FEAR)))


@pytest.mark.parametrize(
    "other",
    [
        reworded(TRUST, text=Bilingual("інакше", "otherwise")),
        reworded(TRUST, options=TRUST.options[:2]),
        reworded(TRUST, nets=(replace(TRUST.nets[0], members=("full",)),)),
        reworded(TRUST, nets=(replace(TRUST.nets[0], label=Bilingual("інше", "other")),)),
        questionnaire(FEAR),
    ],
)
def test_other_words_are_not_compared(other):
    row = only(side(figure(50.0)), side(figure(90.0), wave="two", bank=other))
    assert (row.gap, row.points, row.p) == (Gap.OTHER_WORDS, None, None)
    assert not row.is_difference


def test_another_edition_with_the_same_words_is_compared():
    other = replace(reworded(FEAR, text=Bilingual("інше", "other")), version=2)
    assert only(side(figure(50.0)), side(figure(90.0), wave="two", bank=other)).is_difference


def test_where_several_may_be_chosen_a_longer_list_spoils_nothing_else():
    longer = questionnaire(TRUST, question("FEAR", ["fire", "theft", "flood"], multiple=True))
    cell = figure(50.0, question="FEAR", answer="fire")
    assert only(side(cell), side(replace(cell, percent=70.0), wave="two", bank=longer)).is_difference


def test_the_same_people_are_not_compared_with_themselves():
    with pytest.raises(OverlappingSamples):
        compare(side(figure(50.0)), side(figure(60.0)))
    with pytest.raises(OverlappingSamples):
        compare(side(figure(50.0)), side(figure(60.0), community="luhansk", contains=["novopskov"]))
    assert compare(side(figure(50.0)), side(figure(60.0), community="popasna")).tested == 1
    assert compare(side(figure(50.0)), side(figure(60.0), wave="two")).tested == 1


def test_many_comparisons_are_told_honestly():
    cells = [figure(50.0, answer=answer) for answer in ("full", "rather", "not", "trust")]
    found = compare(side(*cells), side(*(replace(each, percent=80.0) for each in cells), wave="two"))
    assert isinstance(found, Comparison)
    assert (found.tested, found.differences, found.gaps) == (4, 4, ())
    assert found.expected_by_chance == pytest.approx(0.2)
