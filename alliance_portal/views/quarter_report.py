"""季度汇报: the figures of a quarter, each with its rows, and the paper made of them."""

from typing import Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from alliance_portal.forms import QuarterForm
from alliance_portal.papers.quarter import PAPER, quarter_report_of
from alliance_portal.quarter.lines import LINES, figures_of
from alliances.models import Alliance
from alliances.views.papers import FORMS, PDF, WORD, PaperLink, hand_out_paper
from members.decorators import AuthedRequest, requires
from members.models import Level, Organization
from members.permissions import Permission
from officekit.paging import keyset_page


@requires(Permission.REPORT_MAKE)
def quarter_report(request: AuthedRequest) -> HttpResponse:
    """季度汇报: choose a quarter, see its figures, take the paper."""
    form = _form(request)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        period = form.period()
        context |= {
            "period": period,
            "chapters": figures_of(period),
            "papers": [
                PaperLink(
                    label=PAPER.label,
                    word_url=period.url("quarter_paper", WORD),
                    pdf_url=period.url("quarter_paper", PDF),
                )
            ],
        }
    return render(request, "portal/quarter_report.html", context)


@requires(Permission.REPORT_MAKE)
def quarter_rows(request: AuthedRequest, key: str) -> HttpResponseBase:
    """Exactly the rows that a figure of the report counts."""
    if key not in LINES:
        raise Http404(f"no figure {key}")
    form, line = _form(request), LINES[key]
    if not form.is_valid():
        return _back(request)
    period = form.period()
    page = keyset_page(line.rows(period), params=request.GET, order=line.order)
    context = {
        "period": period,
        "line": line,
        "page": page,
        "rows": [line.tell(row) for row in page.rows],
        "report_url": period.url("quarter_report"),
    }
    return render(request, "portal/quarter_rows.html", context)


@requires(Permission.REPORT_MAKE)
def quarter_paper(request: AuthedRequest, form: str) -> FileResponse | HttpResponseBase:
    """季度共建工作汇报 as Word or PDF."""
    if form not in FORMS:
        raise Http404(f"no report as {form}")
    chosen = _form(request)
    if not chosen.is_valid():
        return _back(request)
    period = chosen.period()
    return hand_out_paper(
        request,
        PAPER,
        quarter_report_of(period),
        form,
        name=f"{period.host.name}{period.label}共建工作汇报",
        alliance=Alliance.objects.home_of(request.user),
    )


def _form(request: AuthedRequest) -> QuarterForm:
    """Of the user's own organization, and of the communities below a street."""
    own = request.user.organization_id
    asked_of = Q(pk=own) | Q(level=Level.COMMUNITY, is_active=True)
    hosts = Organization.objects.overseen_by(request.user).filter(asked_of).order_by("path")
    return QuarterForm(request.GET, hosts=list(hosts))


def _back(request: AuthedRequest) -> HttpResponseBase:
    """To the page that says what is wrong with the choice."""
    return redirect(f"{reverse('quarter_report')}?{request.GET.urlencode()}")
