"""A working group: its page for members, for residents, and the acts of those who keep it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities import permissions
from communities.gates import fresh_proof_required
from communities.group_forms import (
    PLAIN_POSTS,
    GroupForm,
    InviteForm,
    MemberForm,
    NewMemberForm,
    RulesForm,
    seat_of,
    tell,
)
from communities.groups import founding, joining, members, statute
from communities.groups.group_page import of_community, page_of, public_page_of
from communities.groups.roll import free_from, members_on
from communities.groups.statute_words import rules_in_words
from communities.meetings.public_meetings import next_ahead
from communities.models import Community, Membership, Post, Statute, User, WorkingGroup
from communities.shared import audit, clock, trail
from communities.shared.public_pages import address, alternates, drawn_once
from communities.shared.requests import SignedInRequest

SHOWN_ACTS = 50


@login_not_required
@require_safe
@drawn_once
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """What residents read: the act, sectors and organisations, names of those who agreed, rules in words."""
    group = get_object_or_404(WorkingGroup.objects.select_related("community__oblast"), community__slug=slug)
    page = {
        "community": group.community,
        "group": public_page_of(group, today=clock.today()),
        "next": next_ahead(group, at=clock.now()),
        "demonstration": True if group.community.is_demonstration else None,
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "communities/public/group.html", page)


@require_safe
def listed(request: SignedInRequest) -> HttpResponse:
    """The communities in which this person founds groups, with their groups."""
    if not permissions.may_found_groups(request.user):
        raise PermissionDenied
    today = clock.today()
    lasting = Q(working_group__memberships__ended_on__isnull=True)
    lasting |= Q(working_group__memberships__ended_on__gt=today)
    sitting = lasting & Q(working_group__memberships__appointed_on__lte=today)
    rows = permissions.groups_in_care_of(request.user).select_related("oblast", "working_group")
    rows = rows.annotate(members=Count("working_group__memberships", filter=sitting)).order_by("name_uk")
    return render(request, "communities/groups.html", {"communities": rows})


@require_safe
def home(request: SignedInRequest, slug: str) -> HttpResponse:
    community = _community(request.user, slug)
    group = of_community(community)
    page: dict[str, Any] = {"community": community, "rights": _rights(request.user, community)}
    if group is None:
        return render(request, "communities/group_none.html", page)
    page["page"] = page_of(group, today=clock.today())
    return render(request, "communities/group.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def found(request: SignedInRequest, slug: str) -> HttpResponse:
    community = _community(request.user, slug)
    if not permissions.founds_group(request.user, community):
        raise PermissionDenied
    if of_community(community) is not None:
        return redirect("communities:group", slug)
    form = GroupForm(request.POST or None, instance=WorkingGroup(community=community))
    if request.method == "POST" and form.is_valid():
        try:
            founding.found(community, **form.cleaned_data, by=request.user, at=clock.now())
        except ValidationError as problem:
            tell(form, problem)
        else:
            messages.success(request, _("The group is founded. Add its members now, the chair first."))
            return redirect("communities:group", slug)
    return render(request, "communities/group_found.html", {"community": community, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def describe(request: SignedInRequest, slug: str) -> HttpResponse:
    group = _group(request.user, slug)
    if not permissions.looks_after_members(request.user, group.community):
        raise PermissionDenied
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        founding.describe(group, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("communities:group", slug)
    page = {"community": group.community, "group": group, "form": form}
    return render(request, "communities/group_describe.html", page)


@require_safe
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    """Members and rules of all days, and who changed what."""
    group = _group(request.user, slug)
    today = clock.today()
    former = group.memberships.filter(ended_on__lte=today).order_by("-ended_on", "name")
    statutes = list(group.statutes.order_by("-from_on"))
    sitting = members_on(group, today)
    page = {
        "group": group,
        "community": group.community,
        "former": former,
        "statutes": [(row, rules_in_words(row, sitting, today=today)) for row in statutes],
        "entries": trail.sentences(audit.trail_of(group)[:SHOWN_ACTS]),
    }
    return render(request, "communities/group_history.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    group = _group(request.user, slug)
    posts = _posts(request.user, group.community)
    start = {"post": Post.MEMBER, "has_vote": True}
    form = NewMemberForm(request.POST or None, posts=posts, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            members.appoint(group, **form.cleaned_data, **_acting(request))
        except members.DayIsFixed:
            form.add_error("appointed_on", _("A meeting was held since. Choose a day after it."))
        except joining.TooManyLetters:
            form.add_error("email", _too_many())
        except ValidationError as problem:
            tell(form, problem)
        else:
            said = {"name": form.cleaned_data["name"]}
            messages.success(request, _("%(name)s is on the list of members.") % said)
            if form.cleaned_data["email"]:
                messages.info(request, _on_its_way())
            return redirect("communities:group", slug)
    page = {"community": group.community, "group": group, "form": form}
    return render(request, "communities/group_member_new.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    group, member = _member(request.user, slug, pk)
    posts = _posts(request.user, group.community)
    form = MemberForm(request.POST or None, posts=posts, initial=seat_of(member))
    if request.method == "POST" and form.is_valid():
        try:
            members.change(member, **form.cleaned_data, **_acting(request))
        except members.NotSitting:
            messages.warning(request, _("This membership had already ended."))
            return redirect("communities:group", slug)
        except ValidationError as problem:
            tell(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("communities:group", slug)
    page = {
        "community": group.community,
        "group": group,
        "member": member,
        "form": form,
        "counts_from": free_from(group, today=clock.today()),
    }
    return render(request, "communities/group_member.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    group, member = _member(request.user, slug, pk)
    if request.method != "POST":
        page = {"community": group.community, "group": group, "member": member}
        return render(request, "communities/group_member_end.html", page)
    try:
        members.end(member, **_acting(request))
    except members.NotSitting:
        messages.warning(request, _("This membership had already ended."))
    else:
        messages.success(request, _("The membership of %(name)s ended.") % {"name": member.name})
    return redirect("communities:group", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def invite(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    group, member = _member(request.user, slug, pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.invite(member, email=form.cleaned_data["email"], by=request.user, at=clock.now())
        except (joining.HasAccount, members.NotSitting):
            messages.warning(request, _("This member uses the site already, or is no member any more."))
            return redirect("communities:group", slug)
        except joining.TooManyLetters:
            form.add_error("email", _too_many())
        else:
            messages.success(request, _on_its_way())
            return redirect("communities:group", slug)
    page = {"community": group.community, "group": group, "member": member, "form": form}
    return render(request, "communities/group_member_invite.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """The owner of an account agrees to be the member that was meant, or says no."""
    asked = joining.invitations_of(request.user).filter(group__community__slug=slug).first()
    if asked is None:
        if permissions.may_open_group(request.user, get_object_or_404(Community, slug=slug)):
            return redirect("communities:group", slug)
        raise Http404
    if request.method != "POST":
        return render(request, "communities/group_join.html", {"member": asked, "group": asked.group})
    if request.POST.get("answer") != "yes":
        joining.decline(asked, person=request.user, at=clock.now())
        messages.success(request, _("You said no. Nothing was linked with your account."))
        return redirect("desk")
    try:
        joining.join(asked, person=request.user, today=clock.today(), at=clock.now())
    except (joining.NotInvited, ValidationError) as problem:
        messages.warning(request, _not_joined(problem))
        return redirect("desk")
    messages.success(request, _("Welcome. The pages of the group are open to you."))
    return redirect("communities:group", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def rules(request: SignedInRequest, slug: str) -> HttpResponse:
    """The rules as a form; “look” shows what they mean for this group before they are set."""
    group = _group(request.user, slug)
    if not permissions.decides_posts(request.user, group.community):
        raise PermissionDenied
    today = clock.today()
    first = free_from(group, today=today)
    now = statute.statute_on(group, first)
    form = RulesForm(request.POST or None, statute=now, from_on=first)
    shown = now
    if request.method == "POST" and form.is_valid():
        shown = Statute(group=group, from_on=form.cleaned_data["from_on"], **form.knobs)
        if "look" not in request.POST and _set_rules(request, group, form, today=today):
            return redirect("communities:group", slug)
    page = {
        "community": group.community,
        "group": group,
        "form": form,
        "looked": shown is not now,
        "rules": rules_in_words(shown, members_on(group, today), today=today),
    }
    return render(request, "communities/group_rules.html", page)


def _set_rules(request: SignedInRequest, group: WorkingGroup, form: RulesForm, *, today: dt.date) -> bool:
    from_on = form.cleaned_data["from_on"]
    try:
        statute.change(group, from_on=from_on, **form.knobs, by=request.user, today=today, at=clock.now())
    except statute.PastIsFixed:
        form.add_error("from_on", _("This day is over. Choose today or a later day."))
    except statute.MeetingWasHeld:
        form.add_error("from_on", _("A meeting was held on this day by its rules. Choose a day after it."))
    except statute.NothingChanged:
        messages.info(request, _("These are the rules already. Nothing was changed."))
        return True
    except ValidationError as problem:
        tell(form, problem)
    else:
        messages.success(request, _("The rules are set."))
        return True
    return False


def _community(user: User, slug: str) -> Community:
    community = get_object_or_404(Community.objects.select_related("oblast"), slug=slug)
    if not permissions.may_open_group(user, community):
        raise Http404
    return community


def _group(user: User, slug: str) -> WorkingGroup:
    community = _community(user, slug)
    return get_object_or_404(WorkingGroup.objects.select_related("community"), community=community)


def _member(user: User, slug: str, pk: int) -> tuple[WorkingGroup, Membership]:
    """A member who has not left; those who hold a post are for whoever decides posts."""
    group = _group(user, slug)
    seats = group.memberships.filter(ended_on__isnull=True).select_related("group__community")
    member = get_object_or_404(seats, pk=pk)
    if Post(member.post) not in _posts(user, group.community):
        raise PermissionDenied
    return group, member


def _posts(user: User, community: Community) -> tuple[Post, ...]:
    """Posts that this person may give and take."""
    if permissions.decides_posts(user, community):
        return tuple(Post)
    if permissions.looks_after_members(user, community):
        return PLAIN_POSTS
    raise PermissionDenied


def _rights(user: User, community: Community) -> dict[str, bool]:
    return {
        "founds": permissions.founds_group(user, community),
        "decides_posts": permissions.decides_posts(user, community),
        "keeps": permissions.looks_after_members(user, community),
        "sits": permissions.sits_in_group(user, community),
    }


def _acting(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "today": clock.today(), "at": clock.now()}


def _on_its_way() -> str:
    return _("A letter is on its way. The pages of the group open when its reader signs in and agrees.")


def _too_many() -> str:
    return _("Very many letters went out from this group today. Try again tomorrow.")


def _not_joined(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    return _("This invitation does not hold any more. Ask whoever invited you for another letter.")
