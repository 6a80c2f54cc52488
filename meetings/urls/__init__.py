"""/zones/sud/reunions/12/pv/ and the like: what was called, said and decided."""

from . import (
    answer,
    attendance,
    calendar,
    followup,
    mailing,
    meeting,
    obligation,
    poll,
    pv,
    reminders,
)

app_name = "meetings"
urlpatterns = [
    *meeting.urlpatterns,
    *mailing.urlpatterns,
    *attendance.urlpatterns,
    *pv.urlpatterns,
    *followup.urlpatterns,
    *answer.urlpatterns,
    *reminders.urlpatterns,
    *calendar.urlpatterns,
    *obligation.urlpatterns,
    *poll.urlpatterns,
]
