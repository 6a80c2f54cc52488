"""Words in both languages at once, for what is frozen and read in either."""

from django.utils import translation

from .contents_participation import naming

LANGUAGES = ("fr", "nl")


def label(named, field="name"):
    """``{"fr", "nl"}`` of anything named in both languages; {} for None."""
    if named is None:
        return {}
    return {language: getattr(named, f"{field}_{language}") for language in LANGUAGES}


def both(words):
    """``{"fr", "nl"}`` of a lazy translation, or of what a function answers in each language."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = words() if callable(words) else str(words)
    return said


def printed(data, named=True):
    """``{institution id: {"fr", "nl"}}``: its name, or the letter it has in the whole report."""
    if named:
        return {pk: label(office) for pk, office in data.institutions.items()}
    said = both(lambda: _named(data, naming(data, named)))
    return {pk: {one: said[one][pk] for one in LANGUAGES} for pk in data.institutions}


def _named(data, called):
    return {pk: called(pk) for pk in data.institutions}
