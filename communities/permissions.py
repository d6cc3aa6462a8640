"""Who may do what, from duties that hold today."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from communities.models import GROUP_ROLES, Community, Decision, Duty, Letter, Meeting, Role, User
from communities.queries import MeetingQuerySet


def serves_as(user: User | AnonymousUser, community: Community | int, *roles: Role) -> bool:
    """Does this person hold one of these roles in this community today?"""
    community_id = community.pk if isinstance(community, Community) else community
    return any(duty.community_id == community_id and duty.role in roles for duty in duties_of(user))


def communities_served(user: User | AnonymousUser, roles: Iterable[Role]) -> set[int]:
    """Ids of the communities in which this person holds one of these roles today."""
    wanted = frozenset(roles)
    return {
        duty.community_id for duty in duties_of(user) if duty.role in wanted and duty.community_id is not None
    }


def oblasts_coordinated(user: User | AnonymousUser) -> set[int]:
    return {
        duty.oblast_id
        for duty in duties_of(user)
        if duty.role == Role.OBLAST_COORDINATOR and duty.oblast_id is not None
    }


def is_national_coordinator(user: User | AnonymousUser) -> bool:
    return any(duty.role == Role.NATIONAL_COORDINATOR for duty in duties_of(user))


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Every duty above observer, and whoever opens the administration (R2)."""
    if isinstance(user, AnonymousUser):
        return False
    return user.is_staff or any(duty.role != Role.OBSERVER for duty in user.current_duties)


# What a head of police decides alone; every other duty is the administrator's.
HANDED_OVER_BY_THE_HEAD = frozenset({Role.REPORTING_OFFICER, Role.POLICE_COLLEAGUE})


def can_hand_over(user: User | AnonymousUser, duty: Duty) -> bool:
    """May this person end the duty or hand it over? The head of police, in the own community."""
    return (
        duty.role in HANDED_OVER_BY_THE_HEAD
        and duty.community_id is not None
        and serves_as(user, duty.community_id, Role.HEAD_OF_POLICE)
    )


def duties_of(user: User | AnonymousUser) -> list[Duty]:
    return [] if isinstance(user, AnonymousUser) or not user.is_active else user.current_duties


def cares_for_letters(user: User | AnonymousUser) -> bool:
    """Does this person decide about letters that may not have arrived?"""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.is_staff or is_national_coordinator(user) or bool(oblasts_coordinated(user))


def letters_in_care_of(user: User | AnonymousUser) -> QuerySet[Letter]:
    """An oblast coordinator cares for the own oblast; a national one and an administrator for all."""
    if not cares_for_letters(user):
        return Letter.objects.none()
    if (isinstance(user, User) and user.is_staff) or is_national_coordinator(user):
        return Letter.objects.all()
    own = oblasts_coordinated(user)
    return Letter.objects.filter(Q(notice__oblast__in=own) | Q(notice__community__oblast__in=own))


# --- the working group and its meetings ---

KEEPERS = (Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY)


def sits_in_group(user: User | AnonymousUser, community: Community | int) -> bool:
    """Members, observers and those who lead: they read what the group keeps to itself."""
    return serves_as(user, community, *GROUP_ROLES)


def keeps_group(user: User | AnonymousUser, community: Community | int) -> bool:
    """Chair, deputy chair and secretary: call meetings, hold them, look after the list of members."""
    return serves_as(user, community, *KEEPERS)


def chairs_group(user: User | AnonymousUser, community: Community | int) -> bool:
    """Chair, or the deputy: answers proposals, opens and closes meetings, signs minutes as the chair."""
    return serves_as(user, community, Role.CHAIR, Role.DEPUTY_CHAIR)


def is_secretary(user: User | AnonymousUser, community: Community | int) -> bool:
    return serves_as(user, community, Role.SECRETARY)


def founds_group(user: User | AnonymousUser, community: Community) -> bool:
    """Coordinators of the oblast or the country, and administrators: found groups, appoint their heads."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    coordinates = community.oblast_id in oblasts_coordinated(user) or is_national_coordinator(user)
    return user.is_staff or coordinates


def meetings_visible_to(user: User | AnonymousUser) -> MeetingQuerySet:
    """Members and observers know of a meeting once it is called; those who prepare it, from the beginning."""
    keeps = communities_served(user, KEEPERS)
    sits = communities_served(user, GROUP_ROLES)
    return Meeting.objects.filter(
        Q(group__community__in=keeps) | Q(group__community__in=sits, called_at__isnull=False)
    )


def decisions_visible_to(user: User | AnonymousUser) -> QuerySet[Decision]:
    """The register of a group is read by its members and observers."""
    return Decision.objects.filter(group__community__in=communities_served(user, GROUP_ROLES))


def answers_for(user: User | AnonymousUser, decision: Decision, *, today: dt.date) -> bool:
    """Is it this person's to carry out? Like every right it needs a duty in the group."""
    member = decision.responsible
    if isinstance(user, AnonymousUser) or member is None or member.person_id != user.pk:
        return False
    return member.sits_on(today) and sits_in_group(user, decision.group.community_id)


def finishes_decision(user: User | AnonymousUser, decision: Decision, *, today: dt.date) -> bool:
    """Who has it to carry out, and the keepers, say what came of it."""
    return keeps_group(user, decision.group.community_id) or answers_for(user, decision, today=today)


def signs_as_chair(user: User | AnonymousUser, meeting: Meeting) -> bool:
    """Whoever was in the chair signs the minutes. When that member has no account, no longer sits in the
    group or is its secretary, the chair or the deputy of today does."""
    community, chair = meeting.group.community_id, meeting.chaired_by
    person = chair.person if chair else None
    if person is not None and sits_in_group(person, community) and not is_secretary(person, community):
        return user.pk == person.pk
    return chairs_group(user, community)


def may_open_group(user: User | AnonymousUser, community: Community) -> bool:
    """Members and observers read what the group keeps to itself; so do those who found groups."""
    return sits_in_group(user, community) or founds_group(user, community)


def decides_posts(user: User | AnonymousUser, community: Community) -> bool:
    """The chair and those who found groups: appoint chair, deputy chair and secretary, and set the rules."""
    return serves_as(user, community, Role.CHAIR) or founds_group(user, community)


def looks_after_members(user: User | AnonymousUser, community: Community) -> bool:
    """Chair, deputy, secretary and those who found groups: plain members, what is said of the group."""
    return keeps_group(user, community) or founds_group(user, community)


def may_found_groups(user: User | AnonymousUser) -> bool:
    """Anywhere at all?"""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.is_staff or is_national_coordinator(user) or bool(oblasts_coordinated(user))


def groups_in_care_of(user: User | AnonymousUser) -> QuerySet[Community]:
    """Communities in which this person founds groups."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Community.objects.none()
    if user.is_staff or is_national_coordinator(user):
        return Community.objects.all()
    return Community.objects.filter(oblast__in=oblasts_coordinated(user))
