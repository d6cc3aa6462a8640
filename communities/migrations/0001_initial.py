import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Oblast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_uk", models.CharField(max_length=200, verbose_name="name in Ukrainian")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                (
                    "katottg",
                    models.CharField(
                        max_length=19,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^UA[0-9]{17}$",
                                code="katottg",
                                message="A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239.",
                            )
                        ],
                        verbose_name="KATOTTG code",
                    ),
                ),
            ],
            options={
                "verbose_name": "oblast",
                "verbose_name_plural": "oblasts",
                "ordering": ["name_uk"],
            },
        ),
        migrations.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_uk", models.CharField(max_length=200, verbose_name="name in Ukrainian")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("oblast", "oblast"),
                            ("raion", "district (raion)"),
                            ("hromada", "territorial community (hromada)"),
                            ("city", "city"),
                            ("settlement", "settlement"),
                        ],
                        default="hromada",
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                (
                    "katottg",
                    models.CharField(
                        blank=True,
                        help_text="Since 2020. Leave empty for a unit abolished before.",
                        max_length=19,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^UA[0-9]{17}$",
                                code="katottg",
                                message="A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239.",
                            )
                        ],
                        verbose_name="KATOTTG code",
                    ),
                ),
                (
                    "koatuu",
                    models.CharField(
                        blank=True,
                        help_text="Until 2020.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{10}$",
                                code="koatuu",
                                message="A KOATUU code is 10 digits, for example 1421200000.",
                            )
                        ],
                        verbose_name="KOATUU code",
                    ),
                ),
                ("abolished_on", models.DateField(blank=True, null=True, verbose_name="abolished on")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                (
                    "population_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="year of the population figure"
                    ),
                ),
                (
                    "population_source",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="source of the population figure"
                    ),
                ),
                ("note_uk", models.TextField(blank=True, verbose_name="note in Ukrainian")),
                ("note_en", models.TextField(blank=True, verbose_name="note in English")),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        help_text="Every page of this community says that its figures are made up.",
                        verbose_name="demonstration",
                    ),
                ),
                (
                    "oblast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communities",
                        to="communities.oblast",
                        verbose_name="oblast",
                    ),
                ),
            ],
            options={
                "verbose_name": "community",
                "verbose_name_plural": "communities",
                "ordering": ["name_uk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("katottg", ""), _negated=True),
                        fields=("katottg",),
                        name="community_katottg_is_unique",
                        violation_error_message="Another community has this KATOTTG code.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("koatuu", ""), _negated=True),
                        fields=("koatuu",),
                        name="community_koatuu_is_unique",
                        violation_error_message="Another community has this KOATUU code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("population__isnull", True),
                            models.Q(
                                ("population_year__isnull", False),
                                models.Q(("population_source", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="community_population_has_year_and_source",
                        violation_error_message="Give the year and the source of the population figure.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        choices=[("uk", "українська"), ("en", "English")],
                        default="uk",
                        max_length=2,
                        verbose_name="language of letters",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the administration")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="account made at"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="person_email_is_unique_in_any_case",
                        violation_error_message="Somebody already has this e-mail.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="audit_has_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(unique=True, verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name at that time")),
                ("act", models.CharField(max_length=80, verbose_name="act")),
                ("target_type", models.CharField(max_length=80, verbose_name="kind of row")),
                ("target_id", models.CharField(max_length=40, verbose_name="row")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the trail",
                "verbose_name_plural": "trail",
                "ordering": ["-sequence"],
                "indexes": [models.Index(fields=["target_type", "target_id"], name="audit_of_a_row")],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reporting_officer", "reporting officer"),
                            ("head_of_police", "head of police"),
                            ("police_colleague", "police colleague (fills in lent sections)"),
                            ("chair", "chair of the working group"),
                            ("deputy_chair", "deputy chair of the working group"),
                            ("secretary", "secretary of the working group"),
                            ("member", "member of the working group"),
                            ("observer", "observer of the working group"),
                            ("oblast_coordinator", "oblast coordinator"),
                            ("national_coordinator", "national coordinator"),
                            ("survey_analyst", "survey analyst"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="serves from")),
                (
                    "ended_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day without this duty. Today ends it at once.",
                        null=True,
                        verbose_name="no longer serves from",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        help_text="For police and working-group roles.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "oblast",
                    models.ForeignKey(
                        blank=True,
                        help_text="For an oblast coordinator.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="communities.oblast",
                        verbose_name="oblast",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
                "ordering": ["-started_on", "role"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "reporting_officer",
                                    "head_of_police",
                                    "police_colleague",
                                    "chair",
                                    "deputy_chair",
                                    "secretary",
                                    "member",
                                    "observer",
                                    "oblast_coordinator",
                                    "national_coordinator",
                                    "survey_analyst",
                                ],
                            )
                        ),
                        name="duty_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("community__isnull", False),
                                ("oblast__isnull", True),
                                (
                                    "role__in",
                                    [
                                        "chair",
                                        "deputy_chair",
                                        "head_of_police",
                                        "member",
                                        "observer",
                                        "police_colleague",
                                        "reporting_officer",
                                        "secretary",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("community__isnull", True),
                                ("oblast__isnull", False),
                                ("role", "oblast_coordinator"),
                            ),
                            models.Q(
                                ("community__isnull", True),
                                ("oblast__isnull", True),
                                ("role__in", ["national_coordinator", "survey_analyst"]),
                            ),
                            _connector="OR",
                        ),
                        name="duty_place_fits_the_role",
                        violation_error_message="Police and working-group roles need a community, an oblast coordinator needs an oblast, national roles need neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="duty_ends_after_it_starts",
                        violation_error_message="A duty cannot end before it starts.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("role__in", ("head_of_police", "chair", "secretary"))
                        ),
                        fields=("community", "role"),
                        name="one_serving_head_chair_and_secretary",
                        violation_error_message="This community already has somebody in this role: end that duty first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("community__isnull", False)),
                        fields=("person", "role", "community"),
                        name="person_serves_a_community_once",
                        violation_error_message="This person already has this duty.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("oblast__isnull", False)),
                        fields=("person", "role", "oblast"),
                        name="person_serves_an_oblast_once",
                        violation_error_message="This person already has this duty.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("community__isnull", True), ("oblast__isnull", True)
                        ),
                        fields=("person", "role"),
                        name="person_serves_nationally_once",
                        violation_error_message="This person already has this duty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="public_has_one_stamp")
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
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
                    "type",
                    models.CharField(
                        choices=[
                            ("town", "town"),
                            ("urban", "urban-type settlement"),
                            ("rural", "rural settlement"),
                            ("village", "village"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "katottg",
                    models.CharField(
                        blank=True,
                        max_length=19,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^UA[0-9]{17}$",
                                code="katottg",
                                message="A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239.",
                            )
                        ],
                        verbose_name="KATOTTG code",
                    ),
                ),
                (
                    "koatuu",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{10}$",
                                code="koatuu",
                                message="A KOATUU code is 10 digits, for example 1421200000.",
                            )
                        ],
                        verbose_name="KOATUU code",
                    ),
                ),
                (
                    "named_from_on",
                    models.DateField(blank=True, null=True, verbose_name="has this name since"),
                ),
                (
                    "named_until_on",
                    models.DateField(blank=True, null=True, verbose_name="had this name until"),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "ordering": ["name_uk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("katottg", ""), _negated=True),
                        fields=("community", "katottg", "name_uk"),
                        name="settlement_is_listed_once",
                        violation_error_message="This settlement is already in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("named_from_on__isnull", True),
                            ("named_until_on__isnull", True),
                            ("named_until_on__gt", models.F("named_from_on")),
                            _connector="OR",
                        ),
                        name="settlement_name_ends_after_it_starts",
                        violation_error_message="The name must end after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Successor",
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
                    "katottg",
                    models.CharField(
                        max_length=19,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^UA[0-9]{17}$",
                                code="katottg",
                                message="A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239.",
                            )
                        ],
                        verbose_name="KATOTTG code",
                    ),
                ),
                ("is_partial", models.BooleanField(default=False, verbose_name="only a part of it")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successors",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "community of today",
                "verbose_name_plural": "communities of today",
                "ordering": ["name_uk"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "katottg"), name="successor_is_named_once")
                ],
            },
        ),
    ]
