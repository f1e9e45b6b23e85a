from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from alliance_portal.wording import speak_plainly
from officekit import crypto


class PortalConfig(AppConfig):
    name = "alliance_portal"
    verbose_name = "党建联盟门户"

    def ready(self) -> None:
        # At the start, not when the first phone is saved.
        crypto.check_keys()
        speak_plainly()


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "alliance_portal.admin_site.BackOffice"
