"""The calendar file that goes with the confirmation of an appointment: when and where, never why (domain.md DS11)."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from processes.casework import office

NAME = "termin.ics"


def appointment(*, number: str, starts_at: datetime, minutes: int, place: str, at: datetime) -> bytes:
    """An iCalendar file (RFC 5545) with one event; the number is its stable uid, `at` when it was written."""
    event = Event()
    event.add("uid", f"{number}@muenster.example")
    event.add("dtstamp", at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=minutes))
    event.add("summary", f"Termin {office.SENDER}")
    event.add("location", place)
    event.add("description", f"Ihr Termin {number}. Absagen oder verlegen: {office.TELEPHONE}")
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", f"Termin {office.SENDER}")
    reminder.add("trigger", timedelta(hours=-2))
    event.add_component(reminder)
    calendar = Calendar()
    calendar.add("prodid", "-//Stadt Muenster//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
