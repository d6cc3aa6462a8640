"""The gate: everything published about a community is looked at together before more is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.shared.disclosure import Rule, audit, show_corrected, show_count
from reports.models import Publication, ReleaseLevel
from reports.publishing import corrections, gate, publication
from reports.publishing.release import Decision, decide
from reports.states import State
from tests.reports import making
from tests.reports.making import HOUR, NOW, SPRING, WINTER


@pytest.fixture
def winter_and_spring(cast, novopskov, form):
    winter = making.report_about(novopskov, form, cast.olena, stretch=WINTER, DV_REP=12)
    making.published(winter, author=cast.olena, head=cast.petro, at=NOW - 60 * 24 * HOUR)
    spring = making.report_about(novopskov, form, cast.olena, stretch=SPRING, DV_REP=18)
    making.handed_in(spring, by=cast.olena)
    making.everything_public(spring, by=cast.petro)
    return winter, spring


def test_an_ordinary_year_passes(cast, winter_and_spring):
    publication.publish(winter_and_spring[1], by=cast.petro, at=NOW)


def test_two_pictures_of_one_count_are_refused_together(cast, winter_and_spring, monkeypatch):
    """Winter was shown as 10 (8-12). Were it also told rounded to 4 as 12 (10-13), 10 to 12 would remain."""
    _, spring = winter_and_spring
    draw = gate._releases_of

    def with_another_picture(version, *, all_versions):
        for release in draw(version, all_versions=all_versions):
            yield release
            if release.cell.period == "2026-01-01" and release.cell.figure == "DV_REP":
                other = show_count(12, sensitive=True, rule=Rule(threshold=5, base=4))
                yield gate.Release(release.cell, other)

    monkeypatch.setattr(gate, "_releases_of", with_another_picture)
    assert publication.preview(spring, by=cast.petro, at=NOW).leaking == ("DV_REP",)
    with pytest.raises(gate.TellsTooMuch) as refusal:
        publication.publish(spring, by=cast.petro, at=NOW)
    assert refusal.value.codes == ("DV_REP",)
    spring.refresh_from_db()
    assert spring.state == State.SUBMITTED
    assert Publication.objects.count() == 1


def test_every_version_and_every_previous_column_is_looked_at(cast, winter_and_spring):
    winter, spring = winter_and_spring
    publication.publish(spring, by=cast.petro, at=NOW)
    corrections.correct(winter, reason="Late register.", by=cast.olena, at=NOW + HOUR)
    making.fill_in(winter, DV_REP=16)
    making.published(winter, author=cast.olena, head=cast.petro, at=NOW + HOUR)
    versions = [
        gate._version(one, with_group=True) for one in Publication.objects.select_related("report__period")
    ]
    told = [
        (release.cell.period, release.cell.version, str(release.shown.value))
        for release in gate.releases(versions)
        if release.cell.figure == "DV_REP"
    ]
    assert sorted(told) == [
        ("2026-01-01", 1, "10"),
        ("2026-01-01", 1, "10"),  # the previous column of spring: the version in force then
        ("2026-01-01", 2, "15"),
        ("2026-03-01", 1, "20"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=1, max_size=4), min_size=1, max_size=6))
def test_no_sequence_of_periods_and_corrections_tells_a_count(periods):
    """Six periods, up to three corrections each: nothing is left with fewer values than the rule has."""
    releases, rule = [], Rule()
    for period, counts in enumerate(periods):
        shown = show_count(counts[0], sensitive=True, rule=rule)
        for version, count in enumerate(counts, start=1):
            if version > 1:
                shown, _ = show_corrected(count, previous=shown, rule=rule)
            releases.append(gate.Release(gate.Cell("DV_REP", str(period), version), shown))
    assert audit(releases, rule=rule) == ()


@pytest.fixture
def with_crimes(cast, novopskov, form):
    return lambda crimes, dv: of_crimes(cast, novopskov, form, crimes=crimes, dv=dv)


def of_crimes(cast, novopskov, form, *, crimes, dv):
    report = making.report_about(novopskov, form, cast.olena, REP_CRIMES=crimes, DV_CRIM=dv)
    making.fill_in(report, STREET_ROB=0, WEAP_CRIME=0)
    making.handed_in(report, by=cast.olena)
    making.everything_public(report, by=cast.petro)
    return report


@pytest.mark.parametrize(
    ("crimes", "dv", "leaking"),
    [
        (1, 1, ("DV_CRIM",)),  # “fewer than 5” of exactly one crime is one
        (3, 2, ("DV_CRIM",)),
        (6, 6, ("DV_CRIM",)),  # “5” stands for 5-7
        (10, 9, ("DV_CRIM",)),  # “10” stands for 8-12
        (4, 2, ()),
        (7, 5, ()),
        (120, 12, ()),
        (1, 0, ()),
    ],
)
def test_an_exact_whole_does_not_tell_its_small_part(cast, with_crimes, crimes, dv, leaking):
    """The form's rules are public: everybody knows that proceedings for violence are among the crimes."""
    report = with_crimes(crimes, dv)
    assert publication.preview(report, by=cast.petro, at=NOW).leaking == leaking
    if leaking:
        with pytest.raises(gate.TellsTooMuch):
            publication.publish(report, by=cast.petro, at=NOW)


def test_and_may_be_published_when_fewer_people_see_it(cast, with_crimes):
    report = with_crimes(1, 1)
    decide(report, decisions={"DV_CRIM": Decision(ReleaseLevel.POLICE)}, by=cast.petro, at=NOW)
    publication.publish(report, by=cast.petro, at=NOW)
