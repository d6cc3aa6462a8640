"""Who may do what with risks and plans. Reading and writing is the group's; approving is a vote."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from communities.models import GROUP_ROLES, Membership, Role, User, WorkingGroup
from communities.permissions import chairs_group, communities_served, keeps_group, serves_as
from plans.models import Action, Plan, ResourceRequest, Risk


def can_read(user: User | AnonymousUser, plan: Plan) -> bool:
    return serves_as(user, plan.group.community_id, *GROUP_ROLES)


def can_write(user: User | AnonymousUser, plan: Plan) -> bool:
    """Every member writes; an observer reads and comments."""
    return serves_as(user, plan.group.community_id, *(GROUP_ROLES - {Role.OBSERVER}))


def can_comment(user: User | AnonymousUser, plan: Plan) -> bool:
    return can_read(user, plan)


def can_propose(user: User | AnonymousUser, plan: Plan) -> bool:
    """Chair, deputy and secretary propose a version, put it on an agenda, withdraw it."""
    return keeps_group(user, plan.group.community_id)


def can_send_back(user: User | AnonymousUser, plan: Plan) -> bool:
    """Chair and deputy ask for changes before there is a vote."""
    return chairs_group(user, plan.group.community_id)


def can_end(user: User | AnonymousUser, plan: Plan) -> bool:
    """Chair and deputy: complete or cancel a plan."""
    return chairs_group(user, plan.group.community_id)


def groups_visible_to(user: User | AnonymousUser) -> QuerySet[WorkingGroup]:
    """Groups whose risks, concerns and plans this person may read."""
    return WorkingGroup.objects.filter(community__in=communities_served(user, GROUP_ROLES))


def risks_visible_to(user: User | AnonymousUser) -> QuerySet[Risk]:
    return Risk.objects.filter(group__community__in=communities_served(user, GROUP_ROLES))


def can_note(user: User | AnonymousUser, group: WorkingGroup) -> bool:
    """Note risks and concerns, assess and close them: every member; an observer reads."""
    return serves_as(user, group.community_id, *(GROUP_ROLES - {Role.OBSERVER}))


# --- progress ---


def can_say(
    user: User | AnonymousUser, action: Action, *, responsible: Membership | None, today: dt.date
) -> bool:
    """Say how an action stands: those who keep the group, and `responsible`, the member whom the version in
    force names (`plans.actions.action_links.seat_of`), while sitting in the group."""
    if keeps_group(user, action.plan.group.community_id):
        return True
    is_theirs = responsible is not None and responsible.person_id == user.pk and responsible.sits_on(today)
    return is_theirs and can_read(user, action.plan)


def can_keep_progress(user: User | AnonymousUser, plan: Plan) -> bool:
    """Put actions off, send and revoke links, look at files, write the group's assessment."""
    return keeps_group(user, plan.group.community_id)


# --- what the police asked for ---


def requests_visible_to(user: User | AnonymousUser) -> QuerySet[ResourceRequest]:
    """The group that answers, and the police that asked."""
    readers = (*GROUP_ROLES, Role.HEAD_OF_POLICE, Role.REPORTING_OFFICER)
    return ResourceRequest.objects.filter(group__community__in=communities_served(user, readers))
