"""Remarks on parts of a plan, and suggestions of other words: everybody in the group writes, members answer.

Comments are written while the plan is a draft and while members read a proposed version. A suggestion is
taken by the same verb as typing (`drafting.change`), so only in a draft and never over newer words.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communities.models import User
from communities.shared import audit
from communities.shared.plain_text import plain_text
from communities.shared.states import WrongState
from plans.models import Comment, Plan
from plans.states import PlanState
from plans.writing import drafting, parts

OPEN = frozenset({PlanState.DRAFT, PlanState.PROPOSED})


class AlreadyAnswered(Exception):
    """Somebody else answered this comment meanwhile."""


@transaction.atomic
def say(
    plan: Plan, part: str, *, text: str, by: User, at: dt.datetime, field: str = "", wording: str = ""
) -> Comment:
    """Comment on the part with this key; `field` and `wording` suggest other words for one of its fields.

    The same again from the same person gives back the first. Raises `WrongState`, `drafting.Gone`,
    `ValidationError`.
    """
    plan = _open(plan, step="comment")
    row = parts.find(plan, part)
    if row is None:
        raise drafting.Gone
    text, wording = plain_text(text).text, plain_text(wording).text
    if field:
        wording = _wording(row, field, wording)
    elif wording:
        raise ValidationError({"field": _("Choose which words you would replace.")})
    elif not text:
        raise ValidationError({"text": _("Write a comment, or suggest other words.")})
    said = {"part": part, "text": text, "field": field, "wording": wording, "by": by}
    if same := plan.comments.filter(is_taken__isnull=True, **said).first():
        return same
    comment = Comment(plan=plan, at=at, **said)
    comment.full_clean()
    comment.save()
    _record("plan.commented", plan=plan, by=by, at=at, part=part)
    return comment


@transaction.atomic
def take(comment: Comment, *, version: int, by: User, at: dt.datetime, answer: str = "") -> Comment:
    """Write the suggested words into the part; a plain remark is marked as heeded.

    `version`: of the part as the taker saw it. Raises `AlreadyAnswered`, `WrongState`, `drafting.Gone`,
    `drafting.Conflict`, `ValidationError`.
    """
    comment = _waiting(comment)
    if comment.field:
        row = parts.find(comment.plan, comment.part)
        if row is None:
            raise drafting.Gone
        fields = {comment.field: comment.wording}
        drafting.change(row, fields=fields, version=version, by=by, at=at, suggestion=comment)
    return _answer(comment, is_taken=True, answer=answer, by=by, at=at)


@transaction.atomic
def decline(comment: Comment, *, answer: str, by: User, at: dt.datetime) -> Comment:
    """Leave the part as it is and say why. Raises `AlreadyAnswered`, `WrongState`, `ValidationError`."""
    comment = _waiting(comment)
    if not plain_text(answer).text:
        raise ValidationError({"answer": _("Say why: whoever wrote this reads it.")})
    return _answer(comment, is_taken=False, answer=answer, by=by, at=at)


def _wording(part: parts.Part, field: str, wording: str) -> str:
    kind = parts.kind_of(part)
    if field not in parts.WORDED[kind]:
        raise ValidationError({"field": _("Choose which words you would replace.")})
    found = parts.cleaned(kind, {field: wording})[field]
    longest = parts.column_of(kind, field).max_length
    if not found:
        raise ValidationError({"wording": _("Write the words that should stand there.")})
    if longest and len(str(found)) > longest:
        raise ValidationError(
            {"wording": ValidationError(_("Shorten it to %(most)s characters."), params={"most": longest})}
        )
    if found == parts.values(part)[field]:
        raise ValidationError({"wording": _("These words stand there already.")})
    return str(found)


def _open(plan: Plan, *, step: str) -> Plan:
    plan = (
        Plan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community")
        .get(pk=plan.pk)
    )
    if plan.state not in OPEN:
        raise WrongState(state=PlanState(plan.state), step=step)
    return plan


def _waiting(comment: Comment) -> Comment:
    plan = _open(comment.plan, step="answer")
    comment = Comment.objects.get(pk=comment.pk)
    if comment.is_taken is not None:
        raise AlreadyAnswered
    comment.plan = plan
    return comment


def _answer(comment: Comment, *, is_taken: bool, answer: str, by: User, at: dt.datetime) -> Comment:
    comment.is_taken, comment.answer = is_taken, plain_text(answer).text
    comment.answered_at, comment.answered_by = at, by
    comment.full_clean()
    comment.save(update_fields=["is_taken", "answer", "answered_at", "answered_by"])
    if not (is_taken and comment.field):  # a taken suggestion has its entry from `drafting.change`
        _record("plan.comment_answered", plan=comment.plan, by=by, at=at, part=comment.part)
    return comment


def _record(act: str, *, plan: Plan, by: User, at: dt.datetime, part: str) -> None:
    audit.record(act, target=plan, by=by, at=at, community=plan.group.community, details={"part": part})
