"""What people are told: a notice inside the site, exactly once, and the letter that carries it by mail.

The rows are the truth. A letter goes due -> claimed -> sending -> sent, each step committed before the
next, so that after a crash a letter found in *sending* is *unknown*: it is never sent again by itself,
a person decides. One letter of the whole site is being sent at a time. What has been refused with certainty
is tried again, ever more rarely, for 72 hours.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models.places import Community, Oblast
from communities.states import LetterState


class Notice(models.Model):
    """Something one person is told. `key` makes it happen once.

    `person` is somebody with an account. Somebody without one (who carries out an action of a plan, say) has
    only an `address`: told by letter alone, in Ukrainian, and nothing of it shows inside the site.

    `kind` names the words: templates/mail/<kind>.txt. `facts` is what the words need, of JSON types: a pair
    {"uk": ..., "en": ...} is said in the language of the reader, a text under a name that ends in `_on` is an
    ISO day. Nothing that must not stand in a letter belongs into it. `link`: a path of the site without
    the prefix of a language.
    """

    key = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("e-mail of somebody without an account"), blank=True)
    kind = models.CharField(_("kind"), max_length=80)
    facts = models.JSONField(default=dict, blank=True)
    link = models.CharField(max_length=300, blank=True)
    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community"),
    )
    oblast = models.ForeignKey(
        Oblast, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oblast")
    )
    at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notices_of_a_person"),
            models.Index(fields=["person"], name="notices_not_read", condition=Q(read_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | (Q(person__isnull=True) & ~Q(address="")),
                name="notice_has_a_person_or_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def recipient(self) -> str:
        """As pages for those who care for letters name whom it is for."""
        return self.address if self.person is None else self.person.name

    @property
    def goes_to(self) -> str:
        """The address that holds now."""
        return self.address if self.person is None else self.person.email


class Letter(models.Model):
    """The mail of a notice, on its way."""

    notice = models.OneToOneField(
        Notice, on_delete=models.PROTECT, related_name="letter", verbose_name=_("notice")
    )
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.DUE)
    written_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("to be tried at"))
    claimed_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="letters_on_their_way",
                condition=~Q(state__in=["sent", "left", "withdrawn"]),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_is_known"),
            # Whatever dies, at most this one is unknown afterwards.
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=LetterState.SENDING), name="one_letter_is_being_sent"
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.SENT) | Q(sent_at__isnull=False), name="letter_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.CLAIMED, LetterState.SENDING])
                | Q(claimed_at__isnull=False),
                name="letter_taken_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"
