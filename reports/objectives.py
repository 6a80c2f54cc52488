"""The eleven objectives of the cahier des charges, as the study of 2015 lists them."""

import functools
import json
from dataclasses import dataclass, field
from importlib.resources import files

from concertation.bilingual import Bilingual


@dataclass(frozen=True)
class Objective(Bilingual):
    """``in_2015``: {zone code: « Coo », « RCZ » or « RCZ+Coo »}; a zone not surveyed is not there.

    Coo: carried by the coordination, outside meetings; RCZ: in a meeting of the commission.
    """

    code: str
    name_fr: str
    name_nl: str
    in_2015: dict = field(default_factory=dict, hash=False)


@functools.cache
def objectives():
    """Every ``Objective``, in the order of the study."""
    data = json.loads(files("reports").joinpath("data/objectives.json").read_text("utf-8"))
    return tuple(Objective(**row) for row in data["rows"])


def objective(code):
    """The objective of that code, or None."""
    return next((one for one in objectives() if one.code == code), None)


def choices():
    """[(code, name in the active language)] for a form, an empty choice first."""
    return [("", "—"), *((one.code, one.name) for one in objectives())]
