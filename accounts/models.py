"""Who is typing: users who sign in with their e-mail address."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A reader's or a text's language."""

    FR = "fr", _("français")
    NL = "nl", _("néerlandais")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Create a user; without ``password`` the user signs in with codes sent by e-mail."""
        if not email:
            raise ValueError("Un compte a besoin d’une adresse e-mail.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, is_regional=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """FR utilisateur / NL gebruiker. Roles in a zone come from mandates: ``zones.permissions``."""

    email = models.EmailField(
        _("adresse e-mail"),
        unique=True,
        error_messages={"unique": _("Un compte existe déjà avec cette adresse.")},
    )
    full_name = models.CharField(_("prénom et nom"), max_length=120)
    language = models.CharField(
        _("langue"), max_length=2, choices=Language.choices, default=Language.FR
    )
    is_regional = models.BooleanField(
        _("administration régionale"),
        default=False,
        help_text=_("Voit les chiffres des six zones et produit la synthèse régionale."),
    )
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("accès à l’administration"), default=False)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("utilisateur")
        verbose_name_plural = _("utilisateurs")
        ordering = ["full_name"]

    def __str__(self):
        return self.full_name or self.email

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        """« A. Lambert »: the initial and the rest, as on the masthead."""
        first, _space, rest = self.full_name.partition(" ")
        return f"{first[0]}. {rest}" if rest else self.full_name or self.email
