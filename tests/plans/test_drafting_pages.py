"""The pages on which a plan is begun and written: who may, what two writers see, how many queries."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from communities.models import Role
from plans.models import Action, Comment, Funding, Goal, PartRevision, Plan, Problem, Resource
from plans.states import PlanState, Progress
from plans.writing import comments, drafting, starting
from tests.conftest import person
from tests.meetings.making import make_group
from tests.plans.making import PERSON, SECRET_ACTION, approve, make_plan

AT = dt.datetime(2026, 11, 4, 10, 0, tzinfo=ZoneInfo("Europe/Kyiv"))


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def plan(cast, group):
    return make_plan(group, cast.sofiia)


@pytest.fixture
def as_mykola(client, cast):
    client.force_login(cast.mykola)
    return client


def part_url(plan, key):
    return "/en" + reverse("plans:part", args=[plan.pk, key]).removeprefix("/en")


def goal_form(goal, **changed):
    return {"title": goal.title, "detail": goal.detail, "version": goal.version} | changed


# who gets what: (whom it is hidden from gets 404; who may not gets 403)
READS = {"mykola": 200, "halyna": 200, "oksana": 200, "olena": 404, "bohdan": 404, "nobody": 404, "vira": 404}
WRITES = {"mykola": 302, "sofiia": 302, "taras": 302, "oksana": 403, "olena": 404, "vira": 404}
PAGES = ("list", "plan", "about", "goal", "problem", "action", "resource", "earlier")


def addresses(plan):
    base = f"/en/work/plans/{plan.pk}/"
    return {
        "list": f"/en/work/group/{plan.group.community.slug}/plans/",
        "plan": base,
        "about": f"{base}about/",
        "goal": f"{base}goal-{plan.goals.first().pk}/",
        "problem": f"{base}problem-{plan.problems.first().pk}/",
        "action": f"{base}action-{plan.actions.first().pk}/",
        "resource": f"{base}resource-{Resource.objects.filter(action__plan=plan).first().pk}/",
        "earlier": f"{base}earlier/",
    }


@pytest.mark.parametrize(("who", "status"), READS.items())
def test_who_reads(client, cast, plan, who, status):
    client.force_login(getattr(cast, who))
    for name, url in addresses(plan).items():
        assert client.get(url).status_code == status, name


@pytest.mark.parametrize(("who", "status"), WRITES.items())
def test_who_writes(client, cast, plan, who, status):
    client.force_login(getattr(cast, who))
    goal, action = plan.goals.first(), plan.actions.get(title="Уроки для водіїв")
    base = f"/en/work/plans/{plan.pk}/"
    acts = [
        (f"{base}goal-{goal.pk}/", goal_form(goal, title="Інакше")),
        (f"{base}new/goal/", {"title": "Нова ціль"}),
        (f"{base}order/", {"move": f"goal:{goal.pk}:2"}),
        (f"{base}action-{action.pk}/remove/", {}),
        (f"/en/work/plans/new/{plan.group.community.slug}/", START),
    ]
    for url, data in acts:
        assert client.post(url, data).status_code == status, url
    assert Goal.objects.filter(title="Нова ціль").exists() == (status == 302)


START = {"title": "Новий", "year_from": "2028", "year_to": "2028", "begin_from": "blank"}


def test_an_observer_comments_and_a_member_takes_the_words(client, cast, plan):
    goal = plan.goals.first()
    client.force_login(cast.oksana)
    url = f"{part_url(plan, f'goal:{goal.pk}')}comment/"
    assert client.post(url, {"text": "", "field": "", "wording": ""}).status_code == 422
    sent = {"text": "Ясніше так", "field": "title", "wording": "Жодної аварії біля школи"}
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    row = Comment.objects.get()
    answer = f"/en/work/plans/{plan.pk}/comments/{row.pk}/"
    assert client.post(answer, {"verdict": "take", "version": 1}).status_code == 403
    client.force_login(cast.mykola)
    client.post(answer, {"verdict": "decline", "answer": ""})
    assert Comment.objects.get().is_taken is None
    client.post(answer, {"verdict": "take", "version": 1})
    goal.refresh_from_db()
    row.refresh_from_db()
    assert (goal.title, goal.version, row.is_taken, row.answered_by) == (
        sent["wording"],
        2,
        True,
        cast.mykola,
    )
    assert PartRevision.objects.get().values["title"] == "Менше аварій"


def test_old_suggestion_never_overwrites_newer_words(cast, plan):
    goal = plan.goals.first()
    row = comments.say(
        plan, f"goal:{goal.pk}", text="", field="title", wording="Від Оксани", by=cast.oksana, at=AT
    )
    drafting.change(goal, fields={"title": "Від Тараса"}, version=1, by=cast.taras, at=AT)
    with pytest.raises(drafting.Conflict):
        comments.take(row, version=1, by=cast.mykola, at=AT)
    row.refresh_from_db()
    assert row.is_taken is None
    comments.take(row, version=2, by=cast.mykola, at=AT)
    with pytest.raises(comments.AlreadyAnswered):
        comments.decline(row, answer="пізно", by=cast.taras, at=AT)


@pytest.mark.parametrize("state", PlanState)
def test_comments_while_it_is_written_or_read(cast, plan, state):
    approve(plan)
    Plan.objects.filter(pk=plan.pk).update(state=state, ended_reason="so")
    plan.refresh_from_db()
    if state in comments.OPEN:
        comments.say(plan, "plan", text="Так", by=cast.oksana, at=AT)
    else:
        with pytest.raises(comments.WrongState):
            comments.say(plan, "plan", text="Так", by=cast.oksana, at=AT)


def test_two_members_see_both_texts_and_choose(as_mykola, cast, plan):
    goal = plan.goals.first()
    url = part_url(plan, f"goal:{goal.pk}")
    drafting.change(
        goal, fields={"title": "Від Тараса", "detail": "Деталь Тараса"}, version=1, by=cast.taras, at=AT
    )
    mine = goal_form(goal, title="Від Миколи", detail="До 2028 року")
    page = as_mykola.post(url, mine)
    words = page.content.decode()
    assert page.status_code == 409
    assert "Taras Lysenko" in words
    for text in ("Від Тараса", "Від Миколи", "Деталь Тараса"):
        assert text in words
    shown = {choice.field: choice.chosen for choice in page.context["choices"]}
    assert shown == {"title": "ask", "detail": "theirs"}
    again = mine | {"resolve": 1, "version": 2, "base": 1, "pick-detail": "theirs"}
    assert as_mykola.post(url, again).status_code == 409  # one field waits for a choice
    assert as_mykola.post(url, again | {"pick-title": "mine"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.title, goal.detail, goal.version) == ("Від Миколи", "Деталь Тараса", 3)
    kept = list(PartRevision.objects.order_by("version").values_list("values__title", flat=True))
    assert kept == ["Менше аварій", "Від Тараса"]


def test_a_third_writer_is_not_overwritten_by_a_choice(as_mykola, cast, plan):
    goal = plan.goals.first()
    url = part_url(plan, f"goal:{goal.pk}")
    for version, words in ((1, "Другий"), (2, "Третій")):
        drafting.change(goal, fields={"title": words}, version=version, by=cast.taras, at=AT)
    chosen = goal_form(goal, title="Мій", resolve=1, version=2, base=1) | {"pick-title": "mine"}
    page = as_mykola.post(url, chosen)
    assert page.status_code == 409
    assert "Третій" in page.content.decode()
    goal.refresh_from_db()
    assert goal.title == "Третій"


def test_typed_words_come_back_with_a_problem(as_mykola, plan):
    action = plan.actions.first()
    data = {
        "title": "Ліхтарі",
        "goal": action.goal_id,
        "topic": "ROAD",
        "starts_on": "1.13.2027",
        "due_on": "30.06.2027",
        "baseline": "12 000,50",
        "version": 1,
    }
    page = as_mykola.post(part_url(plan, f"action:{action.pk}"), data)
    words = page.content.decode()
    assert page.status_code == 422
    assert "1.13.2027" in words
    assert "Write the day as in 14.11.2026." in words
    fine = data | {"starts_on": "01.02.2027"}
    assert as_mykola.post(part_url(plan, f"action:{action.pk}"), fine).status_code == 302
    assert Action.objects.get(pk=action.pk).baseline == Decimal("12000.50")
    late = fine | {"starts_on": "01.09.2027", "version": 2}
    assert (
        "cannot be ready before it begins"
        in as_mykola.post(part_url(plan, f"action:{action.pk}"), late).content.decode()
    )


def test_resource_with_its_sources(as_mykola, plan):
    action = plan.actions.get(title="Уроки для водіїв")
    url = f"/en/work/plans/{plan.pk}/new/resource/?action={action.pk}"
    data = {"kind": "money", "title": "Інструктор", "year": "2027", "needed": "15 000,00"}
    data |= {"from_donor": "5000", "from_donor_note": "лист від 1 листопада"}
    for _ in range(2):  # the second click adds nothing
        assert as_mykola.post(url, data).status_code == 302
    resource = action.resources.get()
    assert (resource.needed, resource.position) == (Decimal("15000.00"), 1)
    assert resource.fundings.get().amount == Decimal("5000.00")
    alone = {**data, "title": "Інше", "from_own_note": "без суми"}
    page = as_mykola.post(url, alone)
    assert page.status_code == 422
    assert "Give the amount that this note is about." in page.content.decode()
    assert action.resources.count() == 1


def test_last_years_plan_begins_the_new_one(as_mykola, cast, plan):
    lamps = plan.actions.get(title="Поставити ліхтарі")
    lamps.progress.create(status=Progress.DONE, sentence="є", said_on=AT.date(), at=AT, by=cast.mykola)
    plan.problems.first().evidence.create(
        kind="concern", source={}, key="c:1", cited={}, cited_on=AT.date(), cited_by=cast.sofiia
    )
    data = {
        "title": "Безпечна громада 2029",
        "year_from": 2029,
        "year_to": 2029,
        "begin_from": f"copy-{plan.pk}",
    }
    for _ in range(2):
        assert as_mykola.post("/en/work/plans/new/novopskov/", data).status_code == 302
    copy = Plan.objects.get(copied_from=plan)
    rows = copy.actions.order_by("goal__position", "position")
    assert [(row.title, row.position, str(row.due_on)) for row in rows] == [
        ("Уроки для водіїв", 1, "2029-09-01"),
        (SECRET_ACTION, 1, "2029-12-31"),
    ]
    assert not set(rows.values_list("uid")) & set(plan.actions.values_list("uid"))
    assert [row.goal.plan_id for row in rows] == [copy.pk, copy.pk]
    assert [row.problem.plan_id for row in rows] == [copy.pk, copy.pk]
    assert (copy.goals.count(), copy.problems.count()) == (2, 2)
    assert not copy.problems.filter(evidence__isnull=False).exists()
    assert list(Resource.objects.filter(action__plan=copy).values_list("title", "year", "needed")) == [
        ("Проєкт і роботи", 2029, Decimal("55000.00"))
    ]
    assert not Funding.objects.filter(resource__action__plan=copy).exists()


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("chosen", starting.templates(), ids=lambda each: each.code)
def test_templates_become_whole_plans(cast, group, chosen, language):
    made = starting.from_template(
        group, chosen, language=language, title="П", year_from=2027, year_to=2027, by=cast.mykola, at=AT
    )
    assert made.actions.count() == chosen.number_of_actions >= 5
    for row in (*made.goals.all(), *made.problems.all(), *made.actions.all()):
        row.full_clean()
    for resource in Resource.objects.filter(action__plan=made):
        resource.full_clean()
    is_cyrillic = any("а" <= letter <= "я" for letter in made.goals.first().title)
    assert is_cyrillic == (language == "uk")


def test_empty_states_say_what_to_do(as_mykola, cast, group):
    assert "Begin the first plan" in as_mykola.get("/en/work/group/novopskov/plans/").content.decode()
    as_mykola.post("/en/work/plans/new/novopskov/", START)
    page = as_mykola.get(f"/en/work/plans/{Plan.objects.get().pk}/").content.decode()
    assert "Add a goal" in page
    as_mykola.force_login(cast.oksana)
    assert "Begin a new plan" not in as_mykola.get("/en/work/group/novopskov/plans/").content.decode()


def test_a_big_plan_costs_as_many_queries_as_a_small_one(
    as_mykola, cast, plan, django_assert_max_num_queries
):
    _grow(plan)
    url = f"/en/work/plans/{plan.pk}/"
    as_mykola.get(url)
    with django_assert_max_num_queries(20) as many:
        page = as_mykola.get(url)
    assert page.content.decode().count("plan-item__what") == 12 + 8 + 60
    for number in range(5):
        make_plan(plan.group, cast.sofiia, title=f"Ще {number}")
    with django_assert_max_num_queries(len(many)):
        as_mykola.get(url)


def _grow(plan):
    """12 problems, 8 goals, 60 actions, 200 resources with 200 fundings."""
    for place in range(3, 13):
        Problem.objects.create(plan=plan, position=place, topic="ROAD", title=f"Проблема {place}")
    for place in range(3, 9):
        Goal.objects.create(plan=plan, position=place, title=f"Ціль {place}")
    goals = list(plan.goals.all())
    rows = [
        Action(plan=plan, goal=goals[number % 8], position=number, title=f"Захід {number}", topic="ROAD")
        for number in range(3, 60)
    ]
    Action.objects.bulk_create(rows)
    actions = list(plan.actions.all())
    made = Resource.objects.bulk_create(
        Resource(action=actions[n % 60], position=n, kind="money", title=f"Р{n}", year=2027, needed=n)
        for n in range(196)
    )
    Funding.objects.bulk_create(Funding(resource=row, source="local", amount=1) for row in made)


def test_persons_are_for_the_group_only(client, cast, plan):
    client.force_login(cast.mykola)
    assert PERSON in client.get(f"/en/work/plans/{plan.pk}/").content.decode()
    stranger = person("stranger", "Stranger", Role.MEMBER, community=cast.vira.current_duties[0].community)
    client.force_login(stranger)
    assert client.get(f"/en/work/plans/{plan.pk}/").status_code == 404
    client.logout()
    assert client.get(f"/en/work/plans/{plan.pk}/").status_code == 302
