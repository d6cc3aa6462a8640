"""Did it help? What is said of an action that was done, by the figures that residents read."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from scipy.stats import binomtest

from communities.meetings import subjects
from plans.actions import effects, looking_back, progress
from plans.actions.effects import NotDone, compare, p_of_counts
from plans.models import ActionAssessment, ActionComparison, Effect
from plans.states import Progress
from tests.plans.conftest import NOW
from tests.plans.making import SECRET_ACTION, approve, content_of, make_plan
from tests.plans.test_evidence import plain_code, sensitive_code
from tests.reports.published import publish
from tests.surveys.conftest import bank_in_file, questionnaire, survey_dir  # noqa: F401
from tests.surveys.waves import publish as publish_wave
from tests.surveys.waves import share, wave_in
from tests.ticks import ticked

STARTED, ENDED = dt.date(2026, 3, 1), dt.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def action_that(aim, *, baseline=None, target=None):
    return {"starts_on": STARTED.isoformat(), "aim": aim, "baseline": baseline, "target": target}


FIGURES = [
    # in January–February, March–April, July–August; code; what is said
    (40, None, 12, "plain", Effect.BETTER),
    (12, None, 40, "plain", Effect.WORSE),
    (40, None, 40, "plain", Effect.SAME),
    (40, None, 33, "plain", Effect.WITHIN_MARGIN),
    (3, None, 0, "plain", Effect.WITHIN_MARGIN),
    (40, None, None, "plain", Effect.TOO_EARLY),
    (40, 12, None, "plain", Effect.TOO_EARLY),  # a period that overlaps the action is not after it
    (None, 40, 12, "plain", Effect.NO_DATA),
    (None, None, None, "plain", Effect.NO_DATA),
    (13, None, 3, "sensitive", None),  # “about 15” and “fewer than 5”: a direction, and no number
]


@pytest.mark.parametrize(("before", "during", "after", "which", "effect"), FIGURES)
def test_figures_before_and_after(cast, novopskov, before, during, after, which, effect):
    code = plain_code() if which == "plain" else sensitive_code()
    for period, value in (("2026-01", before), ("2026-03", during), ("2026-07", after)):
        if value is not None:
            private = {"exact": value}
            publish(novopskov, period, by=cast.petro, figures={code: Decimal(value)}, private=private)
    found = compare(action_that({"indicator": code}), novopskov, first_year=2026, ended_on=ENDED)
    if effect is None:
        assert (found.before["value"]["en"], found.after["value"]["en"]) == ("about 15", "fewer than 5")
        assert found.effect in {Effect.BETTER, Effect.WORSE, Effect.CHANGED}
        assert found.before["number"] == found.after["number"] == ""
    else:
        assert found.effect == effect
        assert bool(found.before) == (before is not None)
        assert bool(found.after) == (after is not None)


ANSWERS = [
    # of 400 people before, after; days of the second wave; baseline and target; what is said
    (200, 120, (dt.date(2026, 8, 1), dt.date(2026, 8, 20)), ("50", "30"), Effect.BETTER),
    (120, 200, (dt.date(2026, 8, 1), dt.date(2026, 8, 20)), ("50", "30"), Effect.WORSE),
    (200, 120, (dt.date(2026, 8, 1), dt.date(2026, 8, 20)), (None, None), Effect.CHANGED),
    (200, 195, (dt.date(2026, 8, 1), dt.date(2026, 8, 20)), ("50", "30"), Effect.WITHIN_MARGIN),
    (200, 120, (dt.date(2026, 6, 1), dt.date(2026, 6, 20)), ("50", "30"), Effect.TOO_EARLY),
    (200, None, None, ("50", "30"), Effect.TOO_EARLY),
    (None, 120, (dt.date(2026, 8, 1), dt.date(2026, 8, 20)), ("50", "30"), Effect.NO_DATA),
]


@pytest.mark.parametrize(("before", "after", "days", "way", "effect"), ANSWERS)
def test_answers_before_and_after(
    cast,
    novopskov,
    questionnaire,  # noqa: F811
    before,
    after,
    days,
    way,
    effect,
):
    fear = next(each for each in questionnaire.questions.all() if each.code == "FEAR")
    answer = next(each.code for each in fear.options.all() if each.code != "other")
    waves = [("first", before, (dt.date(2026, 1, 10), dt.date(2026, 1, 20))), ("second", after, days)]
    for slug, count, field in waves:
        if count is not None:
            wave = wave_in(novopskov, slug=slug, by=cast.yurii, questionnaire=questionnaire, field=field)
            publish_wave(wave, novopskov, share("FEAR", answer, count), by=cast.yurii)
    aim = {"question": "FEAR", "answer": answer}
    content = action_that(aim, baseline=way[0], target=way[1])
    assert compare(content, novopskov, first_year=2026, ended_on=ENDED).effect == effect


def test_an_aim_that_is_only_words_has_no_data(novopskov):
    assert compare(action_that({}), novopskov, first_year=2026, ended_on=ENDED).effect == Effect.NO_DATA


@pytest.mark.parametrize("counts", [(0, 0), (5, 0), (0, 6), (12, 12), (30, 17), (61, 40), (400, 352)])
@pytest.mark.parametrize("days", [(61, 61), (59, 62)])
def test_the_test_of_two_counts_against_another_library(counts, days):
    before, after = counts
    share_after = days[1] / sum(days)
    whole = before + after
    smaller = min(
        binomtest(after, whole, share_after, alternative=way).pvalue if whole else 1
        for way in ("less", "greater")
    )
    assert p_of_counts(*counts, days=days) == pytest.approx(min(1, 2 * smaller), abs=1e-9)


@pytest.fixture
def plan(cast, group):
    found = make_plan(group, cast.sofiia)
    approve(found, content=content_of(found), public_content=content_of(found, is_public=True))
    return found


def test_the_group_writes_its_assessment_of_what_is_done(client, cast, plan):
    lamps = plan.actions.get(title="Поставити ліхтарі")
    with pytest.raises(NotDone):
        effects.assess(lamps, text="Helped", is_public=True, by=cast.sofiia, at=NOW)
    client.force_login(cast.sofiia)
    page = f"/en/work/actions/{lamps.pk}/"
    assert "Did it help?" not in client.get(page).content.decode()
    progress.say(lamps, status=Progress.DONE, by=cast.sofiia, today=NOW.date(), at=NOW)
    assert "The plan names no published figure" in client.get(page).content.decode()
    said = {"text": "Children see the road", "readers": "group"}
    for wrong in ({"text": " "}, {"readers": ""}, {"readers": "x"}):
        assert client.post(page + "assess/", said | wrong).status_code == 422
    assert client.post(page + "assess/", said).status_code == 302
    assert "Children see the road" in client.get(page).content.decode()
    for who, status in (("mykola", 403), ("olena", 404)):
        client.force_login(getattr(cast, who))
        assert client.post(page + "assess/", said).status_code == status
    assert ActionAssessment.objects.get().effect == Effect.NO_DATA
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionAssessment.objects.update(text="Never mind")


def test_the_next_agenda_carries_what_is_late(cast, group, plan):
    """One point for a plan; what is for the group only is counted and not named."""

    def due(on):
        found = subjects.suggestions(group, on=on)
        return [each for each in found if each.subject == f"plans.progress:{plan.pk}"]

    assert due(dt.date(2027, 6, 30)) == []
    [one] = due(dt.date(2027, 7, 1))
    assert (one.title, one.is_overdue) == ("1 late action of the plan “Безпечна громада 2027”", True)
    assert one.detail == "– Поставити ліхтарі"
    [all_of_them] = due(dt.date(2028, 1, 1))
    assert all_of_them.title.startswith("3 late actions")
    assert "and 1 more" in all_of_them.detail
    assert SECRET_ACTION not in all_of_them.detail
    link = subjects.links([one.subject])[one.subject]
    assert (link.url, link.is_public) == (f"/en/work/plans/{plan.pk}/progress/", False)


def test_words_for_residents_are_looked_at_when_they_may_name_somebody(client, cast, plan):
    lamps = plan.actions.get(title="Поставити ліхтарі")
    progress.say(lamps, status=Progress.DONE, by=cast.sofiia, today=NOW.date(), at=NOW)
    client.force_login(cast.sofiia)
    said = {"text": "Допоміг Іван Петренко, тел. 050 123 45 67", "readers": "everybody"}
    page = f"/en/work/actions/{lamps.pk}/assess/"
    refused = client.post(page, said)
    assert (refused.status_code, "This may tell who somebody is" in refused.content.decode()) == (422, True)
    assert client.post(page, said | {"readers": "group"}).status_code == 302
    tick = ticked(refused)
    assert client.post(page, said | {"text": "Допомогла Олена Коваленко"} | tick).status_code == 422
    assert client.post(page, said | tick).status_code == 302
    assert [row.is_public for row in ActionAssessment.objects.order_by("pk")] == [False, True]


def test_what_residents_read_follows_what_is_published(cast, novopskov, plan):
    """Too early at first; a later report changes it by itself, and nothing else does."""
    lamps = plan.actions.get(title="Поставити ліхтарі")
    code = plain_code()
    content = plan.in_force.content
    of_lamps = next(each for each in content["actions"] if each["id"] == lamps.pk)
    of_lamps |= {"aim": {"indicator": code}, "starts_on": "2026-03-01"}
    approve(plan, content=content, public_content=content)
    figures = {"by": cast.petro, "private": {}}
    publish(novopskov, "2026-01", figures={code: Decimal(40)}, **figures)
    ended = dt.datetime(2026, 6, 30, 9, 0, tzinfo=dt.UTC)
    assert looking_back.compare_due(at=NOW) == 0  # nothing is done yet
    progress.say(lamps, status=Progress.DONE, by=cast.sofiia, today=ended.date(), at=ended)
    assert (looking_back.compare_due(at=NOW), looking_back.compare_due(at=NOW)) == (1, 0)
    row = ActionComparison.objects.get()
    assert (row.effect, row.before["value"]["en"], row.after) == (Effect.TOO_EARLY, "40", {})
    assert set(row.words) == {"uk", "en"}
    soon = NOW + dt.timedelta(days=2)
    publish(novopskov, "2026-07", figures={code: Decimal(12)}, at=soon, **figures)
    assert looking_back.compare_due(at=soon) == 1
    row.refresh_from_db()
    assert (row.effect, row.after["value"]["en"], row.changed_at) == (Effect.BETTER, "12", soon)
    assert looking_back.compare_due(at=soon + looking_back.IN_ANY_CASE) == 0  # looked again, nothing new
    row.refresh_from_db()
    assert (row.compared_at, row.changed_at) == (soon + looking_back.IN_ANY_CASE, soon)


def test_an_action_that_cannot_be_compared_keeps_no_other_one_waiting(cast, plan, monkeypatch):
    done = [plan.actions.get(title=title) for title in ("Поставити ліхтарі", "Уроки для водіїв")]
    for action in done:
        progress.say(action, status=Progress.DONE, by=cast.sofiia, today=NOW.date(), at=NOW)
    compare_one = effects.compare

    def fails(content, *given, **named):
        if content["id"] == done[0].pk:
            raise KeyError("an old shape")
        return compare_one(content, *given, **named)

    monkeypatch.setattr(effects, "compare", fails)
    assert looking_back.compare_due(at=NOW) == 1
    assert list(ActionComparison.objects.values_list("action", flat=True)) == [done[1].pk]
