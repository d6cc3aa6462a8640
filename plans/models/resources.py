"""What actions need, what is there already, and what the police asked for."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import WorkingGroup
from plans.models.plans import Action
from plans.states import RequestState
from reports.models import Publication


class ResourceKind(models.TextChoices):
    MONEY = "money", _("money")
    PEOPLE = "people", _("people")
    EQUIPMENT = "equipment", _("equipment")
    PREMISES = "premises", _("premises")
    EXPERTISE = "expertise", _("expertise")


class FundingSource(models.TextChoices):
    LOCAL = "local", _("local budget")
    OBLAST = "oblast", _("oblast budget")
    STATE = "state", _("state budget")
    DONOR = "donor", _("donor")
    BUSINESS = "business", _("business")
    OWN = "own", _("own work")


class Resource(models.Model):
    """What an action needs, worth so many hryvnias in a year. What is lacking is computed, never stored."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="resources")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind.choices)
    title = models.CharField(_("what"), max_length=200)
    quantity = models.DecimalField(_("how many"), max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    needed = models.DecimalField(
        _("needed, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    changes = models.CharField(
        _("what it would change"),
        max_length=300,
        blank=True,
        help_text=_("One sentence for those who may give it."),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["action", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ResourceKind.values, needed__gte=0, year__gte=2000, year__lte=2100)
                & (Q(quantity__isnull=True) | Q(quantity__gt=0)),
                name="resource_is_sensible",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Funding(models.Model):
    """What is there already for a resource, and from whom."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="fundings")
    source = models.CharField(_("from"), max_length=10, choices=FundingSource.choices)
    amount = models.DecimalField(
        _("available, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("available resource")
        verbose_name_plural = _("available resources")
        ordering = ["resource", "source"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=FundingSource.values, amount__gte=0), name="funding_is_sensible"
            ),
            models.UniqueConstraint(
                fields=["resource", "source"],
                name="one_line_for_each_source",
                violation_error_message=_("This source has a line already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.amount}"


class ResourceRequest(models.Model):
    """An urgent need that the police named in section 12 of a published report; it gets an answer."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="resource_requests")
    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="resource_request")
    text = models.TextField(_("what the police need"), max_length=5000)
    cost = models.DecimalField(
        _("estimated cost, UAH"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    answer = models.TextField(_("answer of the group"), max_length=3000, blank=True)
    action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request of the police")
        verbose_name_plural = _("requests of the police")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values)
                & (Q(state="waiting") | (~Q(answer="") & Q(answered_at__isnull=False))),
                name="answered_request_has_answer",
                violation_error_message=_("Write an answer: the police read it."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
