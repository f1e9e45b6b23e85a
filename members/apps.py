from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "成员"

    def ready(self) -> None:
        import_module("members.audit_hooks")
