from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "成员"

    def ready(self) -> None:
        import_module("members.audit_hooks")
        register(import_module("members.sms").check_backend)
