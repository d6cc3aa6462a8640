"""Walls around the pages of plans: for every address who gets through, and whose rows an address may name.

The addresses are read from the resolver, so a new page is tried too; who may pass is written down here, not
asked of the permissions.
"""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps

from communities.models import Community, ItemProposal
from plans.citing import evidence
from plans.models import Concern, ResourceRequest
from plans.register import risks
from plans.urls import urlpatterns
from plans.versions import afterwards
from plans.writing import comments
from tests.meetings.making import make_group
from tests.plans.conftest import NOW, TODAY, assess
from tests.plans.making import approve, make_plan
from tests.reports.published import publish

WRITES = "halyna"  # the chair, who may take every step
OBSERVES = "oksana"
OUTSIDE = ("olena", "petro", "vira", "bohdan", "larysa", "yurii", "admin", "nobody")
ADDRESSES = {each.name: str(each.pattern) for each in urlpatterns if str(each.pattern).startswith("work/")}
# The police read what became of what they asked for, and change nothing there.
BY_THE_WAY = {
    (who, name): answers
    for who in ("olena", "petro")
    for name, answers in (
        ("request", {200, 405}),
        ("request_take", {403, 405}),
        ("request_answer", {403, 405}),
    )
}
# Which row `pk` of an address is, by the beginning of the address: the longest that fits.
PK_IS = {
    "work/plans/<int:pk>/": "plan",
    "work/plans/<int:plan>/problems/<int:pk>/": "problem",
    "work/risks/": "risk",
    "work/group/<slug:slug>/concerns/proposals/": "proposal",
    "work/group/<slug:slug>/concerns/<int:pk>/": "concern",
    "work/actions/": "action",
    "work/requests/": "request",
}
WORD = "Kanarka-of-Popasna"


@pytest.fixture
def own(cast, novopskov):
    return rows_of(novopskov, cast, word="Own")


@pytest.fixture
def foreign(cast, popasna):
    """Of Popasna; nobody of the cast who sits in Novopskov's group has a duty there."""
    return rows_of(popasna, cast, word=WORD)


def rows_of(community: Community, cast, *, word):
    group = make_group(cast, community)
    plan = make_plan(group, cast.admin, title=f"{word} plan")
    goal, problem, action = plan.goals.first(), plan.problems.first(), plan.actions.first()
    for row in (goal, problem, action):
        row.title = f"{word} {row.title}"
        row.save(update_fields=["title"])
    risk = risks.note(group, fields={"topic": "WEAP", "title": f"{word} risk"}, by=cast.admin, at=NOW)
    assess(risk, 4, 4, 3, 3, by=cast.admin)
    approve(plan, by=cast.admin)
    afterwards.revise(plan, by=cast.admin, at=NOW)  # a draft again, with a version in force
    publication = publish(community, "2026-07", by=cast.petro, private={"sections": []})
    said = {"group": group, "made_at": NOW, "made_by": cast.admin}
    comment = comments.say(plan, f"goal:{goal.pk}", text=f"{word} remark", by=cast.admin, at=NOW)
    return SimpleNamespace(
        slug=community.slug,
        plan=plan,
        goal=goal,
        problem=problem,
        action=action,
        risk=risk,
        comment=comment,
        publication=publication,
        request=ResourceRequest.objects.create(publication=publication, text=f"{word} car", **said),
        evidence=evidence.cite(problem, f"risk:{risk.pk}", today=TODAY, by=cast.admin, at=NOW),
        proposal=ItemProposal.objects.create(group=group, title=f"{word} lamps", sent_on=TODAY),
        concern=Concern.objects.create(
            group=group,
            topic="ROAD",
            text=f"{word} dogs",
            source="meeting",
            noted_on=TODAY,
            noted_by=cast.admin,
        ),
    )


def parts_of(address, of):
    """What fills the gaps of an address: name of the gap and what stands there for these rows."""
    fits = max((each for each in PK_IS if address.startswith(each)), key=len, default="")
    filled = {
        "slug": lambda: of.slug,
        "pk": lambda: getattr(of, PK_IS[fits]).pk,
        "plan": lambda: of.plan.pk,
        "row": lambda: of.evidence.pk,
        "key": lambda: f"goal-{of.goal.pk}",
        "kind": lambda: "goal",
        "number": lambda: 1,
        "comment_pk": lambda: of.comment.pk,
        "publication": lambda: of.publication.pk,
        "file_pk": lambda: 1,
    }
    return {name: filled[name]() for name in re.findall(r"<\w+:(\w+)>", address)}


def filled(address, parts):
    return "/en/" + re.sub(r"<\w+:(\w+)>", lambda found: str(parts[found.group(1)]), address)


def kept():
    """Everything that the floor of plans keeps."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("plans").get_models()
    }


def test_who_gets_through_and_that_reading_changes_nothing(client, cast, own):
    before = kept()
    for who in OUTSIDE:
        client.force_login(getattr(cast, who))
        for name, address in ADDRESSES.items():
            url = filled(address, parts_of(address, own))
            answers = {client.get(url).status_code, client.post(url, {}).status_code}
            if (who, name) in BY_THE_WAY:
                assert answers == BY_THE_WAY[who, name], (who, name, answers)
                continue
            assert answers <= {404, 405}, (who, name, answers)
            assert 404 in answers, (who, name)
    client.force_login(getattr(cast, OBSERVES))
    for name, address in ADDRESSES.items():
        url = filled(address, parts_of(address, own))
        assert client.post(url, {"text": ""}).status_code in {403, 405, 422}, (OBSERVES, name)
    client.force_login(getattr(cast, WRITES))
    for name, address in ADDRESSES.items():
        assert client.get(filled(address, parts_of(address, own))).status_code in {200, 302, 404, 405}, name
    assert kept() == before


def test_an_address_that_names_rows_of_another_group_leads_nowhere(client, cast, own, foreign):
    before = kept()
    client.force_login(getattr(cast, WRITES))
    tried = 0
    for name, address in ADDRESSES.items():
        mine, theirs = parts_of(address, own), parts_of(address, foreign)
        gaps = [gap for gap in mine if mine[gap] != theirs[gap]]
        for gap in gaps:
            url = filled(address, mine | {gap: theirs[gap]})
            said = {"title": "Taken", "text": "Taken", "topic": "ROAD", "version": 1, "verdict": "take"}
            for answer in (client.get(url), client.post(url, said)):
                assert answer.status_code in {302, 404, 405} or name == "part_earlier", (url, answer)
                assert WORD not in answer.content.decode(), url
            tried += 1
    assert tried > len(ADDRESSES)
    assert kept() == before
