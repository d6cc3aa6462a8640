"""The tick “I have looked” (`communities.shared.looked_at`) as a page sends it."""

import re


def ticked(answer, name="looked_at"):
    """What is sent when the tick beside the places that this page shows is ticked."""
    html = answer if isinstance(answer, str) else answer.content.decode()
    return {name: re.search(rf'name="{name}"[^>]* value="([0-9a-f]{{64}})"', html)[1]}
