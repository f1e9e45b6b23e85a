"""The desk's projects: lists by one's part in them, the page of one, and what the user may do with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from alliances.models import Alliance, Publication, Scope
from alliances.views.papers import paper_links
from alliances.views.published import edit_page, step_context, tab_of, take_public_step
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError, User
from members.permissions import Permission, Role
from officekit.filters import reset_url
from officekit.paging import keyset_page
from projects.filters import DeskProjectFilter
from projects.forms.project import ClaimForm, ContributionForm, ProjectForm, ReportForm
from projects.models import Claim, Project, ProjectStatus, Update
from projects.origins import started_from
from projects.views.papers import PROJECT_PAPERS

HOSTED, LED, CLAIMED, CLAIMABLE = "hosted", "led", "claimed", "claimable"
HOSTED_LABELS = {Role.STREET: "全街道", Role.SUPERVISOR: "各街道"}


@requires(Permission.PROJECT_VIEW)
def desk_project_list(request: AuthedRequest) -> HttpResponse:
    """共建项目, by the user's part in them."""
    tabs = _tabs(request.user)
    tab = tab_of(request, tabs)
    rows = {
        HOSTED: Project.objects.hosted_by,
        LED: Project.objects.led_by,
        CLAIMED: Project.objects.claimed_by,
        CLAIMABLE: Project.objects.claimable_by,
    }[tab](request.user)
    found = DeskProjectFilter(request.GET or None, rows.listed(), user=request.user)
    context = {
        "tabs": tabs,
        "tab": tab,
        "filter": found,
        "page": keyset_page(found.qs, params=request.GET, order=("-starts_on", "-pk")),
        "reset_url": reset_url(request.GET, found, tab),
        "manages": request.user.can(Permission.PROJECT_MANAGE),
    }
    return render(request, "projects/desk_project_list.html", context)


def _tabs(user: User) -> dict[str, str]:
    """The lists of this user, the most used one first."""
    if user.role in HOSTED_LABELS:
        return {HOSTED: HOSTED_LABELS[user.role]}
    joined = {LED: "我牵头的", CLAIMED: "我认领的", CLAIMABLE: "可认领的"}
    if user.role is Role.UNIT:
        return {CLAIMABLE: joined[CLAIMABLE], **joined}
    return {HOSTED: "本组织主办", **joined}


@requires(Permission.PROJECT_VIEW)
def desk_project_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """项目: where it comes from, who takes part, how far it is, and what to do next."""
    return _show(request, _visible(request.user, pk))


def _visible(user: User, pk: int) -> Project:
    rows = Project.objects.visible_to(user).for_list()
    project: Project = get_object_or_404(rows, pk=pk)
    return project


def _show(
    request: AuthedRequest,
    project: Project,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, own = request.user, Project.objects.filter(pk=project.pk)
    manages = user.can(Permission.PROJECT_MANAGE) and own.editable_by(user).exists()
    claims = list(project.claims.select_related("organization").prefetch_related("contributions"))
    is_hosts = manages or own.hosted_by(user).exists()
    is_close = is_hosts or own.reportable_by(user).exists()
    events = list(project.events.select_related("by").order_by("-pk")) if is_close else []
    context = {
        "project": project,
        "source_url": _source_url(project, user),
        "claims": claims,
        "supported": set(project.claims.supported_by(user).values_list("pk", flat=True)),
        "updates": _updates(project, is_close=is_close),
        "events": events,
        "manages": manages,
        "edits": manages and project.is_editable,
        "contribution_form": ContributionForm(),
        "papers": paper_links(PROJECT_PAPERS, "projects:project_paper", project, is_own=is_hosts),
        **(step_context(project, user, "projects:project_step", events) if manages else {}),
        "hint": _hint(project) if manages else "",
        **_forms(project, user),
        **(forms or {}),
    }
    return render(request, "projects/desk_project_detail.html", context, status=status)


def _hint(project: Project) -> str:
    """What the host may not think of, where no button says it."""
    if project.status != ProjectStatus.OPEN:
        return ""
    if project.publication != Publication.PUBLISHED or project.scope == Scope.INTERNAL:
        return "单位还看不到：公开给成员单位或社会以后，才能来认领。"
    return "" if project.lead_id else "第一家认领的单位牵头；有了牵头单位就可以开始实施。"


def _source_url(project: Project, user: User) -> str:
    """The page of the meeting, agreement or duty, for those who may open it."""
    source = project.source
    if source is None:
        return ""
    rows: Any = type(source)._default_manager.all()
    is_open = rows.visible_to(user).filter(pk=source.pk).exists()
    return source.get_absolute_url() if is_open else ""


def _updates(project: Project, *, is_close: bool) -> Any:
    updates = project.updates.select_related("organization", "by")
    return updates if is_close else updates.filter(is_public=True)


def _forms(project: Project, user: User) -> dict[str, Any]:
    """The forms of what this user may do now."""
    own = Project.objects.filter(pk=project.pk)
    claims = user.can(Permission.PROJECT_CLAIM) and user.role is not Role.STREET
    offered = claims and own.offered_to(user).exists()
    running = project.status == ProjectStatus.RUNNING
    reports = running and user.can(Permission.PROJECT_CLAIM) and own.reportable_by(user).exists()
    return {
        "claim_form": ClaimForm() if offered else None,
        "report_form": ReportForm(initial={"progress": project.progress}) if reports else None,
    }


@requires(Permission.PROJECT_MANAGE)
def project_new(request: AuthedRequest) -> HttpResponseBase:
    """提出项目, also from a resolution, a clause or a duty that the address names."""
    project = started_from(request.GET, request.user)
    if project is None:
        alliance = Alliance.objects.home_of(request.user)
        if alliance is None:
            messages.error(request, "本组织还没有加入联盟，不能提出项目。请联系街道。")
            return redirect("projects:desk_project_list")
        project = Project(alliance=alliance)
    project.host = request.user.organization
    return _answer(request, project)


@requires(Permission.PROJECT_MANAGE)
def project_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """修改项目."""
    project = get_object_or_404(Project.objects.editable_by(request.user).for_list(), pk=pk)
    if not project.is_editable and request.method != "POST":
        messages.info(request, "项目已提出公开或已办完，不能直接修改；请先退回、撤回或恢复。")
        return redirect(project)
    return _answer(request, project)


def _answer(request: AuthedRequest, project: Project) -> HttpResponseBase:
    form = ProjectForm(request.POST if request.method == "POST" else None, instance=project)
    return edit_page(request, form, "projects/project_edit.html", noun="项目")


@requires(Permission.PROJECT_MANAGE)
@require_POST
def project_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步."""
    rows = Project.objects.editable_by(request.user).select_related("alliance")
    return take_public_step(request, get_object_or_404(rows, pk=pk), step)


@requires(Permission.PROJECT_CLAIM)
@require_POST
def project_claim(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """认领, for the user's own organization."""
    project = get_object_or_404(Project.objects.claimable_by(request.user).for_list(), pk=pk)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _show(request, project, {"claim_form": form}, status=422)
    try:
        project.claim(request.user.organization, by=request.user, note=form.cleaned_data["note"])
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.STEP, project, request=request, detail="认领")
        messages.success(request, "已认领，谢谢。主办方会与你们联系。")
    return redirect(project)


@requires(Permission.PROJECT_CLAIM)
@require_POST
def project_report(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """报进展."""
    project = get_object_or_404(Project.objects.reportable_by(request.user).for_list(), pk=pk)
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, project, {"report_form": form}, status=422)
    hosts = Project.objects.filter(pk=pk).editable_by(request.user).exists()
    try:
        project.report(
            **form.cleaned_data,
            organization=request.user.organization,
            by=request.user,
            may_lower=hosts,
        )
    except StepError as error:
        form.add_error(None, str(error))
        return _show(request, project, {"report_form": form}, status=409)
    AuditLog.write(AuditAction.STEP, project, request=request, detail="报进展")
    messages.success(request, "进展已记下。")
    return redirect(project)


@requires(Permission.PROJECT_CLAIM)
@require_POST
def claim_contribute(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """登记投入."""
    claims = Claim.objects.supported_by(request.user).select_related("project__alliance")
    claim = get_object_or_404(claims, pk=pk)
    form = ContributionForm(request.POST)
    if not form.is_valid():
        project = _visible(request.user, claim.project_id)
        forms = {"contribution_form": form, "answered_claim": claim.pk}
        return _show(request, project, forms, status=422)
    claim.contribute(**form.cleaned_data, by=request.user)
    AuditLog.write(AuditAction.STEP, claim.project, request=request, detail="登记投入")
    messages.success(request, "投入已记下。")
    return redirect(claim.project)


@requires(Permission.PROJECT_MANAGE)
@require_POST
def update_show(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """对外公开一条进展, or take it back: the host's side decides."""
    hosted = Project.objects.editable_by(request.user)
    updates = Update.objects.filter(project__in=hosted).select_related("project__alliance")
    update = get_object_or_404(updates, pk=pk)
    update.show(request.POST.get("public") == "1")
    words = "这条进展已对外公开。" if update.is_public else "这条进展不再对外公开。"
    AuditLog.write(AuditAction.STEP, update.project, request=request, detail=words)
    messages.success(request, words)
    return redirect(update.project)
