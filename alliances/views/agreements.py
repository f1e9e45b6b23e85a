from dataclasses import replace

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from alliances.decorators import AllianceRequest, public_page
from alliances.filters.public import AgreementFilter
from alliances.listing import crumb, public_list
from alliances.models import Agreement
from alliances.public_rows import AGREEMENT_COLUMNS, agreement_row, with_parties


@public_page
def agreement_list(request: AllianceRequest) -> HttpResponse:
    """共建协议: what is public of them."""
    context = public_list(
        request,
        AgreementFilter,
        Agreement.objects.public(request.alliance),
        order=("-starts_on", "-pk"),
        columns=AGREEMENT_COLUMNS,
        tell=agreement_row,
    )
    context["page"] = replace(context["page"], rows=with_parties(context["page"].rows))
    return render(request, "alliances/agreement_list.html", context)


@public_page
def agreement_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """A signed agreement with what was done under each clause; nobody's signature, nobody's phone."""
    public = Agreement.objects.public(request.alliance).for_page()
    agreement = get_object_or_404(public, pk=pk)
    agreement.alliance = request.alliance
    terms = agreement.terms().redacted()
    chain = list(public.filter(Q(pk=agreement.renews_id) | Q(renews=agreement)))
    context = {
        "agreement": agreement,
        "terms": terms,
        "rows": list(zip(terms.clauses, agreement.clauses.counted(), strict=True)),
        "types": list(dict.fromkeys(clause.type for clause in terms.clauses)),
        "earlier": next((row for row in chain if row.pk == agreement.renews_id), None),
        "later": next((row for row in chain if row.renews_id == agreement.pk), None),
        "crumbs": [
            crumb("共建协议", reverse("alliances:agreement_list", args=[request.alliance.slug]))
        ],
    }
    return render(request, "alliances/agreement_detail.html", context)
