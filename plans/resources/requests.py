"""What the police need most, from section 12 of a published report: asked of the group, and answered.

A request carries what residents or the group read in the publication, never what only the police see. Where
any of its words are for the group only, whatever it becomes in a plan is for the group only, too.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from communities.models import Duty, Role, User, WorkingGroup
from communities.shared import audit, mail
from communities.shared.mail import Message
from communities.shared.plain_text import plain_text
from communities.shared.states import follow
from communities.topics import Topic
from plans.models import Action, Goal, ResourceRequest
from plans.sources.citable import in_both
from plans.states import REQUEST_ARROWS, RequestState, RequestStep
from plans.versions import content_words
from plans.writing import drafting
from plans.writing.parts import PartKind
from reports.models import Publication
from reports.published.facts import PublicReport, PublicSection, by_code
from reports.published.group_facts import group_sections
from reports.published.headlines import in_force

Value = TypeVar("Value")

NEEDS, COST = "NEED_LIST", "NEED_COST"
POLICE = (Role.HEAD_OF_POLICE, Role.REPORTING_OFFICER)
SHOWN = 12  # newest reports that are looked at: two years


class NothingAsked(Exception):
    """Section 12 of this publication names no needs that the group may read."""


class NoAnswer(Exception):
    """The police read the answer: it says something."""


@dataclass(frozen=True)
class Needs:
    """`cost` in hryvnias. `is_public`: residents read the same text and cost."""

    text: str
    cost: Decimal | None
    is_public: bool


@dataclass(frozen=True)
class Asking:
    """A published report that names needs of which nobody made a request."""

    publication: Publication
    needs: Needs

    @property
    def cost_in_words(self) -> str:
        return content_words.hryvnias(self.needs.cost)


def needs_of(publication: Publication) -> Needs | None:
    """Only from the frozen facts, so that the levels of release hold."""
    public = _section(PublicReport.from_json(publication.facts).sections)
    group = _section(group_sections(publication))
    text, text_is_public = _first(_text(public), _text(group))
    cost, cost_is_public = _first(_cost(public), _cost(group))
    if not text:
        return None
    return Needs(text, cost, text_is_public and (cost is None or cost_is_public))


def unasked(group: WorkingGroup) -> list[Asking]:
    """Newest first. Two queries."""
    asked = set(group.resource_requests.values_list("publication__report", flat=True))
    newest = in_force(Publication.objects.filter(report__community=group.community_id))
    rows = newest.exclude(report__in=asked).select_related("report__period")[:SHOWN]
    found = ((row, needs_of(row)) for row in rows)
    return [Asking(row, needs) for row, needs in found if needs is not None]


@transaction.atomic
def make(publication: Publication, group: WorkingGroup, *, by: User, at: dt.datetime) -> ResourceRequest:
    """One request for each report, whoever clicks first and however often. Raises `NothingAsked`."""
    WorkingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    there = group.resource_requests.filter(publication__report=publication.report_id).first()
    if there is not None:
        return there
    needs = needs_of(publication)
    if needs is None or publication.report.community_id != group.community_id:
        raise NothingAsked
    request = ResourceRequest.objects.create(
        group=group, publication=publication, text=needs.text, cost=needs.cost, made_at=at, made_by=by
    )
    _trace("request.made", request, by=by, at=at)
    return request


@transaction.atomic
def take(
    request: ResourceRequest,
    goal: Goal,
    *,
    title: str,
    kind: str,
    year: int,
    needed: Decimal,
    answer: str,
    by: User,
    at: dt.datetime,
) -> ResourceRequest:
    """Make it an action with a resource in a draft plan, and tell the police.

    Raises `WrongState` (answered already, or the plan is no draft), `NoAnswer`, `drafting.AlreadyThere`,
    `drafting.Gone`, `ValidationError`.
    """
    request = _held(request)
    request.state = follow(REQUEST_ARROWS, state=RequestState(request.state), step=RequestStep.TAKE)
    if goal.plan.group_id != request.group_id:
        raise drafting.Gone
    needs = needs_of(request.publication)
    action = drafting.add(
        goal.plan,
        PartKind.ACTION,
        fields={
            "title": title,
            "detail": request.text,
            "goal": goal,
            "topic": Topic.NEEDS,
            "is_internal": needs is None or not needs.is_public,
        },
        by=by,
        at=at,
    )
    if not isinstance(action, Action):
        raise TypeError("An action was asked for.")
    drafting.add(
        goal.plan,
        PartKind.RESOURCE,
        fields={"kind": kind, "title": title[:200], "year": year, "needed": needed},
        action=action,
        by=by,
        at=at,
    )
    request.action = action
    return _answered(request, answer, act="request.taken", by=by, at=at)


@transaction.atomic
def answer(request: ResourceRequest, *, text: str, by: User, at: dt.datetime) -> ResourceRequest:
    """Say what becomes of it when no plan takes it up. Raises `WrongState`, `NoAnswer`."""
    request = _held(request)
    request.state = follow(REQUEST_ARROWS, state=RequestState(request.state), step=RequestStep.ANSWER)
    return _answered(request, text, act="request.answered", by=by, at=at)


def requests_of(group: WorkingGroup) -> QuerySet[ResourceRequest]:
    return group.resource_requests.select_related(
        "publication__report__period", "action__plan", "answered_by"
    )


def _held(request: ResourceRequest) -> ResourceRequest:
    rows = ResourceRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__community", "publication__report").get(pk=request.pk)


def _answered(request: ResourceRequest, text: str, *, act: str, by: User, at: dt.datetime) -> ResourceRequest:
    request.answer = plain_text(text).text
    if not request.answer:
        raise NoAnswer
    request.answered_at, request.answered_by = at, by
    request.save(update_fields=["state", "answer", "action", "answered_at", "answered_by"])
    _trace(act, request, by=by, at=at)
    _tell_the_police(request, at=at)
    return request


def _trace(act: str, request: ResourceRequest, *, by: User, at: dt.datetime) -> None:
    audit.record(act, target=request, by=by, at=at, community=request.group.community)


def _tell_the_police(request: ResourceRequest, *, at: dt.datetime) -> None:
    """The letter says that there is an answer, not what it says: needs of the police may be for few eyes."""
    place = request.group.community
    serving = Duty.objects.serving(today=timezone.localdate(at)).filter(
        community=place, role__in=POLICE, person__is_active=True
    )
    with translation.override("uk"):
        link = reverse("plans:request", args=[request.pk])
    stretch = request.publication.report.period
    period = in_both(lambda: stretch.label_in_a_sentence).as_json()
    people = sorted(set(serving.values_list("person", flat=True)))
    mail.post(
        [
            Message(
                key=f"request-answered:{request.pk}:{person}",
                to=person,
                kind="plans/request_answered",
                facts={
                    "community": {"uk": place.name_uk, "en": place.name_en},
                    "is_taken": request.state == RequestState.TAKEN,
                    "period": period,
                },
                link=link,
                community=place.pk,
                oblast=place.oblast_id,
            )
            for person in people
        ],
        at=at,
    )


def _section(sections: tuple[PublicSection, ...]) -> PublicSection | None:
    return next((each for each in sections if each.code == Topic.NEEDS), None)


def _text(section: PublicSection | None) -> str:
    """The list of needs; where none is given, what the police wrote is wrong."""
    if section is None:
        return ""
    listed = by_code([section]).get(NEEDS)
    if listed is not None and listed.text:
        return listed.text
    return next((each.text for each in section.narratives if each.code == "problem"), "")


def _cost(section: PublicSection | None) -> Decimal | None:
    figure = by_code([section]).get(COST) if section else None
    return figure.now.value if figure is not None and figure.now.is_number else None


def _first(public: Value, group: Value) -> tuple[Value, bool]:
    """What residents read, else what the group reads; and whether it was the former."""
    return (public, True) if public else (group, False)
