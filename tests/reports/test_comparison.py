"""What is compared with what, and what a change means to residents."""

from decimal import Decimal

import pytest

from communities.shared.disclosure import NO_DATA, Hidden, Rule, Shown, hidden, show_count, show_exact
from reports.models import Publication
from reports.published.facts import PublicReport, Verdict
from reports.publishing import corrections, publication, release
from reports.publishing.comparison import judge, judge_section
from tests.reports import making
from tests.reports.making import HOUR, LAST_SPRING, NOW, SPRING, WINTER

BETTER, WORSE, UNCHANGED = Verdict.BETTER, Verdict.WORSE, Verdict.UNCHANGED


def exact(value):
    return show_exact(Decimal(str(value)))


def band(count):
    return show_count(count, sensitive=True, rule=Rule())


@pytest.mark.parametrize(
    ("before", "now", "measure", "meaning", "verdict"),
    [
        (20, 17, "count", "bad", BETTER),
        (20, 18, "count", "bad", UNCHANGED),  # by 2 only
        (100, 93, "count", "bad", UNCHANGED),  # by 7, which is less than a tenth
        (100, 90, "count", "bad", BETTER),
        (100, 110, "count", "bad", WORSE),
        (100, 110, "count", "good", BETTER),
        (100, 300, "count", "neutral", Verdict.NOT_JUDGED),
        (0, 2, "count", "bad", UNCHANGED),
        (0, 3, "count", "bad", WORSE),
        (3, 0, "count", "bad", BETTER),
        (5, 5, "count", "bad", UNCHANGED),
        ("20.5", "23.4", "percent", "good", UNCHANGED),
        ("20.5", "23.5", "percent", "good", BETTER),
        ("7.5", "6.7", "minutes", "bad", BETTER),
        ("7.5", "7.0", "minutes", "bad", UNCHANGED),
        (1, 0, "yesno", "bad", BETTER),
        (0, 1, "yesno", "bad", WORSE),
        (1, 1, "yesno", "bad", UNCHANGED),
    ],
)
def test_verdicts_of_open_figures(before, now, measure, meaning, verdict):
    assert judge(exact(now), exact(before), measure=measure, meaning=meaning) is verdict


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        (1, 4, UNCHANGED),  # both "fewer than 5"
        (4, 5, WORSE),  # "fewer than 5", then 5
        (0, 1, WORSE),
        (2, 0, BETTER),
        (8, 12, UNCHANGED),  # both 10
        (12, 13, WORSE),  # 10, then 15
        (101, 104, UNCHANGED),  # 100, then 105: less than a tenth
        (0, 0, UNCHANGED),
    ],
)
def test_sensitive_figures_are_judged_as_shown(before, now, verdict):
    assert judge(band(now), band(before), measure="count", meaning="bad") is verdict


@pytest.mark.parametrize("missing", [NO_DATA, hidden(Hidden.WITHHELD), hidden(Hidden.SMALL_BASE)])
def test_what_is_not_shown_is_not_compared(missing):
    for now, before in [(exact(5), missing), (missing, exact(5)), (missing, missing)]:
        assert judge(now, before, measure="count", meaning="bad") is Verdict.NO_COMPARISON


@pytest.mark.parametrize(
    ("verdicts", "of_the_section"),
    [
        ("better unchanged not_judged", "better"),
        ("worse no_comparison", "worse"),
        ("better better worse", "mixed"),
        ("unchanged not_judged", "unchanged"),
        ("not_judged no_comparison", "not_judged"),
        ("no_comparison", "no_comparison"),
        ("", "no_comparison"),
    ],
)
def test_verdict_of_a_section(verdicts, of_the_section):
    class WithVerdict:
        def __init__(self, verdict):
            self.verdict = Verdict(verdict)

    assert judge_section([WithVerdict(v) for v in verdicts.split()]) == Verdict(of_the_section)


@pytest.fixture
def three_periods(cast, novopskov, form):
    """Last spring, winter and this spring; only the last is not published yet."""

    def make(stretch, at, **figures):
        report = making.report_about(novopskov, form, cast.olena, stretch=stretch, **figures)
        making.handed_in(report, by=cast.olena, at=at)
        making.everything_public(report, by=cast.petro, at=at)
        return report

    year = 365 * 24 * HOUR
    last_spring = make(LAST_SPRING, NOW - year, ROAD_RTA=60, DV_REP=2)
    winter = make(WINTER, NOW - 60 * 24 * HOUR, ROAD_RTA=50, DV_REP=12, ROAD_KILLED=3)
    spring = make(SPRING, NOW, ROAD_RTA=40, DV_REP=18, ROAD_KILLED=1)
    return last_spring, winter, spring


def facts_of(report, cast, at=NOW):
    return PublicReport.from_json(publication.publish(report, by=cast.petro, at=at).facts)


def figure(facts, code):
    return next(f for s in facts.sections for f in s.figures if f.code == code)


def test_both_earlier_periods_stand_beside_a_figure_as_they_were_published(cast, three_periods):
    last_spring, winter, spring = three_periods
    facts_of(last_spring, cast, NOW - 365 * 24 * HOUR)
    facts_of(winter, cast, NOW - 60 * 24 * HOUR)
    facts = facts_of(spring, cast)
    accidents = figure(facts, "ROAD_RTA")
    assert (accidents.previous, accidents.last_year) == (exact(50), exact(60))
    assert (accidents.change.amount, accidents.change_in_a_year.amount) == (-10, -20)
    assert accidents.verdict is BETTER
    violence = figure(facts, "DV_REP")
    assert (violence.previous, violence.last_year) == (band(12), band(2))
    assert violence.change.amount is None
    assert (facts.has_previous, facts.has_last_year) == (True, True)


def test_a_draft_of_the_previous_period_is_not_compared_with(cast, three_periods):
    facts = facts_of(three_periods[2], cast)
    assert figure(facts, "ROAD_RTA").previous == NO_DATA
    assert (facts.has_previous, facts.has_last_year) == (False, False)
    assert figure(facts, "ROAD_RTA").verdict is Verdict.NO_COMPARISON


def test_what_was_held_back_then_stays_held_back_in_the_comparison(cast, three_periods):
    _, winter, spring = three_periods
    release.decide(
        winter,
        decisions={"ROAD_RTA": release.GROUP_ONLY, "HOST_STRIKES": release.GROUP_ONLY},
        by=cast.petro,
        at=NOW,
    )
    facts_of(winter, cast, NOW - 60 * 24 * HOUR)
    release.decide(
        spring,
        decisions={"ROAD_RTA": release.PUBLIC, "HOST_STRIKES": release.GROUP_ONLY},
        by=cast.petro,
        at=NOW,
    )
    made = publication.publish(spring, by=cast.petro, at=NOW)
    facts = PublicReport.from_json(made.facts)
    assert figure(facts, "ROAD_RTA").previous == hidden(Hidden.WITHHELD)
    assert '"50"' not in str(made.facts)
    (hostilities,) = made.group_facts["sections"]
    strikes = next(f for f in hostilities["figures"] if f["code"] == "HOST_STRIKES")
    assert strikes["previous"] == {"kind": "exact", "value": "40"}  # the group saw it then


def test_a_corrected_earlier_period_is_compared_as_it_is_shown_now(cast, three_periods):
    _, winter, spring = three_periods
    facts_of(winter, cast, NOW - 60 * 24 * HOUR)
    corrections.correct(winter, reason="Late register.", by=cast.olena, at=NOW)
    making.fill_in(winter, DV_REP=14, ROAD_RTA=55)
    making.published(winter, author=cast.olena, head=cast.petro, at=NOW)
    facts = facts_of(spring, cast, NOW + 5 * HOUR)
    assert figure(facts, "DV_REP").previous == band(12)  # the band that stayed
    assert figure(facts, "ROAD_RTA").previous == exact(55)
    assert Publication.objects.count() == 3


def test_shown_values_survive_the_way_through_json():
    for shown in [exact("4.5"), band(0), band(3), band(13), NO_DATA, hidden(Hidden.SMALL_BASE)]:
        assert Shown.from_json(shown.as_json()) == shown
