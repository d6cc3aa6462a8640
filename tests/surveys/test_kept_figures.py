"""A correction of a few people does not empty the sheet: what they would tell stays as it was, and says so."""

import datetime as dt

import pytest

from surveys import publication
from surveys.earlier_versions import Earlier
from surveys.kept_figures import Version, keep
from surveys.results import ALL, Cell, Hidden, Table
from surveys.showing import show
from tests.conftest import KYIV
from tests.surveys.small_bank import BANK
from tests.surveys.tables import cell
from tests.surveys.test_versions_together import FIRST, table, trust

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
HALVES = [
    trust("SEX", "m", full=40, rather=40, rather_not=30, **{"not": 20}),
    trust("SEX", "f", full=60, rather=50, rather_not=30, **{"not": 30}),
]


def versions(*tables):
    """What residents read of each, one after the other."""
    before = []
    for number, each in enumerate(tables, start=1):
        shown = show(each, BANK, earlier=[version.told for version in before])
        cells = keep(shown, each, BANK, versions=before)
        before.append(Version(number, Earlier.of(each, cells), cells))
    return [{(cell.question, cell.answer, cell.group): cell for cell in version.cells} for version in before]


def one_more(**more):
    counts = {"full": 100, "rather": 90, "rather_not": 60, "not": 50}
    return table(trust(**{code: number + more.get(code, 0) for code, number in counts.items()}))


@pytest.mark.parametrize(
    ("second", "from_version"),
    [
        (one_more(), None),  # nobody came: nothing is to be kept
        (one_more(full=1), 1),
        (one_more(full=12, rather=-12), 1),  # twelve answers were corrected
        (one_more(full=29), 1),
        (one_more(full=30), None),  # enough people: the new figures are told
    ],
)
def test_what_few_people_changed_stays_as_it_was(second, from_version):
    first, seen = versions(table(FIRST), second)
    assert {cell.from_version for cell in seen.values()} == {from_version}
    assert {cell.hidden for cell in seen.values()} == {None}
    if from_version:
        assert [(c.percent, c.base) for c in seen.values()] == [(c.percent, c.base) for c in first.values()]


def test_nothing_stays_where_many_changed_and_a_few_of_them_would_be_told():
    """Forty people answered otherwise than before, two of them in a way of their own: far from the old figures."""
    _, seen = versions(table(FIRST), one_more(full=40, rather=-38, rather_not=-2))
    assert {cell.hidden for cell in seen.values()} == {Hidden.EARLIER_VERSION}


def test_groups_of_fewer_than_300_do_not_stay():
    """One of 130 men is little, but so might 29 be."""
    men = trust("SEX", "m", full=41, rather=40, rather_not=30, **{"not": 20})
    both = trust(full=101, rather=90, rather_not=60, **{"not": 50})
    _, seen = versions(table(FIRST, *HALVES), table(both, men, HALVES[1]))
    assert seen["TRUST", "full", ALL].from_version == 1
    assert {seen["TRUST", "full", group].hidden for group in "mf"} == {Hidden.EARLIER_VERSION}


def test_groups_and_questions_that_depend_on_a_changed_one_give_its_reason():
    """Nobody writes “fewer than 30 people were asked” of 400, because one more told their sex and had a contact."""

    def asked(more):
        sexes = [
            cell("m", 400 + more, 800 + more, question="SEX"),
            cell("f", 400, 800 + more, question="SEX"),
        ]
        contacts = {
            "called": 380 + more,
            "stopped": 0,
            "helped": 0,
            "none": 420,
            "no_idea": 0,
            "any": 380 + more,
        }
        cells = [cell(code, count, 800 + more, question="CONTACT") for code, count in contacts.items()]
        pleased = {"yes": 200 + more, "no": 180}
        cells += [cell(code, count, 380 + more, question="PLEASED") for code, count in pleased.items()]
        halves = {"m": 400 + more, "f": 400}
        for group, base in halves.items():
            cells += trust("SEX", group, full=base - 160, rather=60, rather_not=50, **{"not": 50})
        trusting = trust(full=480 + more, rather=120, rather_not=100, **{"not": 100})
        return table(sexes, cells, trusting)

    first, second = versions(asked(0), asked(1))
    assert {cell.hidden for cell in first.values()} == {None}
    assert {(cell.hidden, cell.from_version) for cell in second.values()} == {(None, 1)}


def test_what_was_hidden_as_small_stays_hidden_for_its_own_reason():
    small = table(trust(full=200, rather=90, rather_not=60, **{"not": 3}))
    grown = table(trust(full=201, rather=90, rather_not=60, **{"not": 3}))
    first, second = versions(small, grown)
    assert {key: cell.hidden for key, cell in second.items()} == {
        key: cell.hidden for key, cell in first.items()
    }


def test_a_third_version_still_says_where_a_figure_is_from_and_learns_nothing_from_it():
    _, second, third = versions(table(FIRST), one_more(full=1), one_more(full=2))
    assert {cell.from_version for cell in third.values()} == {1}
    # Judged by those whom the first version told of, not by what the second kept.
    _, _, far = versions(table(FIRST), one_more(full=1), one_more(full=31))
    assert {(cell.from_version, cell.hidden) for cell in far.values()} == {(None, None)}
    assert second["TRUST", "full", ALL].percent != far["TRUST", "full", ALL].percent


def test_published_again_it_is_the_same(cast, wave, novopskov, definition):
    """What is kept is kept the same way when the same table is looked at again."""
    known = {"by": cast.yurii, "at": AT}

    def count(trusting):
        cells = trust_of_wave(trusting)
        publication.keep_table(wave, novopskov, table=Table(n=400, cells=cells), **known)

    count(240)
    publication.publish(wave, novopskov, **known)
    count(241)
    made = publication.publish(wave, novopskov, reason="One answer was typed wrongly.", **known)
    shown = {cell["answer"]: cell for cell in made.facts["cells"]}
    assert {(cell["percent"], cell["from_version"]) for cell in shown.values()} == {(60.0, 1), (40.0, 1)}
    with pytest.raises(publication.NothingNew):
        publication.publish(wave, novopskov, reason="Again.", **known)


def trust_of_wave(trusting):
    return (
        Cell("POL_CONF", "trust", trusting / 4, base=400, count=trusting),
        Cell("POL_CONF", "distrust", 100 - trusting / 4, base=400, count=400 - trusting),
    )
