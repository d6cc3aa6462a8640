"""Two people describe one risk at once: what both changed is shown side by side, the rest is kept.

The form carries what its fields said when it was opened, so that what the second writer did not touch is
never written over what the first one saved.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from communities.models import Membership, User, VulnerableGroup
from communities.shared.days import in_words
from communities.shared.two_versions import PREFIX, Pick
from communities.topics import Topic
from plans.forms.risks import RiskForm
from plans.models import Risk
from plans.register import risks
from plans.register.risks import ChangedMeanwhile
from plans.sent_numbers import sent_number


def picked(data: QueryDict) -> QueryDict:
    """What was sent, with the other version wherever the reader chose it on the page of a conflict."""
    said = data.copy()
    for name in RiskForm.base_fields:
        if said.get(PREFIX + name) == Pick.THEIRS:
            said.setlist(name, said.getlist(f"initial-{name}"))
    return said


def save(risk: Risk, form: RiskForm, *, version: str, by: User, at: dt.datetime) -> Risk:
    """Store what was changed in a valid form. Raises `ChangedMeanwhile` only where both wrote differently."""
    changed = {name: form.cleaned_data[name] for name in form.changed_data}
    try:
        return risks.change(risk, fields=changed, version=sent_number(version), by=by, at=at)
    except ChangedMeanwhile as meanwhile:
        if _both_changed(form, meanwhile.theirs):
            raise
        return risks.change(risk, fields=changed, version=meanwhile.theirs.version, by=by, at=at)


def page_of(form: RiskForm, data: QueryDict, theirs: Risk) -> dict[str, Any]:
    """For components/conflict.html, and all that has to travel on: pairs of name and value."""
    values = RiskForm.values_of(theirs)
    both = _both_changed(form, theirs)
    sent: list[tuple[str, str]] = [("version", str(theirs.version))]
    for name in form.fields:
        mine = data.getlist(name) if name in form.changed_data else _raw(values[name])
        sent += [(name, value) for value in mine]
        sent += [(f"initial-{name}", value) for value in _raw(values[name])]
    fields = [
        {
            "name": PREFIX + name,
            "label": form.fields[name].label,
            "mine": _said(name, form.cleaned_data[name]),
            "theirs": _said(name, getattr(theirs, name)),
        }
        for name in both
    ]
    return {"fields": fields, "sent": sent}


def _both_changed(form: RiskForm, theirs: Risk) -> list[str]:
    found = []
    for name in form.changed_data:
        now = getattr(theirs, name)
        if now != form.cleaned_data[name] and not _was_opened_with(form, name, now):
            found.append(name)
    return found


def _opened(form: RiskForm, name: str) -> Any:
    """What the field said when the form was opened, as it was sent back."""
    field = form.fields[name]
    return field.hidden_widget().value_from_datadict(form.data, form.files, f"initial-{name}")


def _was_opened_with(form: RiskForm, name: str, now: Any) -> bool:
    """False also for what cannot be chosen any more, such as an owner who has left the group meanwhile."""
    try:
        opened = form.fields[name].to_python(_opened(form, name))
    except ValidationError:
        return False
    return (now or None) == (opened or None)


def _raw(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    if value is None or value is False:
        return []
    return [str(value)]


def _said(name: str, value: Any) -> str:
    """As a reader knows it."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case dt.date():
            return in_words(value)
        case list():
            return ", ".join(str(VulnerableGroup(code).label) for code in value)
        case Membership():
            return value.name
        case None:
            return ""
    return str(Topic(value).label) if name == "topic" else str(value)
