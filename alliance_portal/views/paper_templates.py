"""文书模板: the Word templates of the street's own, downloaded, edited in WPS, uploaded again."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from alliance_portal.forms import PaperTemplateForm
from alliance_portal.papers import PAPERS
from alliances.models import Alliance, PaperTemplate
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from members.views.files import hand_out
from officekit.papers import Paper
from officekit.uploads import download

WORD = ".docx"


@requires(Permission.PAPER_TEMPLATE)
def paper_template_list(request: AuthedRequest) -> HttpResponse:
    """Every paper, and whose template it is printed by."""
    own = PaperTemplate.objects.run_by(request.user).in_use().select_related("uploaded_by")
    used = {template.paper: template for template in own}
    rows = [(paper, used.get(paper.key)) for paper in PAPERS.values()]
    return render(request, "portal/paper_template_list.html", {"rows": rows})


@requires(Permission.PAPER_TEMPLATE)
def paper_template(request: AuthedRequest, key: str) -> HttpResponseBase:
    """One paper: its template, the tags it knows, a new template, the earlier ones."""
    alliance, paper = _alliance(request), _paper(key)
    is_sent = request.method == "POST"
    form = PaperTemplateForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, paper=paper
    )
    if form.is_valid():
        note = form.cleaned_data["note"]
        template = PaperTemplate.objects.put(
            alliance, paper, form.content, note=note, by=request.user
        )
        AuditLog.write(
            AuditAction.CHANGE, template, request=request, detail=f"{paper.label}换模板 {note}"
        )
        messages.success(request, f"新的{paper.label}模板已启用。")
        return redirect("paper_template", key)
    versions = list(PaperTemplate.objects.of(alliance, paper))
    used = next((version for version in versions if version.retired_at is None), None)
    context = {
        "paper": paper,
        "form": form,
        "used": used,
        "problems": _problems(used, paper) if used else [],
        "earlier": [version for version in versions if version != used],
    }
    status = 422 if is_sent else 200
    return render(request, "portal/paper_template.html", context, status=status)


def _alliance(request: AuthedRequest) -> Alliance:
    return get_object_or_404(Alliance.objects.run_by(request.user))


def _paper(key: str) -> Paper:
    if key not in PAPERS:
        raise Http404(f"no paper {key}")
    return PAPERS[key]


def _problems(template: PaperTemplate, paper: Paper) -> list[str]:
    """Why one that was fit can't be used any more."""
    from officekit.word_check import template_problems  # noqa: PLC0415 -- slow to import

    try:
        return template_problems(template.content(), paper)
    except OSError:
        return ["文件找不到了。"]


@requires(Permission.PAPER_TEMPLATE)
def paper_template_file(request: AuthedRequest, key: str) -> FileResponse:
    """The template in use, to be edited."""
    alliance, paper = _alliance(request), _paper(key)
    own = PaperTemplate.objects.of(alliance, paper).in_use().first()
    if own:
        return hand_out(request, own, own.file, is_public=False)
    AuditLog.write(AuditAction.DOWNLOAD, None, request=request, detail=f"{paper.label}默认模板")
    return download(paper.word_template(), f"{paper.label}模板", WORD)


@requires(Permission.PAPER_TEMPLATE)
def paper_template_sample(request: AuthedRequest, key: str) -> FileResponse:
    """样张: the template in use, filled with an invented example."""
    alliance, paper = _alliance(request), _paper(key)
    content = PaperTemplate.objects.fill(alliance, paper, paper.sample())
    AuditLog.write(AuditAction.DOWNLOAD, None, request=request, detail=f"{paper.label}样张")
    return download(content, f"{paper.label}样张", WORD)


@requires(Permission.PAPER_TEMPLATE)
def paper_template_version(request: AuthedRequest, pk: int) -> FileResponse:
    """An earlier template."""
    template = get_object_or_404(PaperTemplate.objects.run_by(request.user), pk=pk)
    return hand_out(request, template, template.file, is_public=False)


@requires(Permission.PAPER_TEMPLATE)
@require_POST
def paper_template_default(request: AuthedRequest, key: str) -> HttpResponseBase:
    """恢复默认."""
    alliance, paper = _alliance(request), _paper(key)
    try:
        PaperTemplate.objects.restore_default(alliance, paper, by=request.user)
    except StepError as error:
        messages.error(request, str(error))
    else:
        detail = f"{paper.label}恢复默认模板"
        AuditLog.write(AuditAction.CHANGE, alliance, request=request, detail=detail)
        messages.success(request, f"{paper.label}已恢复默认模板，原来的仍可下载。")
    return redirect("paper_template", key)
