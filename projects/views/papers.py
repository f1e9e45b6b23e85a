"""文书 of projects; see alliances/views/papers.py."""

from django.http import FileResponse

from alliances.papers import publicity
from alliances.views.papers import Offer, record_paper
from members.decorators import AuthedRequest, requires
from members.permissions import Permission
from projects.models import Project
from projects.papers import publicity_of_project

PROJECT_PAPERS = (Offer(paper=publicity.PAPER, compose=publicity_of_project, internal=True),)


@requires(Permission.PROJECT_VIEW)
def project_paper(request: AuthedRequest, pk: int, key: str, form: str) -> FileResponse:
    """公示稿."""
    rows = Project.objects.for_list()
    return record_paper(request, rows, PROJECT_PAPERS, pk=pk, key=key, form=form)
