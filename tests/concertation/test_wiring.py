"""Permissions, forms, formats and the privacy of answers."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from concertation.forms import LONGEST, DateInput, StyledFormMixin, TimeInput, helper
from concertation.middleware import PrivateResponseMiddleware
from concertation.permissions import refusal, require


@refusal(_("Le PV est déjà approuvé."))
def can_edit(user, *objects):
    return (user, *objects) == ("anaïs", "pv")


class MeetingForm(StyledFormMixin, forms.Form):
    held_on = forms.DateField(widget=forms.DateInput(attrs={"class": "wide"}))
    starts = forms.TimeField(initial=time(9, 30))


def test_require_lets_through_and_refuses_with_the_sentence_of_the_predicate():
    require(can_edit, "anaïs", "pv")
    with pytest.raises(PermissionDenied, match="Le PV est déjà approuvé."):
        require(can_edit, "anaïs", "other")
    with pytest.raises(PermissionDenied, match="Le PV est déjà approuvé."):
        require(can_edit, "peter", "pv")


def test_require_has_a_sentence_for_a_predicate_without_one():
    with pytest.raises(PermissionDenied, match="."):
        require(lambda user: False, "anaïs")


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_browser_pickers_get_iso_values_in_any_language(language):
    with translation.override(language):
        form = MeetingForm(initial={"held_on": date(2020, 4, 23)})
        assert 'type="date"' in str(form["held_on"])
        assert 'value="2020-04-23"' in str(form["held_on"])
        assert 'class="wide"' in str(form["held_on"])
        assert 'type="time"' in str(form["starts"])
        assert 'value="09:30"' in str(form["starts"])
        assert "required" in str(form["starts"])


def test_free_text_has_a_bound_and_a_bounded_one_keeps_its_own():
    class Letter(StyledFormMixin, forms.Form):
        text = forms.CharField(widget=forms.Textarea)
        title = forms.CharField(max_length=50)

    assert Letter({"text": "é" * LONGEST, "title": "x"}).is_valid()
    assert set(Letter({"text": "é" * (LONGEST + 1), "title": "x" * 60}).errors) == {"text", "title"}


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("typed", ["2020-04-23", "23/04/2020", "23.04.2020", "23-04-2020"])
def test_dates_are_read_as_belgians_type_them(language, typed):
    with translation.override(language):
        form = MeetingForm({"held_on": typed, "starts": "9:30"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"held_on": date(2020, 4, 23), "starts": time(9, 30)}


def test_numbers_are_written_with_a_comma_and_dates_in_words():
    with translation.override("fr"):
        assert formats.localize(16.3) == "16,3"
        assert formats.number_format(12345, force_grouping=True) == "12\u202f345"
        assert formats.date_format(date(2020, 4, 23)) == "23 avril 2020"
        assert formats.time_format(time(9, 30)) == "9\u00a0h\u00a030"
    with translation.override("nl"):
        assert formats.time_format(time(9, 30)) == "9u30"
        assert formats.date_format(date(2020, 4, 23)) == "23 april 2020"


def test_helper_leaves_form_and_token_to_the_page():
    built = helper("held_on", submit="Enregistrer")
    assert (built.form_tag, built.disable_csrf, built.error_summary) == (False, True, True)
    assert [item.value for item in built.inputs] == ["Enregistrer"]
    assert built.layout.fields == ["held_on"]
    assert MeetingForm().helper.layout.fields == ["held_on", "starts"]


def test_pickers_stand_alone():
    assert 'value="2020-04-23"' in DateInput().render("d", date(2020, 4, 23))
    assert 'value="09:30"' in TimeInput().render("t", time(9, 30, 15))


def test_answers_are_private_unless_the_view_says_otherwise(rf):
    request = rf.get("/")
    answer = PrivateResponseMiddleware(lambda _: HttpResponse("x"))(request)
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]
    public = HttpResponse("x", headers={"Cache-Control": "public, max-age=60"})
    answer = PrivateResponseMiddleware(lambda _: public)(request)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.has_header("Vary")
