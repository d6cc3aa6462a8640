"""What a meeting decided: votes, who voted how, and the register of decisions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models.groups import Membership, WorkingGroup
from communities.models.meetings import AgendaItem
from communities.queries import DecisionQuerySet
from communities.states import BallotState, DecisionState


class BallotKind(models.TextChoices):
    HANDS = "hands", _("show of hands")
    BY_NAME = "by_name", _("by name")
    SECRET = "secret", _("secret ballot")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("not adopted")


class Ballot(models.Model):
    """A vote on one question of a point. Open while votes come in; closed with everything that was counted.

    `present`, `all_members`, `quorum`, `majority`: people with a vote on this question who take part, all
    of them on that day, how many must take part, how many must be for. `chair_choice` decides a tie.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    number = models.PositiveSmallIntegerField(_("number"))
    question = models.TextField(_("what is voted on"), max_length=2000)
    subject = models.CharField(max_length=100, blank=True)
    kind = models.CharField(_("how"), max_length=8, choices=BallotKind.choices, default=BallotKind.HANDS)
    state = models.CharField(_("state"), max_length=10, choices=BallotState.choices, default=BallotState.OPEN)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    chair_choice = models.CharField(max_length=8, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    all_members = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    majority = models.PositiveSmallIntegerField(null=True, blank=True)
    was_tie = models.BooleanField(default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="ballot_number_is_unique"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="open"), name="one_open_ballot_a_point"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BallotKind.values)
                & Q(state__in=BallotState.values)
                & Q(chair_choice__in=["", "for", "against", "abstain"]),
                name="ballot_choices_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (
                    Q(outcome__in=Outcome.values, closed_at__isnull=False)
                    & Q(votes_for__isnull=False, votes_against__isnull=False, abstained__isnull=False)
                    & Q(present__isnull=False, all_members__isnull=False)
                    & Q(quorum__isnull=False, majority__isnull=False)
                ),
                name="closed_ballot_is_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(present__gte=F("quorum")),
                name="no_decision_without_quorum",
                violation_error_message=_("Without a quorum nothing can be decided."),
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(present__gte=F("votes_for") + F("votes_against") + F("abstained")),
                name="no_more_votes_than_people",
                violation_error_message=_("There are more votes than people who take part."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="adopted")
                | Q(votes_for__gte=F("majority"))
                | Q(was_tie=True, chair_choice="for"),
                name="adopted_has_majority",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Choice(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAIN = "abstain", _("abstained")


class NamedVote(models.Model):
    """How a member voted by name. Can change while the ballot is open."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="named_votes")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["ballot", "member__name"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="member_votes_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_choice_is_known"),
        ]


class DissentingOpinion(models.Model):
    """A member's own opinion on a decision, kept with the minutes. Only ever added."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="opinions")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("dissenting opinion"), max_length=3000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("dissenting opinion")
        verbose_name_plural = _("dissenting opinions")
        ordering = ["item", "at"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="one_dissenting_opinion_a_member")
        ]


class Decision(models.Model):
    """What the group decided that somebody does: a line of the register, open until it is closed."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("what is to be done"), max_length=2000)
    public_text = models.TextField(_("as residents read it"), max_length=2000, blank=True)
    responsible = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who does it"),
    )
    responsible_body = models.CharField(_("organisation that does it"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DecisionState.choices, default=DecisionState.OPEN
    )
    outcome_note = models.TextField(_("what came of it"), max_length=2000, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-number"]
        indexes = [models.Index(fields=["due_on"], name="decisions_open_by_day", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="decision_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=DecisionState.values), name="decision_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(closed_at__isnull=False) & ~Q(outcome_note="")),
                name="closed_decision_says_what_came_of_it",
                violation_error_message=_("Say what came of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"
