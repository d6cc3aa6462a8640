"""What residents and donors read of an approved plan, on the page, on paper and in files, and nothing more."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from pypdf import PdfReader

from communities.models import AuditEntry, Outcome
from communities.shared import clock
from communities.topics import Topic
from config.background import background
from plans.actions.lights import Light
from plans.models import (
    Action,
    ActionAssessment,
    ActionComparison,
    Effect,
    Plan,
    PlanDocument,
    Problem,
    ProgressEntry,
    ProgressFile,
    Resource,
    SmallCorrection,
)
from plans.published import documents, facts
from plans.published.action_view import SIGNS, TAGS
from plans.published.donors import Order, needs_of
from plans.published.presentation import present
from plans.states import PlanState
from plans.versions import content
from tests.plans.making import EMAIL, PERSON, SECRET_ACTION, SECRET_PROBLEM, approve, make_plan

NOW = dt.datetime(2027, 8, 2, 9, 0, tzinfo=dt.UTC)
HIDDEN = "Kanarka said by somebody on the telephone"


@pytest.fixture
def plan(cast, group, monkeypatch):
    """Approved; the lamps are late, of the lessons somebody told that they are done."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    plan = make_plan(
        group, cast.sofiia, second_currency="EUR", rate=Decimal("48.5000"), rate_on=dt.date(2026, 11, 2)
    )
    approved(plan)
    lessons = plan.actions.get(title="Уроки для водіїв")
    tell(lessons, "done", by=cast.mykola, spent=Decimal("150.00"))
    return plan


def approved(plan):
    """By the real freezing, so that what leaks there shows here."""
    frozen = content.freeze(plan)
    return approve(plan, content=frozen.content, public_content=frozen.public_content)


def tell(action, status, *, by, at=NOW - dt.timedelta(days=3), **fields):
    return ProgressEntry.objects.create(
        action=action, status=status, sentence=HIDDEN, said_on=at.date(), at=at, by=by, **fields
    )


def address(plan, rest="", language="en"):
    prefix = "/en" if language == "en" else ""
    return f"{prefix}/communities/novopskov/plans/{plan.pk}/{rest}"


def page(client, plan, rest=""):
    answer = client.get(address(plan, rest))
    assert answer.status_code == 200
    return answer.content.decode()


def pdf_text(data):
    return "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(data)).pages)


def test_residents_read_what_was_planned_what_is_done_and_what_is_late(client, plan):
    said = page(client, plan)
    for words in (
        "Безпечна громада 2027",
        "1 of 2 actions are done",
        "late",
        "as told on 30 July 2027",
        "Поставити ліхтарі",
        "Облавтодор",
        "For: 7, against: 0, abstained: 0",
        "7 of 11 members with a vote took part.",
        "120,000.50 UAH",
        "1 EUR is 48.5 UAH on 2 November 2026",
        "2 parts of this plan are for the group only",
        "150 UAH of 0 UAH",  # money spent beside money planned
        "It was told of 1 of 2 actions, cancelled ones too.",
        'href="/en/communities/novopskov/meetings/1/"',
    ):
        assert words in said, words
    assert "/minutes/" not in said  # none are published yet


def test_neither_persons_nor_inner_parts_nor_the_words_of_progress_get_out(client, cast, plan):
    secret = plan.actions.get(is_internal=True)
    entry = tell(secret, "done", by=cast.mykola, spent=Decimal("7777.00"))
    assessed(secret, by=cast.sofiia, is_public=True)
    assessed(plan.actions.get(title="Уроки для водіїв"), by=cast.sofiia, is_public=False)
    compared(secret, Effect.WORSE, before="7777", after="7777", words="Kanarka")
    file = {"content_type": "image/jpeg", "caption": "Kanarka", "is_public": True, "at": NOW}
    ProgressFile.objects.create(entry=entry, name="kanarka.jpg", **file)
    for document in ordered(plan):
        assert documents.make(document.pk, today=NOW.date(), at=NOW)
    told = {rest: client.get(address(plan, rest)) for rest in ("", "needs/", "plan.csv", "plan.json")}
    texts = {rest: answer.content.decode() for rest, answer in told.items()}
    for rest in ("plan.pdf", "needs.pdf"):
        for language in ("uk", "en"):
            texts[rest + language] = pdf_text(client.get(address(plan, rest, language)).content)
    texts["list"] = client.get("/en/communities/novopskov/plans/").content.decode()
    texts["front"] = client.get("/en/communities/novopskov/").content.decode()
    canaries = (
        PERSON,
        EMAIL,
        SECRET_PROBLEM,
        SECRET_ACTION,
        HIDDEN,
        "Kanarka",
        "Проєкт і роботи",
        "7777",
    )
    canaries += (cast.sofiia.name, cast.sofiia.email, cast.mykola.name)
    for rest, text in texts.items():
        assert "Безпечна громада" in text.replace("\n", " "), rest
        for canary in canaries:
            assert canary not in text, (rest, canary)


def test_of_a_goal_served_inside_the_group_only_the_true_thing_is_said(client, plan):
    said = page(client, plan)
    assert "What is done for this goal is for the group only" in said
    assert "No action serves this goal yet." not in said
    plan.actions.filter(is_internal=True).delete()
    plan.problems.filter(is_internal=True).delete()
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    approved(plan)
    said = page(client, plan)
    assert "No action serves this goal yet." in said
    assert "for the group only" not in said


def ordered(plan):
    documents.order(Plan.objects.get(pk=plan.pk).in_force, at=NOW - dt.timedelta(minutes=1))
    return list(PlanDocument.objects.all())


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["Поставити ліхтарі", "Уроки для водіїв"], ["No action fits"]),
        ("?topic=ROAD&place=", ["Поставити ліхтарі", "Уроки для водіїв"], []),
        ("?place=Осинове", ["Поставити ліхтарі", "1 other action"], ["Уроки для водіїв"]),
        ("?topic=CHILD&place=Осинове", ["Поставити ліхтарі"], []),  # nothing public is about children
        ("?topic=<script>", ["Поставити ліхтарі"], ['<script>"']),
        ("?stands=late", ["Поставити ліхтарі", "1 action is shown"], ["Уроки для водіїв"]),
        ("?stands=done&topic=ROAD", ["Уроки для водіїв", "1 action is shown"], ["Поставити ліхтарі"]),
        ("?stands=postponed", ["Поставити ліхтарі", "Уроки для водіїв"], ["is shown"]),
    ],
)
def test_the_filter_needs_no_javascript(client, plan, query, shown, hidden):
    said = page(client, plan, query)
    assert all(words in said for words in shown)
    assert not any(words in said for words in hidden)


def test_in_one_tap_a_reader_sees_what_is_late_how_long_and_what_it_costs(client, plan):
    said = page(client, plan)
    assert 'href="?stands=late#actions"' in said
    assert "33 days late" in said
    with override("en"):
        shown = present(
            facts.plan_of("novopskov", plan.pk), language="en", today=NOW.date(), stands=Light.LATE
        )
    chosen = shown.chosen
    assert (chosen.actions, chosen.spent) == ("1 action is shown", "")
    assert chosen.money.needed.startswith("120,000.50 UAH")
    assert chosen.money.lacking.startswith("70,000 UAH")
    assert chosen.money.lacking in [words for _label, words in shown.goals[0].actions[0].brief]


def test_a_filter_that_nothing_fits_says_so(client, cast, group, plan):
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    Action.objects.create(
        plan=plan,
        goal=plan.goals.last(),
        position=2,
        title="Тепла школа",
        topic=Topic.CHILDREN,
        due_on=dt.date(2027, 12, 1),
    )
    approved(plan)
    said = page(client, plan, "?topic=CHILD&place=Осинове")
    assert "No action fits" in said
    assert "Тепла школа" not in said


def test_what_donors_may_give(plan):
    with override("en"):
        view = needs_of(facts.plan_of("novopskov", plan.pk), language="en", today=NOW.date())
    assert [need.title for need in view.needs] == [
        "Ліхтарі"
    ]  # digging is over-funded, volunteers cost nothing
    lamps = view.needs[0]
    assert lamps.lacking == "70,000 UAH (1,443.30\u00a0EUR)"
    assert (lamps.goal, lamps.changes, lamps.is_whole) == ("Менше аварій", "Діти бачать дорогу", False)
    assert view.unpriced == "Of 1 resource of this plan no cost is given: it is not counted here."


def test_of_what_has_no_cost_nobody_says_that_nothing_is_lacking(client, plan):
    _whole, volunteers = page(client, plan).split("<strong>Волонтери</strong>")
    told = " ".join(volunteers.split("</li>")[0].split())
    assert "Needed: no cost is given." in told
    assert "Nothing is lacking" not in told


def test_needs_of_ended_actions_are_over_and_the_order_is_the_readers(client, cast, plan):
    tell(plan.actions.get(title="Поставити ліхтарі"), "cancelled", by=cast.mykola, at=NOW)
    said = page(client, plan, "needs/")
    assert "Nothing is lacking" in said
    assert "2 actions that are done or cancelled are not counted" in said
    assert "cs-tag--overdue" not in said
    tell(plan.actions.get(title="Поставити ліхтарі"), "as_planned", by=cast.mykola, at=NOW)
    said = page(client, plan, "needs/")
    assert "lacking, of 120,000.50 UAH" in said
    assert "cs-tag--overdue" in said  # its day is over: whoever gives should know
    for order in Order:
        assert client.get(address(plan, f"needs/?order={order.value}")).status_code == 200


def test_the_files_say_the_same(client, plan):
    rows = list(
        csv.DictReader(io.StringIO(client.get(address(plan, "plan.csv")).content.decode("utf-8-sig")))
    )
    assert [row["standing"] for row in rows] == ["late", "late", "late", "done"]
    assert sum(Decimal(row["lacking_uah"] or 0) for row in rows) == Decimal("70000.00")
    told = json.loads(client.get(address(plan, "plan.json")).content)
    assert told["totals"] == {"needed": "120000.50", "available": "55000.00", "lacking": "70000.00"}
    assert {each["light"] for each in told["standing"]} == {"late", "done"}
    assert not {"person", "member", "email"} & set(told["content"]["actions"][0])


def test_no_spreadsheet_takes_a_title_for_a_formula(client, cast, group, plan):
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    plan.actions.filter(title="Уроки для водіїв").update(title='=HYPERLINK("http://x")')
    approved(plan)
    assert "'=HYPERLINK" in client.get(address(plan, "plan.csv")).content.decode()


def test_a_replaced_version_stays_readable_and_says_so(client, plan):
    plan.title = "Безпечніша громада"
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["title", "state"])
    approved(plan)
    first = page(client, plan, "versions/1/")
    assert "Безпечна громада 2027" in first
    assert "A later version of this plan was approved." in first
    assert "How far it is" not in first
    newest = page(client, plan)
    assert "Безпечніша громада" in newest
    assert f"/plans/{plan.pk}/versions/1/" in newest
    assert client.get(address(plan, "versions/3/")).status_code == 404


def test_typing_errors_are_mended_where_residents_read(client, cast, plan):
    goal = plan.goals.first()
    SmallCorrection.objects.create(
        version=plan.in_force,
        path=f"goals.{goal.pk}.title",
        before=goal.title,
        after="Менше аварій!",
        at=NOW,
        by=cast.sofiia,
    )
    said = page(client, plan)
    assert "Менше аварій!" in said
    assert "On 2 August 2027, without a change of meaning" in said


def test_what_was_never_approved_is_not_there(client, cast, group):
    draft = make_plan(group, cast.sofiia)
    assert client.get(address(draft)).status_code == 404
    assert client.get(address(draft, "plan.json")).status_code == 404
    assert "No plan has been approved yet" in client.get("/en/communities/novopskov/plans/").content.decode()
    assert client.get(f"/en/communities/popasna/plans/{draft.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (PlanState.COMPLETED, "", "The time of this plan is over."),
        (PlanState.CANCELLED, "The front came near", "This plan was stopped. Why: The front came near"),
        (PlanState.SUPERSEDED, "A new plan", "Another plan took the place of this one. Why: A new plan"),
        (PlanState.PROPOSED, "", "The group is working on a new version."),
    ],
)
def test_how_it_ended_is_said(client, plan, state, reason, words):
    Plan.objects.filter(pk=plan.pk).update(state=state, ended_reason=reason)
    assert words in page(client, plan)
    assert words in client.get("/en/communities/novopskov/plans/").content.decode()


def test_every_light_has_a_shape_and_a_sign_of_its_own():
    assert set(TAGS) == set(SIGNS) == set(Light)
    assert len(set(TAGS.values())) == len(set(SIGNS.values())) == len(Light)


def grown(plan, *, problems=12, actions=60, resources=200):
    """A plan as large as they get."""
    goal = plan.goals.first()
    Problem.objects.bulk_create(
        Problem(
            plan=plan, position=9 + n, topic=Topic.ROADS, title=f"Проблема {n}", analysis="Чому так. " * 20
        )
        for n in range(problems)
    )
    made = Action.objects.bulk_create(
        Action(
            plan=plan,
            goal=goal,
            position=9 + n,
            topic=Topic.ROADS,
            title=f"Дія {n}",
            due_on=dt.date(2027, 12, 1),
        )
        for n in range(actions)
    )
    Resource.objects.bulk_create(
        Resource(
            action=made[n % actions], position=n, kind="money", title=f"Ресурс {n}", year=2027, needed=100 + n
        )
        for n in range(resources)
    )
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    approved(plan)
    return made


def test_a_large_plan_takes_four_queries_among_many_plans(client, cast, group, plan):
    made = grown(plan)
    for action in made[:30]:
        entry = tell(action, "done", by=cast.mykola)
        compared(action, Effect.SAME, before="4", after="4")
        assessed(action, by=cast.sofiia, is_public=True)
        ProgressFile.objects.create(
            entry=entry, name="a.jpg", content_type="image/jpeg", caption="Lamps", is_public=True, at=NOW
        )
    for _ in range(3):
        approved(make_plan(group, cast.sofiia))
    for rest in ("", "needs/", "plan.csv"):
        with CaptureQueriesContext(connection) as seen:
            page(client, plan, rest) if rest != "plan.csv" else client.get(address(plan, rest))
        assert len(seen) <= 4, (rest, [query["sql"][:120] for query in seen])
    with CaptureQueriesContext(connection) as seen:
        client.get("/en/communities/novopskov/plans/")
    assert len(seen) <= 4
    assert not any('"plans_planversion"."content"' in query["sql"] for query in seen)


def test_papers_are_ordered_with_the_approval_and_again_when_something_was_told(client, cast, plan):
    assert documents.order_missing(at=NOW) == 4
    assert documents.order_missing(at=NOW) == 0
    answer = client.get(address(plan, "plan.pdf"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "The PDF is being made" in answer.content.decode()
    row = PlanDocument.objects.get(kind="plan", language="en")
    assert documents.make(row.pk, today=NOW.date(), at=NOW)
    assert not documents.make(row.pk, today=NOW.date(), at=NOW)
    first = client.get(address(plan, "plan.pdf"))
    assert first["Content-Type"] == "application/pdf"
    later = NOW + dt.timedelta(hours=1)
    assert documents.order_missing(at=later) == 0  # nothing happened
    tell(plan.actions.get(title="Поставити ліхтарі"), "done", by=cast.mykola, at=later)
    assert documents.order_missing(at=later + dt.timedelta(minutes=1)) == 1  # the others were not drawn yet
    assert client.get(address(plan, "plan.pdf")).content == first.content  # meanwhile the old one
    assert documents.make(row.pk, today=NOW.date(), at=later + dt.timedelta(minutes=2))
    assert "2 of 2 actions are done" in pdf_text(client.get(address(plan, "plan.pdf")).content)


def test_a_deadline_that_went_by_orders_a_new_paper(plan):
    drawn = dt.datetime(2027, 8, 31, 9, 0, tzinfo=dt.UTC)
    documents.order(plan.in_force, at=drawn)
    PlanDocument.objects.update(state="made", content=b"x", sha256="x")
    assert plan.actions.filter(due_on=dt.date(2027, 9, 1)).exists()
    assert documents._outdated(at=drawn + dt.timedelta(hours=20)).count() == 0
    assert documents._outdated(at=drawn + dt.timedelta(days=2)).count() == 4
    # A draft says other days: those of the version in force hold.
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    plan.actions.update(due_on=dt.date(2027, 8, 31))
    assert documents._outdated(at=drawn + dt.timedelta(hours=20)).count() == 0
    plan.actions.update(due_on=None)
    assert documents._outdated(at=drawn + dt.timedelta(days=2)).count() == 4
    PlanDocument.objects.update(state="failed", attempts=3)
    assert documents.order_missing(at=drawn + dt.timedelta(days=2)) == 4
    assert set(PlanDocument.objects.values_list("state", "attempts")) == {("pending", 0)}


def test_a_paper_is_tagged_and_names_its_day(plan):
    row = ordered(plan)[0]
    assert documents.make(row.pk, today=NOW.date(), at=NOW)
    data = bytes(PlanDocument.objects.get(pk=row.pk).content)
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert "2 серпня 2027 року" in pdf_text(data)


def test_the_front_page_leads_to_the_plan(client, plan):
    said = client.get("/en/communities/novopskov/").content.decode()
    assert f'href="/en/communities/novopskov/plans/{plan.pk}/"' in said
    assert "1 of 2 actions" in said


def test_strategy_and_vote(client, plan):
    Plan.objects.filter(pk=plan.pk).update(
        strategy_act="Рішення ради № 5",
        strategy_on=dt.date(2027, 1, 20),
        strategy_link="https://example.org/5",
    )
    said = page(client, plan)
    assert "Part of the local development strategy: Рішення ради № 5, 20 January 2027." in said
    assert 'href="https://example.org/5"' in said
    assert plan.in_force.ballot.outcome == Outcome.ADOPTED


SAYS = "Kanarka: the drivers slow down now"


def figure(value, when):
    return {
        "label": {"uk": "ДТП", "en": "Road accidents"},
        "value": {"uk": value, "en": value},
        "from": {"uk": "звіт", "en": f"police report, {when}"},
        "link": "/reports/1/",
    }


def compared(action, effect, *, before="", after="", words="No words", at=NOW):
    return ActionComparison.objects.create(
        action=action,
        effect=effect,
        words={"uk": words, "en": words},
        before=figure(before, "March-April") if before else {},
        after=figure(after, "May-June") if after else {},
        compared_at=at,
        changed_at=at,
    )


def assessed(action, *, by, is_public, text=SAYS, at=NOW):
    return ActionAssessment.objects.create(
        action=action, effect=Effect.BETTER, text=text, is_public=is_public, at=at, by=by
    )


HONEST = [
    # effect, before, after, what residents read besides the word itself
    (Effect.BETTER, "21", "12", "police report, May-June"),
    (Effect.WITHIN_MARGIN, "21", "19", "A difference as small as this may be chance"),
    (Effect.TOO_EARLY, "21", "", "It is compared as soon as there is something to compare with."),
    (Effect.NO_DATA, "", "", "No words"),
]


@pytest.mark.parametrize(("effect", "before", "after", "words"), HONEST)
def test_of_what_is_done_residents_read_whether_it_helped(client, plan, effect, before, after, words):
    lamps, lessons = (plan.actions.get(title=title) for title in ("Поставити ліхтарі", "Уроки для водіїв"))
    compared(lamps, Effect.WORSE, before="77", after="88")  # not done: nothing to look back at
    compared(lessons, effect, before=before, after=after)
    said = page(client, plan)
    assert said.count("Did it help?") == 1
    for read in (str(effect.label), words, before, after, "and not why" if before else ""):
        assert read in said
    assert "77" not in said
    row = next(each for each in ordered(plan) if (each.kind, each.language) == ("plan", "en"))
    assert documents.make(row.pk, today=NOW.date(), at=NOW)
    paper = " ".join(pdf_text(client.get(address(plan, "plan.pdf")).content).split())
    assert all(read in paper for read in ("Did it help?", str(effect.label), words, before, after))
    sheet = client.get(address(plan, "plan.csv")).content.decode("utf-8-sig")
    of_lessons = [row for row in csv.DictReader(io.StringIO(sheet)) if row["action"] == "Уроки для водіїв"]
    assert {(row["helped"], row["before_en"], row["after_en"]) for row in of_lessons} == {
        (effect.value, before, after)
    }
    told = json.loads(client.get(address(plan, "plan.json")).content)["standing"]
    helped = {each["action"]: each["helped"] for each in told}
    assert (helped[lamps.pk], helped[lessons.pk]["effect"]) == (None, effect.value)
    assert bool(helped[lessons.pk]["after"]) == bool(after)


@pytest.mark.parametrize(
    ("written", "is_read"),
    [([], False), ([False], False), ([True], True), ([True, False], False), ([False, True], True)],
)
def test_residents_read_the_newest_assessment_when_it_is_for_them(client, cast, plan, written, is_read):
    lessons = plan.actions.get(title="Уроки для водіїв")
    for is_public in written:
        assessed(lessons, by=cast.sofiia, is_public=is_public)
    answers = [page(client, plan, rest) for rest in ("", "plan.csv", "plan.json")]
    assert [SAYS in answer for answer in answers] == [is_read] * 3
    assert ("What the working group thinks, 2 August 2027" in answers[0]) == is_read


def test_what_is_compared_and_written_orders_a_new_paper(cast, plan):
    documents.order(plan.in_force, at=NOW)
    PlanDocument.objects.update(state="made", content=b"x", sha256="x")
    later, at = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2)
    lessons = plan.actions.get(title="Уроки для водіїв")
    assert documents._outdated(at=at).count() == 0
    row = compared(lessons, Effect.BETTER, at=later)
    assert documents._outdated(at=at).count() == 4
    row.delete()
    assessed(lessons, by=cast.sofiia, is_public=True, at=later)
    assert documents._outdated(at=at).count() == 4


def test_papers_that_wait_or_failed_are_counted_for_the_administration(plan):
    ordered(plan)
    PlanDocument.objects.filter(kind="donors").update(state="failed")
    waiting = background({}, at=NOW).waiting
    assert (waiting.documents, waiting.documents_failed) == (2, 2)


def test_who_works_on_the_plan_asks_again_for_what_could_not_be_made(client, cast, plan):
    ordered(plan)
    PlanDocument.objects.filter(kind="donors").update(state="failed", attempts=3, error="out of memory")
    versions, again = (f"/en/work/plans/{plan.pk}/versions/{rest}" for rest in ("", "papers/"))
    button = "Try again to make the PDFs"
    for who, is_offered, status in (("oksana", False, 403), ("mykola", True, 302)):
        client.force_login(getattr(cast, who))
        said = client.get(versions).content.decode()
        assert ("could not be made" in said, button in said) == (True, is_offered)
        assert client.post(again).status_code == status
    assert set(PlanDocument.objects.values_list("state", "attempts", "error")) == {("pending", 0, "")}
    assert "2 PDFs of the plan were asked for once more" in client.get(versions).content.decode()
    client.post(again)  # a second click
    assert AuditEntry.objects.filter(act="plan.papers_asked_again").count() == 1
