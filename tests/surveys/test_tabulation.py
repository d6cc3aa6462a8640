"""Tables from single answers: bases, several answers, nets, groups, weights; against a count by hand."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from surveys import publication, statistics
from surveys.models import QuestionGroup, Tabulation
from surveys.results import ALL, Table
from surveys.tabulation import UnusableWeight, tabulate
from tests.surveys.tables import option, question, questionnaire
from tests.surveys.test_publication import AT, wave  # noqa: F401 - the wave of Novopskov

TRUST = question("TRUST", ["full", "rather", "not", "no_idea"], nets={"trust": ["full", "rather"]})
CONTACT = question(
    "CONTACT",
    ["called", "stopped", "none"],
    multiple=True,
    nets={"any": ["called", "stopped"]},
    alone=("none",),
)
PLEASED = question(
    "PLEASED", ["yes", "no"], asked_if={"question": "CONTACT", "answers": ("none",), "is_not": True}
)
WHY = question("WHY", ["fear", "time"], asked_if={"question": "TRUST", "answers": ("not",), "is_not": False})
SEX = question("SEX", ["m", "f", "no_answer"], group=QuestionGroup.PROFILE)
BANK = questionnaire(TRUST, CONTACT, PLEASED, WHY, SEX)


def frame(**columns):
    return pl.DataFrame(
        columns,
        schema_overrides={name: pl.Int16 for name in ("TRUST", "PLEASED", "WHY", "SEX") if name in columns},
    )


def by_name(table):
    return {(cell.question, cell.answer, cell.breakdown, cell.group): cell for cell in table.cells}


def told(table, question, answer, breakdown=ALL, group=ALL):
    cell = by_name(table)[question, answer, breakdown, group]
    return (round(cell.percent, 6), cell.count, cell.base)


def test_hard_to_say_is_an_answer_and_an_empty_field_is_none():
    table = tabulate(frame(TRUST=[1, 1, 2, 4, None, 77]), BANK)
    assert table.n == 6
    assert told(table, "TRUST", "full") == (50.0, 2, 4)
    assert told(table, "TRUST", "trust") == (75.0, 3, 4)
    assert told(table, "TRUST", "no_idea") == (25.0, 1, 4)


def test_several_answers_are_shares_of_those_who_gave_any():
    ticks = {
        "CONTACT/called": [1, 1, 0, 0, None],
        "CONTACT/stopped": [0, 1, 0, 0, None],
        "CONTACT/none": [0, 0, 1, 0, None],
    }
    table = tabulate(frame(**ticks), BANK)
    assert told(table, "CONTACT", "called") == (round(200 / 3, 6), 2, 3)
    assert told(table, "CONTACT", "any") == (round(200 / 3, 6), 2, 3), "who ticked two counts once"


def test_only_those_who_were_asked_count():
    ticks = {"CONTACT/called": [True, True, False, False], "CONTACT/none": [False, False, True, False]}
    table = tabulate(frame(PLEASED=[1, 2, 1, 1], TRUST=[3, 1, 3, None], WHY=[1, 1, 2, 2], **ticks), BANK)
    assert told(table, "PLEASED", "yes") == (50.0, 1, 2)
    assert told(table, "WHY", "fear") == (50.0, 1, 2)


def test_groups_are_real_answers_and_profiles_are_of_everybody():
    table = tabulate(frame(TRUST=[1, 2, 1, 1], SEX=[1, 1, 2, 3]), BANK)
    assert told(table, "TRUST", "full", "SEX", "m") == (50.0, 1, 2)
    assert {(cell.breakdown, cell.group) for cell in table.cells if cell.question == "TRUST"} == {
        (ALL, ALL),
        ("SEX", "m"),
        ("SEX", "f"),
    }
    assert {cell.breakdown for cell in table.cells if cell.question == "SEX"} == {ALL}
    assert told(table, "SEX", "no_answer") == (25.0, 1, 4)


def test_age_groups_come_from_ages_where_nobody_told_the_group():
    age = question("AGE_GROUP", [], group=QuestionGroup.PROFILE, groups_of="AGE")
    young, old = option("young", 1, least=18, most=45), option("old", 2, least=46)
    age = type(age)(**{**vars(age), "options": (young, old)})
    table = tabulate(
        frame(TRUST=[1, 1, 2, 1], AGE=[45.5, 46, None, 17], AGE_GROUP=[None, None, 2, None]),
        questionnaire(TRUST, age),
    )
    assert told(table, "AGE_GROUP", "old") == (round(200 / 3, 6), 2, 3)
    assert told(table, "TRUST", "full", "AGE_GROUP", "old") == (50.0, 1, 2)
    assert told(table, "TRUST", "full", "AGE_GROUP", "young") == (100.0, 1, 1)


def test_questions_that_were_not_in_the_field_are_left_out():
    table = tabulate(frame(TRUST=[1, 2]), BANK, breakdowns=("SEX", "NEVER_HEARD_OF"))
    assert {cell.question for cell in table.cells} == {"TRUST"}
    assert tabulate(frame(TRUST=[]), BANK) == Table(n=0, cells=(), design_effect=None)


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf"), None])
def test_unusable_weights_are_refused(bad):
    with pytest.raises(UnusableWeight):
        tabulate(frame(TRUST=[1, 2], WEIGHT=[1.0, bad]), BANK)


def test_people_without_weight_are_counted_and_not_weighed():
    table = tabulate(frame(TRUST=[1, 2, 2], WEIGHT=[0.0, 0.0, 0.0]), BANK)
    assert table.cells == ()
    table = tabulate(frame(TRUST=[1, 2, 2], WEIGHT=[0.0, 1.0, 1.0]), BANK)
    assert told(table, "TRUST", "full") == (0.0, 1, 3)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_every_cell_agrees_with_a_count_one_by_one(seed, weighted):
    """Percent by statsmodels' weighted mean; the error person by person; Wilson's interval by statsmodels."""
    random = np.random.default_rng(seed)
    size = int(random.integers(2, 300))
    trust = random.choice([1, 2, 3, 4, None], size)
    sex = random.choice([1, 2, 3, None], size)
    called, none = random.random(size) < 0.3, random.random(size) < 0.5
    weights = random.uniform(0.2, 4, size) if weighted else np.ones(size)
    columns = {
        "TRUST": trust.tolist(),
        "SEX": sex.tolist(),
        "CONTACT/called": called,
        "CONTACT/none": none & ~called,
    }
    table = tabulate(frame(**columns, **({"WEIGHT": weights} if weighted else {})), BANK)
    given_to = {
        "TRUST": {
            "full": trust == 1,
            "rather": trust == 2,
            "not": trust == 3,
            "no_idea": trust == 4,
            "trust": (trust == 1) | (trust == 2),
        },
        "CONTACT": {"called": called, "none": none & ~called, "any": called},
    }
    answered = {"TRUST": np.array([each is not None for each in trust]), "CONTACT": called | none}
    codes = {ALL: np.ones(size, bool), "m": sex == 1, "f": sex == 2}
    checked = 0
    for cell in table.cells:
        if cell.question == "SEX":
            continue
        base = answered[cell.question] & codes[cell.group]
        gave = given_to[cell.question][cell.answer].astype(float)
        assert (cell.count, cell.base) == (int(gave[base].sum()), int(base.sum()))
        share = DescrStatsW(gave[base], weights[base]).mean
        assert cell.percent == pytest.approx(100 * share, rel=1e-9, abs=1e-9)
        if weighted and 0 < share < 1:
            error = statistics.standard_error(np.where(base, gave, 0), np.where(base, weights, 0))
            effect = max(1, error**2 * cell.base / (share * (1 - share)))
            assert cell.effect == pytest.approx(effect, rel=1e-9)
        size_of = cell.base / cell.effect
        expected = proportion_confint(share * size_of, size_of, method="wilson")
        assert (cell.low / 100, cell.high / 100) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        checked += 1
    assert checked == sum(
        bool((answered[code] & who).any()) * len(given_to[code])
        for code in given_to
        for who in codes.values()
    )


def test_a_stated_design_effect_wins():
    table = tabulate(frame(TRUST=[1, 2] * 50, WEIGHT=[1.0, 3.0] * 50), BANK, design_effect=1.8)
    assert {cell.effect for cell in table.cells} == {1.8}
    assert table.design_effect == 1.8
    assert tabulate(frame(TRUST=[1, 2] * 50, WEIGHT=[1.0, 3.0] * 50), BANK).design_effect == pytest.approx(
        1.25
    )


def tabulated(wave, people, **how):  # noqa: F811
    return publication.keep_tables(wave, publication.count_wave(wave, people), **how)


def test_a_wave_is_counted_community_by_community(wave, novopskov, popasna, cast):  # noqa: F811
    wave.communities.add(popasna)
    people = pl.DataFrame({"POL_CONF": [1, 1, 2], "COMMUNITY": ["novopskov", "popasna", "popasna"]})
    stored = tabulated(wave, people, by=cast.yurii, at=AT)
    assert [(each.community.slug, each.content["n"]) for each in stored] == [("novopskov", 1), ("popasna", 2)]
    with pytest.raises(publication.NotInWave):
        tabulated(wave, people.with_columns(COMMUNITY=pl.lit("kyiv")), by=cast.yurii, at=AT)
    with pytest.raises(publication.NotInWave):
        tabulated(wave, people.drop("COMMUNITY"), by=cast.yurii, at=AT)
    assert Tabulation.objects.count() == 2


def test_a_wave_with_one_community_needs_no_column(wave, novopskov, cast):  # noqa: F811
    (stored,) = tabulated(wave, pl.DataFrame({"POL_CONF": [1, 2]}), by=cast.yurii, at=AT)
    assert stored.community == novopskov
    assert Table.from_json(stored.content).cells[0].base == 2
