"""Meetings: calling, agenda, attendance, votes, minutes, decisions, calendars."""
