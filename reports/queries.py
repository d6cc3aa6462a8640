"""Sets of reports, in adjectives."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.functions import Coalesce

from communities.models import POLICE_ROLES, Community, Role, User
from communities.permissions import communities_served, is_national_coordinator, oblasts_coordinated
from reports.periods import Stretch
from reports.states import OPEN

if TYPE_CHECKING:
    from reports.models import ExpectedReport, Publication, Report, SectionEntry, SectionLoan  # noqa: F401


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User | AnonymousUser) -> "ReportQuerySet":
        """Reports whose inside this person may see: the community's police, and a colleague for
        a lent section. Everybody else knows only what was published."""
        if isinstance(user, AnonymousUser):
            return self.none()
        served = communities_served(user, [Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE])
        lending = communities_served(user, [Role.POLICE_COLLEAGUE])
        return self.filter(
            Q(community__in=served)
            | Q(
                pk__in=self.model.objects.filter(
                    community__in=lending,
                    entries__loans__lent_to=user,
                    entries__loans__ended_at__isnull=True,
                ).values("pk")
            )
        )

    def open(self) -> "ReportQuerySet":
        """Its author may write."""
        return self.filter(state__in=OPEN)

    def of(self, community: Community) -> "ReportQuerySet":
        return self.filter(community=community)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def newest(self) -> "PublicationQuerySet":
        """The version that is in force for each report."""
        return self.filter(superseded_at__isnull=True)

    def about(self, community_slug: str, stretch: Stretch) -> "PublicationQuerySet":
        """Every version of the one report of this community about this period."""
        return self.filter(
            report__community__slug=community_slug, report__period__starts_on=stretch.starts_on
        )


class SectionEntryQuerySet(models.QuerySet["SectionEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> "SectionEntryQuerySet":
        """Sections whose inside this person may see: all of the community's police, and for a
        colleague those that are lent to them now."""
        if isinstance(user, AnonymousUser):
            return self.none()
        served = communities_served(user, [Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE])
        lending = communities_served(user, [Role.POLICE_COLLEAGUE])
        return self.with_borrower().filter(
            Q(report__community__in=served) | Q(report__community__in=lending, borrower_id=user.pk)
        )

    def with_borrower(self) -> "SectionEntryQuerySet":
        """`borrower_id`: to whom the section is lent now, so that rights ask nothing more."""
        return self.annotate(
            current_loan=FilteredRelation("loans", condition=Q(loans__ended_at__isnull=True)),
            borrower_id=F("current_loan__lent_to"),
        )

    def held(self) -> "SectionEntryQuerySet":
        """Section and report locked until the transaction ends, with all that saving needs.

        Nobody can submit the report or save the section meanwhile. `no_key`: writing a remark about the
        section, which only points at it, does not wait for this lock, so the two cannot wait for each other.
        """
        return (
            self.with_report()
            .select_for_update(of=("self", "report"), no_key=True)
            .annotate(is_held=Value(value=True))
        )

    def with_report(self) -> "SectionEntryQuerySet":
        """Together with all that a page of the section says about its report."""
        return self.select_related(
            "section", "report__community", "report__period", "report__form", "report__expected"
        )


class ExpectedReportQuerySet(models.QuerySet["ExpectedReport"]):
    def visible_to(self, user: User | AnonymousUser) -> "ExpectedReportQuerySet":
        """That they exist, their days and facts: never the inside of the report. Coordinators of the own
        oblast, of the country all; police, chair and secretary of the group those of their community."""
        if isinstance(user, AnonymousUser):
            return self.none()
        if is_national_coordinator(user):
            return self.all()
        return self.filter(
            Q(community__oblast__in=oblasts_coordinated(user))
            | Q(community__in=communities_served(user, [*POLICE_ROLES, Role.CHAIR, Role.SECRETARY]))
        )

    def asked_for(self) -> "ExpectedReportQuerySet":
        """Not excused: these are what percentages are counted of."""
        return self.filter(excuse="")

    def excused(self) -> "ExpectedReportQuerySet":
        return self.exclude(excuse="")

    def opened(self) -> "ExpectedReportQuerySet":
        return self.filter(opened_at__isnull=False)

    def handed_in(self) -> "ExpectedReportQuerySet":
        return self.filter(handed_in_at__isnull=False)

    def with_current_due(self) -> "ExpectedReportQuerySet":
        """`acts_by_on`: the due day that holds now, of its own for a report that was sent back."""
        return self.annotate(acts_by_on=Coalesce("return_due_on", "due_on"))


class SectionLoanQuerySet(models.QuerySet["SectionLoan"]):
    def current(self) -> "SectionLoanQuerySet":
        """Not taken back yet."""
        return self.filter(ended_at__isnull=True)
