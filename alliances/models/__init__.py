from alliances.models.agenda import AgendaItem, Fourfold, HoldOver
from alliances.models.agreement import Agreement, AgreementEvent
from alliances.models.agreement_scan import AgreementScan
from alliances.models.agreement_status import BINDING, AgreementStatus
from alliances.models.agreement_template import (
    AgreementTemplate,
    SideLabel,
    TemplateClause,
    TemplateSide,
)
from alliances.models.agreement_version import AgreementVersion
from alliances.models.alliance import Alliance, Tier
from alliances.models.attendance import Attendance, AttendanceStatus, GuestRole
from alliances.models.bulletin import Bulletin, BulletinColumn, BulletinEvent
from alliances.models.category import Category, ProjectType
from alliances.models.ceremony import Ceremony
from alliances.models.clause import Clause, Rhythm
from alliances.models.committee import Committee, Seat
from alliances.models.correction import Correction
from alliances.models.duty import Duty
from alliances.models.duty_note import DutyEvent, DutyNote
from alliances.models.duty_status import VERIFIER_STEPS, DutyStatus
from alliances.models.extension import Extension
from alliances.models.extension_base import AskedExtension, AskedExtensionQuerySet
from alliances.models.extension_status import LEAD_STEPS, ExtensionStatus, extension_steps
from alliances.models.figure import FigureSnapshot
from alliances.models.holiday import Holiday
from alliances.models.invitation import Answer, Invitation
from alliances.models.meeting import Meeting, MeetingEvent
from alliances.models.meeting_kind import MeetingKind
from alliances.models.meeting_status import MeetingStatus
from alliances.models.membership import Membership, MembershipEvent, MembershipStage
from alliances.models.minutes_version import MinutesVersion
from alliances.models.opinion import Opinion, OpinionChannel, Stance
from alliances.models.paper_template import PaperTemplate
from alliances.models.party import Party
from alliances.models.publication import (
    PUBLICATION_STEPS,
    Publication,
    PublishedModel,
    Scope,
)
from alliances.models.published_rows import PublishedQuerySet
from alliances.models.regulation import Regulation, RegulationEvent
from alliances.models.resolution import Resolution
from alliances.models.rota import RotaTurn
from alliances.models.rota_status import ASKER_STEPS, SwapStatus
from alliances.models.rota_swap import RotaSwap, RotaSwapEvent
from alliances.models.terms import Terms
from alliances.models.topic import Topic
from alliances.models.topic_event import TopicEvent
from alliances.models.topic_status import PROPOSER_STEPS, TopicStatus

__all__ = [
    "ASKER_STEPS",
    "BINDING",
    "LEAD_STEPS",
    "PROPOSER_STEPS",
    "PUBLICATION_STEPS",
    "VERIFIER_STEPS",
    "AgendaItem",
    "Agreement",
    "AgreementEvent",
    "AgreementScan",
    "AgreementStatus",
    "AgreementTemplate",
    "AgreementVersion",
    "Alliance",
    "Answer",
    "AskedExtension",
    "AskedExtensionQuerySet",
    "Attendance",
    "AttendanceStatus",
    "Bulletin",
    "BulletinColumn",
    "BulletinEvent",
    "Category",
    "Ceremony",
    "Clause",
    "Committee",
    "Correction",
    "Duty",
    "DutyEvent",
    "DutyNote",
    "DutyStatus",
    "Extension",
    "ExtensionStatus",
    "FigureSnapshot",
    "Fourfold",
    "GuestRole",
    "HoldOver",
    "Holiday",
    "Invitation",
    "Meeting",
    "MeetingEvent",
    "MeetingKind",
    "MeetingStatus",
    "Membership",
    "MembershipEvent",
    "MembershipStage",
    "MinutesVersion",
    "Opinion",
    "OpinionChannel",
    "PaperTemplate",
    "Party",
    "ProjectType",
    "Publication",
    "PublishedModel",
    "PublishedQuerySet",
    "Regulation",
    "RegulationEvent",
    "Resolution",
    "Rhythm",
    "RotaSwap",
    "RotaSwapEvent",
    "RotaTurn",
    "Scope",
    "Seat",
    "SideLabel",
    "Stance",
    "SwapStatus",
    "TemplateClause",
    "TemplateSide",
    "Terms",
    "Tier",
    "Topic",
    "TopicEvent",
    "TopicStatus",
    "extension_steps",
]
