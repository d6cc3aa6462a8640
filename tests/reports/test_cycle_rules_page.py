"""An oblast's cycle for its coordinator: real days as examples, steps, who takes part. For the future only."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from communities.models import Oblast
from reports.cycle.reminders import StepBook
from reports.cycle.rules import LastStep, add_step, remove_step, set_rule
from reports.cycle.rules_page import choosable, examples, rules_page, step_line
from reports.cycle.steps import DEFAULT_STEPS, Step
from reports.models import CycleRule, Participation, ReminderStep
from reports.periods import stretch_from_slug
from tests.reports.expecting import day, noon, run, takes_part

TODAY = day("2026-11-23")
DAYS = {
    "from_period": "2026-11",
    "opens_on_day": "25",
    "due_after_days": "14",
    "on_time_after_days": "16",
    "locks_after_days": "40",
    "return_days": "5",
}


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(noon(TODAY), tick=False), translation.override("en"):
        yield


def at(name, *more):
    return reverse(f"reports:{name}", args=["luhansk", *more])


def plain(text):
    return text.replace("\xa0", " ")


PAGES = ["cycle_rules", "cycle_days", "cycle_add_step"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("bohdan", 200),
        ("larysa", 200),
        *((who, 404) for who in ("olena", "petro", "halyna", "sofiia", "oksana", "yurii", "nobody", "admin")),
    ],
)
def test_who_sees_the_pages(client, cast, novopskov, who, status):
    client.force_login(getattr(cast, who))
    for page in PAGES:
        assert client.get(at(page)).status_code == status
    assert client.get(at("cycle_takes_part", "novopskov")).status_code == status
    if status == 404:
        assert client.post(at("cycle_days"), DAYS).status_code == 404
        assert client.post(at("cycle_remove_step"), {"day": "0"}).status_code == 404
        assert client.post(at("cycle_usual_steps")).status_code == 404
        assert not CycleRule.objects.exists()
        assert not ReminderStep.objects.exists()


def test_another_oblast_is_not_known(client, cast):
    Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька", name_en="Donetsk"
    )
    client.force_login(cast.bohdan)
    assert client.get("/en/work/cycle/donetsk/").status_code == 404
    assert client.get("/en/work/cycle/nowhere/").status_code == 404


def test_the_example_has_real_days(client, cast, luhansk, novopskov):
    first, second, _ = examples(luhansk, today=TODAY, number=3)
    assert plain(first.sentence) == (
        "For November–December 2026: opens on 20 December 2026, due by 10 January 2027, "
        "locked after 30 January 2027."
    )
    assert not first.has_opened
    assert second.period.slug == "2027-01"
    client.force_login(cast.bohdan)
    assert "For November–December 2026" in client.get(at("cycle_rules")).content.decode()


def test_only_periods_that_have_not_opened_can_be_chosen(luhansk, novopskov):
    assert choosable(luhansk, today=TODAY)[0].slug == "2026-11"
    assert choosable(luhansk, today=day("2026-12-20"))[0].slug == "2027-01"
    takes_part(novopskov, from_on="2026-11-01")
    run("2026-12-20")
    assert choosable(luhansk, today=day("2026-12-19"))[0].slug == "2027-01"


def test_new_days_from_a_period_on(client, cast, luhansk, novopskov):
    client.force_login(cast.bohdan)
    answer = client.post(at("cycle_days"), DAYS, follow=True)
    assert "The new days hold from that period on." in answer.content.decode()
    (example, *_) = examples(luhansk, today=TODAY, number=1)
    assert plain(example.sentence) == (
        "For November–December 2026: opens on 25 December 2026, due by 14 January 2027, "
        "counts as on time until 16 January 2027, locked after 9 February 2027."
    )
    assert "set by Bohdan Savchenko" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"opens_on_day": "31"}, "Write a whole number from 1 to 28."),
        ({"due_after_days": "ten"}, "Write a whole number from 1 to 90."),
        ({"on_time_after_days": "3"}, "write 14 or more"),
        ({"locks_after_days": "16"}, "write more than 16"),
        ({"return_days": ""}, "Write a whole number from 1 to 60."),
        ({"from_period": "2026-09"}, "This period has opened meanwhile. Choose a later one."),
    ],
)
def test_days_that_do_not_follow_each_other(client, cast, novopskov, wrong, problem):
    client.force_login(cast.bohdan)
    answer = client.post(at("cycle_days"), {**DAYS, **wrong})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert problem in html
    (field,) = wrong
    assert f'href="#div_id_{field}"' in html
    assert not CycleRule.objects.exists()


def test_the_form_begins_with_what_holds(client, cast, luhansk, novopskov):
    numbers = {name: int(value) for name, value in DAYS.items() if name != "from_period"}
    stretch = stretch_from_slug("2026-11")
    set_rule(luhansk, from_stretch=stretch, by=cast.bohdan, at=noon(TODAY), **numbers)
    client.force_login(cast.bohdan)
    assert client.get(at("cycle_days")).context["form"].initial["due_after_days"] == 14


def test_steps_in_words(luhansk):
    lines = [step_line(step) for step in DEFAULT_STEPS]
    assert [(line.when, line.whom) for line in lines] == [
        ("7 days before", "the reporting officer"),
        ("1 day before", "the reporting officer"),
        ("on the due day", "the reporting officer"),
        ("3 days after", "the reporting officer and the head of police"),
        ("7 days after", "the reporting officer and the head of police"),
    ]


def days_of_steps():
    return sorted(ReminderStep.objects.values_list("days_after_due", flat=True))


def test_a_step_is_added_to_the_usual_ones_and_removed_again(client, cast, luhansk, novopskov):
    client.force_login(cast.bohdan)
    client.post(at("cycle_add_step"), {"side": "before", "days": "14", "whom": ["officer", "head"]})
    assert days_of_steps() == [-14, -7, -1, 0, 3, 7]
    client.post(at("cycle_remove_step"), {"day": "-7"})
    assert days_of_steps() == [-14, -1, 0, 3, 7]
    answer = client.post(at("cycle_remove_step"), {"day": "-7"}, follow=True)
    assert "This step was removed already." in answer.content.decode()
    client.post(at("cycle_usual_steps"))
    assert days_of_steps() == []
    assert not rules_page(luhansk, today=TODAY).has_own_steps


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"side": "before", "days": "7", "whom": ["officer"]}, "There is already a step on this day."),
        ({"side": "before", "days": "5"}, "Choose who is reminded."),
        ({"days": "5", "whom": ["head"]}, "Choose one."),
        ({"side": "after", "days": "-5", "whom": ["head"]}, "Write a whole number from 0 to 60."),
    ],
)
def test_a_step_that_cannot_be(client, cast, novopskov, typed, problem):
    client.force_login(cast.bohdan)
    answer = client.post(at("cycle_add_step"), typed)
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert days_of_steps() == []


def test_the_last_step_stays(client, cast, luhansk, novopskov):
    ReminderStep.objects.create(oblast=luhansk, days_after_due=0)
    client.force_login(cast.bohdan)
    answer = client.post(at("cycle_remove_step"), {"day": "0"}, follow=True)
    assert "One step must stay." in answer.content.decode()
    assert days_of_steps() == [0]


def test_a_community_joins_and_leaves_from_a_future_period(client, cast, novopskov):
    client.force_login(cast.bohdan)
    page = at("cycle_takes_part", "novopskov")
    assert "Take part in the cycle" in client.get(page).content.decode()
    assert client.post(page, {"from_period": "2026-09"}).status_code == 422
    client.post(page, {"from_period": "2026-11"})
    row = Participation.objects.get()
    assert (row.from_on, row.until_on) == (day("2026-11-01"), None)
    assert "Leave the cycle" in client.get(page).content.decode()
    client.post(page, {"from_period": "2027-01"})
    row.refresh_from_db()
    assert row.until_on == day("2027-01-01")
    answer = client.post(page, {"from_period": "2026-11"})
    assert "It took part in this period already. Choose a later one." in answer.content.decode()
    assert (
        "Takes part; no report from January–February 2027 on"
        in client.get(at("cycle_rules")).content.decode()
    )


def test_members_in_words(luhansk, novopskov, popasna):
    takes_part(novopskov)
    Participation.objects.create(community=popasna, from_on=day("2026-01-01"), until_on=day("2026-05-01"))
    members = rules_page(luhansk, today=TODAY).members
    assert [(member.community, member.takes_part, member.words) for member in members] == [
        (novopskov, True, "Takes part since March–April 2026"),
        (popasna, False, "Does not take part since May–June 2026"),
    ]


def test_two_coordinators_who_add_steps_at_once_keep_both(cast, luhansk):
    """Each read the steps before the other wrote: the verb reads them anew under its lock."""
    for days in (10, 14):
        assert add_step(luhansk, step=Step(days), by=cast.bohdan, at=noon(TODAY))
    assert not add_step(luhansk, step=Step(14), by=cast.larysa, at=noon(TODAY))
    assert [step.days_after_due for step in sorted(StepBook().of(luhansk.pk))] == [-7, -1, 0, 3, 7, 10, 14]
    for days in (-7, -1, 0, 3, 7, 10):
        assert remove_step(luhansk, days_after_due=days, by=cast.bohdan, at=noon(TODAY))
    assert not remove_step(luhansk, days_after_due=3, by=cast.larysa, at=noon(TODAY))
    with pytest.raises(LastStep):
        remove_step(luhansk, days_after_due=14, by=cast.larysa, at=noon(TODAY))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Write a whole number from 1 to 28."), ("uk", "від 1 до 28")]
)
def test_what_is_wrong_is_said_in_the_language_of_the_page(client, cast, novopskov, language, words):
    client.force_login(cast.bohdan)
    with translation.override(language):
        html = client.post(at("cycle_days"), {**DAYS, "opens_on_day": "31"}).content.decode()
    assert words in plain(html)
