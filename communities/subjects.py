"""What this floor brings to meetings, and what follows when one is closed."""

from communities.meetings import decisions, outcomes, proposals, register, subjects

subjects.offer(register.SOURCE)
subjects.offer(proposals.SOURCE)
outcomes.on_meeting_closed(decisions.hear_meeting_closed)
