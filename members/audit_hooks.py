"""The one thing to record that django-allauth tells by signal only: a wrong code of the second factor.

All else is recorded where it is done: logins in members/adapters.py, steps and downloads in their views.
"""

from typing import Any

from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.http import HttpRequest

from members.models import AuditAction, AuditLog, User


@receiver(authentication_failed)
def record_wrong_code(request: HttpRequest, user: User, **kwargs: Any) -> None:
    AuditLog.write(
        AuditAction.LOGIN_FAILED,
        user,
        request=request,
        detail="两步验证的验证码不对",
        succeeded=False,
    )
