"""The few pages of django-allauth that a closed portal needs."""

from importlib import import_module
from typing import Any

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from members.decorators import View


def late(name: str) -> View:
    """A page of allauth.mfa, imported at its first visit.

    With these pages comes a library for security keys, which nobody here uses and which takes long to load.
    """
    module, _, view = f"allauth.mfa.{name}".rpartition(".")

    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = getattr(import_module(module), view)(request, *args, **kwargs)
        return answer

    page.__module__, page.__name__ = module, view  # whose page it is
    return page


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    # As in allauth.mfa.urls. Only the code is asked for before one is logged in.
    path("2fa/", late("base.views.index"), name="mfa_index"),
    path(
        "2fa/authenticate/",
        login_not_required(late("base.views.authenticate")),
        name="mfa_authenticate",
    ),
    path("2fa/reauthenticate/", late("base.views.reauthenticate"), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", late("totp.views.activate_totp"), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", late("totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        late("recovery_codes.views.view_recovery_codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        late("recovery_codes.views.generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        late("recovery_codes.views.download_recovery_codes"),
        name="mfa_download_recovery_codes",
    ),
]
