#: Where the pages of one meeting live.
MEETING = "zones/<slug:code>/reunions/<int:pk>/"
