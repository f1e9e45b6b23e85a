from members.models.audit import AuditAction, AuditLog
from members.models.calendar_feed import CalendarFeed
from members.models.channel import (
    Channel,
    MessageAddress,
    MessageChoice,
    MessageKind,
    Timing,
)
from members.models.delivery import Delivery, DeliveryState, Digest
from members.models.draft import FormDraft
from members.models.edited import EditedModel, StaleError
from members.models.message import Message
from members.models.organization import Level, Organization, Sector
from members.models.person import Appointment, Person, Post
from members.models.steps import Event, Step, StepError, StepModel
from members.models.user import User

__all__ = [
    "Appointment",
    "AuditAction",
    "AuditLog",
    "CalendarFeed",
    "Channel",
    "Delivery",
    "DeliveryState",
    "Digest",
    "EditedModel",
    "Event",
    "FormDraft",
    "Level",
    "Message",
    "MessageAddress",
    "MessageChoice",
    "MessageKind",
    "Organization",
    "Person",
    "Post",
    "Sector",
    "StaleError",
    "Step",
    "StepError",
    "StepModel",
    "Timing",
    "User",
]
