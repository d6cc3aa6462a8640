"""People and their duties. What a person may do comes from duties, never from a flag."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models.places import Community, Oblast
from communities.queries import DutyQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. Residents have no account."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language of letters"),
        max_length=2,
        choices=[("uk", "українська"), ("en", "English")],
        default="uk",
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    date_joined = models.DateTimeField(_("account made at"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_is_unique_in_any_case",
                violation_error_message=_("Somebody already has this e-mail."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def current_duties(self) -> list["Duty"]:
        """Duties of the day on which this object was loaded: one query for each request."""
        return list(self.duties.serving(today=timezone.localdate()).select_related("community", "oblast"))


class Role(models.TextChoices):
    REPORTING_OFFICER = "reporting_officer", _("reporting officer")
    HEAD_OF_POLICE = "head_of_police", _("head of police")
    POLICE_COLLEAGUE = "police_colleague", _("police colleague (fills in lent sections)")
    CHAIR = "chair", _("chair of the working group")
    DEPUTY_CHAIR = "deputy_chair", _("deputy chair of the working group")
    SECRETARY = "secretary", _("secretary of the working group")
    MEMBER = "member", _("member of the working group")
    OBSERVER = "observer", _("observer of the working group")
    OBLAST_COORDINATOR = "oblast_coordinator", _("oblast coordinator")
    NATIONAL_COORDINATOR = "national_coordinator", _("national coordinator")
    SURVEY_ANALYST = "survey_analyst", _("survey analyst")


POLICE_ROLES = frozenset({Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE, Role.POLICE_COLLEAGUE})
GROUP_ROLES = frozenset({Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY, Role.MEMBER, Role.OBSERVER})
COMMUNITY_ROLES = POLICE_ROLES | GROUP_ROLES
NATIONAL_ROLES = frozenset({Role.NATIONAL_COORDINATOR, Role.SURVEY_ANALYST})
ONE_AT_A_TIME = (Role.HEAD_OF_POLICE, Role.CHAIR, Role.SECRETARY)


class Duty(models.Model):
    """A role of a person in a place for a time."""

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="duties", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("community"),
        help_text=_("For police and working-group roles."),
    )
    oblast = models.ForeignKey(
        Oblast,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("oblast"),
        help_text=_("For an oblast coordinator."),
    )
    started_on = models.DateField(_("serves from"))
    ended_on = models.DateField(
        _("no longer serves from"),
        null=True,
        blank=True,
        help_text=_("The first day without this duty. Today ends it at once."),
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["-started_on", "role"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="duty_role_is_known"),
            models.CheckConstraint(
                condition=(
                    Q(role__in=sorted(COMMUNITY_ROLES), community__isnull=False, oblast__isnull=True)
                    | Q(role=Role.OBLAST_COORDINATOR, community__isnull=True, oblast__isnull=False)
                    | Q(role__in=sorted(NATIONAL_ROLES), community__isnull=True, oblast__isnull=True)
                ),
                name="duty_place_fits_the_role",
                violation_error_message=_(
                    "Police and working-group roles need a community, an oblast coordinator needs "
                    "an oblast, national roles need neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="duty_ends_after_it_starts",
                violation_error_message=_("A duty cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["community", "role"],
                condition=Q(role__in=ONE_AT_A_TIME, ended_on__isnull=True),
                name="one_serving_head_chair_and_secretary",
                violation_error_message=_(
                    "This community already has somebody in this role: end that duty first."
                ),
            ),
            *(
                models.UniqueConstraint(
                    fields=["person", "role", *place],
                    condition=Q(ended_on__isnull=True) & condition,
                    name=name,
                    violation_error_message=_("This person already has this duty."),
                )
                for place, condition, name in (
                    (["community"], Q(community__isnull=False), "person_serves_a_community_once"),
                    (["oblast"], Q(oblast__isnull=False), "person_serves_an_oblast_once"),
                    ([], Q(community__isnull=True, oblast__isnull=True), "person_serves_nationally_once"),
                )
            ),
        ]

    def __str__(self) -> str:
        place = self.community or self.oblast
        return f"{self.get_role_display()}, {place}" if place else str(self.get_role_display())

    def serves_on(self, day: dt.date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)
