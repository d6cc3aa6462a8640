"""How long the words of concerns are kept: as long as those of the proposal they came from, and nothing of them
stands anywhere else."""

import datetime as dt

import pytest
from django.apps import apps
from django.core import serializers

from communities.meetings import proposals
from communities.meetings import retention as of_proposals
from communities.models import AuditEntry, ItemProposal, TaskRun
from plans import tasks
from plans.citing import evidence
from plans.models import Concern
from plans.register import concerns, retention
from plans.versions import content
from tests.plans.making import approve, make_plan

WORD = "Канарка: собаки біля школи"
SENT = dt.date(2026, 11, 2)
NOTED = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def noted(group, cast, kind):
    """One concern: from a proposal that was answered, from one that waits, or told to a member."""
    if kind == "told":
        said = {"topic": "ROAD", "text": WORD, "source": "visit", "times": 2}
        return concerns.note(group, **said, on=NOTED.date(), by=cast.sofiia, at=NOTED)
    proposals.propose_without_account(group, title=WORD, detail=WORD, today=SENT)
    row = ItemProposal.objects.get()
    made = concerns.note_proposal(
        row, topic="ROAD", on=NOTED.date(), by=cast.sofiia, at=NOTED, looked_at=True
    )
    if kind == "answered":
        said = {"answer": "Так", "public_title": "Світло", "is_public": True}
        proposals.decline(row, **said, by=cast.halyna, at=ANSWERED)
    return made


@pytest.mark.parametrize(
    ("kind", "last_day"),
    [
        ("answered", dt.date(2027, 11, 29)),
        ("waiting", dt.date(2028, 11, 1)),
        ("told", dt.date(2028, 11, 8)),
    ],
)
@pytest.mark.parametrize("proposals_first", [True, False])
def test_words_live_as_long_as_those_of_the_proposal(cast, group, kind, last_day, proposals_first):
    noted(group, cast, kind)
    for day, count in ((last_day, 0), (last_day + DAY, 1), (last_day + DAY, 0)):
        at = dt.datetime.combine(day, dt.time(12), dt.UTC)
        if proposals_first:
            of_proposals.forget_words(at=at)
        assert retention.forget_words(at=at) == count
    row = Concern.objects.get()
    assert (row.text, row.topic, row.times) == ("", "ROAD", 2 if kind == "told" else 1)
    assert AuditEntry.objects.filter(act="concern.forgotten").count() == 1


def test_a_plan_that_cites_it_keeps_a_count_and_no_words(client, cast, group, monkeypatch):
    noted(group, cast, "waiting")
    plan = make_plan(group, cast.sofiia)
    evidence.cite(plan.problems.first(), "concern:ROAD", today=NOTED.date(), by=cast.sofiia, at=NOTED)
    frozen = content.freeze(plan)
    version = approve(plan, content=frozen.content, public_content=frozen.public_content)
    later = dt.datetime(2029, 1, 1, 9, 0, tzinfo=dt.UTC)
    of_proposals.forget_words(at=later)
    monkeypatch.setattr("communities.shared.clock.now", lambda: later)
    tasks.forget_concerns()
    assert TaskRun.objects.get(task="plans.tasks.forget_concerns").outcome == {"forgotten": 1}
    version.refresh_from_db()
    cited = version.public_content["problems"][0]["evidence"][0]["cited"]
    assert (cited["label"]["en"], cited["value"]["en"]) == (
        "Concerns of residents: Safe roads",
        "fewer than 5 people",
    )
    for model in apps.get_app_config("plans").get_models():
        assert "Канарка" not in serializers.serialize(
            "json", model._default_manager.all(), ensure_ascii=False
        )
    client.force_login(cast.sofiia)
    page = client.get("/en/work/group/novopskov/concerns/").content.decode()
    assert "The words were deleted in time" in page


def test_residents_are_told_before_they_write(client, group):
    page = client.get("/en/communities/novopskov/propose/").content.decode()
    assert "these words are deleted on the same day" in page
