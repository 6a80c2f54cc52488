"""Widgets and layout shared by every form; what a form checks stays in its app."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

#: Characters a free text takes, seven pages: a paper is set while its reader waits, and a file
#: pasted by mistake into a passage would keep them waiting for minutes.
LONGEST = 20_000
#: What Django shows for « nothing chosen »; people read words.
DASHES = "---------"
#: Digits of the biggest key a table can hold.
LONGEST_KEY = 18


class DateInput(forms.DateInput):
    """The browser's own date picker: it speaks ISO whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker, hours and minutes."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%H:%M")


class RowsField(forms.ModelMultipleChoiceField):
    """Boxes of rows: a number too big for any key is an unknown row, not a failing database."""

    def _check_values(self, value):
        for key in value:
            if len(str(key)) > LONGEST_KEY:
                words = self.error_messages["invalid_choice"]
                raise ValidationError(words, code="invalid_choice", params={"value": key})
        return super()._check_values(value)


def helper(*fields, submit=None):
    """A crispy helper without ``<form>`` nor token: the page writes both, and says where it posts.

    ``fields``: field names or layout objects, all the form's fields when none is given.
    ``submit``: the words of the button, if the page has none. ``error_summary`` asks the template
    for the list of errors at the top, each linked to its field.
    """
    built = FormHelper()
    built.form_tag = False
    built.disable_csrf = True
    built.error_summary = True
    built.form_show_errors = True
    if fields:
        built.layout = Layout(*fields)
    if submit:
        built.add_input(Submit("submit", submit, css_class="btn btn-primary"))
    return built


class StyledFormMixin:
    """Browser pickers, a bound for free texts and a default ``helper``, on any form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field) is forms.CharField and field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST))
            if type(field) is forms.DateField and not isinstance(field.widget, DateInput):
                field.widget = _same(field.widget, DateInput)
            elif type(field) is forms.TimeField and not isinstance(field.widget, TimeInput):
                field.widget = _same(field.widget, TimeInput)
            elif type(field) is forms.ModelMultipleChoiceField:
                field.__class__ = RowsField  # the form's own copy
            elif type(field) is forms.ModelChoiceField and field.empty_label == DASHES:
                field.empty_label = _("Sans précision")
            elif type(field) is forms.TypedChoiceField:
                field.choices = [
                    (value, _("Sans précision") if label == DASHES else label)
                    for value, label in field.choices
                ]

    @property
    def helper(self):
        return helper(*self.fields)


def _same(old, new):
    if old.is_hidden:
        return old
    widget = new(attrs={key: value for key, value in old.attrs.items() if key != "type"})
    widget.is_required = old.is_required
    return widget
