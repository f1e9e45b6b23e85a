"""轮值表: who hosts or chairs which quarter, made by the convener, swapped among the members."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances.forms.rota import RotaForm, SwapForm
from alliances.models import ASKER_STEPS, RotaSwap, RotaTurn
from alliances.quarters import quarter_after, quarter_of
from alliances.rosters import HOST_LEVELS, alliance_of, expected_at
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, Organization, StepError
from members.permissions import Permission, Role
from members.views.steps import step_buttons, take_step

QUARTERS_BACK = 2
MOST_TURNS = 200


@requires(Permission.MEETING_VIEW)
def rota(request: AuthedRequest) -> HttpResponse:
    """轮值表 of the bodies of one's side and of those whose rota one is on."""
    return _show(request)


def _show(request: AuthedRequest, status: int = 200, **filled: Any) -> HttpResponse:
    user = request.user
    since = quarter_after(quarter_of(localdate()), -QUARTERS_BACK)
    turns = RotaTurn.objects.visible_to(user).since(since).for_list()[:MOST_TURNS]
    body = _own_body(request)
    context = {
        "turns": turns,
        "this_quarter": quarter_of(localdate()),
        "swaps": _swaps(request),
        "body": body,
        "rota_form": (RotaForm(members=_members(request, body)) if body else None),
        "swap_form": _swap_form(request, None),
        **filled,
    }
    return render(request, "alliances/rota.html", context, status=status)


def _own_body(request: AuthedRequest) -> Organization | None:
    """The body whose rota the user makes: their own organization, where it calls meetings."""
    user = request.user
    makes = user.can(Permission.MEETING_RECORD) and user.organization.level in HOST_LEVELS
    return user.organization if makes else None


def _members(request: AuthedRequest, body: Organization) -> list[Organization]:
    """Who takes turns: the members expected at the body's meetings, in the order of the tiers."""
    alliance = alliance_of(body, request.user)
    return expected_at(alliance, body, None, localdate()) if alliance else []


def _swap_form(request: AuthedRequest, data: Any) -> SwapForm | None:
    """For whoever has a turn still to come."""
    user = request.user
    coming = RotaTurn.objects.since(quarter_of(localdate())).for_list()
    own = Organization.objects.own_of(user)
    mine = coming.filter(organization__in=own)
    if not user.can(Permission.TOPIC_PROPOSE) or not mine.exists():
        return None
    others = coming.filter(body__in=mine.order_by().values("body")).exclude(organization__in=own)
    return SwapForm(data, mine=mine, others=others)


def _swaps(request: AuthedRequest) -> list[tuple[RotaSwap, Any]]:
    """The requests of the rotas one sees, the newest first, with the buttons of this user."""
    user = request.user
    if user.role is Role.SUPERVISOR:
        return []
    seen = RotaTurn.objects.visible_to(user).order_by().values("pk")
    rows = RotaSwap.objects.filter(turn__in=seen).for_list().order_by("-pk")[:20]
    answers = set(RotaSwap.objects.answerable_by(user).values_list("pk", flat=True))
    retracts = set(RotaSwap.objects.retractable_by(user).values_list("pk", flat=True))
    return [
        (
            swap,
            step_buttons(
                swap,
                [
                    step
                    for step in swap.steps_for(user)
                    if swap.pk in (retracts if step.name in ASKER_STEPS else answers)
                ],
                "alliances:swap_step",
            ),
        )
        for swap in rows
    ]


@requires(Permission.MEETING_RECORD)
@require_POST
def rota_generate(request: AuthedRequest) -> HttpResponseBase:
    """排轮值."""
    body = _own_body(request)
    alliance = alliance_of(body, request.user) if body else None
    if body is None or alliance is None:
        messages.error(request, "本组织不召集联席会议，不用排轮值。")
        return redirect("alliances:rota")
    form = RotaForm(request.POST, members=_members(request, body))
    if not form.is_valid():
        return _show(request, status=422, rota_form=form)
    asked = form.cleaned_data
    filled = RotaTurn.objects.generate(
        alliance,
        body,
        form.in_turn,
        first=asked["first"],
        quarters=asked["quarters"],
        part=asked["part"],
    )
    AuditLog.write(AuditAction.CHANGE, body, request=request, detail="排轮值")
    messages.success(request, f"已排好 {filled} 个季度；调换过和正在商量的没有动。")
    return redirect("alliances:rota")


@requires(Permission.TOPIC_PROPOSE)
@require_POST
def swap_new(request: AuthedRequest) -> HttpResponseBase:
    """请求调换."""
    form = _swap_form(request, request.POST)
    if form is None:
        messages.error(request, "本单位没有将来的轮值，不用调换。")
        return redirect("alliances:rota")
    if not form.is_valid():
        return _show(request, status=422, swap_form=form)
    asked = form.cleaned_data
    try:
        swap = RotaSwap.objects.ask(
            asked["turn"], asked["other"], by=request.user, reason=asked["reason"]
        )
    except StepError as error:
        form.add_error(None, str(error))
        return _show(request, status=409, swap_form=form)
    AuditLog.write(AuditAction.CREATE, swap, request=request, detail="请求调换轮值")
    messages.success(request, f"已请{swap.asked}答复。")
    return redirect("alliances:rota")


@requires(Permission.TOPIC_PROPOSE)
@require_POST
def swap_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """The asker takes back; whoever was asked answers."""
    rows = RotaSwap.objects.for_list()
    mine = rows.retractable_by if step in ASKER_STEPS else rows.answerable_by
    return take_step(request, get_object_or_404(mine(request.user), pk=pk), step)
