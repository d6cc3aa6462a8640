"""The register of risks: noted, described, assessed again and again, closed with a reason.

An assessment is only ever added, so that the way of a risk can be read. Two people who describe one risk at
once do not lose each other's words: whoever saves second sees both.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.models import User, WorkingGroup
from communities.shared import audit
from plans.models import Risk, RiskAssessment
from plans.register import risk_scale
from plans.register.starter_risks import starter_risks

DESCRIBED = (
    "topic",
    "title",
    "detail",
    "measures",
    "vulnerable_groups",
    "owner",
    "review_on",
    "is_internal",
)


class Refusal(StrEnum):
    """Why something cannot be done with a risk."""

    CLOSED = "it is closed"
    NOT_CLOSED = "it is not closed"
    NO_REASON = "no reason is given"
    WORSE_WITH_MEASURES = "measures cannot make it worse"
    IN_THE_FUTURE = "this day has not come yet"
    BEFORE_THE_LAST = "there is a later assessment"
    TAKEN_AGAIN = "the same starter risk is in the register again"
    NOT_A_MEMBER = "the owner is no member of the group now"


class CannotDo(Exception):
    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ChangedMeanwhile(Exception):
    """Somebody saved the risk after this form was opened. `theirs`: the risk as it stands now."""

    def __init__(self, theirs: Risk) -> None:
        super().__init__("The risk was changed meanwhile.")
        self.theirs = theirs


@transaction.atomic
def note(group: WorkingGroup, *, fields: Mapping[str, Any], by: User, at: dt.datetime) -> Risk:
    """A risk of the group's own words. `fields`: of `DESCRIBED`."""
    risk = Risk(group=group, made_at=at, made_by=by, **_described(fields))
    _refuse_owner(risk, on=timezone.localdate(at))
    risk.save(force_insert=True)
    _record("risk.noted", risk, by=by, at=at)
    return risk


@transaction.atomic
def take_starters(
    group: WorkingGroup, codes: Collection[str], *, language: str, by: User, at: dt.datetime
) -> list[Risk]:
    """Put risks of the starter list into the register, in the words of this language.

    What is in the register already is left out, so a second click is harmless.
    """
    WorkingGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    there = set(group.risks.filter(closed_on__isnull=True).values_list("starter", flat=True))
    taken = []
    for code, starter in starter_risks().items():
        if code not in codes or code in there:
            continue
        risk = Risk.objects.create(
            group=group,
            topic=starter.topic,
            title=starter.title.in_language(language),
            vulnerable_groups=[each.value for each in starter.groups],
            starter=code,
            made_at=at,
            made_by=by,
        )
        _record("risk.noted", risk, by=by, at=at)
        taken.append(risk)
    return taken


@transaction.atomic
def change(risk: Risk, *, fields: Mapping[str, Any], version: int, by: User, at: dt.datetime) -> Risk:
    """Describe it otherwise. `version`: the one that the form was opened with.

    Raises `ChangedMeanwhile`, and `CannotDo` for a closed risk or an owner who sits in the group no more.
    """
    risk = _open(risk)
    if risk.version != version:
        raise ChangedMeanwhile(risk)
    new = _described(fields)
    changed = [name for name, value in new.items() if getattr(risk, name) != value]
    if not changed:
        return risk
    for name in changed:
        setattr(risk, name, new[name])
    if "owner" in changed:
        _refuse_owner(risk, on=timezone.localdate(at))
    risk.version += 1
    risk.save(update_fields=[*changed, "version"])
    _record("risk.changed", risk, by=by, at=at)
    return risk


@transaction.atomic
def assess(
    risk: Risk,
    *,
    likelihood: int,
    impact: int,
    residual_likelihood: int,
    residual_impact: int,
    reason: str,
    on: dt.date,
    review_on: dt.date | None = None,
    today: dt.date,
    by: User,
    at: dt.datetime,
) -> RiskAssessment:
    """Say how likely and how bad it is, without and with the measures there are; each time a new row.

    Raises `CannotDo`. `review_on`: when to look again; None leaves the day as it is.
    """
    risk = _open(risk)
    if residual_likelihood > likelihood or residual_impact > impact:
        raise CannotDo(Refusal.WORSE_WITH_MEASURES)
    if on > today:
        raise CannotDo(Refusal.IN_THE_FUTURE)
    if risk.assessments.filter(assessed_on__gt=on).exists():
        raise CannotDo(Refusal.BEFORE_THE_LAST)
    if not reason.strip():
        raise CannotDo(Refusal.NO_REASON)
    assessment = RiskAssessment.objects.create(
        risk=risk,
        likelihood=likelihood,
        impact=impact,
        residual_likelihood=residual_likelihood,
        residual_impact=residual_impact,
        reason=reason,
        assessed_on=on,
        at=at,
        by=by,
    )
    if review_on is not None and review_on != risk.review_on:
        risk.review_on, risk.version = review_on, risk.version + 1
        risk.save(update_fields=["review_on", "version"])
    _record(
        "risk.assessed",
        risk,
        by=by,
        at=at,
        score=assessment.residual_score,
        band=risk_scale.band(assessment.residual_score).value,
    )
    return assessment


@transaction.atomic
def close(risk: Risk, *, reason: str, today: dt.date, by: User, at: dt.datetime) -> Risk:
    """It no longer threatens, or another risk says it better. Raises `CannotDo`."""
    risk = _open(risk)
    if not reason.strip():
        raise CannotDo(Refusal.NO_REASON)
    risk.closed_on, risk.closed_reason, risk.version = today, reason.strip(), risk.version + 1
    risk.save(update_fields=["closed_on", "closed_reason", "version"])
    _record("risk.closed", risk, by=by, at=at)
    return risk


@transaction.atomic
def reopen(risk: Risk, *, by: User, at: dt.datetime) -> Risk:
    """It threatens again, or it was closed by mistake. Raises `CannotDo`."""
    risk = _locked(risk)
    if risk.closed_on is None:
        raise CannotDo(Refusal.NOT_CLOSED)
    others = Risk.objects.filter(group=risk.group_id, closed_on__isnull=True).exclude(pk=risk.pk)
    if risk.starter and others.filter(starter=risk.starter).exists():
        raise CannotDo(Refusal.TAKEN_AGAIN)
    risk.closed_on, risk.closed_reason, risk.version = None, "", risk.version + 1
    risk.save(update_fields=["closed_on", "closed_reason", "version"])
    _record("risk.reopened", risk, by=by, at=at)
    return risk


def _described(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in DESCRIBED if name in fields}


def _refuse_owner(risk: Risk, *, on: dt.date) -> None:
    owner = risk.owner
    if owner is not None and (owner.group_id != risk.group_id or not owner.sits_on(on)):
        raise CannotDo(Refusal.NOT_A_MEMBER)


def _locked(risk: Risk) -> Risk:
    """The group first, as taking starter risks does, so that two acts never wait for each other."""
    WorkingGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=risk.group_id)
    rows = Risk.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__community", "owner").get(pk=risk.pk)


def _open(risk: Risk) -> Risk:
    risk = _locked(risk)
    if risk.closed_on is not None:
        raise CannotDo(Refusal.CLOSED)
    return risk


def _record(act: str, risk: Risk, *, by: User, at: dt.datetime, **details: Any) -> None:
    """Its title stays out of the trail: a risk may be for the group only, and the trail is kept for ever."""
    audit.record(act, target=risk, by=by, at=at, community=risk.group.community, details=details)
