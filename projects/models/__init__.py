from projects.models.claim import Claim, Contribution
from projects.models.project import Project, ProjectEvent
from projects.models.status import ProjectStatus
from projects.models.target import Target, TargetFigure
from projects.models.update import Update

__all__ = [
    "Claim",
    "Contribution",
    "Project",
    "ProjectEvent",
    "ProjectStatus",
    "Target",
    "TargetFigure",
    "Update",
]
