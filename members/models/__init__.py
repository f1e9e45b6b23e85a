from members.models.audit import AuditAction, AuditLog
from members.models.draft import FormDraft
from members.models.organization import Level, Organization, Sector
from members.models.person import Appointment, Person, Post
from members.models.steps import Event, Step, StepError, StepModel
from members.models.user import User

__all__ = [
    "Appointment",
    "AuditAction",
    "AuditLog",
    "Event",
    "FormDraft",
    "Level",
    "Organization",
    "Person",
    "Post",
    "Sector",
    "Step",
    "StepError",
    "StepModel",
    "User",
]
