"""A group comes into being by an act of the authority; what it is called and where it meets may change."""

import datetime as dt
from typing import Any

from django.db import transaction

from communities.models import Community, User, WorkingGroup
from communities.shared import audit, public_stamp

DESCRIBED = ("name_uk", "name_en", "act_title", "act_on", "act_link", "meets_usually_at")


@transaction.atomic
def found(
    community: Community,
    *,
    name_uk: str,
    name_en: str,
    act_title: str = "",
    act_on: dt.date | None = None,
    act_link: str = "",
    meets_usually_at: str = "",
    by: User,
    at: dt.datetime,
) -> WorkingGroup:
    """Found the one group of a community. Raises `ValidationError` in words when there is one already."""
    group = WorkingGroup(
        community=community,
        name_uk=name_uk,
        name_en=name_en,
        act_title=act_title,
        act_on=act_on,
        act_link=act_link,
        meets_usually_at=meets_usually_at,
    )
    group.full_clean()
    group.save()
    _record("group.founded", group, by=by, at=at)
    return group


@transaction.atomic
def describe(group: WorkingGroup, *, by: User, at: dt.datetime, **said: Any) -> WorkingGroup:
    """Change what is said of the group. Its history of members, rules and meetings stays."""
    if unknown := set(said) - set(DESCRIBED):
        raise TypeError(f"Not said of a group: {sorted(unknown)}")
    locked = (
        WorkingGroup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community")
        .get(pk=group.pk)
    )
    changed = sorted(name for name, value in said.items() if getattr(locked, name) != value)
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, said[name])
    locked.full_clean()
    locked.save(update_fields=changed)
    _record("group.described", locked, by=by, at=at, fields=changed)
    return locked


def _record(act: str, group: WorkingGroup, *, by: User, at: dt.datetime, **details: Any) -> None:
    audit.record(act, target=group, by=by, at=at, community=group.community, details=details)
    public_stamp.touch()
