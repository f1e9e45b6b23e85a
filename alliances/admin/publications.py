from django.contrib import admin

from alliances.back_office import PUBLICATION, PublishedAdmin
from alliances.models import Bulletin, BulletinEvent, Publication, Regulation, RegulationEvent
from alliances.resources import BULLETINS, REGULATIONS
from members.back_office.exports import ExportAdmin
from members.back_office.inlines import EventInline
from members.back_office.lists import PeriodFilter


class BulletinEventInline(EventInline):
    model = BulletinEvent


@admin.register(Bulletin)
class BulletinAdmin(ExportAdmin, PublishedAdmin):
    sheet = BULLETINS
    list_display = ["title", "column", "host", "dated_on", "publication", "scope"]
    list_filter = ["column", "publication", "scope", ("dated_on", PeriodFilter)]
    list_select_related = ["column", "host"]
    ordering = ["-dated_on", "-pk"]
    sortable_by = [
        "dated_on",
    ]
    file_pages = {"image": "alliances:bulletin_image", "file": "alliances:bulletin_file"}
    inlines = [
        BulletinEventInline,
    ]
    fieldsets = [
        (None, {"fields": ("alliance", "column", "title", "summary", "body", "dated_on", "host")}),
        ("图片和附件", {"fields": ("image", "image_alt", "file")}),
        PUBLICATION,
    ]

    def is_deletable(self, record: Bulletin) -> bool:
        return record.publication == Publication.PRIVATE


class RegulationEventInline(EventInline):
    model = RegulationEvent


@admin.register(Regulation)
class RegulationAdmin(ExportAdmin, PublishedAdmin):
    sheet = REGULATIONS
    list_display = ["name", "order", "in_force_from", "in_force_to", "publication", "scope"]
    list_filter = ["publication", "scope"]
    ordering = ["order", "pk"]
    file_pages = {"file": "alliances:regulation_file"}
    inlines = [
        RegulationEventInline,
    ]
    fieldsets = [
        (None, {"fields": ("alliance", "name", "order", "summary", "text", "file", "host")}),
        ("施行", {"fields": ("in_force_from", "in_force_to")}),
        PUBLICATION,
    ]

    def is_deletable(self, record: Regulation) -> bool:
        return record.publication == Publication.PRIVATE
