"""Mending what was published: a new version with a reason, and nothing to subtract from the old one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.shared.disclosure import Rule, Shown, show_corrected, show_count
from reports.models import Publication
from reports.publishing import corrections, publication
from reports.states import State
from tests.reports import making
from tests.reports.making import HOUR, NOW


def republished(report, cast, *, at, **figures):
    report.refresh_from_db()
    corrections.correct(report, reason="A register was late.", by=cast.olena, at=at)
    making.fill_in(report, **figures)
    return making.published(report, author=cast.olena, head=cast.petro, at=at)


def test_a_correction_is_a_new_version_and_the_old_one_stays(cast, filled):
    first = making.published(filled, author=cast.olena, head=cast.petro)
    second = republished(filled, cast, at=NOW + 24 * HOUR, ROAD_RTA=38)
    first.refresh_from_db()
    assert (first.version, first.superseded_at) == (1, second.published_at)
    assert making.figures_of(first)["ROAD_RTA"]["now"]["value"] == "40"
    assert (second.version, second.reason) == (2, "A register was late.")
    assert second.facts["reason"] == {"uk": "A register was late.", "en": "A register was late."}
    assert making.figures_of(second)["ROAD_RTA"]["now"]["value"] == "38"
    assert Publication.objects.newest().get() == second
    filled.refresh_from_db()
    assert (filled.state, filled.correction_reason) == (State.PUBLISHED, "")


def test_residents_go_on_reading_the_old_version_while_it_is_mended(cast, filled):
    first = making.published(filled, author=cast.olena, head=cast.petro)
    corrections.correct(filled, reason="A register was late.", by=cast.olena, at=NOW)
    making.fill_in(filled, ROAD_RTA=38)
    making.handed_in(filled, by=cast.olena)
    assert Publication.objects.newest().get() == first


@pytest.mark.parametrize("reason", ["", " \n\t", "x" * (corrections.REASON_MAX + 1)])
def test_a_correction_needs_a_reason_that_residents_can_read(cast, filled, reason):
    making.published(filled, author=cast.olena, head=cast.petro)
    with pytest.raises(corrections.NoReason):
        corrections.correct(filled, reason=reason, by=cast.olena, at=NOW)
    filled.refresh_from_db()
    assert filled.state == State.PUBLISHED


def test_a_corrected_sensitive_count_keeps_its_band_where_the_rule_says_so(cast, novopskov, form):
    report = making.report_about(novopskov, form, cast.olena, DV_REP=12, DV_ADMIN=12, DV_HELP=12)
    making.published(report, author=cast.olena, head=cast.petro)
    second = republished(report, cast, at=NOW + 24 * HOUR, DV_REP=13, DV_ADMIN=16, DV_HELP=3)
    shown = {code: f["now"]["value"] for code, f in making.figures_of(second).items() if code[:2] == "DV"}
    assert (shown["DV_REP"], shown["DV_ADMIN"], shown["DV_HELP"]) == ("10", "15", "5")


def test_a_third_version_starts_from_what_the_second_showed(cast, novopskov, form):
    report = making.report_about(novopskov, form, cast.olena, DV_REP=12)
    making.published(report, author=cast.olena, head=cast.petro)
    republished(report, cast, at=NOW + 24 * HOUR, DV_REP=14)  # still shown as 10
    third = republished(report, cast, at=NOW + 48 * HOUR, DV_REP=13)
    assert making.figures_of(third)["DV_REP"]["now"]["value"] == "10"


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=5))
def test_versions_follow_the_correction_rule_whatever_the_counts(counts):
    """What `drawing` shows over any sequence of corrections is what the disclosure module decides."""
    rule, shown = Rule(), [show_count(counts[0], sensitive=True, rule=Rule())]
    for count in counts[1:]:
        shown.append(show_corrected(count, previous=shown[-1], rule=rule)[0])
    drawn: list[Shown] = []
    for count in counts:
        drawn.append(_drawn(count, before=drawn[-1] if drawn else None))
    assert drawn == shown


def _drawn(count, *, before):
    from decimal import Decimal

    from reports.answers.content import AnswerContent, ReportContent, SectionContent
    from reports.models import AnswerKind, Indicator, Report
    from reports.publishing.drawing import Draft, shown

    indicator = Indicator(code="DV_REP", type="count", is_sensitive=True, threshold=5)
    answer = AnswerContent(AnswerKind.NUMBER, Decimal(count))
    content = ReportContent("form 1", (SectionContent(9, "DV", 1, "uk", {"DV_REP": answer}),))
    draft = Draft(
        report=Report(),
        content=content,
        sections=(),
        plan={},
        today=making.day("2026-05-04"),
        shown_before={"DV_REP": before} if before else {},
    )
    return shown(draft, indicator)


def test_the_preview_of_a_correction_shows_its_reason(cast, filled):
    making.published(filled, author=cast.olena, head=cast.petro)
    corrections.correct(filled, reason="A register was late.", by=cast.olena, at=NOW)
    making.handed_in(filled, by=cast.olena)
    preview = publication.preview(filled, by=cast.petro, at=NOW)
    assert (preview.public.version, preview.public.reason.en) == (2, "A register was late.")
