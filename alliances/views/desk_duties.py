"""责任清单 on the desk: its lists, and a new duty set by hand."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from alliances import unit_sets
from alliances.filters.duties import DutyFilter, week_of
from alliances.forms.duty import DutyForm
from alliances.models import (
    Alliance,
    Duty,
    DutyStatus,
)
from alliances.models.duty_rows import DutyQuerySet
from alliances.resources import DUTIES
from members.back_office.exports import sheet_rows
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, User
from members.permissions import Permission
from officekit.figures import add_up, counted
from officekit.filters import reset_url
from officekit.paging import keyset_page
from officekit.spreadsheets import CONTENT_TYPE, write_xlsx

LED, ASSISTED, SIDE = "led", "assisted", "set"
# Enough to see that something presses; counting on would slow every page of the list down.
CAP = 200


@requires(Permission.DUTY_VIEW)
def duty_list(request: AuthedRequest) -> HttpResponse:
    """责任清单, in tabs by the part that the user has in it."""
    tab, rows = _tab(request)
    found = DutyFilter(request.GET, rows)
    page = keyset_page(found.qs.listed(), params=request.GET, order=("due_on", "pk"))
    context = {
        "tabs": _tabs(request.user),
        "tab": tab,
        "filter": found,
        "page": page,
        "counts": _counts(rows, tab),
        "cap": CAP,
        "reset_url": reset_url(request.GET, found, tab),
        "can_set": request.user.can(Permission.DUTY_SET),
        "compares": request.user.can(Permission.DUTY_FULFILMENT),
    }
    return render(request, "alliances/duty_list.html", context)


@requires(Permission.DUTY_VIEW)
def duty_export(request: AuthedRequest) -> HttpResponseBase:
    """The same rows as the list, all of its pages, as Excel."""
    _, rows = _tab(request)
    found = DutyFilter(request.GET, rows)
    if not found.is_valid():
        return redirect(f"{reverse('alliances:duty_list')}?{request.GET.urlencode()}")
    duties = found.qs.order_by("due_on", "pk")
    file = write_xlsx([column.heading for column in DUTIES], sheet_rows(duties, DUTIES))
    AuditLog.write(AuditAction.EXPORT, None, request=request, detail="责任清单")
    name = f"责任清单-{localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def _tabs(user: User) -> dict[str, str]:
    """The lists that this user has, the first one foremost."""
    if not user.can(Permission.DUTY_REPORT):
        return {SIDE: "全部"}
    if user.can(Permission.BACK_OFFICE):
        return {SIDE: "全联盟", LED: "我牵头的", ASSISTED: "我配合的"}
    own = {LED: "我牵头的", ASSISTED: "我配合的"}
    return {**own, SIDE: "本社区"} if user.can(Permission.DUTY_SET) else own


def _tab(request: AuthedRequest) -> tuple[str, DutyQuerySet]:
    tabs = _tabs(request.user)
    asked = request.GET.get("tab", "")
    tab = asked if asked in tabs else next(iter(tabs))
    rows = {
        LED: Duty.objects.led_by,
        ASSISTED: Duty.objects.helped_by,
        SIDE: Duty.objects.of_side,
    }
    return tab, rows[tab](request.user)


def _counts(rows: DutyQuerySet, tab: str) -> list[tuple[str, int, str]]:
    """What presses in this list: the words, how many, and the way to exactly these rows; one query."""
    today = localdate()
    parts = {
        "overdue": ("逾期未办结", rows.overdue(today), "state=overdue"),
        "week": ("本周到期", rows.unfinished().filter(due_on__range=week_of(today)), "due=week"),
        "done": ("待核实", rows.filter(status=DutyStatus.DONE), "state=done"),
        "asking": ("申请延期", rows.asking(), "state=asking"),
    }
    numbers = add_up([counted(key, part, CAP) for key, (_, part, _) in parts.items()])
    return [
        (label, numbers.get(key, 0), f"?tab={tab}&{query}")
        for key, (label, _, query) in parts.items()
    ]


@requires(Permission.DUTY_SET)
def duty_new(request: AuthedRequest) -> HttpResponseBase:
    """手工下达."""
    alliance = Alliance.objects.of_user(request.user).order_by("pk").first()
    if alliance is None:
        messages.error(request, "本组织还没有加入联盟，不能下达责任事项。请联系街道。")
        return redirect("alliances:duty_list")
    duty = Duty(alliance=alliance, host=request.user.organization, set_by=request.user)
    data = request.POST if request.method == "POST" else None
    form = DutyForm(data, instance=duty, units=unit_sets.obliged(request.user))
    if form.is_valid():
        with transaction.atomic():
            form.save()
            duty.tell_set(by=request.user)
            AuditLog.write(AuditAction.CREATE, duty, request=request, detail="手工下达")
        messages.success(request, f"已下达给{duty.lead}。")
        return redirect(duty)
    return render(request, "alliances/duty_new.html", {"form": form})
