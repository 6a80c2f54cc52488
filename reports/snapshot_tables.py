"""Every table of a report, as the snapshot keeps them: titles and labels in both languages."""


def every(data, figures, report=None, *, in_zone=True):
    """``[{"name", "title", "columns", "rows"}]``; ``columns``: ``{"key", "title", "kind"}``.

    A cell is a text, a number, a truth value, None (« n. d. ») or a label ``{"fr", "nl"}``.
    """
    return []
