from django.contrib.admin import AdminSite


class BackOffice(AdminSite):
    """街道管理后台."""

    site_header = "党建联盟 · 管理后台"
    site_title = "管理后台"
    index_title = "管理后台"
