"""The working group of a community: what it is called, by which rules it works, who sits in it.

Rules and members are rows with days, so that a meeting of the past keeps the quorum of its day.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models.places import Community, NamedInTwoLanguages
from communities.queries import MembershipQuerySet


class WorkingGroup(NamedInTwoLanguages):
    """One for each community; its name differs (“security”, “public safety and recovery” ...)."""

    community = models.OneToOneField(
        Community, on_delete=models.PROTECT, related_name="working_group", verbose_name=_("community")
    )
    act_title = models.CharField(
        _("founding act"),
        max_length=300,
        blank=True,
        help_text=_("What founded the group: whose order or decision, with its number."),
    )
    act_on = models.DateField(_("day of the founding act"), null=True, blank=True)
    act_link = models.URLField(_("link to the founding act"), blank=True)
    meets_usually_at = models.CharField(
        _("where it usually meets"),
        max_length=200,
        blank=True,
        help_text=_(
            "A group that had to leave its community names the place where it meets now, or “online”."
        ),
    )

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["name_uk"]


class TieRule(models.TextChoices):
    CHAIR_DECIDES = "chair", _("the vote of the chair decides")
    NOT_ADOPTED = "not_adopted", _("the decision is not taken")


class MajorityOf(models.TextChoices):
    PRESENT = "present", _("of the members with a vote who take part in the meeting")
    CAST = "cast", _("of the votes for and against")
    ALL = "all", _("of all members with a vote")


class Statute(models.Model):
    """The rules of a group from a day on. A group without a row goes by the defaults of the fields.

    Shares are fractions of whole numbers: more than 1/2, or at least 2/3. Defaults: domain section C
    (more than half, simple majority of those present, the chair's vote in a tie, five working days).
    """

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="statutes", verbose_name=_("working group")
    )
    from_on = models.DateField(_("holds from"))
    quorum_numerator = models.PositiveSmallIntegerField(_("quorum: share"), default=1)
    quorum_denominator = models.PositiveSmallIntegerField(_("quorum: of"), default=2)
    quorum_is_more_than = models.BooleanField(_("quorum: more than this share"), default=True)
    majority_numerator = models.PositiveSmallIntegerField(_("majority: share"), default=1)
    majority_denominator = models.PositiveSmallIntegerField(_("majority: of"), default=2)
    majority_is_more_than = models.BooleanField(_("majority: more than this share"), default=True)
    majority_of = models.CharField(
        _("majority of whom"), max_length=10, choices=MajorityOf.choices, default=MajorityOf.PRESENT
    )
    tie = models.CharField(
        _("when votes are equal"), max_length=12, choices=TieRule.choices, default=TieRule.CHAIR_DECIDES
    )
    police_vote_on_their_report = models.BooleanField(
        _("police members vote when the police report is assessed"), default=False
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice before a meeting"), default=5)
    notice_in_working_days = models.BooleanField(_("counted in working days"), default=True)
    meets_every_months = models.PositiveSmallIntegerField(_("meets at least every so many months"), default=2)
    amendment_days = models.PositiveSmallIntegerField(
        _("working days for amendments to the minutes"), default=5
    )
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("statute")
        verbose_name_plural = _("statutes")
        ordering = ["group", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "from_on"],
                name="group_has_one_statute_from_a_day",
                violation_error_message=_("Rules from this day are there already."),
            ),
            models.CheckConstraint(
                condition=Q(quorum_numerator__gte=1, quorum_denominator__lte=100)
                & (
                    Q(quorum_numerator__lt=F("quorum_denominator"))
                    | Q(quorum_numerator=F("quorum_denominator"), quorum_is_more_than=False)
                ),
                name="quorum_is_a_share",
                violation_error_message=_("The quorum is a share of the members: one half, two thirds, all."),
            ),
            models.CheckConstraint(
                condition=Q(majority_numerator__gte=1, majority_denominator__lte=100)
                & (
                    Q(majority_numerator__lt=F("majority_denominator"))
                    | Q(majority_numerator=F("majority_denominator"), majority_is_more_than=False)
                ),
                name="majority_is_a_share",
                violation_error_message=_("The majority is a share of the votes: one half, two thirds, all."),
            ),
            models.CheckConstraint(
                condition=Q(majority_of__in=MajorityOf.values) & Q(tie__in=TieRule.values),
                name="statute_choices_are_known",
            ),
            models.CheckConstraint(
                condition=Q(notice_days__lte=60, amendment_days__gte=1, amendment_days__lte=60)
                & Q(meets_every_months__gte=1, meets_every_months__lte=12),
                name="statute_days_are_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.from_on}"


class Sector(models.TextChoices):
    """Who sits in a group, after the optimal composition of the final report UKR/2018/019."""

    COMMUNITY = "community", _("active residents")
    VULNERABLE = "vulnerable", _("residents from vulnerable groups")
    POLICE = "police", _("police")
    SERVICE = "service", _("another service: rescue, military, border guard")
    LOCAL = "local", _("local authority")
    CENTRAL = "central", _("central authority")
    PUBLIC = "public", _("public organisation")


class VulnerableGroup(models.TextChoices):
    OLDER = "older", _("older people")
    DISABILITY = "disability", _("people with a disability")
    DISPLACED = "displaced", _("displaced people")
    FAMILIES = "families", _("large and single-parent families")
    YOUTH = "youth", _("children and young people")
    VETERANS = "veterans", _("veterans and their families")
    ROMA = "minority", _("national minorities")
    SURVIVORS = "survivors", _("people who suffered from violence")
    POOR = "poor", _("people with a low income")
    OTHER = "other", _("another group")


class Gender(models.TextChoices):
    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    NOT_STATED = "", _("not stated")


class Post(models.TextChoices):
    """Post in the group."""

    CHAIR = "chair", _("chair")
    DEPUTY = "deputy", _("deputy chair")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")
    INVITED = "invited", _("permanently invited, without a vote")


class Membership(models.Model):
    """Somebody sits in a group from a day until a day (`ended_on` is the first day without).

    `person` is empty for a member who does not use the site. A member with an account also holds the duty
    that opens the pages (`communities.groups.members` keeps both together). What residents read of
    members are sectors and organisations; names only of those who agreed (`is_named`).
    """

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("working group")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=150)
    gender = models.CharField(_("woman or man"), max_length=10, choices=Gender.choices, blank=True)
    post = models.CharField(_("post in the group"), max_length=10, choices=Post.choices, default=Post.MEMBER)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector.choices)
    vulnerable_group = models.CharField(
        _("which vulnerable group"), max_length=12, choices=VulnerableGroup.choices, blank=True
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    has_vote = models.BooleanField(_("has a vote"), default=True)
    is_named = models.BooleanField(_("residents may read the name"), default=False)
    invited = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="group_invitations",
        verbose_name=_("account that was asked"),
        help_text=_("Becomes the account of this member when its owner agrees."),
    )
    invited_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    appointed_on = models.DateField(_("member from"))
    ended_on = models.DateField(
        _("no longer a member from"),
        null=True,
        blank=True,
        help_text=_("The first day without membership."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["group", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sector__in=Sector.values)
                & Q(post__in=Post.values)
                & Q(gender__in=Gender.values)
                & (Q(vulnerable_group="") | Q(vulnerable_group__in=VulnerableGroup.values)),
                name="membership_choices_are_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("appointed_on")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(post=Post.INVITED) | Q(has_vote=False),
                name="invited_have_no_vote",
                violation_error_message=_("Somebody who is only invited has no vote."),
            ),
            models.CheckConstraint(
                condition=~Q(sector=Sector.VULNERABLE) | ~Q(vulnerable_group=""),
                name="vulnerable_member_says_which_group",
                violation_error_message=_("Say which vulnerable group this member speaks for."),
            ),
            models.UniqueConstraint(
                fields=["group", "post"],
                condition=Q(post__in=[Post.CHAIR, Post.SECRETARY], ended_on__isnull=True),
                name="one_chair_and_one_secretary_of_a_group",
                violation_error_message=_(
                    "The group already has somebody in this post: end that membership first."
                ),
            ),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(person__isnull=False, ended_on__isnull=True),
                name="person_sits_in_a_group_once",
                violation_error_message=_("This person is already a member."),
            ),
            models.CheckConstraint(
                condition=Q(invited__isnull=True) | Q(person__isnull=True, invited_at__isnull=False),
                name="member_with_account_is_not_invited",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def sits_on(self, day: dt.date) -> bool:
        return self.appointed_on <= day and (self.ended_on is None or day < self.ended_on)
