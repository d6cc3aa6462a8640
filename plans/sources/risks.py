"""Risks of the group's register with their newest score."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import WorkingGroup
from communities.shared.days import in_words
from plans.models import EvidenceKind, Risk, RiskAssessment
from plans.register import risk_scale
from plans.sources.citable import Citable, in_both, public_path
from reports.published.facts import Words


def key_of(risk: int) -> str:
    return f"risk:{risk}"


def open_risks(group: WorkingGroup) -> list[Risk]:
    """With owners and assessments, oldest assessment first. Two queries."""
    return list(with_assessments(group.risks.filter(closed_on__isnull=True)))


def with_assessments(risks: QuerySet[Risk]) -> QuerySet[Risk]:
    assessments = RiskAssessment.objects.order_by("assessed_on", "pk").select_related("by")
    return risks.select_related("owner").prefetch_related(Prefetch("assessments", queryset=assessments))


def newest_assessment(risk: Risk) -> RiskAssessment | None:
    """Of a risk read by `with_assessments`."""
    assessments = list(risk.assessments.all())
    return assessments[-1] if assessments else None


def risks_of(risks: Iterable[Risk]) -> Iterator[Citable]:
    """Those that were assessed, the highest score first."""
    assessed = [(risk, newest) for risk in risks if (newest := newest_assessment(risk))]
    for risk, newest in sorted(assessed, key=lambda each: (-each[1].residual_score, each[0].pk)):
        yield _citable(risk, newest)


def _citable(risk: Risk, newest: RiskAssessment) -> Citable:
    return Citable(
        kind=EvidenceKind.RISK,
        key=key_of(risk.pk),
        source={"risk": risk.pk, "assessment": newest.pk},
        topic=risk.topic,
        label=Words(risk.title, risk.title),
        value=in_both(lambda: score_in_words(newest.residual_score)),
        origin=in_both(lambda: _("risk register, %(day)s") % {"day": in_words(newest.assessed_on)}),
        on=newest.assessed_on,
        number=str(newest.residual_score),
        link=public_path(reverse("plans:risk", args=[risk.pk])),
        risk=risk.pk,
        is_internal=risk.is_internal,
    )


def score_in_words(score: int) -> str:
    return _("%(score)s of 25, %(band)s") % {
        "score": score,
        "band": risk_scale.BANDS[risk_scale.band(score)].name,
    }
