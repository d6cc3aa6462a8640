"""One plan takes the place of another: the keeper names which one, and both pages, papers and files say so."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from communities.models import AuditEntry
from plans.models import Plan, PlanDocument
from plans.published import documents
from plans.states import PlanState
from plans.versions import afterwards
from tests.meetings.making import make_group
from tests.plans.making import approve, make_plan
from tests.plans.test_drafting import AT

SECRET_TITLE = "Чернетка, яку ще ніхто не ухвалив"


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def old(cast, group):
    plan = make_plan(group, cast.sofiia)
    approve(plan)
    return plan


@pytest.fixture
def new(cast, group):
    plan = make_plan(group, cast.sofiia, title="Безпечна громада 2028", year_from=2028, year_to=2028)
    approve(plan)
    Plan.objects.filter(pk=plan.pk).update(
        title=SECRET_TITLE, state=PlanState.DRAFT
    )  # a new version is written
    return plan


def en(name, *args):
    with translation.override("en"):
        return reverse(f"plans:{name}", args=args)


def public(client, plan, rest=""):
    return client.get(f"{en('public_plan', 'novopskov', plan.pk)}{rest}").content.decode()


def test_the_keeper_names_the_plan_that_follows(client, cast, group, old, new):
    for plan in (old, new):
        documents.order(plan.in_force, at=AT)
    PlanDocument.objects.update(state="made", content=b"%PDF", sha256="0" * 64, made_at=AT)
    client.force_login(cast.halyna)
    page = client.get(en("supersede", old.pk))
    offered = [row.pk for row in page.context["form"].fields["followed_by"].queryset]
    assert offered == [new.pk]  # approved, of this group, not itself
    said = {"reason": "Рік минув", "followed_by": new.pk}
    assert client.post(en("supersede", old.pk), said | {"followed_by": old.pk}).status_code == 422
    assert client.post(en("supersede", old.pk), said).status_code == 302
    old.refresh_from_db()
    assert (old.state, old.followed_by) == (PlanState.SUPERSEDED, new)
    assert AuditEntry.objects.get(act="plan.superseded").details == {"followed_by": new.pk}
    for name in ("versions", "plan"):
        assert (
            f'the plan <a href="{en("versions", new.pk)}">' in client.get(en(name, old.pk)).content.decode()
        )
        assert (
            f'the plan <a href="{en("versions", old.pk)}">' in client.get(en(name, new.pk)).content.decode()
        )
    ordered = PlanDocument.objects.filter(state="pending").values_list("version__plan", flat=True)
    assert set(ordered) == {old.pk, new.pk}


def test_residents_go_from_one_to_the_other(client, cast, old, new):
    afterwards.supersede(old, reason="Рік минув", followed_by=new, by=cast.halyna, at=AT)
    before, after = public(client, old), public(client, new)
    assert "Безпечна громада 2028" in before
    assert en("public_plan", "novopskov", new.pk) in before
    assert "Безпечна громада 2027" in after
    assert en("public_plan", "novopskov", old.pk) in after
    assert SECRET_TITLE not in before
    told = {plan.pk: json.loads(public(client, plan, "plan.json")) for plan in (old, new)}
    assert told[old.pk]["followed_by"]["title"] == "Безпечна громада 2028"
    assert told[old.pk]["followed_by"]["address"].endswith(f"/plans/{new.pk}/")
    assert told[new.pk]["followed_by"] is None
    assert [each["title"] for each in told[new.pk]["takes_the_place_of"]] == ["Безпечна громада 2027"]
    assert told[old.pk]["takes_the_place_of"] == []


def test_nobody_needs_to_name_one_and_nothing_else_can_follow(cast, group, old, new, popasna):
    draft = make_plan(group, cast.sofiia)
    strange = make_plan(make_group(cast, popasna), cast.sofiia)
    approve(strange)
    for other in (old, draft, strange):
        with pytest.raises(ValidationError), transaction.atomic():
            afterwards.supersede(old, reason="так", followed_by=other, by=cast.halyna, at=AT)
    for fields in ({"followed_by": new}, {"followed_by": old, "state": "superseded", "ended_reason": "так"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=old.pk).update(**fields)
    afterwards.supersede(old, reason="так", by=cast.halyna, at=AT)
    with pytest.raises(ValidationError):
        afterwards.supersede(new, reason="так", followed_by=old, by=cast.halyna, at=AT)  # in no circle
