from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from alliance_portal.figures import read
from alliances.decorators import AllianceRequest, public_page
from alliances.models import Alliance
from officekit.charts import line_chart


@public_page
def figures(request: AllianceRequest) -> HttpResponse:
    """数据口径: every figure with its definition, its cut-off time and the way to its rows; a year by months and targets."""
    years = [localdate().year, localdate().year - 1]
    year = years[request.GET.get("year") == str(years[1])]
    context = {
        "alliance": request.alliance,
        "years": years,
        "year": year,
        # Read only where the template has not kept what it makes of them.
        "facts": SimpleLazyObject(lambda: _facts(request.alliance, year)),
    }
    return render(request, "portal/figures.html", context)


def _facts(alliance: Alliance, year: int) -> dict[str, Any]:
    snapshot = read(alliance)
    types, months = snapshot.types(), snapshot.months(year)
    return {
        "as_of": snapshot.as_of,
        "figures": snapshot.figures(list(alliance.tiers.order_by("order"))),
        "types": types,
        "type_table": snapshot.type_table(types),
        "most": max((row.total for row in types), default=0),
        "months": months,
        "chart": line_chart([row.label for row in months.rows], months.lines()),
        "chart_label": f"{year}年每月开始和完成的项目数，数字见下表",
        "order_tables": [table for table in snapshot.order_tables() if table.rows],
        "targets": snapshot.targets(year),
    }
