"""What somebody may change about their own account."""

from django import forms

from concertation.forms import StyledFormMixin

from .models import User


class ProfileForm(StyledFormMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "language"]
