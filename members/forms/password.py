"""The password once more, before something that binds."""

from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.proxy import AxesProxyHandler
from django import forms

from members.addresses import client_address
from members.decorators import AuthedRequest


def knows_password(request: AuthedRequest, password: str) -> bool:
    """Checked, counted, locked and recorded as at the login: whoever guesses is shut out of both."""
    username = request.user.get_username()
    if get_adapter(request).authenticate(request, username=username, password=password) is None:
        return False
    AxesProxyHandler.reset_attempts(username=username, ip_address=client_address(request))
    return True


class PasswordForm(forms.Form):
    """A form that asks for the password again; asked last, so that a typo elsewhere costs no attempt."""

    use_required_attribute = False

    password = forms.CharField(
        label="您的登录密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请再输一次您的登录密码，证明是您本人在办理。"},
    )

    def __init__(self, *args: Any, request: AuthedRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not knows_password(self.request, cleaned["password"]):
            self.add_error("password", "密码不对，没有办理。请再输一次您登录用的密码。")
        return cleaned
