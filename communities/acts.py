"""How the acts of this app are told in the trail."""

import datetime as dt

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communities.models import Outcome, Presence, Role
from communities.shared import days, trail
from communities.shared.trail import Details
from communities.states import DecisionState


def _role(details: Details) -> str:
    return str(Role(details["role"]).label)


def _appointed(details: Details) -> str:
    return gettext("%(person)s became %(role)s") % {"person": details["person"], "role": _role(details)}


def _ended(details: Details) -> str:
    return gettext("The duty of %(person)s as %(role)s ended") % {
        "person": details["person"],
        "role": _role(details),
    }


def _handed_over(details: Details) -> str:
    return gettext("%(person)s handed the duty of %(role)s over to %(to)s") % {
        "person": details["person"],
        "role": _role(details),
        "to": details["to"],
    }


def _changed(details: Details) -> str:
    fields = ", ".join(gettext(name) for name in details["fields"])
    return gettext("Changed in the administration: %(fields)s") % {"fields": fields}


def _statute_changed(details: Details) -> str:
    day = days.in_words(dt.date.fromisoformat(details["from_on"]))
    return gettext("The rules of the working group were changed from %(day)s") % {"day": day}


def _decision_closed(details: Details) -> str:
    if details["state"] == DecisionState.DONE:
        return gettext("Decision %(number)s is done") % details
    return gettext("Decision %(number)s is no longer needed") % details


def _reassigned(details: Details) -> str:
    who = ", ".join(filter(None, (details["person"], details["body"])))
    said = {"number": details["number"], "who": who, "was": details.get("was", "")}
    if not said["was"]:
        return _because(gettext("Decision %(number)s was given to %(who)s") % said, details)
    return _because(
        gettext("Decision %(number)s was given to %(who)s and no longer to %(was)s") % said, details
    )


def _because(sentence: str, details: Details) -> str:
    """Acts before the reason was asked for have none."""
    if not details.get("reason"):
        return sentence
    return gettext("%(sentence)s. Why: %(reason)s") % {"sentence": sentence, "reason": details["reason"]}


def _due_day_changed(details: Details) -> str:
    said = {
        "number": details["number"],
        "was": days.in_words(dt.date.fromisoformat(details["was_on"])) if details["was_on"] else "",
        "day": days.in_words(dt.date.fromisoformat(details["due_on"])) if details["due_on"] else "",
    }
    if not said["day"]:
        words = gettext("Decision %(number)s has no day any more; it was due on %(was)s") % said
    elif not said["was"]:
        words = gettext("Decision %(number)s is due on %(day)s") % said
    else:
        words = gettext("Decision %(number)s is due on %(day)s and no longer on %(was)s") % said
    return _because(words, details)


def _attendance(details: Details) -> str:
    said = {"who": details["member"], "presence": str(Presence(details["presence"]).label)}
    return gettext("%(who)s: %(presence)s") % said


def _ballot_closed(details: Details) -> str:
    if details["outcome"] == Outcome.ADOPTED:
        return gettext("A vote on point %(position)s was counted: adopted") % details
    return gettext("A vote on point %(position)s was counted: not adopted") % details


def _amendment_answered(details: Details) -> str:
    if details["is_taken"]:
        return gettext("A change of the minutes that was asked for was taken over")
    return gettext("A change of the minutes that was asked for was not taken over")


def _invitations_printed(details: Details) -> str:
    count = details["count"]
    return ngettext("%(count)s invitation was printed", "%(count)s invitations were printed", count) % details


def _set_aside(details: Details) -> str:
    said = {"count": details["count"], "day": days.in_words(dt.date.fromisoformat(details["sent_on"]))}
    return (
        ngettext(
            "%(count)s proposal of a resident from %(day)s was set aside with one reason",
            "%(count)s proposals of residents from %(day)s were set aside with one reason",
            said["count"],
        )
        % said
    )


def _signed(details: Details) -> str:
    if details["capacity"] == "chair":
        return gettext("The minutes were signed by the one who was in the chair")
    return gettext("The minutes were signed by the secretary")


trail.tell(
    {
        "duty.appointed": _appointed,
        "duty.ended": _ended,
        "duty.handed_over": _handed_over,
        "community.loaded": _("The community was loaded from the file of pilots"),
        "admin.added": _("Added in the administration"),
        "admin.changed": _changed,
        "admin.read": _("Read in the administration"),
        "admin.deleted": _("Deleted in the administration: %(name)s"),
        "account.invited": _("A link to set a password was sent"),
        "account.password_changed": _("The password was changed"),
        "account.password_reset": _("The password was set anew by a link from an e-mail"),
        "account.factor_added": _("The second step of signing in was set up"),
        "account.factor_removed": _("The second step of signing in was removed"),
        "account.codes_generated": _("New recovery codes were made"),
        "group.founded": _("The working group was founded"),
        "group.described": _("What is said about the working group was changed"),
        "member.appointed": _("%(member)s became a member of the working group"),
        "member.changed": _("The membership of %(member)s was changed"),
        "member.ended": _("The membership of %(member)s ended"),
        "member.invited": _("%(member)s was asked by letter to use the site"),
        "member.joined": _("%(member)s agreed and uses the site from now on"),
        "member.declined": _("The owner of the address that was given for %(member)s declined"),
        "group.statute_changed": _statute_changed,
        "letter.sent_again": _("Decided that the letter is sent once more"),
        "calendar_key.made": _("A secret address for the own calendar was made"),
        "calendar_key.revoked": _("The secret address of the own calendar was taken back"),
        "letter.left": _("Decided that the letter is not sent"),
        "account.sessions_ended": _("All sessions were ended"),
        "meeting.opened": _("The meeting was opened; in the chair: %(chaired_by)s"),
        "meeting.chair_changed": _("From here in the chair: %(chaired_by)s"),
        "meeting.closed": _("The meeting was closed"),
        "meeting.attendance_noted": _attendance,
        "meeting.guest_noted": _("A guest was noted"),
        "meeting.guest_removed": _("A guest noted by mistake was removed"),
        "meeting.point_written": _("Wrote down point %(position)s"),
        "meeting.dissent_kept": _("A dissenting opinion on point %(position)s was kept"),
        "ballot.opened": _("A vote on point %(position)s was opened"),
        "ballot.cast": _("A vote by name on point %(position)s was noted"),
        "ballot.closed": _ballot_closed,
        "ballot.withdrawn": _("A vote on point %(position)s was withdrawn"),
        "decision.recorded": _("Decision %(number)s was written down at meeting %(meeting)s"),
        "decision.closed": _decision_closed,
        "decision.reopened": _("Decision %(number)s is open again"),
        "decision.reassigned": _reassigned,
        "decision.due_day_changed": _due_day_changed,
        "decision.public_words_changed": _("The words of decision %(number)s for residents were changed"),
        "proposal.sent": _("Proposed for an agenda"),
        "proposal.accepted": _("The proposal was accepted and answered"),
        "proposal.declined": _("The proposal was declined with an answer"),
        "proposal.forgotten": _("The words of the proposal were deleted: their time was over"),
        "proposals.set_aside": _set_aside,
        "proposal.taken_back": _("The refusal was taken back: the proposal waits for an answer again"),
        "proposal.hidden": _("Proposal and answer are no longer shown to residents"),
        "meeting.drafted": _("The meeting was begun to be prepared"),
        "meeting.called": _("The meeting was called; everybody was invited"),
        "meeting.changed": _("Day, place or other details of the meeting were changed"),
        "meeting.invitations_printed": _invitations_printed,
        "meeting.agenda_told": _("The members were told of the new agenda"),
        "meeting.cancelled": _("The meeting was cancelled"),
        "agenda.added": _("A point was put on the agenda: number %(number)s"),
        "agenda.changed": _("Point %(number)s of the agenda was worded otherwise"),
        "agenda.moved": _("A point of the agenda moved from number %(before)s to number %(number)s"),
        "minutes.drafted": _("The minutes were drafted"),
        "minutes.edited": _("The text of the minutes was changed"),
        "minutes.circulated": _("The draft of the minutes was sent to those who were there"),
        "minutes.taken_back": _("The minutes went back to the draft; signatures lapsed"),
        "minutes.amendment_proposed": _("A change of the minutes was asked for"),
        "minutes.amendment_answered": _amendment_answered,
        "minutes.signed": _signed,
        "minutes.in_force": _("The minutes are in force with both signatures"),
        "minutes.published": _("The public version of the minutes was published"),
        "minutes.hidden": _("The minutes are no longer shown to residents: version %(version)s"),
        "minutes.corrected": _("A correction of the minutes was begun: version %(version)s"),
        "minutes.fact_corrected": _("A recorded fact was corrected in version %(version)s of the minutes"),
        "minutes.fact_correction_dropped": _(
            "A correction of a recorded fact was taken back: version %(version)s"
        ),
        "minutes.ordered_again": _("The PDF of the minutes was ordered again"),
        "agenda.removed": _("Point %(number)s was taken off the agenda"),
    }
)
