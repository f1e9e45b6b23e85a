from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "alliance_portal"
    verbose_name = "党建联盟门户"


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "alliance_portal.admin_site.BackOffice"
