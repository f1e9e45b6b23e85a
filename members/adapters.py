from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.timezone import now

from members.models import User


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by staff: nobody signs up. Notes when a user has chosen a password of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        user.keep_password(now())
