"""How the acts of this app are told in the trail."""

from communities.shared import trail

trail.tell({})
