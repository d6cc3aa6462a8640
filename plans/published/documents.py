"""The PDFs of a plan: ordered as rows, drawn in the background, stored.

Two papers in two languages: the plan, and what it lacks. They are ordered when a version is approved, in that
transaction. Both print how the plan stood on a day and name that day. So the minute's round orders them again
when something was told of an action, a typing error was mended or a deadline went by since: at most once in
`NOT_AGAIN_FOR`, only of the version in force. While a new one is drawn, readers get the one that is there.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from communities.models import DocumentState, User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit
from plans.models import (
    Action,
    ActionAssessment,
    ActionComparison,
    Plan,
    PlanDocument,
    PlanVersion,
    ProgressEntry,
    SmallCorrection,
)
from plans.published.document_drawing import draw
from plans.states import PlanState

LANGUAGES = ("uk", "en")
KINDS = ("plan", "donors")
# What failed is tried anew with other facts, or when somebody of the group asks.
ENDED = (DocumentState.MADE, DocumentState.FAILED)
NOT_AGAIN_FOR = dt.timedelta(minutes=10)
BATCH = 200
WRITTEN_ANEW = (PlanState.DRAFT, PlanState.PROPOSED)


def order(version: PlanVersion, *, at: dt.datetime) -> None:
    """Order the PDFs of a version that was approved, in its transaction. What is ordered stays ordered."""
    for kind in KINDS:
        for language in LANGUAGES:
            document, is_new = PlanDocument.objects.get_or_create(
                version=version, kind=kind, language=language, defaults={"ordered_at": at}
            )
            if is_new:
                ring_after_commit("plans.tasks.make_document", document.pk)


def order_again(plan: Plan, *, at: dt.datetime) -> None:
    """What the papers of the version in force print beside it has changed, in this transaction."""
    ended = PlanDocument.objects.filter(version=plan.in_force_id, state__in=ENDED)
    stored_documents.order_again(ended, at=at)


def papers_of(plan: Plan) -> list[PlanDocument]:
    """Of the version in force, without the PDFs themselves: the plan first, then what it lacks."""
    rows = PlanDocument.objects.filter(version=plan.in_force_id).defer("content")
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), LANGUAGES.index(row.language)))


def ask_again(plan: Plan, *, by: User, at: dt.datetime) -> int:
    """A person asks once more for what could not be made of the version in force. How many."""
    failed = PlanDocument.objects.filter(version=plan.in_force_id, state=DocumentState.FAILED)
    with transaction.atomic():
        asked = list(failed.values_list("pk", flat=True))
        ordered = stored_documents.order_again(failed.filter(pk__in=asked), at=at)
        if ordered:
            audit.record(
                "plan.papers_asked_again",
                target=plan,
                by=by,
                at=at,
                community=plan.group.community,
                details={"count": ordered},
            )
            for document_id in asked:
                ring_after_commit("plans.tasks.make_document", document_id)
    return ordered


def order_missing(*, at: dt.datetime) -> int:
    """Order what was never ordered, and again what prints an older standing. How many orders were given."""
    ordered = 0
    complete = PlanDocument.objects.filter(version=OuterRef("in_force"), kind="donors", language="en")
    for plan in Plan.objects.in_force().exclude(Exists(complete)).select_related("in_force")[:BATCH]:
        if plan.in_force is not None:
            with transaction.atomic():
                order(plan.in_force, at=at)
            ordered += len(KINDS) * len(LANGUAGES)
    for pk in list(_outdated(at=at).values_list("pk", flat=True)[:BATCH]):
        ended = PlanDocument.objects.filter(pk=pk, state__in=ENDED)
        ordered += stored_documents.order_again(ended, at=at)
    return ordered


def waiting(*, at: dt.datetime) -> QuerySet[PlanDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(PlanDocument.objects.all(), at=at)


def make(document_id: int, *, today: dt.date, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it (`stored_documents.make`)."""

    def drawn(document: PlanDocument) -> bytes:
        return draw(document.version, kind=document.kind, language=document.language, today=today)

    documents = PlanDocument.objects.select_related("version__plan__group__community")
    return stored_documents.make(documents, document_id, draw=drawn, at=at)


def newest(plan: int, *, kind: str, language: str) -> PlanDocument | None:
    """Of the version in force."""
    rows = PlanDocument.objects.filter(version__state="approved", version__plan=plan)
    return rows.filter(kind=kind, language=language).first()


def _outdated(*, at: dt.datetime) -> QuerySet[PlanDocument]:
    """Of versions in force, those that print what is no longer so."""
    since = OuterRef("ordered_at")
    plan = OuterRef("version__plan")
    told = ProgressEntry.objects.filter(action__plan=plan, at__gt=since)
    compared = ActionComparison.objects.filter(action__plan=plan, changed_at__gt=since)
    assessed = ActionAssessment.objects.filter(action__plan=plan, at__gt=since)
    mended = SmallCorrection.objects.filter(version=OuterRef("version"), at__gt=since)
    due = Action.objects.filter(
        plan=plan, due_on__lt=timezone.localdate(at), due_on__gte=OuterRef("ordered_at__date")
    )
    rows = PlanDocument.objects.filter(
        state__in=ENDED, version__state="approved", ordered_at__lt=at - NOT_AGAIN_FOR
    )
    newer = Q(Exists(told)) | Q(Exists(mended)) | Q(Exists(compared)) | Q(Exists(assessed))
    went_by = Q(Exists(due)) & ~Q(version__plan__state__in=WRITTEN_ANEW)
    frozen = Q(pk__in=_went_by_in_frozen(rows, today=timezone.localdate(at)))
    return rows.filter(newer | went_by | frozen).order_by("ordered_at", "pk")


def _went_by_in_frozen(rows: QuerySet[PlanDocument], *, today: dt.date) -> list[int]:
    """Papers of plans of which a new version is written, few at a time: the rows of actions say the days of
    the draft, those of the version in force stand in its content alone."""
    anew = rows.filter(version__plan__state__in=WRITTEN_ANEW)
    found = anew.select_related("version").only("ordered_at", "version__public_content")
    return [
        row.pk
        for row in found
        if any(
            action["due_on"] and _day(row.ordered_at) <= action["due_on"] < today.isoformat()
            for action in row.version.public_content["actions"]
        )
    ]


def _day(at: dt.datetime) -> str:
    return timezone.localdate(at).isoformat()
