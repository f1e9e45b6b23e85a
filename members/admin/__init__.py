from members.admin.audit import AuditLogAdmin
from members.admin.deliveries import DeliveryAdmin
from members.admin.organizations import OrganizationAdmin
from members.admin.people import AppointmentAdmin, PersonAdmin
from members.admin.users import UserAdmin

__all__ = [
    "AppointmentAdmin",
    "AuditLogAdmin",
    "DeliveryAdmin",
    "OrganizationAdmin",
    "PersonAdmin",
    "UserAdmin",
]
