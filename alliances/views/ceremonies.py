"""签约仪式: on the desk its list, its page and its form; for visitors its published agreements."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances.decorators import AllianceRequest, public_page
from alliances.forms.ceremony import CeremonyForm
from alliances.listing import crumb
from alliances.models import Agreement, Alliance, Ceremony
from alliances.views.published import base_of
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from members.views.once import Once
from officekit.paging import keyset_page


@requires(Permission.AGREEMENT_VIEW)
def ceremony_list(request: AuthedRequest) -> HttpResponse:
    """签约仪式, the latest first."""
    rows = Ceremony.objects.visible_to(request.user).with_progress().select_related("host")
    context = {
        "page": keyset_page(rows, params=request.GET, order=("-held_on", "-pk")),
        "arranges": request.user.can(Permission.AGREEMENT_DRAFT),
        "today": localdate(),
    }
    return render(request, "alliances/ceremony_list.html", context)


@requires(Permission.AGREEMENT_VIEW)
def ceremony_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """签约仪式: its agreements, as far as the user may open them, and how far each has got."""
    rows = Ceremony.objects.visible_to(request.user).select_related("host", "meeting", "alliance")
    ceremony = get_object_or_404(rows, pk=pk)
    agreements = Agreement.objects.visible_to(request.user).filter(ceremony=ceremony)
    own = Ceremony.objects.filter(pk=pk).editable_by(request.user)
    context = {
        "ceremony": ceremony,
        "agreements": agreements.for_list().order_by("pk"),
        "edits": request.user.can(Permission.AGREEMENT_DRAFT) and own.exists(),
        "has_begun": ceremony.has_begun(localdate()),
        "public_url": _public_url(ceremony),
    }
    return render(request, "alliances/ceremony_detail.html", context)


def _public_url(ceremony: Ceremony) -> str:
    public = Agreement.objects.public(ceremony.alliance).filter(ceremony=ceremony)
    return ceremony.get_public_url() if public.exists() else ""


@requires(Permission.AGREEMENT_DRAFT)
def ceremony_new(request: AuthedRequest) -> HttpResponseBase:
    """安排签约仪式."""
    alliance = Alliance.objects.home_of(request.user)
    if alliance is None:
        messages.error(request, "本组织还没有加入联盟，不能安排签约仪式。请联系街道。")
        return redirect("alliances:ceremony_list")
    ceremony = Ceremony(alliance=alliance, host=request.user.organization)
    return _answer(
        request, ceremony, lambda form: ceremony.arrange(form.cleaned_data["agreements"])
    )


@requires(Permission.AGREEMENT_DRAFT)
def ceremony_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """修改签约仪式."""
    ceremony = _editable(request, pk)

    def store(form: CeremonyForm) -> None:
        chosen = form.cleaned_data["agreements"]
        ceremony.rearrange(base_of(request), form.Meta.fields, chosen, by=request.user)

    return _answer(request, ceremony, store)


def _answer(
    request: AuthedRequest, ceremony: Ceremony, store: Callable[[CeremonyForm], None]
) -> HttpResponseBase:
    is_new, once = ceremony.pk is None, Once(request)
    data = request.POST if request.method == "POST" else None
    if is_new and data is not None and (stored := once.stored_before()):
        return redirect(stored)
    base = base_of(request) if data is not None else ceremony.edits
    form = CeremonyForm(data, instance=ceremony, user=request.user)
    if form.is_valid():
        try:
            store(form)
        except StepError as error:
            form.add_error(None, str(error))
        else:
            once.stored(ceremony.get_absolute_url())
            action = AuditAction.CREATE if is_new else AuditAction.CHANGE
            AuditLog.write(action, ceremony, request=request, detail="签约仪式")
            messages.success(request, "签约仪式已保存。")
            return redirect(ceremony)
    context = {"ceremony": ceremony, "form": form, "base": base, "is_new": is_new}
    status = 422 if form.is_bound else 200
    return render(request, "alliances/ceremony_edit.html", context, status=status)


@requires(Permission.AGREEMENT_DRAFT)
@require_POST
def ceremony_cancel(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """取消签约仪式."""
    ceremony = _editable(request, pk)
    try:
        with transaction.atomic():
            AuditLog.write(AuditAction.DELETE, ceremony, request=request, detail="取消签约仪式")
            ceremony.cancel()
    except StepError as error:
        messages.error(request, str(error))
        return redirect(ceremony)
    messages.success(request, f"“{ceremony}”已取消，协议没有变动，可以排进别的仪式或者直接签署。")
    return redirect("alliances:ceremony_list")


def _editable(request: AuthedRequest, pk: int) -> Ceremony:
    rows = Ceremony.objects.editable_by(request.user).select_related("alliance", "host")
    return get_object_or_404(rows, pk=pk)


@public_page
def ceremony(request: AllianceRequest, pk: int) -> HttpResponse:
    """签约仪式, if anything that was signed there is public."""
    rows = Ceremony.objects.filter(alliance=request.alliance).select_related("host")
    found = get_object_or_404(rows, pk=pk)
    agreements = Agreement.objects.public(request.alliance).filter(ceremony=found)
    signed = list(agreements.for_list().order_by("pk"))
    if not signed:
        raise Http404("nothing public was signed there")
    context = {
        "ceremony": found,
        "agreements": signed,
        "crumbs": [
            crumb("共建协议", reverse("alliances:agreement_list", args=[request.alliance.slug]))
        ],
    }
    return render(request, "alliances/ceremony.html", context)
