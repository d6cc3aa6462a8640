"""The administration of people, duties and places."""

import smtplib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communities import (
    duties,
    group_admin,  # noqa: F401 - its lists are found from here
    invitations,
    post_admin,  # noqa: F401 - its lists are found from here
)
from communities.accounts import has_second_step
from communities.forms import HandOverForm
from communities.gates import fresh_proof_required
from communities.models import AuditEntry, Community, Duty, Oblast, Role, Settlement, Successor, User
from communities.shared import clock, trail
from communities.shared.audited_admin import AuditedAdmin, ToLookAt


class ServingFilter(admin.SimpleListFilter):
    title = _("serving")
    parameter_name = "serving"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("now", _("serving today")), ("ended", _("ended")), ("later", _("beginning later"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Duty]) -> QuerySet[Duty]:
        today = clock.today()
        match self.value():
            case "now":
                return queryset.serving(today=today)  # type: ignore[attr-defined,no-any-return] # DutyQuerySet
            case "ended":
                return queryset.filter(ended_on__lte=today)
            case "later":
                return queryset.filter(started_on__gt=today)
        return queryset


# --- people ---


class PersonForm(forms.ModelForm):  # type: ignore[type-arg] # no [] when it runs
    class Meta:
        model = User
        fields = ("name", "email", "language", "is_active", "is_staff")
        labels = {"is_staff": _("administrator")}
        help_texts = {
            "is_staff": _("May do everything in this administration. No part of it is a duty."),
            "is_active": _("Take this away instead of deleting a person: what they did stays."),
            "email": _("Their name when they sign in. Letters go here."),
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class DutiesOfPerson(admin.TabularInline):  # type: ignore[type-arg] # no [] when it runs
    model = Duty
    fields = ("role", "community", "oblast", "started_on", "ended_on")
    readonly_fields = fields
    extra = 0
    show_change_link = True
    can_delete = False
    verbose_name_plural = _("duties, the newest first")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class WeightyAdmin(AuditedAdmin):
    """Who may come in and what they may do: every page wants a fresh proof."""

    @method_decorator(fresh_proof_required)
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Actions on many rows weigh as much as the form of one."""
        return super().changelist_view(request, extra_context)

    @method_decorator(fresh_proof_required)
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)


@admin.register(User)
class UserAdmin(WeightyAdmin):
    form = PersonForm
    list_display = ("name", "email", "serving", "second_step", "last_login", "is_active", "administrator")
    list_filter = ("is_active", "is_staff", "duties__role", "duties__community__oblast")
    search_fields = ("name", "email", "duties__community__name_uk", "duties__community__name_en")
    ordering = ("name",)
    actions = ("send_links", "end_sessions", "remove_second_steps")
    readonly_fields = ("has_password", "second_step", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("name", "email", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff")}),
        (_("Signing in"), {"fields": ("has_password", "second_step", "last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        serving = Duty.objects.serving(today=clock.today()).select_related("community", "oblast")
        people = super().get_queryset(request)
        return people.prefetch_related(Prefetch("duties", serving, to_attr="serving_today"))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:2]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return [DutiesOfPerson] if obj else []

    @admin.display(description=_("duties today"))
    def serving(self, person: User) -> str:
        return "; ".join(str(duty) for duty in person.serving_today)  # type: ignore[attr-defined]

    @admin.display(description=_("administrator"), boolean=True, ordering="is_staff")
    def administrator(self, person: User) -> bool:
        return person.is_staff

    @admin.display(description=_("second step"), boolean=True)
    def second_step(self, person: User) -> bool:
        return has_second_step(person)

    @admin.display(description=_("has set a password"), boolean=True)
    def has_password(self, person: User) -> bool:
        return person.has_usable_password()

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: the trail names them."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """There is one kind of administrator; nobody shuts the door behind themselves."""
        if change and obj.pk == request.user.pk and not (obj.is_active and obj.is_staff):
            obj.is_active = obj.is_staff = True
            text = _("You cannot close your own account or stop being an administrator: another one can.")
            messages.warning(request, text)
        obj.is_superuser = obj.is_staff
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            self._send_link(request, obj)

    @admin.action(description=_("Send a link for setting a password"))
    def send_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset.filter(is_active=True):
            self._send_link(request, person)

    @admin.action(description=_("End all sessions"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by = _administrator(request)
        ended = sum(invitations.sign_out_everywhere(who, by=by, at=clock.now()) for who in queryset)
        text = ngettext("%(number)s session was ended.", "%(number)s sessions were ended.", ended)
        messages.success(request, text % {"number": ended})

    @admin.action(description=_("Remove the second step (the phone and the codes are lost)"))
    def remove_second_steps(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by = _administrator(request)
        for person in queryset:
            if invitations.remove_second_step(person, by=by, at=clock.now()):
                text = gettext("%(person)s sets the second step up anew at the next sign-in.")
                messages.success(request, text % {"person": person.name})

    def _send_link(self, request: HttpRequest, person: User) -> None:
        try:
            invitations.send_link(person, by=_administrator(request), at=clock.now())
        except (OSError, smtplib.SMTPException):
            text = gettext("The letter to %(email)s could not be sent. Try again by the action in the list.")
            messages.error(request, text % {"email": person.email})
        else:
            text = gettext("A link for setting a password is on its way to %(email)s.")
            messages.success(request, text % {"email": person.email})


# --- duties ---


class DutyForm(forms.ModelForm):  # type: ignore[type-arg] # no [] when it runs
    class Meta:
        model = Duty
        fields = ("person", "role", "community", "oblast", "started_on", "ended_on")

    def _get_validation_exclusions(self) -> set[str]:
        """A duty that begins has no end yet: its constraints speak of that, so they must be asked too."""
        return super()._get_validation_exclusions() - {"ended_on"}  # type: ignore[misc,no-any-return]


@admin.register(Duty)
class DutyAdmin(WeightyAdmin):
    form = DutyForm
    list_display = ("person", "role", "place", "started_on", "ended_on")
    list_filter = (ServingFilter, "role", "community__oblast", "started_on")
    list_select_related = ("person", "community", "oblast")
    search_fields = (
        "person__name",
        "person__email",
        "community__name_uk",
        "community__name_en",
        "oblast__name_uk",
        "oblast__name_en",
    )
    date_hierarchy = "started_on"
    autocomplete_fields = ("person", "community", "oblast")
    actions = ("end_today",)
    change_form_template = "admin/communities/duty/change_form.html"

    @admin.display(description=_("place"))
    def place(self, duty: Duty) -> str:
        return str(duty.community or duty.oblast or _("whole country"))

    def community_of(self, row: Duty) -> Community | None:
        return row.community

    def get_fields(self, request: HttpRequest, obj: Duty | None = None) -> Any:
        given = ("person", "role", "community", "oblast", "started_on")
        return (*given, "ended_on") if obj else given

    def get_readonly_fields(self, request: HttpRequest, obj: Duty | None = None) -> Any:
        """Who served where is history; only the days may be mended."""
        return ("person", "role", "community", "oblast") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"started_on": clock.today(), **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: Duty | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Duty, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = duties.appoint(
            obj.person,
            role=Role(obj.role),
            community=obj.community,
            oblast=obj.oblast,
            by=_administrator(request),
            starts_on=obj.started_on,
            at=clock.now(),
        )
        obj.pk = made.pk
        obj._state.adding = False

    def log_addition(self, request: HttpRequest, obj: Duty, message: Any) -> Any:
        """`duties.appoint` has left the trace."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)

    @admin.action(description=_("End today"))
    def end_today(self, request: HttpRequest, queryset: QuerySet[Duty]) -> None:
        by, ended = _administrator(request), 0
        for duty in queryset:
            try:
                duties.end(duty, by=by, today=clock.today(), at=clock.now())
            except duties.NotServing:
                continue
            ended += 1
        text = ngettext("%(number)s duty ended today.", "%(number)s duties ended today.", ended)
        messages.success(request, text % {"number": ended})

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(fresh_proof_required(self.hand_over))
        return [path("<int:pk>/hand-over/", page, name="communities_duty_hand_over"), *super().get_urls()]

    def hand_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End this duty and give it to another person, in one step."""
        duty = get_object_or_404(Duty.objects.select_related("person", "community", "oblast"), pk=pk)
        if not self.has_change_permission(request, duty):
            raise PermissionDenied
        form = HandOverForm(request.POST or None, duty=duty)
        if request.method == "POST" and form.is_valid() and (done := self._hand_over(request, duty, form)):
            return done
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Hand the duty over"),
            "subtitle": str(duty),
            "opts": self.model._meta,
            "duty": duty,
            "form": form,
        }
        return TemplateResponse(request, "admin/communities/duty/hand_over.html", context)

    def _hand_over(self, request: HttpRequest, duty: Duty, form: HandOverForm) -> HttpResponse | None:
        to, by = form.cleaned_data["to"], _administrator(request)
        try:
            new = duties.hand_over(duty, to=to, by=by, today=clock.today(), at=clock.now())
        except duties.NotServing:
            messages.warning(request, _("This duty had already ended."))
            return HttpResponseRedirect(reverse("admin:communities_duty_changelist"))
        except ValidationError as problem:
            form.add_error("to", problem.messages)
            return None
        messages.success(request, gettext("Handed over to %(person)s.") % {"person": to.name})
        return HttpResponseRedirect(reverse("admin:communities_duty_change", args=[new.pk]))


# --- places ---


@admin.register(Oblast)
class OblastAdmin(AuditedAdmin):
    shows_to_public = True
    list_display = ("name_uk", "name_en", "katottg")
    search_fields = ("name_uk", "name_en", "katottg")
    prepopulated_fields = {"slug": ("name_en",)}


class SettlementInline(admin.TabularInline):  # type: ignore[type-arg] # no [] when it runs
    model = Settlement
    extra = 0
    fields = ("name_uk", "name_en", "type", "katottg", "koatuu", "named_from_on", "named_until_on")
    classes = ("collapse",)


class SuccessorInline(admin.TabularInline):  # type: ignore[type-arg] # no [] when it runs
    model = Successor
    extra = 0


@admin.register(Community)
class CommunityAdmin(AuditedAdmin):
    shows_to_public = True
    list_display = ("name_uk", "name_en", "oblast", "level", "katottg", "koatuu", "is_demonstration")
    list_filter = ("oblast", "level", "is_demonstration")
    list_select_related = ("oblast",)
    search_fields = (
        "name_uk",
        "name_en",
        "katottg",
        "koatuu",
        "settlements__name_uk",
        "settlements__name_en",
        "settlements__katottg",
        "settlements__koatuu",
    )
    autocomplete_fields = ("oblast",)
    prepopulated_fields = {"slug": ("name_en",)}
    inlines = (SuccessorInline, SettlementInline)
    fieldsets = (
        (None, {"fields": ("name_uk", "name_en", "slug", "oblast", "level")}),
        (_("Official codes"), {"fields": ("katottg", "koatuu", "abolished_on")}),
        (_("Residents"), {"fields": ("population", "population_year", "population_source")}),
        (_("For readers"), {"fields": ("note_uk", "note_en", "is_demonstration")}),
    )

    def community_of(self, row: Community) -> Community | None:
        return row if row.pk else None

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        """Its reports and its trail stay readable: a community is abolished, not deleted."""
        return False

    def get_prepopulated_fields(self, request: HttpRequest, obj: Community | None = None) -> Any:
        """The address of a page that was printed and linked does not follow a new name."""
        return {} if obj else self.prepopulated_fields


# --- the trail ---


@admin.register(AuditEntry)
class AuditEntryAdmin(ToLookAt, AuditedAdmin):
    """Read only: the database itself refuses anything else."""

    list_display = ("sequence", "at", "who", "what", "row", "community")
    list_display_links = ("sequence", "what")
    list_filter = ("act", ("at", admin.DateFieldListFilter), "community")
    list_select_related = ("community",)
    search_fields = ("by_name", "act", "target_type", "=target_id")
    date_hierarchy = "at"
    ordering = ("-sequence",)
    show_full_result_count = False

    @admin.display(description=_("who"), ordering="by_name")
    def who(self, entry: AuditEntry) -> str:
        return entry.by_name or gettext("the site itself")

    @admin.display(description=_("row"))
    def row(self, entry: AuditEntry) -> str:
        return f"{entry.target_type} {entry.target_id}"

    @admin.display(description=_("what"), ordering="act")
    def what(self, entry: AuditEntry) -> str:
        return trail.sentence_of(entry.act, entry.details)

    def get_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> Any:
        return ("sequence", "at", "who", "what", *(
            "act", "details", "target_type", "target_id", "community", "previous_hash", "hash",
        ))  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> Any:
        return self.get_fields(request, obj)


def _administrator(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
