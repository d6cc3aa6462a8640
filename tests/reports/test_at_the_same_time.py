"""Many people press buttons in the same moment: one act happens, the others are told."""

import datetime as dt
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import close_old_connections, connection, connections

from communities.models import AuditEntry, PublicStamp
from communities.shared.states import WrongState
from reports.checking import submission
from reports.models import (
    Publication,
    PublicationDocument,
    ReleaseLevel,
    Remark,
    Report,
    SectionEntry,
    Submission,
)
from reports.publishing import gate, publication, release
from reports.states import State
from reports.writing.filling import Saved, SectionValues, save
from tests.reports import making
from tests.reports.making import HOUR, NOW, SPRING, WINTER

MANY = 20

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


def at_once(*acts):
    """Run all at the same moment, each in its own connection; what each returned or raised."""
    barrier = Barrier(len(acts))

    def run(act):
        close_old_connections()
        try:
            barrier.wait(timeout=30)
            return act()
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(outcomes):
    return Counter(type(outcome) for outcome in outcomes)


def test_twenty_publish_at_once_and_one_version_is_made(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    seen = publication.preview(handed_in, by=cast.petro, at=NOW).fingerprint
    outcomes = at_once(*[lambda: publication.publish(handed_in, by=cast.petro, at=NOW, reviewed=seen)] * MANY)
    assert kinds(outcomes) == {Publication: 1, WrongState: MANY - 1}
    assert Publication.objects.count() == 1
    assert PublicationDocument.objects.count() == 2
    assert AuditEntry.objects.filter(act="report.published").count() == 1
    assert PublicStamp.objects.get().number == 1


def test_twenty_hand_in_at_once(cast, filled):
    outcomes = at_once(*[lambda: submission.submit(filled, by=cast.olena, at=NOW)] * MANY)
    assert kinds(outcomes) == {Submission: 1, WrongState: MANY - 1}
    assert AuditEntry.objects.filter(act="report.submitted").count() == 1


def test_sending_back_and_publishing_at_once(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    outcomes = at_once(
        *[
            lambda: publication.publish(handed_in, by=cast.petro, at=NOW),
            lambda: submission.send_back(handed_in, questions={5: "Sure?"}, by=cast.petro, at=NOW),
        ]
        * 4
    )
    done = [outcome for outcome in outcomes if not isinstance(outcome, WrongState)]
    assert len(done) == 1
    published = isinstance(done[0], Publication)
    assert Report.objects.get().state == (State.PUBLISHED if published else State.RETURNED)
    assert (Publication.objects.count(), Remark.objects.count()) == ((1, 0) if published else (0, 1))


def test_late_savings_and_questions_about_the_same_sections_do_not_block_each_other(cast, handed_in):
    entries = list(handed_in.entries.all())

    def late_save(entry):
        values = SectionValues(narratives={"problem": "Too late."})
        return lambda: save(
            SectionEntry.objects.get(pk=entry.pk), values, base_version=1, by=cast.olena, at=NOW
        )

    questions = dict.fromkeys(range(1, 13), "Sure?")
    outcomes = at_once(
        *[late_save(entry) for entry in entries],
        lambda: submission.send_back(handed_in, questions=questions, by=cast.petro, at=NOW),
    )
    assert isinstance(outcomes[-1], Submission)
    assert set(kinds(outcomes[:-1])) <= {WrongState, Saved}
    assert Remark.objects.count() == 12


def test_handing_in_while_a_section_is_saved_keeps_one_of_the_two_texts_whole(cast, filled):
    entry = filled.entries.get(section__number=5)
    values = SectionValues(narratives={"problem": "The last word."})
    outcomes = at_once(
        lambda: submission.submit(filled, by=cast.olena, at=NOW),
        lambda: save(entry, values, base_version=1, by=cast.olena, at=NOW),
    )
    handed_in, saved = outcomes
    kept = handed_in.content["sections"][4]["narratives"]["problem"]
    if isinstance(saved, WrongState):
        assert kept == "Problem of Safe roads."
    else:
        assert kept == "The last word."


def test_two_workers_release_on_the_same_day(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    later = release.Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2026, 7, 1))
    release.decide(handed_in, decisions={"HOST_STRIKES": later}, by=cast.petro, at=NOW)
    publication.publish(handed_in, by=cast.petro, at=NOW + HOUR)
    at = dt.datetime(2026, 7, 1, 3, tzinfo=dt.UTC)
    outcomes = at_once(*[lambda: publication.release_due(today=at.date(), at=at)] * 8)
    assert sorted(len(made) for made in outcomes) == [0] * 7 + [1]
    assert Publication.objects.count() == 2


def test_a_decision_and_publishing_at_once_never_publish_what_was_just_held_back(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    seen = publication.preview(handed_in, by=cast.petro, at=NOW).fingerprint
    decided, published = at_once(
        lambda: release.decide(
            handed_in, decisions={"HOST_STRIKES": release.GROUP_ONLY}, by=cast.petro, at=NOW
        ),
        lambda: publication.publish(handed_in, by=cast.petro, at=NOW, reviewed=seen),
    )
    if isinstance(published, publication.ChangedSinceReview):
        assert decided == {"HOST_STRIKES": release.GROUP_ONLY}
        assert not Publication.objects.exists()
    else:
        assert isinstance(decided, WrongState)
        assert "HOST_STRIKES" in making.figures_of(published)


def test_two_reports_of_one_community_pass_the_gate_one_after_the_other(cast, novopskov, form, monkeypatch):
    """Each is judged with everything that is published already, so neither may be judged without the other."""
    reports = [making.report_about(novopskov, form, cast.olena, stretch=one) for one in (WINTER, SPRING)]
    for report in reports:
        making.handed_in(report, by=cast.olena)
        making.everything_public(report, by=cast.petro)
    seen, judge = [], gate.check

    def slowly(report, **facts):
        seen.append(Publication.objects.count())
        time.sleep(0.5)
        judge(report, **facts)

    monkeypatch.setattr(gate, "check", slowly)
    outcomes = at_once(*[partial(publication.publish, one, by=cast.petro, at=NOW) for one in reports])
    assert kinds(outcomes) == {Publication: 2}
    assert sorted(seen) == [0, 1]
