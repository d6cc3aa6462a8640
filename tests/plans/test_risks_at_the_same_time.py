"""Members press buttons in the same moment: nothing is there twice, nothing is lost, nobody waits for ever."""

from functools import partial

import pytest
from django.db import connection

from communities.models import AuditEntry
from plans.citing import evidence
from plans.citing.evidence import AlreadyCited, NothingToCite
from plans.models import Evidence, Risk, RiskAssessment
from plans.register import risks
from plans.register.risks import CannotDo, ChangedMeanwhile
from plans.writing import drafting
from tests.plans.conftest import NOW, TODAY, assess
from tests.reports.test_at_the_same_time import at_once, kinds

MANY = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


def test_the_register_under_many_hands(cast, group, risk):
    take = partial(risks.take_starters, group, ["mines", "dv"], language="uk", by=cast.mykola, at=NOW)
    taken = at_once(*[take] * MANY)
    assert sum(len(each) for each in taken) == 2
    change = partial(risks.change, risk, version=1, by=cast.mykola, at=NOW)
    changed = at_once(*[partial(change, fields={"title": f"Mines {each}"}) for each in range(MANY)])
    assert kinds(changed) == {Risk: 1, ChangedMeanwhile: MANY - 1}
    close = partial(risks.close, risk, reason="Cleared", today=TODAY, by=cast.sofiia, at=NOW)
    outcomes = at_once(*[partial(assess, risk, 4, 4, 3, 4, by=cast.mykola)] * MANY, close, close)
    told = kinds(outcomes)
    assert told[Risk] == 1
    assert told[RiskAssessment] == risk.assessments.count()
    assert told[RiskAssessment] + told[CannotDo] == MANY + 1


def test_one_citation_of_many_clicks_and_none_of_a_problem_that_is_gone(cast, group, problem, risk):
    assess(risk, 4, 4, 3, 4, by=cast.mykola)
    cite = partial(evidence.cite, problem, f"risk:{risk.pk}", today=TODAY, by=cast.mykola, at=NOW)
    assert kinds(at_once(*[cite] * MANY)) == {Evidence: 1, AlreadyCited: MANY - 1}
    assert AuditEntry.objects.filter(act="plan.evidence_cited").count() == 1
    Evidence.objects.all().delete()
    remove = partial(drafting.remove, problem, by=cast.sofiia, at=NOW)
    told = kinds(at_once(cite, remove, cite))
    assert told[type(None)] == 1
    assert told[NothingToCite] + told[Evidence] + told[AlreadyCited] == 2
    assert not Evidence.objects.exists()
