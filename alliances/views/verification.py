"""核验: whether a printed agreement is the one that was signed. Open to anybody who holds the paper and its code."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from alliances import page_cache
from alliances.decorators import AllianceRequest, public_page
from alliances.forms.verify import CodeForm, HashForm
from alliances.models import Agreement, AgreementStatus, AgreementVersion
from members.limits import is_within
from officekit.text import cn_date

MOST_A_MINUTE = 30
SECONDS = 60


def of_this_moment(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Never kept and never indexed: the state of an agreement changes, and a code is for who holds the paper."""

    @wraps(view)
    def limited(request: AllianceRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page_cache.forget(request)
        if is_within(request, "verify", most=MOST_A_MINUTE, seconds=SECONDS):
            response = view(request, *args, **kwargs)
        else:
            response = render(request, "alliances/agreement_verify_limit.html", status=429)
            response["Retry-After"] = str(SECONDS)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return limited


@public_page
@of_this_moment
def agreement_verify_start(request: AllianceRequest) -> HttpResponse:
    """协议核验, by a code that is typed."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if AgreementVersion.objects.of_code(request.alliance, code).exists():
            return redirect("alliances:agreement_verify", request.alliance.slug, code)
        form.add_error("code", "没有这个核验码。请照协议末尾的再输一次；还是没有，请联系主办单位。")
    context = {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "alliances/agreement_verify_start.html", context, status=status)


@public_page
@of_this_moment
def agreement_verify(request: AllianceRequest, code: str) -> HttpResponse:
    """协议核验: number, parties, dates and state; of the text only whether its hash is the same."""
    version = get_object_or_404(AgreementVersion.objects.of_code(request.alliance, code))
    form = HashForm(request.GET if "value" in request.GET else None)
    answer = None
    if form.is_valid():
        answer = version.matches(form.cleaned_data["value"])
    agreement = version.agreement
    context = {
        "version": version,
        "agreement": agreement,
        "terms": version.terms,
        "warning": _warning(agreement, version),
        "form": form,
        "answer": answer,
        "same": _same(agreement, version),
        "public_url": agreement.get_public_url() if agreement.is_public else "",
    }
    status = 422 if form.errors else 200
    return render(request, "alliances/agreement_verify.html", context, status=status)


def _same(agreement: Agreement, version: AgreementVersion) -> str:
    if agreement.stands_on(version) and agreement.publishable:
        return "与签订文本一致"
    return f"与{version}存档文本一致，但它不是签订的文本"


def _warning(agreement: Agreement, version: AgreementVersion) -> str:
    """Why this paper does not hold, or does no longer; "" where it does."""
    if not version.is_intact:
        return "存档的正文与校验值不符，不能核验。请立即联系主办单位。"
    if not agreement.stands_on(version):
        return f"{version}已被收回，由后来的文本代替，不是签订的文本。"
    last = agreement.events.order_by("-pk")
    ended = {
        AgreementStatus.CONFIRMING: "这一版只送各方确认，还没有签订。",
        AgreementStatus.EXPIRED: f"协议已于{cn_date(agreement.ends_on)}到期。",
        AgreementStatus.RENEWED: "协议已续签，现在履行的是续签的协议。",
    }
    if agreement.status == AgreementStatus.TERMINATED:
        event = last.filter(step="terminate").first()
        return f"协议已{f'于{cn_date(event.at)}' if event else ''}终止，不再履行。"
    return ended.get(AgreementStatus(agreement.status), "")
