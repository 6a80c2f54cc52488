"""How sure the recogniser is of each part, in a word: sure, check, guess, missing. Pure."""

from .agenda import similar

SURE, CHECK, GUESS, MISSING = "sure", "check", "guess", "missing"


def of_date(review):
    """Of the day of the meeting."""
    if not review["meeting"]["on"]:
        return MISSING
    if review["date_from"] == "":
        return SURE  # it was typed while reading again
    is_told = review["date_from"] == "title" and not review["is_date_contradicted"]
    return SURE if is_told else CHECK


def of_hours(review):
    return SURE if review["meeting"]["starts_at"] else MISSING


def of_place(review):
    return CHECK if review["meeting"]["place"] else MISSING


def of_person(row, proposal):
    """Of a line of the list: its best candidate, else the shape of what was written."""
    best = next((one for one in proposal.persons if one.is_proposed), None)
    if best is not None:
        return SURE if best.strength == "sure" else CHECK
    told = row["read"][0] or row["read"][1]
    return CHECK if told and " " in row["name"] else GUESS


def of_item(row):
    """A point found in the agenda and in the text is sure; in one of them, to check."""
    if row["announced"] and row["heading"]:
        return SURE if similar(row["announced"], row["heading"]) else CHECK
    return CHECK if row["announced"] or row["heading"] else GUESS


def of_block(row):
    """A label says what a passage is; otherwise it was guessed, or is plain text."""
    if row["label"]:
        return SURE if row["kind"] != "information" else CHECK
    return GUESS if row["kind"] != "information" else SURE


def of_next(row):
    return SURE if row["starts_at"] and row["place"] else CHECK
