"""What django-allauth asks us. It is the only way in, so it is also where logins are recorded."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.timezone import now

from members.addresses import client_address
from members.models import AuditAction, AuditLog, User
from officekit.crypto import decrypt, encrypt

# The messages that allauth would mail to the user; here nobody has a mail address, and the log is read instead.
NOTICES = {
    "mfa/email/totp_activated": "启用验证器",
    "mfa/email/totp_deactivated": "停用验证器",
    "mfa/email/recovery_codes_generated": "生成备用码",
}


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by staff: nobody signs up. Records who comes, who fails and who goes."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "登录名或密码不对，请检查后再输一次。",
        "enter_current_password": "现在的密码不对，请再输一次。",
        "incorrect_password": "密码不对，请再输一次。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: django-axes counts the failed passwords, and tells until when the login is locked."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        username = str(credentials.get("username", ""))[:60]
        is_locked = getattr(request, "axes_locked_out", False)
        occasion = "再次输入密码，" if request.user.is_authenticated else ""
        AuditLog.write(
            AuditAction.LOCKED if is_locked else AuditAction.LOGIN_FAILED,
            User.objects.filter(username=username).first(),
            request=request,
            detail=f"{occasion}登录名 {username}",
            succeeded=False,
        )

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        AuditLog.write(AuditAction.LOGIN, user, request=request)

    def logout(self, request: HttpRequest) -> None:
        AuditLog.write(AuditAction.LOGOUT, None, request=request)
        super().logout(request)

    def clean_password(self, password: str, user: User | None = None) -> str:
        if user and user.check_password(password):
            raise ValidationError("新密码不能和现在的密码相同，请换一个。")
        return str(super().clean_password(password, user))

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        user.keep_password(now())
        AuditLog.write(AuditAction.PASSWORD, user, request=self.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("desk")

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **kwargs: Any
    ) -> None:
        if template_prefix in NOTICES:
            detail = NOTICES[template_prefix]
            AuditLog.write(AuditAction.SECOND_FACTOR, user, request=self.request, detail=detail)


class EncryptedMFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of the second factor encrypted, as all that a stolen backup must not tell."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对，或者已经过期，请输入最新的一个。",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, context="mfa.Authenticator.data")

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, context="mfa.Authenticator.data")
