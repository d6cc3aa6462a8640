"""Who may do what with a report. Seeing it at all is `Report.objects.visible_to(user)`."""

from django.contrib.auth.models import AnonymousUser

from communities.models import Community, Oblast, Role, User
from communities.permissions import duties_of, is_national_coordinator, oblasts_coordinated, serves_as
from reports.models import Report, SectionEntry

Person = User | AnonymousUser


def can_start(user: Person, community: Community) -> bool:
    return serves_as(user, community, Role.REPORTING_OFFICER)


def can_see_whole(user: Person, report: Report) -> bool:
    """Every section, unlike the colleague who borrowed one."""
    return serves_as(user, report.community_id, Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE)


def can_fill(user: Person, entry: SectionEntry) -> bool:
    """The author, or the colleague to whom this section is lent now."""
    community = entry.report.community_id
    if serves_as(user, community, Role.REPORTING_OFFICER):
        return True
    return (
        isinstance(user, User)
        and serves_as(user, community, Role.POLICE_COLLEAGUE)
        and entry.is_lent_to(user)
    )


def can_lend(user: Person, report: Report) -> bool:
    return serves_as(user, report.community_id, Role.REPORTING_OFFICER)


def can_submit(user: Person, report: Report) -> bool:
    return serves_as(user, report.community_id, Role.REPORTING_OFFICER)


def can_return(user: Person, report: Report) -> bool:
    return serves_as(user, report.community_id, Role.HEAD_OF_POLICE)


def can_publish(user: Person, report: Report) -> bool:
    """The head decides; the author of the report does not publish it (four eyes)."""
    return serves_as(user, report.community_id, Role.HEAD_OF_POLICE) and report.submitted_by_id != user.pk


def can_correct(user: Person, report: Report) -> bool:
    return serves_as(user, report.community_id, Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE)


def can_review(user: Person, report: Report) -> bool:
    """Decide who may see what, and look at the preview. Publishing needs `can_publish` as well."""
    return serves_as(user, report.community_id, Role.HEAD_OF_POLICE)


def can_reply(user: Person, entry: SectionEntry) -> bool:
    """In the thread of a section: who fills it in, and the head who asked."""
    return can_fill(user, entry) or serves_as(user, entry.report.community_id, Role.HEAD_OF_POLICE)


def can_record_meeting(user: Person, community: Community | int) -> bool:
    """Say when and where the open meeting of a period was held: who tells there, and who minutes it."""
    return serves_as(user, community, Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE, Role.CHAIR, Role.SECRETARY)


def can_see_exact(user: Person, community: Community | int) -> bool:
    """Exact sensitive counts of what the group may see; each look is recorded."""
    return serves_as(user, community, Role.CHAIR, Role.SECRETARY, Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE)


def can_coordinate(user: Person, community: Community) -> bool:
    """Decide about the cycle of this community: extend, excuse, unlock. Oblast and community must agree."""
    return can_coordinate_oblast(user, community.oblast_id)


def can_coordinate_oblast(user: Person, oblast: Oblast | int) -> bool:
    """The coordinator of this oblast, and whoever coordinates the country."""
    oblast_id = oblast.pk if isinstance(oblast, Oblast) else oblast
    return is_national_coordinator(user) or oblast_id in oblasts_coordinated(user)


def oblasts_watched(user: Person) -> list[Oblast]:
    """Whose board this person sees: an oblast coordinator the own ones, the national coordinator all
    that have communities. Empty for everybody else."""
    if is_national_coordinator(user):
        return list(Oblast.objects.filter(communities__isnull=False).distinct())
    return [duty.oblast for duty in duties_of(user) if duty.role == Role.OBLAST_COORDINATOR and duty.oblast]
