"""/zones/sud/reunions/12/pv/ and the like: what was called, said and decided."""

from . import (
    answer,
    attachment,
    attendance,
    calendar,
    checkin,
    dates,
    followup,
    frequentation,
    letters,
    levels,
    mailing,
    meeting,
    obligation,
    poll,
    proposal,
    pv,
    recipients,
    reminders,
)

app_name = "meetings"
urlpatterns = [
    *meeting.urlpatterns,
    *mailing.urlpatterns,
    *letters.urlpatterns,
    *recipients.urlpatterns,
    *attendance.urlpatterns,
    *pv.urlpatterns,
    *followup.urlpatterns,
    *levels.urlpatterns,
    *frequentation.urlpatterns,
    *answer.urlpatterns,
    *attachment.urlpatterns,
    *proposal.urlpatterns,
    *checkin.urlpatterns,
    *reminders.urlpatterns,
    *calendar.urlpatterns,
    *obligation.urlpatterns,
    *poll.urlpatterns,
    *dates.urlpatterns,
]
