"""Marks of list items as their document numbers them: « 3. », « b) », « · »."""

BULLET = "·"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Counters:
    """Counts the items of each list, level by level."""

    def __init__(self):
        self.counts = {}

    def count(self, key, level, start=1):
        """The number of the next item of list ``key`` at ``level``; deeper levels begin again."""
        for other in [one for one in self.counts if one[0] == key and one[1] > level]:
            del self.counts[other]
        value = self.counts.get((key, level), start - 1) + 1
        self.counts[key, level] = value
        return value

    def at(self, key, level):
        return self.counts.get((key, level), 1)


def spell(value, style):
    """A number in the style of a list: « 3 », « c », « iii »; "" for a bullet."""
    if style in ("lowerLetter", "a", "upperLetter", "A"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter.upper() if style in ("upperLetter", "A") else letter
    if style in ("lowerRoman", "i", "upperRoman", "I"):
        roman = _roman(value)
        return roman.upper() if style in ("upperRoman", "I") else roman
    return str(value)


def _roman(value):
    told = "x" * (min(value, 300) // 10)
    value %= 10
    for amount, letters in _ROMAN:
        while value >= amount:
            told, value = told + letters, value - amount
    return told
