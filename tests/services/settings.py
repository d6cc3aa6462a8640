"""A real installation with a short timetable: what is due every minute here is looked at every two seconds."""

from config.settings.production import *

LOOK_EVERY = 2.0  # seconds

CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": LOOK_EVERY} for name, entry in CELERY_BEAT_SCHEDULE.items()
}
# The tests choose a day of the two-monthly cycle instead of waiting for one.
CLOCK_MOVES = True
# These tests run at night too.
MESSAGES_FROM_HOUR = 0
EMAIL_TIMEOUT = 2  # a server that hangs is waited for
