"""The lists of a meeting as tables that a spreadsheet opens: text, never a formula."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head, rows):
    """UTF-8 bytes with their mark and « ; », as Excel opens them in Belgium."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([[_cell(value) for value in row] for row in [head, *rows]])
    return out.getvalue().encode()


def _cell(value):
    text = str(value)
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text
