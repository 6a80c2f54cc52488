"""How django-allauth behaves here: closed sign-up, letters in the house's voice."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are opened by a coordinator or the region: nobody signs up alone."""
        return False
