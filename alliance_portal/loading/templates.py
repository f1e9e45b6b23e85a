"""协议模板, with their sides and clauses."""

from typing import Any

from alliance_portal.loading.records import texts
from alliance_portal.loading.rows import Load, Rows
from alliances.models import AgreementTemplate, Alliance, TemplateClause, TemplateSide


def put_agreement_templates(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    inside = {"template__alliance": alliance}
    rows = Rows(load, AgreementTemplate.objects.filter(alliance=alliance), "alliance", "name")
    sides = Rows(load, TemplateSide.objects.filter(**inside), "template", "label")
    clauses = Rows(load, TemplateClause.objects.filter(**inside), "template", "text")
    for index, entry in enumerate(entries):
        place = f"agreement_templates[{index}]"
        values = {"alliance": alliance, "order": index, "months": entry.get("months", 12)}
        template = rows.put(place, values | texts(entry, "name", "title", "preamble"))
        if template is None:
            continue
        for number, given in enumerate(entry.get("sides", [])):
            values = {"template": template, **texts(given, "label", "rights", "obligations")}
            sides.put(f"{place}.sides[{number}]", values)
        for number, given in enumerate(entry.get("clauses", [])):
            values = {
                "template": template,
                "order": number,
                "project_type": load.get("project_type", given["type"]),
                "quantity": given.get("quantity"),
                **texts(given, "side", "text", "unit", "rhythm"),
            }
            clauses.put(f"{place}.clauses[{number}]", values)
    load.checkpoint()
