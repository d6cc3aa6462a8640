"""Nothing typed into a plan is lost: saved while somebody types, named where it cannot be read, shown when too late."""

import datetime as dt
import json

import pytest

from plans.models import Goal, PartRevision, Plan, Resource
from plans.writing import drafting
from tests.meetings.making import make_group
from tests.plans.making import make_plan
from tests.plans.test_drafting import AT
from tests.plans.test_drafting_pages import part_url


@pytest.fixture
def plan(cast, novopskov):
    return make_plan(make_group(cast, novopskov), cast.sofiia)


@pytest.fixture
def goal(plan):
    return plan.goals.get(position=1)


class Typing:
    """One opened page of a part: what it knows, and how it sends."""

    def __init__(self, client, url, page, **fields):
        self.client, self.url, self.page, self.fields = client, url, page, fields
        self.version, self.turn = 1, 0

    def send(self, *, hears=True, **typed):
        self.fields |= typed
        self.turn += 1
        own = {"version": self.version, "page": self.page, "turn": self.turn}
        answer = self.client.post(self.url, self.fields | own, headers={"Accept": "application/json"})
        told = json.loads(answer.content)
        if told["outcome"] == "saved" and hears:
            self.version = told["version"]
        return told

    def press(self, **typed):
        return self.client.post(self.url, self.fields | typed | {"version": self.version})


@pytest.fixture
def mykola(client, cast, plan, goal):
    client.force_login(cast.mykola)
    return Typing(client, part_url(plan, f"goal:{goal.pk}"), "page-1", title=goal.title, detail=goal.detail)


@pytest.fixture
def action(client, cast, plan):
    """The lamps: from 1 February until 30 June 2027."""
    client.force_login(cast.mykola)
    row = plan.actions.get(title="Поставити ліхтарі")
    said = {"title": row.title, "goal": row.goal_id, "topic": row.topic, "baseline": "12", "target": "6"}
    said |= {"starts_on": "01.02.2027", "due_on": "30.06.2027", "responsible_body": row.responsible_body}
    said |= {"serves": row.serves, "settlement": row.settlement_id, "responsible": row.responsible_id}
    said |= {"problem": row.problem_id, "indicator": row.indicator, "partners": row.partners, "aim": ""}
    said |= {"detail": "", "responsible_name": "", "responsible_email": ""}
    return Typing(client, part_url(plan, f"action:{row.pk}"), "page-2", **said)


def stored(row):
    return type(row).objects.get(pk=row.pk)


def test_every_pause_is_saved_and_one_sitting_is_one_line(mykola, goal):
    for number, words in enumerate(["До", "До кінця", "До кінця року"], start=1):
        told = mykola.send(detail=words)
        assert (told["outcome"], told["version"], told["problems"], told["held"]) == (
            "saved",
            number + 1,
            {},
            [],
        )
    assert stored(goal).detail == "До кінця року"
    assert [row.values["detail"] for row in PartRevision.objects.order_by("version")] == [
        "До 2028 року",
        "До",
        "До кінця",
    ]
    earlier = mykola.client.get(f"/en/work/plans/{goal.plan_id}/earlier/")
    assert [row["revision"].version for row in earlier.context["rows"]] == [1]
    every = mykola.client.get(f"/en/work/plans/{goal.plan_id}/earlier/?every")
    assert [row["revision"].version for row in every.context["rows"]] == [3, 2, 1]


def test_an_answer_lost_on_the_way_is_no_second_writer(mykola, goal):
    mykola.send(detail="Перше", hears=False)
    assert mykola.send(detail="Перше і друге")["outcome"] == "saved"
    assert stored(goal).detail == "Перше і друге"


def test_a_colleague_is_told_of_and_not_overwritten(mykola, cast, goal):
    drafting.change(goal, fields={"detail": "Слова Тараса"}, version=1, by=cast.taras, at=AT)
    told = mykola.send(detail="Слова Миколи")
    assert told["outcome"] == "meanwhile"
    assert "Taras Lysenko saved this part at 10:00." in told["words"]
    assert stored(goal).detail == "Слова Тараса"
    assert mykola.press(detail="Слова Миколи").status_code == 409


def test_what_cannot_be_read_waits_and_the_rest_is_saved(action, plan):
    row = plan.actions.get(pk=int(action.url.split("action-")[1].strip("/")))
    told = action.send(partners="Облавтодор і рада", due_on="31 червня", baseline="дванадцять")
    assert told["outcome"] == "saved"
    assert set(told["problems"]) == {"due_on", "baseline"}
    assert told["held"] == ["baseline", "due_on", "starts_on"]  # two days of one action go together
    row = stored(row)
    assert (row.partners, row.due_on, row.baseline) == ("Облавтодор і рада", dt.date(2027, 6, 30), 12)
    mended = action.send(due_on="30.11.2027", starts_on="01.12.2027", baseline="1 200,50")
    assert mended["problems"] == {"due_on": "An action cannot be ready before it begins."}
    assert action.send(due_on="31.12.2027")["held"] == []
    row = stored(row)
    assert (row.starts_on, row.due_on, str(row.baseline)) == (
        dt.date(2027, 12, 1),
        dt.date(2027, 12, 31),
        "1200.50",
    )


def test_what_waits_never_passes_for_newer_than_a_colleagues_words(action, cast, plan):
    row = plan.actions.get(title="Поставити ліхтарі")
    drafting.change(row, fields={"due_on": dt.date(2027, 7, 7)}, version=1, by=cast.taras, at=AT)
    told = action.send(due_on="незабаром")  # all the rest is as it is stored
    assert (told["outcome"], told["version"]) == ("saved", 1)
    assert action.send(due_on="08.08.2027")["outcome"] == "meanwhile"
    assert stored(row).due_on == dt.date(2027, 7, 7)


def test_what_is_not_sent_stays_and_a_box_without_a_tick_is_no_tick(action, plan):
    row = plan.actions.get(title="Поставити ліхтарі")
    for name in ("partners", "serves"):
        del action.fields[name]
    told = action.send(title="Ліхтарі")
    assert "partners" in told["held"]
    row = stored(row)
    assert (row.title, row.partners, row.serves) == ("Ліхтарі", "Облавтодор", [])


CURRENCY = {"year_from": "2027", "year_to": "2027", "title": "П", "basis": "", "summary": ""}


@pytest.mark.parametrize(
    ("typed", "problem", "kept"),
    [
        ({"second_currency": "EUR", "rate": "", "rate_on": ""}, {"rate"}, ""),
        ({"second_currency": "EUR", "rate": "45,5", "rate_on": ""}, {"rate_on"}, ""),
        ({"second_currency": "", "rate": "45,5", "rate_on": "01.11.2026"}, {"second_currency"}, ""),
        ({"second_currency": "EUR", "rate": "0", "rate_on": "01.11.2026"}, {"rate"}, ""),
        ({"second_currency": "EUR", "rate": "45,5", "rate_on": "01.11.2026"}, set(), "EUR"),
        ({"second_currency": "", "rate": "", "rate_on": "", "year_to": "2026"}, {"year_to"}, ""),
        ({"second_currency": "", "rate": "", "rate_on": "", "title": "x" * 201}, {"title"}, ""),
    ],
)
def test_about_the_plan(client, cast, plan, typed, problem, kept):
    client.force_login(cast.mykola)
    page = Typing(client, part_url(plan, "plan"), "page-3", **CURRENCY)
    told = page.send(summary="Коротко", **typed)
    assert (told["outcome"], set(told["problems"])) == ("saved", problem)
    now = Plan.objects.get(pk=plan.pk)
    assert (now.summary, now.second_currency, now.year_to) == ("Коротко", kept, 2027)


def test_a_note_waits_for_its_amount(client, cast, plan):
    client.force_login(cast.mykola)
    row = Resource.objects.get(title="Ліхтарі")
    said = {
        "kind": row.kind,
        "title": "Ліхтарі LED",
        "quantity": "20",
        "unit": "шт.",
        "year": "2027",
        "needed": "1 грн",
    }
    page = Typing(
        client,
        part_url(plan, f"resource:{row.pk}"),
        "p",
        **said,
        changes="",
        from_local="30 000",
        from_local_note="",
    )
    told = page.send(from_donor="", from_donor_note="лист")
    assert told["problems"] == {"from_donor": "Give the amount that this note is about."}
    assert page.send(from_donor="5 000,00 грн")["problems"] == {}
    assert {f.source: str(f.amount) for f in stored(row).fundings.all()} == {
        "local": "30000.00",
        "donor": "5000.00",
    }


LATE = [
    ("part", "proposed"),
    ("part", "removed"),
    ("new", "proposed"),
    ("comment", "cancelled"),
    ("comment", "removed"),
]


@pytest.mark.parametrize(("kind", "way"), LATE)
def test_too_late_shows_what_was_typed(client, cast, plan, goal, kind, way):
    client.force_login(cast.mykola)
    at = part_url(plan, f"goal:{goal.pk}")
    url = {"part": at, "comment": f"{at}comment/", "new": f"/en/work/plans/{plan.pk}/new/goal/"}[kind]
    words = {"detail": "Надруковано запізно", "text": "Надруковано запізно", "title": "Ціль"}
    if way == "removed":
        goal.actions.all().delete()
        drafting.remove(goal, by=cast.taras, at=AT)
    else:
        Plan.objects.update(state=way, ended_reason="так")
    typed = Typing(client, url, "page-4", **words)
    assert typed.send()["outcome"] == "closed"
    page = typed.press()
    assert page.status_code == 409
    assert "Надруковано запізно" in page.content.decode()
    assert Goal.objects.filter(detail="Надруковано запізно").count() == 0


def test_a_new_part_and_a_comment_are_sent_once(client, cast, plan, goal):
    client.force_login(cast.mykola)
    new = Typing(client, f"/en/work/plans/{plan.pk}/new/goal/", "", title="", detail="Що саме")
    told = new.send()
    assert (told["outcome"], told["problems"]) == ("refused", {"title": "Write something here."})
    for _ in range(2):  # the first answer was lost on the way
        told = new.send(title="Нова ціль", hears=False)
        made = plan.goals.get(title="Нова ціль")
        assert told == {"outcome": "saved", "next": f"/en/work/plans/{plan.pk}/#goal-{made.pk}"}
    said = Typing(client, f"{part_url(plan, f'goal:{goal.pk}')}comment/", "", text="", field="", wording="")
    assert said.send()["problems"] == {"text": "Write a comment, or suggest other words."}
    for _ in range(2):
        assert said.send(text="Замало", hears=False)["next"].endswith(f"/goal-{goal.pk}/#comments")
    assert plan.comments.count() == 1
