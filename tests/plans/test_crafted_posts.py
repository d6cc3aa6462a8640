"""What no form would send: numbers that are none, days of no calendar, money that is no money, endless texts."""

import datetime as dt

import pytest
from django.db.models import Max

from communities.models import Membership
from plans.models import Action, Comment, Funding, Goal, Plan, PlanDocument, Resource
from plans.published import documents, facts
from plans.register import risks
from plans.versions import afterwards, content, corrections, proposing
from plans.writing import drafting, starting
from plans.writing.starting import years_later
from tests.meetings.making import member
from tests.plans.conftest import NOW, TODAY
from tests.plans.making import SECRET_ACTION, approve, make_plan

NO_NUMBERS = ("²", "٣", "-1", "1.5", "x", "9" * 10, "9" * 5000, "\x00", "")


@pytest.fixture
def plan(cast, group):
    return make_plan(group, cast.sofiia)


@pytest.fixture
def as_mykola(client, cast):
    client.force_login(cast.mykola)
    return client


def address(plan, rest=""):
    return f"/en/work/plans/{plan.pk}/{rest}"


@pytest.mark.parametrize("sent", NO_NUMBERS)
def test_what_is_no_number_moves_and_overwrites_nothing(as_mykola, plan, sent):
    goal = plan.goals.first()
    for move in (f"goal:{goal.pk}:{sent}", f"goal:{sent}:1", f"{sent}:1", sent):
        assert as_mykola.post(address(plan, "order/"), {"move": move}).status_code == 302
    assert as_mykola.get(address(plan, "new/action/"), {"goal": sent, "problem": sent}).status_code == 200
    assert as_mykola.get(address(plan, "new/resource/"), {"action": sent}).status_code == 404
    changed = {"title": "Blindly", "detail": goal.detail, "version": sent}
    assert as_mykola.post(address(plan, f"goal-{goal.pk}/"), changed).status_code == 409
    Comment.objects.create(
        plan=plan, part=f"goal:{goal.pk}", field="title", wording="W", by=plan.made_by, at=NOW
    )
    taken = {"verdict": "take", "version": sent}
    as_mykola.post(address(plan, f"comments/{Comment.objects.get().pk}/"), taken)
    assert list(plan.goals.values_list("title", "version")) == [("Менше аварій", 1), ("Безпечна школа", 1)]


@pytest.mark.parametrize("opened", ["gone", "abc", "9" * 30])
def test_an_owner_who_left_meanwhile_is_asked_about(client, cast, group, risk, opened):
    ivan = member(group, "Ivan")
    risks.change(risk, fields={"owner": ivan}, version=1, by=cast.sofiia, at=NOW)
    Membership.objects.filter(pk=ivan.pk).update(ended_on=TODAY)
    risks.change(risk, fields={"owner": None}, version=2, by=cast.halyna, at=NOW)
    mine = Membership.objects.get(group=group, person=cast.taras)
    said = {
        "title": risk.title,
        "initial-title": risk.title,
        "topic": risk.topic,
        "initial-topic": risk.topic,
        "owner": mine.pk,
        "initial-owner": ivan.pk if opened == "gone" else opened,
        "version": 2,
    }
    client.force_login(cast.sofiia)
    answer = client.post(f"/en/work/risks/{risk.pk}/change/", said)
    assert answer.status_code == 409
    assert "pick-owner" in [field["name"] for field in answer.context["fields"]]


AMOUNTS = {
    "-1": "Not less than 0",
    "NaN": "Write a number",
    "Infinity": "Write a number",
    "1e400": "Write a number",
    "1e-9": "Write a number",
    "12345678901234567890": "too big",
    "1,5": "",
    "1 200 000,50": "",
    "0": "",
}


@pytest.mark.parametrize(("sent", "words"), AMOUNTS.items())
@pytest.mark.parametrize("field", ["needed", "from_local"])
def test_money_is_taken_exactly_or_refused_beside_its_field(as_mykola, plan, field, sent, words):
    resource = Resource.objects.get(title="Земляні роботи")
    said = {"kind": "money", "title": "Digging", "year": "2027", "needed": "5", "version": "1", field: sent}
    answer = as_mykola.post(address(plan, f"resource-{resource.pk}/"), said)
    resource.refresh_from_db()
    if words:
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors[field])
        assert resource.title == "Земляні роботи"
    else:
        kept = (
            resource.needed
            if field == "needed"
            else Funding.objects.get(resource=resource, source="local").amount
        )
        assert (answer.status_code, f"{kept:.2f}") == (
            302,
            {"1,5": "1.50", "1 200 000,50": "1200000.50", "0": "0.00"}[sent],
        )


@pytest.mark.parametrize("day", ["0001-01-01", "30.06.0027", "31.12.9999"])
def test_a_day_of_another_age_is_a_typing_error(as_mykola, plan, day):
    action = plan.actions.get(title="Уроки для водіїв")
    said = {"title": "T", "goal": action.goal_id, "topic": "ROAD", "due_on": day, "version": action.version}
    answer = as_mykola.post(address(plan, f"action-{action.pk}/"), said)
    assert answer.status_code == 422
    assert "Write the day" in str(answer.context["form"].errors["due_on"])


def test_days_kept_before_are_moved_within_the_years_of_a_plan(cast, plan):
    assert years_later(dt.date(9999, 12, 31), 5).year == 2100
    Action.objects.filter(plan=plan).update(starts_on=dt.date.min, due_on=dt.date.max)
    begun = starting.copied(plan, title="Next", year_from=2028, year_to=2028, by=cast.sofiia, at=NOW)
    assert begun.actions.aggregate(last=Max("due_on"))["last"].year == 2100


TEXTS = ("я" * 100_000, "a\x00b", "\u202eexe.fdp\u202c", "<script>alert(1)</script>", "=1+1")


@pytest.mark.parametrize("text", TEXTS, ids=["long", "nul", "bidi", "script", "formula"])
def test_no_text_breaks_a_page(as_mykola, group, plan, risk, text):
    goal, problem = plan.goals.first(), plan.problems.first()
    action, resource = plan.actions.first(), Resource.objects.first()
    slug = group.community.slug
    forms = {
        address(plan, "about/"): (
            "title",
            "year_from",
            "basis",
            "summary",
            "second_currency",
            "rate",
            "rate_on",
        ),
        address(plan, f"goal-{goal.pk}/"): ("title", "detail"),
        address(plan, f"problem-{problem.pk}/"): ("title", "topic", "analysis", "rank_reason"),
        address(plan, f"action-{action.pk}/"): (
            *("title", "detail", "goal", "problem", "topic", "responsible", "responsible_email", "serves"),
            *("settlement", "aim", "baseline", "due_on"),
        ),
        address(plan, f"resource-{resource.pk}/"): (
            "title",
            "kind",
            "quantity",
            "year",
            "needed",
            "from_own",
        ),
        address(plan, f"goal-{goal.pk}/comment/"): ("text", "field", "wording"),
        address(plan, f"problems/{problem.pk}/evidence/cite/"): ("key",),
        address(plan, "order/"): ("move",),
        f"/en/work/plans/new/{slug}/": ("title", "year_from", "year_to", "begin_from"),
        f"/en/work/group/{slug}/risks/take/": ("starter",),
        f"/en/work/group/{slug}/concerns/": ("topic", "text", "source", "times"),
        f"/en/work/group/{slug}/look/": ("plan", "topic", "title", "key"),
        f"/en/work/risks/{risk.pk}/change/": (
            "title",
            "topic",
            "owner",
            "vulnerable_groups",
            "review_on",
        ),
        f"/en/work/risks/{risk.pk}/assess/": ("likelihood", "impact", "reason", "assessed_on"),
        f"/en/work/risks/{risk.pk}/close/": ("reason",),
    }
    for url, fields in forms.items():
        answer = as_mykola.post(url, dict.fromkeys(fields, text) | {"version": "1"})
        assert answer.status_code in {200, 302, 404, 409, 413, 422}, url
        page = as_mykola.get(url)
        assert page.status_code in {200, 405}, url
        assert "<script>alert" not in page.content.decode()
    assert as_mykola.get(address(plan, "earlier/")).status_code == 200


def test_fields_outside_the_form_stay_as_they_are(as_mykola, cast, plan):
    goal, other = plan.goals.first(), Plan.objects.exclude(pk=plan.pk)
    before = Plan.objects.values().get(pk=plan.pk)
    extra = {
        "state": "approved",
        "in_force": 1,
        "group": 99,
        "made_by": cast.nobody.pk,
        "strategy_act": "Own",
    }
    said = {"title": before["title"], "year_from": "2027", "year_to": "2027", "version": "1"}
    said |= {"basis": before["basis"], "summary": before["summary"]}
    assert as_mykola.post(address(plan, "about/"), said | extra).status_code == 302
    assert Plan.objects.values().get(pk=plan.pk) == before
    said = {
        "title": goal.title,
        "detail": goal.detail,
        "version": "1",
        "plan": "1",
        "position": "7",
        "id": "5",
    }
    assert as_mykola.post(address(plan, f"goal-{goal.pk}/"), said).status_code == 302
    assert (Goal.objects.get(pk=goal.pk).position, other.exists()) == (1, False)


def test_the_days_of_mended_inner_texts_are_not_told(cast, plan):
    frozen = content.freeze(plan)
    version = approve(plan, content=frozen.content, public_content=frozen.public_content)
    secret = plan.actions.get(is_internal=True)
    said = {"before": SECRET_ACTION, "after": SECRET_ACTION.replace("broken", "brocken")}
    corrections.correct(version, f"actions.{secret.pk}.title", **said, by=cast.sofiia, at=NOW)
    found = facts.plan_of("novopskov", plan.pk)
    assert (found.mended_on, "brocken" in str(found.content)) == ((), False)


def test_papers_are_drawn_again_when_the_plan_moves_on(cast, plan):
    approve(plan)
    documents.order(Plan.objects.get().in_force, at=NOW)
    PlanDocument.objects.update(state="made", content=b"%PDF", sha256="0" * 64, made_at=NOW)
    afterwards.revise(plan, by=cast.sofiia, at=NOW)  # they print that a new version is being written
    assert set(PlanDocument.objects.values_list("state", flat=True)) == {"pending"}


def test_earlier_words_cost_as_many_queries_for_many_as_for_one(
    as_mykola, cast, plan, django_assert_max_num_queries
):
    action = plan.actions.get(title="Поставити ліхтарі")
    for number in range(1, 13):
        action = drafting.change(
            action, fields={"detail": str(number)}, version=number, by=cast.taras, at=NOW
        )
    with django_assert_max_num_queries(20):
        answer = as_mykola.get(address(plan, "earlier/"))
    assert answer.content.decode().count("Osynove") == 12


def test_the_page_of_a_version_costs_as_many_queries_for_a_large_plan(
    as_mykola, cast, plan, django_assert_max_num_queries
):
    Action.objects.filter(plan=plan, responsible_body="").update(responsible_body="Police")
    said = {"plan": plan, "goal": plan.goals.first(), "topic": "ROAD", "responsible_body": "Police"}
    for number in range(30):
        Action.objects.create(position=9 + number, title=f"A{number}", due_on=dt.date(2027, 9, 1), **said)
    for _again in range(5):
        version = proposing.propose(plan, by=cast.sofiia, at=NOW)
        proposing.withdraw(version, reason="Not yet", by=cast.sofiia, at=NOW)
    for rest in ("versions/5/", "versions/"):
        with django_assert_max_num_queries(20):
            assert as_mykola.get(address(plan, rest)).status_code == 200
