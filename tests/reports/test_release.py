"""Who may see what: decisions of the head, their days, and what they are suggested from."""

import datetime as dt

import pytest

from reports.checking import submission
from reports.models import Publication, ReleaseDecision, ReleaseLevel
from reports.published.facts import PublicReport, Withheld
from reports.publishing import corrections, publication, release
from reports.publishing.release import Audience, Decision
from tests.reports import making
from tests.reports.making import HOUR, NOW, SPRING, WINTER

LATER = Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2026, 7, 1))
POLICE_ONLY = Decision(ReleaseLevel.POLICE)


def decide(report, cast, **decisions):
    making.everything_public(report, by=cast.petro)
    release.decide(report, decisions=decisions, by=cast.petro, at=NOW)


def publish(report, cast, at=NOW):
    return publication.publish(report, by=cast.petro, at=at)


@pytest.mark.parametrize(
    ("level", "day", "today", "audience"),
    [
        ("public", None, "2026-05-04", Audience.PUBLIC),
        ("group", None, "2026-05-04", Audience.GROUP),
        ("police", None, "2026-05-04", Audience.POLICE),
        ("public_from", "2026-07-01", "2026-06-30", Audience.POLICE),
        ("public_from", "2026-07-01", "2026-07-01", Audience.PUBLIC),
    ],
)
def test_who_sees_it_on_a_day(level, day, today, audience):
    decision = Decision(ReleaseLevel(level), making.day(day) if day else None)
    assert decision.audience(today=making.day(today)) is audience
    assert Decision.from_json(decision.as_json()) == decision


@pytest.mark.parametrize("level", [ReleaseLevel.PUBLIC, ReleaseLevel.GROUP, ReleaseLevel.POLICE])
def test_a_day_without_its_level_is_refused(level):
    with pytest.raises(ValueError, match="day"):
        Decision(level, dt.date(2026, 7, 1))
    with pytest.raises(ValueError, match="day"):
        Decision(ReleaseLevel.PUBLIC_FROM)


def test_security_sections_ask_and_the_others_do_not(handed_in):
    subjects = release.subjects(release.newest_submission(handed_in))
    assert {s.section.code for s in subjects if s.is_required} == {"HOST", "CHK", "STAFF", "WEAP", "NEED"}
    by_key = {s.key: s for s in subjects}
    assert by_key["HOST_STRIKES"].suggested == release.GROUP_ONLY  # may help an enemy
    assert by_key["HOST_KILLED"].suggested == release.PUBLIC
    assert by_key["DV:narrative"].suggested == release.PUBLIC
    assert not by_key["DV_REP"].is_required


def test_each_circle_gets_its_part(cast, handed_in):
    decide(
        handed_in,
        cast,
        HOST_STRIKES=release.GROUP_ONLY,
        HOST_DAMAGE=POLICE_ONLY,
        HOST_KILLED=LATER,
        **{"HOST:narrative": release.GROUP_ONLY},
    )
    made = publish(handed_in, cast)
    hostilities = PublicReport.from_json(made.facts).sections[0]
    assert [f.code for f in hostilities.figures] == ["HOST_INJURED"]
    assert hostilities.narratives == ()
    assert hostilities.withheld == (
        Withheld("group", 1, narrative=True),
        Withheld("police", 1, narrative=False),
        Withheld("public_from", 1, narrative=False, until="2026-07-01"),
    )
    (group,) = made.group_facts["sections"]
    assert [f["code"] for f in group["figures"]] == ["HOST_STRIKES"]
    assert [n["code"] for n in group["narratives"]] == ["problem", "achievements", "shortcomings"]
    assert [w["level"] for w in group["withheld"]] == ["police", "public_from"]
    assert made.next_release_on == dt.date(2026, 7, 1)


def test_the_whole_section_at_once(cast, handed_in):
    handed = release.newest_submission(handed_in)
    whole = release.for_whole_section(handed, code="CHK", decision=POLICE_ONLY)
    decide(handed_in, cast, **whole)
    checkpoints = PublicReport.from_json(publish(handed_in, cast).facts).sections[1]
    assert (checkpoints.figures, checkpoints.narratives) == ((), ())
    assert checkpoints.withheld == (Withheld("police", 4, narrative=True),)


def test_any_figure_may_be_held_back(cast, handed_in):
    decide(handed_in, cast, DV_REP=release.GROUP_ONLY)
    assert "DV_REP" not in making.figures_of(publish(handed_in, cast))


def test_what_the_report_does_not_say_cannot_be_decided_about(cast, handed_in):
    with pytest.raises(release.UnknownSubject):
        release.decide(handed_in, decisions={"ROAD_SPOTS": release.PUBLIC}, by=cast.petro, at=NOW)
    assert not ReleaseDecision.objects.exists()


def test_decisions_hold_for_one_submission_and_are_suggested_for_the_next(cast, handed_in):
    decide(handed_in, cast, HOST_DAMAGE=POLICE_ONLY)
    submission.send_back(handed_in, questions={1: "Really?"}, by=cast.petro, at=NOW)
    submission.submit(handed_in, by=cast.olena, at=NOW + HOUR)
    again = {s.key: s for s in release.subjects(release.newest_submission(handed_in))}
    assert again["HOST_DAMAGE"].is_undecided
    assert again["HOST_DAMAGE"].suggested == POLICE_ONLY
    with pytest.raises(release.DecisionMissing):
        publish(handed_in, cast)


def test_the_next_report_is_suggested_the_levels_of_the_last(cast, novopskov, form):
    winter = making.report_about(novopskov, form, cast.olena, stretch=WINTER)
    making.handed_in(winter, by=cast.olena)
    two_months_on = Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2026, 4, 30))
    decide(winter, cast, HOST_STRIKES=release.PUBLIC, CHK_POSTS=two_months_on, DV_REP=release.GROUP_ONLY)
    publish(winter, cast)

    spring = making.report_about(novopskov, form, cast.olena, stretch=SPRING)
    making.handed_in(spring, by=cast.olena)
    now = {s.key: s for s in release.subjects(release.newest_submission(spring))}
    assert now["HOST_STRIKES"].suggested == release.PUBLIC
    assert now["CHK_POSTS"].suggested == Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2026, 6, 30))
    assert now["DV_REP"].suggested == release.GROUP_ONLY
    assert now["DV_REP"].is_undecided  # once held back, it does not become public by silence


def test_what_was_held_back_becomes_public_on_its_day_once(cast, handed_in):
    sooner = Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2026, 6, 1))
    decide(handed_in, cast, HOST_STRIKES=sooner, HOST_DAMAGE=LATER)
    first = publish(handed_in, cast)
    day, made = dt.date(2026, 5, 5), []
    while day < dt.date(2026, 7, 10):
        for _ in range(2):
            at = dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)
            made += [(day, p) for p in publication.release_due(today=day, at=at)]
        day += dt.timedelta(days=1)
    assert [(day.isoformat(), p.version) for day, p in made] == [("2026-06-01", 2), ("2026-07-01", 3)]
    second, third = made[0][1], made[1][1]
    assert "HOST_STRIKES" in making.figures_of(second)
    assert "HOST_DAMAGE" not in making.figures_of(second)
    assert "HOST_DAMAGE" in making.figures_of(third)
    assert (second.published_by, second.facts["published_by"]) == (None, "Petro Bondar")
    assert (
        second.facts["reason"]["en"]
        == "What was held back until 1\N{NO-BREAK SPACE}June\N{NO-BREAK SPACE}2026 is public now."
    )
    first.refresh_from_db()
    assert first.superseded_at == second.published_at
    assert Publication.objects.newest().get() == third
    assert third.next_release_on is None


def test_three_days_without_a_worker_are_made_up_for(cast, handed_in):
    decide(handed_in, cast, HOST_STRIKES=LATER)
    publish(handed_in, cast)
    late = dt.datetime(2026, 7, 4, 3, tzinfo=dt.UTC)
    (made,) = publication.release_due(today=late.date(), at=late)
    assert "HOST_STRIKES" in making.figures_of(made)
    assert "1\N{NO-BREAK SPACE}July\N{NO-BREAK SPACE}2026" in made.facts["reason"]["en"]


def test_a_day_that_comes_during_a_correction_releases_the_old_words(cast, handed_in):
    decide(handed_in, cast, HOST_STRIKES=LATER)
    publish(handed_in, cast)
    corrections.correct(handed_in, reason="Accidents.", by=cast.olena, at=NOW)
    making.fill_in(handed_in, HOST_STRIKES=77)
    at = dt.datetime(2026, 7, 1, 3, tzinfo=dt.UTC)
    (made,) = publication.release_due(today=at.date(), at=at)
    assert making.figures_of(made)["HOST_STRIKES"]["now"]["value"] == "40"
    handed_in.refresh_from_db()
    assert handed_in.state == "correcting"
