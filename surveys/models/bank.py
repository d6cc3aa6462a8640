"""The question bank: editions of a questionnaire. The database itself refuses to change a loaded edition:
a changed file is a new edition, and the words that people answered stay as they were."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.topics import Topic


class Questionnaire(models.Model):
    """One edition: what is asked, in which order. Read from a file, known by its checksum."""

    code = models.SlugField(_("name of the questionnaire"), max_length=40)
    version = models.PositiveSmallIntegerField(_("edition"))
    title_uk = models.CharField(_("title in Ukrainian"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    note_uk = models.TextField(_("note in Ukrainian"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    consent_uk = models.TextField(_("what people are told first, in Ukrainian"), blank=True)
    consent_en = models.TextField(_("what people are told first, in English"), blank=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_edition_is_unique"),
            models.UniqueConstraint(fields=["sha256"], name="questionnaire_is_loaded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_uk


class QuestionType(models.TextChoices):
    SINGLE = "single", _("one answer")
    MULTIPLE = "multi", _("several answers")
    NUMBER = "number", _("a number")
    OPEN = "open", _("in own words")


class QuestionGroup(models.TextChoices):
    SAFETY = "safety", _("Feeling of safety")
    ATTITUDE = "attitude", _("Attitude to the police")
    AWARENESS = "awareness", _("What people know about the police")
    CONTACTS = "contacts", _("Contacts with the police")
    MEETINGS = "meetings", _("Meetings and ways to talk")
    PROFILE = "profile", _("Who answered")


class Question(models.Model):
    """A question of one edition.

    `asked_if`: empty for everybody, else {"question": code, "answers": [codes], "is_not": bool}: those who
    gave one of these answers, or who answered and gave none of them. `least`, `most`: limits of a number.
    `groups_of`: code of the number question whose values the answers of this one group (age groups);
    it is asked of those only who do not tell the number.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=30)
    group = models.CharField(_("group"), max_length=20, choices=QuestionGroup.choices)
    type = models.CharField(_("type"), max_length=10, choices=QuestionType.choices)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices, blank=True)
    text_uk = models.TextField(_("question in Ukrainian"), max_length=500)
    text_en = models.TextField(_("question in English"), max_length=500)
    asked_if = models.JSONField(_("asked of"), default=dict, blank=True)
    most_answers = models.PositiveSmallIntegerField(_("most answers"), null=True, blank=True)
    least = models.SmallIntegerField(_("smallest number"), null=True, blank=True)
    most = models.SmallIntegerField(_("largest number"), null=True, blank=True)
    groups_of = models.CharField(_("groups the numbers of"), max_length=30, blank=True)
    origin = models.CharField(_("origin"), max_length=20)
    note_uk = models.TextField(_("note in Ukrainian"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="question_number_is_unique"),
            models.UniqueConstraint(fields=["questionnaire", "code"], name="question_code_is_unique"),
            models.CheckConstraint(condition=Q(type__in=QuestionType.values), name="question_type_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_uk


class AnswerOption(models.Model):
    """A possible answer. `value`: the number that stands for it in files. `topic`: where this answer belongs
    when it is about another subject than its question (a fear of burglary: HOME). `least`, `most`: the
    numbers that this group holds, when its question groups numbers; None at an open end."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="options")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    value = models.SmallIntegerField()
    label_uk = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    topic = models.CharField(max_length=10, choices=Topic.choices, blank=True)
    is_missing = models.BooleanField(default=False)  # hard to say, refused
    is_exclusive = models.BooleanField(default=False)  # alone among several answers
    least = models.SmallIntegerField(null=True, blank=True)
    most = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="answer_code_is_unique"),
            models.UniqueConstraint(fields=["question", "value"], name="answer_value_is_unique"),
        ]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_uk


class Net(models.Model):
    """Several answers told together: “trust” is fully and rather. `members`: codes of answers."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="nets")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    label_uk = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    members = models.JSONField()

    class Meta:
        verbose_name = _("net of answers")
        verbose_name_plural = _("nets of answers")
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="net_code_is_unique")]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_uk
