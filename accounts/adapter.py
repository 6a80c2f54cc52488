"""How django-allauth behaves here: closed sign-up, links with our own address."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from concertation.mail import absolute


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are opened by a coordinator or the region: nobody signs up alone."""
        return False

    def get_reset_password_from_key_url(self, key):
        """The link of the letter: from ``BASE_URL``, never from the Host header of a request."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", key))
