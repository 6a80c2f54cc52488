"""One figure of a report: its code, how it is reckoned, where it opens."""

from dataclasses import dataclass
from functools import reduce

from .. import wording


@dataclass(frozen=True)
class Figure:
    """``path``: where it stands in ``indicators.figures``; ``slug``: the rows it opens on.

    ``kind``: « number » or « share » (between 0 and 1); ``unit``: the word after a number.
    """

    code: str
    slug: str
    path: str
    label: str
    formula: str
    kind: str = "number"
    unit: str = ""

    def of(self, figures):
        """Its value; None is « n. d. ». A snapshot frozen before the figure existed has none."""
        return reduce(lambda found, key: (found or {}).get(key), self.path.split("."), figures)

    def said(self, figures):
        """Its value as it is read."""
        number = self.of(figures)
        if self.kind == "share":
            return wording.percent(number)
        return f"{wording.value(number)} {self.unit}" if self.unit else wording.value(number)
