"""Every verb in every state: the arrows of reports.states are all there is."""

import pytest

from communities.shared.states import WrongState
from reports.checking import submission
from reports.models import Report
from reports.publishing import corrections, publication, release
from reports.states import State
from tests.reports import making
from tests.reports.making import HOUR, NOW


def submit(report, cast):
    submission.submit(report, by=cast.olena, at=NOW)


def send_back(report, cast):
    submission.send_back(report, questions={9: "Is it complete?"}, by=cast.petro, at=NOW)


def decide(report, cast):
    making.everything_public(report, by=cast.petro, at=NOW)


def publish(report, cast):
    publication.publish(report, by=cast.petro, at=NOW)


def correct(report, cast):
    corrections.correct(report, reason="A figure was wrong.", by=cast.olena, at=NOW)


def reply(report, cast):
    submission.reply(report.entries.get(section__number=9), text="It is.", by=cast.olena, at=NOW)


WAYS = {
    State.DRAFT: [],
    State.SUBMITTED: [submit, decide],
    State.RETURNED: [submit, send_back],
    State.PUBLISHED: [submit, decide, publish],
    State.CORRECTING: [submit, decide, publish, correct],
}
LEADS = {
    (State.DRAFT, submit): State.SUBMITTED,
    (State.RETURNED, submit): State.SUBMITTED,
    (State.CORRECTING, submit): State.SUBMITTED,
    (State.SUBMITTED, send_back): State.RETURNED,
    (State.SUBMITTED, publish): State.PUBLISHED,
    (State.SUBMITTED, decide): State.SUBMITTED,
    (State.PUBLISHED, correct): State.CORRECTING,
    (State.SUBMITTED, reply): State.SUBMITTED,
    (State.RETURNED, reply): State.RETURNED,
    (State.CORRECTING, reply): State.CORRECTING,
}


@pytest.mark.parametrize("verb", [submit, send_back, decide, publish, correct, reply])
@pytest.mark.parametrize("state", State)
def test_every_verb_in_every_state(cast, filled, state, verb):
    for step in WAYS[state]:
        step(filled, cast)
    assert Report.objects.get().state == state
    if verb is decide and state != State.SUBMITTED:
        with pytest.raises(WrongState):
            release.decide(filled, decisions={"HOST_STRIKES": release.PUBLIC}, by=cast.petro, at=NOW)
    elif (state, verb) in LEADS:
        verb(filled, cast)
    else:
        with pytest.raises(WrongState):
            verb(filled, cast)
    assert Report.objects.get().state == LEADS.get((state, verb), state)


def test_a_stale_object_in_hand_does_not_fool_a_verb(cast, filled):
    stale = Report.objects.get(pk=filled.pk)
    submission.submit(filled, by=cast.olena, at=NOW)
    assert stale.state == State.DRAFT
    with pytest.raises(WrongState):
        submission.submit(stale, by=cast.olena, at=NOW + HOUR)
    assert filled.submissions.count() == 1
