"""Saying how an action stands: who may, what is refused, what holds, and the pages on which it is read."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from communities.models import AuditEntry
from plans.actions import progress
from plans.actions.lights import Light
from plans.actions.progress import CannotSay, Refusal
from plans.actions.progress_board import ORDER, TAGS, board_of
from plans.models import Action, ProgressEntry
from plans.states import Progress
from plans.versions import afterwards
from tests.plans.conftest import NOW
from tests.plans.making import EMAIL, approve, make_plan


@pytest.fixture
def plan(cast, group):
    found = make_plan(group, cast.sofiia)
    approve(found)
    return found


@pytest.fixture
def lamps(plan):
    """The secretary of the group is responsible."""
    return plan.actions.get(title="Поставити ліхтарі")


def say(action, status=Progress.AS_PLANNED, *, by, at=NOW, **said):
    return progress.say(action, status=status, by=by, today=at.date(), at=at, **said)


def test_the_newest_word_holds_and_the_money_of_an_earlier_one(cast, plan, lamps, django_assert_num_queries):
    say(lamps, percent=40, spent=Decimal("1000.50"), by=cast.halyna)
    say(lamps, Progress.DONE, sentence="Стоять\u202e", by=cast.sofiia, at=NOW + dt.timedelta(days=1))
    with django_assert_num_queries(1):
        newest = progress.newest_of(plan)
    entry = newest[lamps.pk]
    assert (entry.status, entry.percent, entry.sentence, entry.spent) == (Progress.DONE, 100, "Стоять", None)
    assert progress.spent_of(plan) == {lamps.pk: Decimal("1000.50")}
    assert AuditEntry.objects.filter(act="plan.progress_said").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressEntry.objects.update(status=Progress.LATE)


def test_a_double_click_adds_nothing_and_a_second_thought_does(cast, lamps):
    first = say(lamps, by=cast.sofiia)
    assert say(lamps, by=cast.sofiia, at=NOW + dt.timedelta(minutes=9)) == first
    assert say(lamps, by=cast.sofiia, at=NOW + dt.timedelta(minutes=11)) != first
    assert say(lamps, Progress.LATE, by=cast.sofiia, at=NOW + dt.timedelta(minutes=12)) != first
    assert lamps.progress.count() == 3


def test_what_is_refused(cast, plan, lamps):
    for said, reason in (
        ({"status": Progress.DONE, "percent": 99}, Refusal.NOT_TOGETHER),
        ({"percent": 101}, Refusal.OUT_OF_RANGE),
        ({"spent": Decimal("-0.01")}, Refusal.OUT_OF_RANGE),
    ):
        with pytest.raises(CannotSay) as refused:
            say(lamps, by=cast.sofiia, **said)
        assert refused.value.reason is reason
    draft = make_plan(plan.group, cast.sofiia).actions.first()
    added = Action.objects.create(plan=plan, goal=lamps.goal, position=9, title="Later", topic=lamps.topic)
    for action in (draft, added):
        with pytest.raises(CannotSay) as refused:
            say(action, by=cast.sofiia)
        assert refused.value.reason is Refusal.NOT_IN_FORCE
    afterwards.complete(plan, by=cast.halyna, at=NOW)
    with pytest.raises(CannotSay) as refused:
        say(lamps, by=cast.sofiia)
    assert refused.value.reason is Refusal.PLAN_ENDED
    assert not ProgressEntry.objects.exists()


def test_while_a_new_version_is_written_the_one_in_force_is_followed(cast, plan, lamps):
    afterwards.revise(plan, by=cast.halyna, at=NOW)
    lamps.due_on = dt.date(2030, 1, 1)
    lamps.save()
    say(lamps, by=cast.sofiia)
    plan.refresh_from_db()
    line = next(
        each for each in board_of(plan, today=dt.date(2027, 7, 1)).lines if each.action["id"] == lamps.pk
    )
    assert (line.due_on, line.light, line.days_late) == (dt.date(2027, 6, 30), Light.LATE, 1)


def test_the_board_puts_late_first_and_does_not_count_what_was_cancelled(cast, plan, lamps):
    drivers = plan.actions.get(title="Уроки для водіїв")
    say(drivers, Progress.CANCELLED, by=cast.halyna, spent=Decimal("7.50"))
    board = board_of(plan, today=dt.date(2027, 7, 2))
    assert [line.light for line in board.lines] == [Light.LATE, Light.ON_TIME, Light.CANCELLED]
    assert (board.share.counted, board.share.cancelled, board.share.late) == (2, 1, 1)
    assert board.planned.needed == Decimal("175000.50")
    assert (board.spent, board.spoke_of_money) == (Decimal("7.50"), 1)
    assert set(ORDER) == set(TAGS) == set(Light)


WHO = [
    # who, reads the pages, says of the own action, says of another's, puts it off
    ("halyna", 200, True, True, True),
    ("taras", 200, True, True, True),
    ("sofiia", 200, True, True, True),
    ("mykola", 200, True, False, False),
    ("oksana", 200, False, False, False),
    ("olena", 404, False, False, False),
    ("vira", 404, False, False, False),
    ("larysa", 404, False, False, False),
]


@pytest.mark.parametrize(("who", "reads", "own", "others", "puts_off"), WHO)
def test_roles_and_acts(client, cast, group, plan, lamps, who, reads, own, others, puts_off):
    user = getattr(cast, who)
    client.force_login(user)
    for page in (f"/en/work/plans/{plan.pk}/progress/", f"/en/work/actions/{lamps.pk}/"):
        assert client.get(page).status_code == reads
    mine = group.memberships.filter(person=user).first()
    for responsible, status, allowed in (
        (mine, Progress.LATE, own),
        (group.memberships.get(name__startswith="Lidiia"), Progress.AS_PLANNED, others),
        (mine, Progress.POSTPONED, puts_off),
    ):
        lamps.responsible = responsible
        lamps.save()
        approve(plan)
        answer = client.post(f"/en/work/actions/{lamps.pk}/say/", {"status": status})
        refused = 404 if reads == 404 else 422 if own and status == Progress.POSTPONED else 403
        assert answer.status_code == (302 if allowed else refused), (status, responsible)
    assert lamps.progress.count() == own + others + puts_off


def test_a_draft_gives_nobody_the_right_to_say_how_an_action_stands(client, cast, group, lamps):
    lamps.responsible = group.memberships.get(person=cast.mykola)
    lamps.save()
    client.force_login(cast.mykola)
    assert client.post(f"/en/work/actions/{lamps.pk}/say/", {"status": "done"}).status_code == 403


def test_whoever_left_the_group_says_nothing(client, cast, group, plan, lamps):
    lamps.responsible = group.memberships.get(person=cast.mykola)
    lamps.responsible.ended_on = dt.date(2026, 11, 1)
    lamps.responsible.save()
    lamps.save()
    approve(plan)
    client.force_login(cast.mykola)
    assert client.post(f"/en/work/actions/{lamps.pk}/say/", {"status": "done"}).status_code == 403


def test_a_mistake_keeps_what_was_typed(client, cast, lamps):
    client.force_login(cast.halyna)
    said = {"status": "done", "percent": "40", "sentence": "Двадцять стовпів", "spent": "12 000,50"}
    answer = client.post(f"/en/work/actions/{lamps.pk}/say/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in ("Done means 100 percent", "Двадцять стовпів", "12 000,50"):
        assert words in page
    assert client.post(f"/en/work/actions/{lamps.pk}/say/", said | {"percent": ""}).status_code == 302
    assert lamps.progress.get().spent == Decimal("12000.50")


def test_pages_ask_the_same_number_of_questions_however_much_was_said(
    client, cast, plan, lamps, django_assert_max_num_queries
):
    client.force_login(cast.sofiia)
    for day in range(8):
        for action in plan.actions.all():
            say(action, percent=day, by=cast.sofiia, at=NOW + dt.timedelta(days=day))
    for page in (f"/en/work/plans/{plan.pk}/progress/", f"/en/work/actions/{lamps.pk}/"):
        client.get(page)
        with django_assert_max_num_queries(13):
            answer = client.get(page)
    assert EMAIL not in answer.content.decode()


def test_a_plan_without_an_approved_version_has_nothing_to_follow(client, cast, group):
    plan = make_plan(group, cast.sofiia)
    client.force_login(cast.sofiia)
    assert "Nothing to follow yet" in client.get(f"/en/work/plans/{plan.pk}/progress/").content.decode()
    assert client.get(f"/en/work/actions/{plan.actions.first().pk}/").status_code == 404
