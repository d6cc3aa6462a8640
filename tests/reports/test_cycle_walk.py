"""Ten years of days in random steps: outages, extensions, excuses, exceptions, sending back, leaving.

The rows are real; a report is started and moved by the verbs, its content counts as complete.
"""

import datetime as dt
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities.models import Notice, Oblast, User
from communities.shared.states import WrongState
from reports.checking import submission
from reports.cycle.board import MANY, Filters, board_of, stretches
from reports.cycle.completing import complete_due
from reports.cycle.decisions import CannotDecide, excuse, extend, unlock, withdraw_excuse
from reports.cycle.locking import Locked, why_locked
from reports.cycle.participation import CannotChangeParticipation, join, leave
from reports.models import Excuse, ExpectedReport, FormVersion, Report
from reports.periods import stretch_after, stretch_of
from reports.publishing import publication, release
from reports.writing.drafting import CannotStart, start
from tests.reports.expecting import day, many_communities, noon, run, with_officers

ACTS = (
    "nothing",
    "start",
    "submit",
    "send_back",
    "publish",
    "extend",
    "excuse",
    "withdraw",
    "unlock",
    "leave",
    "join",
)
CHAINS = (
    *((act,) for act in ACTS),
    ("start", "submit"),
    ("start", "submit", "publish"),
    ("start", "submit", "send_back"),
    ("start", "submit", "send_back", "submit", "publish"),
)
STEP = st.tuples(
    st.one_of(*[st.integers(0, 20)] * 5, st.integers(20, 400)),  # days; the last are outages
    st.booleans(),  # the task runs
    st.lists(
        st.tuples(st.sampled_from(CHAINS), st.integers(0, 1), st.sampled_from([0, 1, 1, 2])), max_size=4
    ),
)
END = day("2036-01-01")
REFUSALS = (CannotDecide, CannotStart, CannotChangeParticipation, Locked, WrongState, publication.SamePerson)


class TenYears(TestCase):
    def setUp(self):
        self.oblast = Oblast.objects.create(
            slug="luhansk", katottg="UA44000000000018893", name_uk="Луганська", name_en="Luhansk"
        )
        self.places = many_communities(self.oblast, 2)
        self.officers = with_officers(self.places)
        self.head = User.objects.create_user("head@example.org", None, name="Head")
        self.by = User.objects.create_user("by@example.org", None, name="Coordinator")
        # A form without sections: nothing to fill in, so complete as soon as it is started.
        FormVersion.objects.create(
            code="walk", version=1, sha256="0" * 64, narratives=[], loaded_at=noon("2025-12-01")
        )

    @given(st.lists(STEP, min_size=20, max_size=45))
    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_invariants_hold(self, steps):
        self.opened, self.first, self.joined = {}, {}, set()
        today = day("2026-01-02")
        for place in self.places:
            join(place, from_stretch=stretch_of(today), by=self.by, at=noon(today))
        for days, runs, acts in steps:
            today = min(END, today + dt.timedelta(days=days))
            if runs:
                run(today)
                complete_due()
                self._caught_up(today)
            for chain, which, back in acts:
                for act in chain:
                    self._try(act, self.places[which], back, today=today)
            self._consistent(today)
        while today < END:  # the rest of the ten years, in leaps of an outage each
            today = min(END, today + dt.timedelta(days=300))
            run(today)
            self._consistent(today)
        run(END)
        self._consistent(END)
        self._caught_up(END)
        self._told_once()

    def _try(self, act, place, back, *, today):
        stretch = stretch_of(today)
        for _ in range(back):
            stretch = stretch_of(stretch.starts_on - dt.timedelta(days=1))
        this = {"community": place, "period__starts_on": stretch.starts_on}
        row = ExpectedReport.objects.filter(**this).first()
        report = Report.objects.filter(**this).first()
        with suppress(*REFUSALS):
            if act in {"join", "leave"}:
                verb = join if act == "join" else leave
                verb(place, from_stretch=stretch_after(stretch), by=self.by, at=noon(today))
            elif act == "start":
                start(place, stretch=stretch, by=self.officers[0], at=noon(today))
                could = row and row.opens_on <= today and not why_locked(row, today=today)
                assert row is None or row.report_id or could
            elif act in {"submit", "send_back", "publish"} and report:
                getattr(self, f"_{act}")(report, row, today=today)
            elif act in {"extend", "excuse", "withdraw", "unlock"} and row:
                self._decide(act, row, back, today=today)

    def _submit(self, report, row, *, today):
        locked = why_locked(row, today=today)
        submission.submit(report, by=self.officers[0], at=noon(today))
        assert not locked

    def _send_back(self, report, row, *, today):
        submission.send_back(report, questions={}, message="Why?", by=self.head, at=noon(today))

    def _decide(self, act, row, back, *, today):
        now = {"by": self.by, "at": noon(today)}
        if act == "extend":
            due_on = max(row.current_due_on, today) + dt.timedelta(days=1 + back * 5)
            extend(row, due_on=due_on, reason="More time.", **now)
        elif act == "excuse":
            excuse(row, excuse=Excuse.BLACKOUT, reason="No power.", **now)
        elif act == "withdraw":
            withdraw_excuse(row, **now)
        else:
            unlock(row, until_on=today + dt.timedelta(days=back * 7), reason="Flood.", **now)

    def _publish(self, report, row, *, today):
        at = noon(today)
        newest = report.submissions.order_by("-number").first()
        if newest and report.state == "submitted":
            needed = {s.key: release.PUBLIC for s in release.subjects(newest) if s.is_required}
            if needed:
                release.decide(report, decisions=needed, by=self.head, at=at)
        publication.publish(report, by=self.head, at=at)

    def _consistent(self, today):
        rows = list(ExpectedReport.objects.select_related("report", "period"))
        pairs = [(row.community_id, row.period_id) for row in rows]
        assert len(pairs) == len(set(pairs)), "one row for each community and period"
        by_pk = {row.pk: row for row in rows}
        for pk, opened_at in self.opened.items():
            assert by_pk[pk].opened_at == opened_at, "opened once, and never taken away"
        self.opened = {row.pk: row.opened_at for row in rows if row.opened_at}
        for row in rows:
            self._facts(row, today)
        self._shares(rows, today)

    def _facts(self, row, today):
        state = row.report.state if row.report else None
        assert row.is_handed_in == (state in {"submitted", "published"})
        assert (row.return_due_on is not None) == (state == "returned")
        assert (row.first_handed_in_on is None) == (state in {None, "draft"})
        assert (row.published_at is None) == (state is None or row.report.published_at is None)
        if row.is_handed_in:
            assert row.is_complete
        if row.pk in self.first:
            assert row.first_handed_in_on == self.first[row.pk], "the first day counts for good"
        elif row.first_handed_in_on:
            self.first[row.pk] = row.first_handed_in_on
        if row.return_due_on:
            assert row.locks_on > row.return_due_on, "what was sent back can be answered"
        assert row.opens_on < row.planned_due_on <= row.due_on <= row.on_time_on < row.locks_on

    def _shares(self, rows, today):
        """What the board counts is what the rows say, and never more than all of what is asked for."""
        board = board_of([self.oblast], filters=Filters(periods=MANY), today=today)
        for summary in board.by_period:
            opened = [row for row in rows if row.opened_at and row.period_id == summary.period.pk]
            asked = [row for row in opened if not row.excuse]
            counted = summary.totals
            assert (counted.asked, counted.excused) == (len(asked), len(opened) - len(asked))
            assert counted.complete == sum(row.is_handed_in and row.is_complete for row in asked)
            assert counted.on_time == sum(row.is_on_time is True for row in asked)
            assert counted.published == sum(row.published_at is not None for row in asked)
            for share in (counted.completeness, counted.timeliness, counted.publication):
                assert share.percent is None or 0 <= share.percent <= 100
        shown = {summary.period.pk for summary in board.by_period}
        recent = {stretch.starts_on for stretch in stretches(MANY, today=today)}
        assert shown == {row.period_id for row in rows if row.opened_at and row.period.starts_on in recent}

    def _caught_up(self, today):
        """After a run nothing that should exist is missing, and nothing exists that should not."""
        last = stretch_after(stretch_of(today))
        for place in self.places:
            wanted = []
            for row in place.participations.all():
                stretch = stretch_of(row.from_on)
                while stretch <= last and (row.until_on is None or stretch.starts_on < row.until_on):
                    wanted.append(stretch.starts_on)
                    stretch = stretch_after(stretch)
            there = ExpectedReport.objects.filter(community=place)
            assert sorted(there.values_list("period__starts_on", flat=True)) == sorted(wanted)
            assert not there.filter(opened_at__isnull=True, opens_on__lte=today).exists()
            unlinked = Report.objects.filter(
                community=place, expected__isnull=True, period__starts_on__in=wanted
            )
            assert not unlinked.exists()

    def _told_once(self):
        told = list(Notice.objects.filter(kind="reports/opened").values_list("person", "facts__period__en"))
        assert len(told) == len(set(told))
