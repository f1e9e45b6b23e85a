"""各单位办理情况 on the desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from alliances.filters.duties import SPANS
from alliances.fulfilment import COLUMNS, fulfilment
from alliances.models import Duty
from alliances.views.desk_duties import SIDE
from members.decorators import AuthedRequest, requires
from members.permissions import Permission

PERIODS = {"year": "今年到期的", "quarter": "本季度到期的", "month": "本月到期的", "all": "全部"}


@requires(Permission.DUTY_FULFILMENT)
def duty_fulfilment(request: AuthedRequest) -> HttpResponse:
    """Counts per unit of the whole alliance, or of what a community has to do with."""
    asked, today = request.GET.get("due", ""), localdate()
    due = asked if asked in PERIODS else next(iter(PERIODS))
    rows, query = Duty.objects.of_side(request.user), {"tab": SIDE}
    if due in SPANS:
        rows, query = rows.filter(due_on__range=SPANS[due](today)), {**query, "due": due}
    context = {
        "periods": PERIODS,
        "due": due,
        "columns": COLUMNS,
        "lines": fulfilment(rows, today, **query),
        "today": today,
    }
    return render(request, "alliances/duty_fulfilment.html", context)
