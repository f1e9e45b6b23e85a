"""What waits for a user in this app: projects to claim and projects without news."""

from datetime import timedelta

from django.utils.timezone import localdate

from members.models import User
from members.permissions import Permission, Role
from officekit.figures import Todo, TodoSource
from officekit.links import address_of
from officekit.text import cn_month_day
from projects.models import Project

NEWS_WITHIN = timedelta(days=30)


def sources(user: User) -> list[TodoSource]:
    found = []
    if user.role is Role.UNIT:
        offered = Project.objects.offered_to(user).select_related("host")
        found.append(TodoSource(section="projects", rows=offered, tell=_tell_offered))
    if user.can(Permission.PROJECT_CLAIM):
        silent = Project.objects.without_news(user, localdate() - NEWS_WITHIN)
        found.append(TodoSource(section="projects", rows=silent, tell=_tell_silent))
    return found


def _tell_offered(project: Project) -> Todo:
    wanted = f"还需要：{project.wanted}" if project.wanted else "欢迎认领"
    return Todo(
        kind="claim",
        label="认领",
        title=project.title,
        detail=f"{project.host.label} · {wanted}",
        due=None,
        url=address_of(project),
        action="看项目",
    )


def _tell_silent(project: Project) -> Todo:
    return Todo(
        kind="project",
        label="项目",
        title=project.title,
        detail=f"{cn_month_day(project.news_on)}以后没有新进展 · 进度 {project.progress}%",
        due=project.news_on + NEWS_WITHIN,
        url=address_of(project),
        action="报进展",
    )
