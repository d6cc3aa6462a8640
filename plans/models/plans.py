"""A security plan while it is written: goals, problems with their evidence, actions, comments.

Each part is a row with a `version` of its own, so that two people who write at once lose nothing. Where a
part lies in its list is `position`. What was proposed and approved is frozen apart (`plans.models.versions`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Membership, Settlement, WorkingGroup
from communities.topics import Topic
from plans.models.risks import Risk
from plans.queries import PlanQuerySet
from plans.states import PlanState


class Plan(models.Model):
    """One plan of a group. `in_force`: the approved version that holds, also while a new one is written.

    `second_currency`, `rate`, `rate_on`: money is in hryvnias; readers may see it in a second currency too,
    at this many hryvnias for one unit on this day.
    """

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="plans", verbose_name=_("working group")
    )
    state = models.CharField(_("state"), max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    year_from = models.PositiveSmallIntegerField(_("first year"))
    year_to = models.PositiveSmallIntegerField(_("last year"))
    basis = models.TextField(
        _("basis"), max_length=3000, blank=True, help_text=_("The survey, report or meeting it rests on.")
    )
    summary = models.TextField(_("in short, for residents"), max_length=3000, blank=True)
    in_force = models.OneToOneField(
        "plans.PlanVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_currency = models.CharField(
        _("second currency"),
        max_length=3,
        blank=True,
        choices=[("EUR", _("euro")), ("USD", _("US dollar"))],
    )
    rate = models.DecimalField(
        _("hryvnias for one unit"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    rate_on = models.DateField(_("rate of the day"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    ended_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    followed_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follows",
        verbose_name=_("plan that took its place"),
    )
    strategy_act = models.CharField(
        _("act by which it became part of the local development strategy"), max_length=300, blank=True
    )
    strategy_on = models.DateField(_("day of that act"), null=True, blank=True)
    strategy_link = models.URLField(_("link to that act"), blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("security plan")
        verbose_name_plural = _("security plans")
        ordering = ["-year_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_is_known"),
            models.CheckConstraint(
                condition=Q(year_from__gte=2000, year_to__lte=2100, year_to__gte=F("year_from"))
                & Q(year_to__lte=F("year_from") + 9),
                name="plan_years_follow_each_other",
                violation_error_message=_(
                    "The last year is not before the first, and at most nine years later."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "completed", "superseded"]) | Q(in_force__isnull=False),
                name="approved_plan_has_a_version",
            ),
            models.CheckConstraint(
                condition=Q(second_currency="", rate__isnull=True, rate_on__isnull=True)
                | Q(second_currency__in=["EUR", "USD"], rate__gt=0, rate_on__isnull=False),
                name="second_currency_has_rate_and_day",
                violation_error_message=_("Give the rate and its day."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "superseded"]) | ~Q(ended_reason=""),
                name="ended_plan_says_why",
                violation_error_message=_("Say why: residents read it."),
            ),
            models.CheckConstraint(
                condition=Q(followed_by__isnull=True) | (Q(state="superseded") & ~Q(followed_by=F("id"))),
                name="another_plan_follows_a_superseded_one",
            ),
            models.CheckConstraint(
                condition=Q(strategy_act="", strategy_on__isnull=True)
                | (~Q(strategy_act="") & Q(strategy_on__isnull=False)),
                name="strategy_act_has_a_day",
                violation_error_message=_("Give the act and its day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        """“2027”, or “2027–2028”."""
        one = self.year_from == self.year_to
        return str(self.year_from) if one else f"{self.year_from}–{self.year_to}"


class Goal(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("goal"), max_length=300)
    detail = models.TextField(_("more about it"), max_length=3000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["plan", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class Problem(models.Model):
    """`position` is its rank; `rank_reason` says why it stands there."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="problems")
    position = models.PositiveSmallIntegerField()
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    title = models.CharField(_("problem"), max_length=300)
    analysis = models.TextField(_("who, where, when, why"), max_length=5000, blank=True)
    rank_reason = models.CharField(_("why it stands at this place"), max_length=500, blank=True)
    is_internal = models.BooleanField(
        _("for the group only"),
        default=False,
        help_text=_("A gap in security that must not be told outside. It never leaves the group."),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="problem_topic_is_known")
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceKind(models.TextChoices):
    FIGURE = "figure", _("figure of a police report")
    ANSWER = "answer", _("answer of residents in a survey")
    THEME = "theme", _("theme of a focus group")
    CONCERN = "concern", _("concern of residents")
    RISK = "risk", _("risk")


class Evidence(models.Model):
    """What a problem cites, with the value as it was then. Taken away or added while the plan is a draft.

    `source` names it for machines (for example {"publication": 17, "indicator": "HOME_BURG"}), `key` is
    what makes it “the same” in a later report or survey. `cited` is what stood there: {"label": {"uk",
    "en"}, "value": {"uk", "en"}, "number", "base", "from": {"uk", "en"}, "link"}. Only what residents may
    read is cited, except risks that are for the group only.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind.choices)
    source = models.JSONField()
    key = models.CharField(max_length=200)
    cited = models.JSONField()
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cited_on = models.DateField()
    cited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["problem", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "key"],
                name="evidence_is_cited_once",
                violation_error_message=_("This problem cites it already."),
            ),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind="risk") | Q(risk__isnull=False), name="cited_risk_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Action(models.Model):
    """Something to be done, by somebody, until a day.

    `aim` names what should change: {} (only the words of `indicator`), {"indicator": code of the police
    form} or {"question": code, "answer": code} of a survey; `baseline` and `target` in its unit. Persons
    (`responsible`, `responsible_name`, `responsible_email`) never leave the group; the body does.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="actions", verbose_name=_("goal"))
    problem = models.ForeignKey(
        Problem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("problem it answers"),
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what is done"), max_length=300)
    detail = models.TextField(_("how"), max_length=5000, blank=True)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    responsible_body = models.CharField(_("body that is responsible"), max_length=200, blank=True)
    responsible = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member who is responsible"),
    )
    responsible_name = models.CharField(_("person who is responsible"), max_length=150, blank=True)
    responsible_email = models.EmailField(_("e-mail of that person"), blank=True)
    partners = models.CharField(_("partners"), max_length=500, blank=True)
    settlement = models.ForeignKey(
        Settlement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settlement"),
    )
    serves = models.JSONField(_("whom it serves"), default=list, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    due_on = models.DateField(_("ready by"), null=True, blank=True)
    indicator = models.CharField(_("what shows that it helped"), max_length=300, blank=True)
    aim = models.JSONField(default=dict, blank=True)
    baseline = models.DecimalField(
        _("value at the start"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField(_("value to reach"), max_digits=14, decimal_places=2, null=True, blank=True)
    is_internal = models.BooleanField(_("for the group only"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="action_topic_is_known"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="action_ends_after_it_starts",
                violation_error_message=_("An action cannot be ready before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """A remark on a part of a plan, or a suggestion of other words for one of its fields.

    `part`: "plan", or "goal", "problem", "action", "resource" with a colon and an id. `field` and `wording`
    are filled by a suggestion: accepting it writes `wording` into the field by the same verb as typing does.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    part = models.CharField(max_length=40)
    text = models.TextField(_("comment"), max_length=2000, blank=True)
    field = models.CharField(max_length=40, blank=True)
    wording = models.TextField(_("suggested words"), max_length=5000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_taken = models.BooleanField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["plan", "part", "at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | (~Q(field="") & ~Q(wording="")), name="comment_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.wording[:80]


class PartRevision(models.Model):
    """What a part was before a save: nothing that somebody wrote is lost. Only ever added.

    `page` and `turn`: which opened page made that save, and which of its sendings it was (`shared/sending`).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="revisions")
    part = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    values = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["plan", "part", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "part", "version"], name="part_version_is_kept_once")
        ]
