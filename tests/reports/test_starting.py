"""A report is started once for each community and period."""

import datetime as dt

import pytest

from communities.models import AuditEntry
from reports.editions.form_definition import definition_of
from reports.models import FormVersion, Period, Report
from reports.periods import stretch_from_slug
from reports.writing.drafting import CannotStart, NotStartable, start, startable
from tests.conftest import KYIV

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=KYIV)


def begin(cast, community, slug="2026-09", at=NOON):
    return start(community, stretch=stretch_from_slug(slug), by=cast.olena, at=at)


def test_a_started_report_has_an_entry_for_each_section_and_a_trace(cast, novopskov, form):
    report = begin(cast, novopskov)
    assert (report.state, report.form, report.started_by, report.started_at) == (
        "draft",
        form,
        cast.olena,
        NOON,
    )
    assert report.period.ends_on == dt.date(2026, 10, 31)
    assert [entry.section.number for entry in report.entries.all()] == list(range(1, 13))
    trace = AuditEntry.objects.get(act="report.started")
    assert (trace.by, trace.community, trace.details["period"]) == (cast.olena, novopskov, "2026-09")


def test_a_second_click_finds_the_same_report(cast, novopskov, form):
    first, second = begin(cast, novopskov), begin(cast, novopskov)
    assert first.pk == second.pk
    assert second.entries.count() == 12
    assert AuditEntry.objects.filter(act="report.started").count() == 1


def test_two_communities_share_the_period(cast, novopskov, popasna, form):
    assert begin(cast, novopskov).period == begin(cast, popasna).period
    assert Period.objects.count() == 1
    assert Report.objects.count() == 2


def test_a_report_keeps_the_newest_form_of_its_first_day(cast, novopskov, form):
    newer = FormVersion.objects.create(
        code=form.code, version=form.version + 1, sha256="x", narratives=[], loaded_at=NOON
    )
    assert begin(cast, novopskov).form == newer


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("2027-01", NotStartable.NOT_BEGUN),
        ("2026-11", None),  # it runs
        ("2026-09", None),  # it has just ended
        ("2025-11", None),  # a year to catch up
        ("2025-09", NotStartable.TOO_LONG_AGO),
        ("2019-01", NotStartable.TOO_LONG_AGO),
    ],
)
def test_which_periods_may_be_started(cast, novopskov, form, slug, reason):
    if reason is None:
        assert begin(cast, novopskov, slug).period.slug == slug
    else:
        with pytest.raises(CannotStart) as refusal:
            begin(cast, novopskov, slug)
        assert refusal.value.reason == reason
        assert not Report.objects.exists()


def test_the_day_is_the_one_in_kyiv(cast, novopskov, form):
    just_after_midnight = dt.datetime(2026, 10, 31, 22, 30, tzinfo=dt.UTC)  # 1 November, 00:30 in Kyiv
    assert begin(cast, novopskov, "2026-11", at=just_after_midnight).period.slug == "2026-11"


def test_without_a_form_nothing_starts(cast, novopskov):
    with pytest.raises(CannotStart) as refusal:
        begin(cast, novopskov)
    assert refusal.value.reason == NotStartable.NO_FORM
    assert not Period.objects.exists()


def test_seven_periods_are_offered_newest_first():
    offered = [stretch.slug for stretch in startable(today=dt.date(2026, 1, 1))]
    assert offered == ["2026-01", "2025-11", "2025-09", "2025-07", "2025-05", "2025-03", "2025-01"]


def test_the_form_is_read_once_a_process(form, django_assert_num_queries):
    first = definition_of(form)
    with django_assert_num_queries(0):
        again = definition_of(form)
    assert again is first
    assert len(again.sections) == 12
    assert again.section_of["CHK_WEAPONS"].number == 2
    assert [field.code for field in again.section(9).core] == ["DV_REP", "DV_ADMIN", "DV_ORDER", "DV_HELP"]
    assert again.indicator["NEED_LIST"].max_chars == 1500
    assert (again.indicator["NEED_COST"].max_digits, again.indicator["NEED_COST"].decimals) == (14, 2)
    assert again.narrative["problem"].max_chars == 600
