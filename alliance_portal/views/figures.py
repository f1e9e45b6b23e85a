from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from alliance_portal.figures import read
from alliances.decorators import AllianceRequest, public_page
from officekit.charts import line_chart


@public_page
def figures(request: AllianceRequest) -> HttpResponse:
    """数据口径: every figure with its definition, its cut-off time and the way to its rows; a year by months and targets."""
    snapshot = read(request.alliance)
    types = snapshot.types()
    years = [localdate().year, localdate().year - 1]
    year = years[request.GET.get("year") == str(years[1])]
    months = snapshot.months(year)
    started, finished = (
        [getattr(row, key)[0] for row in months] for key in ("started", "finished")
    )
    context = {
        "alliance": request.alliance,
        "snapshot": snapshot,
        "figures": snapshot.figures(list(request.alliance.tiers.order_by("order"))),
        "types": types,
        "most": max((row.total for row in types), default=0),
        "years": years,
        "year": year,
        "months": months,
        "chart": line_chart([row.label for row in months], [("开始", started), ("完成", finished)]),
        "chart_label": f"{year}年每月开始和完成的项目数，数字见下表",
        "targets": snapshot.targets(year),
    }
    return render(request, "portal/figures.html", context)
