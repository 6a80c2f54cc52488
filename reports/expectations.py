"""The fourteen expectations of the study of 2015: the lines of the yearly barometer."""

import functools
import json
from dataclasses import dataclass, field
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from concertation.bilingual import Bilingual


@dataclass(frozen=True)
class Expectation(Bilingual):
    """``in_2015``: {zone code: what the study printed: « X », « (réseau) », « ? » or ""}.

    ``reading``: how sure the column of the printed table is (« certain », « inferred from
    spacing »): 2015 is shown as said or not said, never as a mean.
    """

    code: str
    name_fr: str
    name_nl: str
    in_2015: dict = field(default_factory=dict, hash=False)
    reading: str = ""


@functools.cache
def expectations():
    """Every ``Expectation``, in the order of the study."""
    data = json.loads(files("reports").joinpath("data/expectations.json").read_text("utf-8"))
    return tuple(Expectation(**row) for row in data["rows"])


#: The three questions after a meeting: code → sentence, each answered from 1 to 5.
AFTER_A_MEETING = {
    "useful": _("La réunion m’a été utile."),
    "heard": _("J’ai pu dire ce que j’avais à dire."),
    "follow": _("Je vois ce qui va suivre."),
}
