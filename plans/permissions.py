"""Who may do what with risks and plans. Reading and writing is the group's; approving is a vote."""

from django.contrib.auth.models import AnonymousUser

from communities.models import GROUP_ROLES, Role, User
from communities.permissions import chairs_group, keeps_group, serves_as
from plans.models import Plan


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


def can_end(user: User | AnonymousUser, plan: Plan) -> bool:
    """Chair and deputy: complete or cancel a plan."""
    return chairs_group(user, plan.group.community_id)
