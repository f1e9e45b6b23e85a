"""The texts of an agreement that were sent round: all of them stay readable for whoever it is between."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from alliances.models import Agreement, AgreementVersion
from members.decorators import AuthedRequest, requires
from members.models import User
from members.permissions import Permission
from officekit.diffs import diff_words


@requires(Permission.AGREEMENT_VIEW)
def agreement_version(request: AuthedRequest, pk: int, number: int) -> HttpResponse:
    """协议版本: its text, and what it changed."""
    version = _version(request.user, pk, number)
    earlier = version.agreement.versions.filter(number__lt=number).last()
    context = {
        "version": version,
        "agreement": version.agreement,
        "stands": version.agreement.stands_on(version),
        "earlier": earlier,
        "changes": diff_words(earlier.text, version.text) if earlier else [],
    }
    return render(request, "alliances/agreement_version.html", context)


@requires(Permission.AGREEMENT_VIEW)
def agreement_version_text(request: AuthedRequest, pk: int, number: int) -> HttpResponse:
    """The very bytes that were hashed."""
    version = _version(request.user, pk, number)
    name = f"{version.agreement}-{version}.txt".replace(" ", "")
    return HttpResponse(
        version.text.encode(),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )


def _version(user: User, pk: int, number: int) -> AgreementVersion:
    rows = AgreementVersion.objects.select_related("agreement", "frozen_by")
    own = rows.filter(agreement__in=Agreement.objects.close_to(user).values("pk"))
    return get_object_or_404(own, agreement=pk, number=number)
