"""Accounts, for the regional administration."""

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from .models import User

admin.site.site_header = _("Administration de Concertation")
admin.site.site_title = _("Concertation")
admin.site.index_title = _("Comptes et données de référence")
# One door: Django's own counts no tries and asks for no second factor.
admin.site.login = secure_admin_login(admin.site.login)
# No account is put in a group: roles come from mandates, and « Can add réunion » helps nobody.
admin.site.unregister(Group)


class AccountCreationForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "language", "is_regional"]
        field_classes = {"email": forms.EmailField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        self.fields["password1"].help_text = _(
            "Laissez vide : la personne se connecte avec un code reçu par e-mail."
        )

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, commit=True):
        user = super().save(commit=False)
        if not self.cleaned_data.get("password1"):
            user.set_unusable_password()  # an empty password would be one that can be typed
        if commit:
            user.save()
            self.save_m2m()
        return user


@admin.register(User)
class AccountAdmin(UserAdmin):
    add_form = AccountCreationForm
    ordering = ["full_name"]
    list_display = ["full_name", "email", "language", "is_regional", "is_active"]
    list_filter = ["is_regional", "is_active", "language"]
    search_fields = ["full_name", "email"]
    readonly_fields = ["created_at", "last_login"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "full_name", "language", "password"]}),
        (_("Accès"), {"fields": ["is_active", "is_regional", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["created_at", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["email", "full_name", "language", "is_regional", "password1", "password2"]},
        )
    ]
