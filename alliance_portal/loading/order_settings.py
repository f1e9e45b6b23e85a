"""What a street sets for its orders: categories, the menu, reasons, words, limits and rules."""

from typing import Any

from alliance_portal.loading.alliance import put_categories
from alliance_portal.loading.records import texts
from alliance_portal.loading.rows import Load, Rows
from alliances.models import Alliance
from orders.models import (
    AddressHint,
    AnswerTemplate,
    OrderCategory,
    OrderRules,
    RefusalReason,
    ServiceItem,
    TimeLimit,
)


def put_order_settings(load: Load, alliance: Alliance, data: dict[str, Any]) -> None:
    put_categories(load, alliance, data, "order_categories", OrderCategory, "name")
    put_categories(load, alliance, data, "refusal_reasons", RefusalReason, "name")
    put_categories(load, alliance, data, "answer_templates", AnswerTemplate, "name")
    load.checkpoint()
    _put_limits(load, alliance, data["time_limits"])
    _put_rules(load, alliance, data["order_rules"])
    _put_menu(load, alliance, data.get("service_items", []))
    _put_hints(load, alliance, data.get("address_hints", []))
    load.checkpoint()


def _put_hints(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    rows = Rows(load, AddressHint.objects.filter(alliance=alliance), "alliance", "name")
    for index, entry in enumerate(entries):
        community = load.get("organization", entry["community"])
        values = {"alliance": alliance, "name": entry["name"], "community": community}
        rows.put(f"address_hints[{index}]", values)


def _put_limits(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    existing = TimeLimit.objects.filter(alliance=alliance)
    rows = Rows(load, existing, "alliance", "urgency", "category")
    for index, entry in enumerate(entries):
        category = load.get("order_category", entry.get("category"))
        values = {**entry, "alliance": alliance, "category": category}
        rows.put(f"time_limits[{index}]", values)


def _put_rules(load: Load, alliance: Alliance, entry: dict[str, Any]) -> None:
    rows = Rows(load, OrderRules.objects.filter(alliance=alliance), "alliance")
    rules = rows.find(alliance=alliance)
    version = {}
    if rules and rules.reword(entry.get("privacy_notice", rules.privacy_notice)):
        version = {"privacy_version": rules.privacy_version}
        rules.refresh_from_db()
    rows.put("order_rules", {"alliance": alliance, **entry, **version})


def _put_menu(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    existing = ServiceItem.objects.filter(alliance=alliance)
    rows = Rows(load, existing, "alliance", "category", "title")
    for index, entry in enumerate(entries):
        values = {
            "alliance": alliance,
            "order": index,
            "category": load.get("order_category", entry["category"]),
            "provider": load.get("organization", entry.get("provider")),
            "workdays": entry.get("workdays"),
            **texts(entry, "title", "summary"),
        }
        rows.put(f"service_items[{index}]", values)
