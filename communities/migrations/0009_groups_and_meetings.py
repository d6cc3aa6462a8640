import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0008_unread"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_key",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target_type", models.CharField(max_length=60)),
                ("target_id", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("due_on", models.DateField()),
                ("is_skipped", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("target_type", "target_id", "person", "kind", "due_on"),
                        name="reminded_once_for_each_due_day_of_a_row",
                    )
                ],
                "indexes": [models.Index(fields=["target_type", "target_id"], name="reminders_of_a_row")],
            },
        ),
        migrations.CreateModel(
            name="WorkingGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_uk", models.CharField(max_length=200, verbose_name="name in Ukrainian")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                (
                    "act_title",
                    models.CharField(
                        blank=True,
                        help_text="What founded the group: whose order or decision, with its number.",
                        max_length=300,
                        verbose_name="founding act",
                    ),
                ),
                ("act_on", models.DateField(blank=True, null=True, verbose_name="day of the founding act")),
                ("act_link", models.URLField(blank=True, verbose_name="link to the founding act")),
                (
                    "meets_usually_at",
                    models.CharField(
                        blank=True,
                        help_text="A group that had to leave its community names the place where it meets now, or “online”.",
                        max_length=200,
                        verbose_name="where it usually meets",
                    ),
                ),
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="working_group",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "working group",
                "verbose_name_plural": "working groups",
                "ordering": ["name_uk"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("woman", "woman"), ("man", "man"), ("", "not stated")],
                        max_length=10,
                        verbose_name="woman or man",
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("chair", "chair"),
                            ("deputy", "deputy chair"),
                            ("secretary", "secretary"),
                            ("member", "member"),
                            ("invited", "permanently invited, without a vote"),
                        ],
                        default="member",
                        max_length=10,
                        verbose_name="post in the group",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("community", "active residents"),
                            ("vulnerable", "residents from vulnerable groups"),
                            ("police", "police"),
                            ("service", "another service: rescue, military, border guard"),
                            ("local", "local authority"),
                            ("central", "central authority"),
                            ("public", "public organisation"),
                        ],
                        max_length=12,
                        verbose_name="sector",
                    ),
                ),
                (
                    "vulnerable_group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("older", "older people"),
                            ("disability", "people with a disability"),
                            ("displaced", "displaced people"),
                            ("families", "large and single-parent families"),
                            ("youth", "children and young people"),
                            ("veterans", "veterans and their families"),
                            ("minority", "national minorities"),
                            ("survivors", "people who suffered from violence"),
                            ("poor", "people with a low income"),
                            ("other", "another group"),
                        ],
                        max_length=12,
                        verbose_name="which vulnerable group",
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                ("has_vote", models.BooleanField(default=True, verbose_name="has a vote")),
                ("is_named", models.BooleanField(default=False, verbose_name="residents may read the name")),
                ("appointed_on", models.DateField(verbose_name="member from")),
                (
                    "ended_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day without membership.",
                        null=True,
                        verbose_name="no longer a member from",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="communities.workinggroup",
                        verbose_name="working group",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "ordering": ["group", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "sector__in",
                                [
                                    "community",
                                    "vulnerable",
                                    "police",
                                    "service",
                                    "local",
                                    "central",
                                    "public",
                                ],
                            ),
                            ("post__in", ["chair", "deputy", "secretary", "member", "invited"]),
                            ("gender__in", ["woman", "man", ""]),
                            models.Q(
                                ("vulnerable_group", ""),
                                (
                                    "vulnerable_group__in",
                                    [
                                        "older",
                                        "disability",
                                        "displaced",
                                        "families",
                                        "youth",
                                        "veterans",
                                        "minority",
                                        "survivors",
                                        "poor",
                                        "other",
                                    ],
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="membership_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("appointed_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_it_starts",
                        violation_error_message="A membership cannot end before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post", "invited"), _negated=True), ("has_vote", False), _connector="OR"
                        ),
                        name="invited_have_no_vote",
                        violation_error_message="Somebody who is only invited has no vote.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sector", "vulnerable"), _negated=True),
                            models.Q(("vulnerable_group", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="vulnerable_member_says_which_group",
                        violation_error_message="Say which vulnerable group this member speaks for.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("post__in", ["chair", "secretary"])),
                        fields=("group", "post"),
                        name="one_chair_and_one_secretary_of_a_group",
                        violation_error_message="The group already has somebody in this post: end that membership first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("person__isnull", False)),
                        fields=("group", "person"),
                        name="person_sits_in_a_group_once",
                        violation_error_message="This person is already a member.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="holds from")),
                (
                    "quorum_numerator",
                    models.PositiveSmallIntegerField(default=1, verbose_name="quorum: share"),
                ),
                (
                    "quorum_denominator",
                    models.PositiveSmallIntegerField(default=2, verbose_name="quorum: of"),
                ),
                (
                    "quorum_is_more_than",
                    models.BooleanField(default=True, verbose_name="quorum: more than this share"),
                ),
                (
                    "majority_numerator",
                    models.PositiveSmallIntegerField(default=1, verbose_name="majority: share"),
                ),
                (
                    "majority_denominator",
                    models.PositiveSmallIntegerField(default=2, verbose_name="majority: of"),
                ),
                (
                    "majority_is_more_than",
                    models.BooleanField(default=True, verbose_name="majority: more than this share"),
                ),
                (
                    "majority_of",
                    models.CharField(
                        choices=[
                            ("present", "of the members with a vote who take part in the meeting"),
                            ("cast", "of the votes for and against"),
                            ("all", "of all members with a vote"),
                        ],
                        default="present",
                        max_length=10,
                        verbose_name="majority of whom",
                    ),
                ),
                (
                    "tie",
                    models.CharField(
                        choices=[
                            ("chair", "the vote of the chair decides"),
                            ("not_adopted", "the decision is not taken"),
                        ],
                        default="chair",
                        max_length=12,
                        verbose_name="when votes are equal",
                    ),
                ),
                (
                    "police_vote_on_their_report",
                    models.BooleanField(
                        default=False, verbose_name="police members vote when the police report is assessed"
                    ),
                ),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        default=5, verbose_name="days of notice before a meeting"
                    ),
                ),
                (
                    "notice_in_working_days",
                    models.BooleanField(default=True, verbose_name="counted in working days"),
                ),
                (
                    "meets_every_months",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="meets at least every so many months"
                    ),
                ),
                (
                    "amendment_days",
                    models.PositiveSmallIntegerField(
                        default=5, verbose_name="working days for amendments to the minutes"
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statutes",
                        to="communities.workinggroup",
                        verbose_name="working group",
                    ),
                ),
            ],
            options={
                "verbose_name": "statute",
                "verbose_name_plural": "statutes",
                "ordering": ["group", "-from_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "from_on"),
                        name="group_has_one_statute_from_a_day",
                        violation_error_message="Rules from this day are there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quorum_denominator__lte", 100),
                            ("quorum_numerator__gte", 1),
                            models.Q(
                                ("quorum_numerator__lt", models.F("quorum_denominator")),
                                models.Q(
                                    ("quorum_is_more_than", False),
                                    ("quorum_numerator", models.F("quorum_denominator")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="quorum_is_a_share",
                        violation_error_message="The quorum is a share of the members: one half, two thirds, all.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("majority_denominator__lte", 100),
                            ("majority_numerator__gte", 1),
                            models.Q(
                                ("majority_numerator__lt", models.F("majority_denominator")),
                                models.Q(
                                    ("majority_is_more_than", False),
                                    ("majority_numerator", models.F("majority_denominator")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="majority_is_a_share",
                        violation_error_message="The majority is a share of the votes: one half, two thirds, all.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("majority_of__in", ["present", "cast", "all"]),
                            ("tie__in", ["chair", "not_adopted"]),
                        ),
                        name="statute_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amendment_days__gte", 1),
                            ("amendment_days__lte", 60),
                            ("notice_days__lte", 60),
                            ("meets_every_months__gte", 1),
                            ("meets_every_months__lte", 12),
                        ),
                        name="statute_days_are_sensible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being prepared"),
                            ("called", "called"),
                            ("open", "being held"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                (
                    "minutes_planned",
                    models.PositiveSmallIntegerField(default=120, verbose_name="planned length, minutes"),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "online_link",
                    models.URLField(blank=True, max_length=500, verbose_name="link for taking part online"),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=False,
                        help_text="Residents may come: the meeting that article 88 of the police law asks for.",
                        verbose_name="open meeting",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note to the members")),
                (
                    "short_notice_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why it is called at shorter notice"
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was cancelled"),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True, verbose_name="called at")),
                ("changed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chaired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                        verbose_name="in the chair",
                    ),
                ),
                (
                    "statute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.statute",
                        verbose_name="rules by which it was held",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="communities.workinggroup",
                        verbose_name="working group",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["-starts_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "number"), name="meeting_number_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "called", "open", "closed", "cancelled"])),
                        name="meeting_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "cancelled"]),
                            models.Q(("place", ""), _negated=True),
                            models.Q(("online_link", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_is_somewhere",
                        violation_error_message="Name a place, a link for taking part online, or both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "cancelled"]),
                            ("called_at__isnull", False),
                            _connector="OR",
                        ),
                        name="called_meeting_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["open", "closed"]), _negated=True),
                            models.Q(("chaired_by__isnull", False), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="held_meeting_was_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="closed_meeting_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cancelled_meeting_has_reason",
                        violation_error_message="Say why: the members read it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes_planned__gte", 10), ("minutes_planned__lte", 720)),
                        name="meeting_lasts_sensibly",
                        violation_error_message="Between ten minutes and twelve hours.",
                    ),
                ],
                "indexes": [models.Index(fields=["group", "-starts_at"], name="meetings_of_a_group")],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="number on the agenda")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "report of the police"),
                            ("plan", "security plan"),
                            ("decisions", "earlier decisions"),
                            ("question", "question to discuss"),
                            ("information", "information"),
                        ],
                        default="question",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("detail", models.TextField(blank=True, max_length=3000, verbose_name="more about it")),
                ("presenter", models.CharField(blank=True, max_length=200, verbose_name="who presents it")),
                ("subject", models.CharField(blank=True, max_length=100)),
                (
                    "assesses_police",
                    models.BooleanField(default=False, verbose_name="the group assesses the police here"),
                ),
                ("heard", models.TextField(blank=True, max_length=10000, verbose_name="heard")),
                ("discussed", models.TextField(blank=True, max_length=20000, verbose_name="discussed")),
                ("decided", models.TextField(blank=True, max_length=10000, verbose_name="decided")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="communities.meeting",
                        verbose_name="meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "point of an agenda",
                "verbose_name_plural": "points of an agenda",
                "ordering": ["meeting", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["report", "plan", "decisions", "question", "information"])
                        ),
                        name="item_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("subject", ""), _negated=True),
                        fields=("meeting", "subject"),
                        name="subject_is_on_an_agenda_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("question", models.TextField(max_length=2000, verbose_name="what is voted on")),
                ("subject", models.CharField(blank=True, max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hands", "show of hands"),
                            ("by_name", "by name"),
                            ("secret", "secret ballot"),
                        ],
                        default="hands",
                        max_length=8,
                        verbose_name="how",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed"), ("withdrawn", "withdrawn")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="for")),
                (
                    "votes_against",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="against"),
                ),
                (
                    "abstained",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="abstained"),
                ),
                ("chair_choice", models.CharField(blank=True, max_length=8)),
                ("present", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("all_members", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("quorum", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("majority", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("was_tie", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("adopted", "adopted"), ("rejected", "not adopted")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="communities.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote",
                "verbose_name_plural": "votes",
                "ordering": ["item", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="ballot_number_is_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("item",),
                        name="one_open_ballot_a_point",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["hands", "by_name", "secret"]),
                            ("state__in", ["open", "closed", "withdrawn"]),
                            ("chair_choice__in", ["", "for", "against", "abstain"]),
                        ),
                        name="ballot_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("outcome__in", ["adopted", "rejected"]),
                                ("abstained__isnull", False),
                                ("votes_against__isnull", False),
                                ("votes_for__isnull", False),
                                ("all_members__isnull", False),
                                ("present__isnull", False),
                                ("majority__isnull", False),
                                ("quorum__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="closed_ballot_is_counted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("present__gte", models.F("quorum")),
                            _connector="OR",
                        ),
                        name="no_decision_without_quorum",
                        violation_error_message="Without a quorum nothing can be decided.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            (
                                "present__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("votes_for"), "+", models.F("votes_against")
                                    ),
                                    "+",
                                    models.F("abstained"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="no_more_votes_than_people",
                        violation_error_message="There are more votes than people who take part.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "adopted"), _negated=True),
                            ("votes_for__gte", models.F("majority")),
                            models.Q(("chair_choice", "for"), ("was_tie", True)),
                            _connector="OR",
                        ),
                        name="adopted_has_majority",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("heard", models.TextField(blank=True)),
                ("discussed", models.TextField(blank=True)),
                ("decided", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="communities.agendaitem",
                    ),
                ),
            ],
            options={
                "ordering": ["item", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "version"), name="item_version_is_kept_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guests",
                        to="communities.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "guest",
                "verbose_name_plural": "guests",
                "ordering": ["meeting", "name"],
            },
        ),
        migrations.CreateModel(
            name="DissentingOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=3000, verbose_name="dissenting opinion")),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="communities.agendaitem",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "dissenting opinion",
                "verbose_name_plural": "dissenting opinions",
                "ordering": ["item", "at"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "member"), name="one_dissenting_opinion_a_member")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("invited", "invited, not there yet"),
                            ("present", "present"),
                            ("online", "online"),
                            ("left", "left before the end"),
                            ("excused", "absent with a reason"),
                            ("absent", "absent"),
                        ],
                        default="invited",
                        max_length=10,
                        verbose_name="there",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="communities.meeting",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendance",
                "ordering": ["meeting", "member__name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "member"), name="member_attends_a_meeting_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("presence__in", ["invited", "present", "online", "left", "excused", "absent"])
                        ),
                        name="presence_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("amending", "open for amendments"),
                            ("signed", "signed"),
                            ("superseded", "replaced by a correction"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("content", models.JSONField(default=dict)),
                ("public_content", models.JSONField(default=dict)),
                (
                    "correction_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why it was corrected"),
                ),
                ("edit_version", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField()),
                ("circulated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "amendments_until_on",
                    models.DateField(blank=True, null=True, verbose_name="amendments until"),
                ),
                ("chair_signed_at", models.DateTimeField(blank=True, null=True)),
                ("secretary_signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
                ("checksum", models.CharField(blank=True, max_length=64)),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "chair_signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="communities.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "secretary_signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "minutes",
                "verbose_name_plural": "minutes",
                "ordering": ["meeting", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "version"), name="minutes_version_is_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "amending"])),
                        fields=("meeting",),
                        name="one_version_of_minutes_is_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "amending", "signed", "superseded"])),
                        name="minutes_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["signed", "superseded"]), _negated=True),
                            models.Q(
                                ("chair_signed_at__isnull", False),
                                ("secretary_signed_at__isnull", False),
                                ("signed_at__isnull", False),
                                models.Q(("checksum", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signed_minutes_have_two_signatures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chair_signed_by__isnull", True),
                            ("secretary_signed_by__isnull", True),
                            models.Q(("chair_signed_by", models.F("secretary_signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="two_people_sign_minutes",
                        violation_error_message="Chair and secretary are two people.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True),
                            ("state__in", ["signed", "superseded"]),
                            _connector="OR",
                        ),
                        name="signed_minutes_stay_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version", 1),
                            models.Q(("correction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="corrected_minutes_say_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=3000, verbose_name="what should be changed")),
                ("at", models.DateTimeField()),
                ("is_taken", models.BooleanField(blank=True, null=True, verbose_name="taken over")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.agendaitem",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="communities.minutes",
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment to minutes",
                "verbose_name_plural": "amendments to minutes",
                "ordering": ["minutes", "at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_taken__isnull", True),
                            ("is_taken", True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_amendment_has_answer",
                        violation_error_message="Say why it is not taken over.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MinutesDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("is_public", models.BooleanField()),
                ("state", models.CharField(default="pending", max_length=10)),
                ("ordered_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=1000)),
                ("content", models.BinaryField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="communities.minutes",
                    ),
                ),
            ],
            options={
                "ordering": ["ordered_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("minutes", "language", "is_public"), name="minutes_are_drawn_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "made", "failed"])),
                        name="minutes_document_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NamedVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "for"), ("against", "against"), ("abstain", "abstained")],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_votes",
                        to="communities.ballot",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["ballot", "member__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "member"), name="member_votes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["for", "against", "abstain"])),
                        name="vote_choice_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receipt", models.CharField(blank=True, max_length=64)),
                ("title", models.CharField(max_length=200, verbose_name="what should be discussed")),
                ("detail", models.TextField(blank=True, max_length=3000, verbose_name="more about it")),
                ("sent_on", models.DateField(verbose_name="sent on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an answer"),
                            ("accepted", "accepted for the agenda"),
                            ("declined", "not accepted"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer of the chair")),
                (
                    "is_public",
                    models.BooleanField(default=False, verbose_name="residents may read proposal and answer"),
                ),
                (
                    "public_title",
                    models.CharField(blank=True, max_length=200, verbose_name="as residents read it"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="communities.agendaitem",
                    ),
                ),
                (
                    "by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_proposals",
                        to="communities.workinggroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal for an agenda",
                "verbose_name_plural": "proposals for agendas",
                "ordering": ["-sent_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "accepted", "declined"])),
                        name="proposal_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "waiting"), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="answered_proposal_has_answer",
                        violation_error_message="Write an answer: whoever proposed this reads it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_public", False),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                models.Q(("public_title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="public_proposal_is_answered",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("receipt", ""), _negated=True),
                        fields=("receipt",),
                        name="receipt_of_proposal_is_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("text", models.TextField(max_length=2000, verbose_name="what is to be done")),
                (
                    "public_text",
                    models.TextField(blank=True, max_length=2000, verbose_name="as residents read it"),
                ),
                (
                    "responsible_body",
                    models.CharField(blank=True, max_length=200, verbose_name="organisation that does it"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("cancelled", "no longer needed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome_note",
                    models.TextField(blank=True, max_length=2000, verbose_name="what came of it"),
                ),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ballot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="communities.ballot",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="communities.agendaitem",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                        verbose_name="who does it",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="communities.workinggroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "number"), name="decision_number_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "cancelled"])),
                        name="decision_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                ("closed_at__isnull", False), models.Q(("outcome_note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="closed_decision_says_what_came_of_it",
                        violation_error_message="Say what came of it.",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["due_on"], name="decisions_open_by_day"
                    )
                ],
            },
        ),
    ]
