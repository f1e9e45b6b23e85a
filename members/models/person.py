from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from members.models.edited import EditedModel
from members.models.organization import Organization
from members.models.steps import StepError
from officekit.crypto import EncryptedTextField, blind_index
from officekit.personal import mask_phone
from officekit.search import SearchTextField, bigram_index

if TYPE_CHECKING:
    from members.models.user import User


class PersonQuerySet(models.QuerySet["Person"]):
    def overseen_by(self, user: User) -> PersonQuerySet:
        return self.filter(organization__path__startswith=user.organization.path)

    def editable_by(self, user: User) -> PersonQuerySet:
        return self.filter(organization__in=Organization.objects.editable_by(user))

    def for_list(self, day: date) -> PersonQuerySet:
        """Each with the appointments held on that day, as `held`."""
        held = Appointment.objects.on(day).for_list()
        return self.select_related("organization").prefetch_related(
            models.Prefetch("appointments", held, to_attr="held")
        )


class PhoneIndexField(models.CharField):
    """A keyed hash of the phone beside it: finds a number without storing it readable."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        phone = model_instance.phone  # type: ignore[attr-defined]
        value = blind_index(phone) if phone else ""
        setattr(model_instance, self.attname, value)
        return value


class Person(EditedModel):
    """人员: a contact, office holder or committee member. The phone is stored encrypted and shown masked."""

    name = models.CharField("姓名", max_length=30)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="people", verbose_name="所在单位"
    )
    title = models.CharField("职务", max_length=40, blank=True)
    phone = EncryptedTextField("电话", blank=True)
    phone_index = PhoneIndexField(max_length=64, blank=True, db_index=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    search_text = SearchTextField(sources=("name", "title"))

    history = HistoricalRecords(
        table_name="h_person", excluded_fields=["search_text", "phone", "phone_index", "edits"]
    )
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [bigram_index("person_search")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class Post(models.TextChoices):
    """职务 held for an organization of the alliance."""

    SECRETARY = "secretary", "书记"
    DIRECTOR = "director", "主任"
    PART_TIME = "part_time", "兼职委员"
    LIAISON = "liaison", "联络员"
    GRID_WORKER = "grid_worker", "网格员"
    BUILDING_HEAD = "building_head", "楼栋长"
    ENTRANCE_HEAD = "entrance_head", "单元长"
    INSTRUCTOR = "instructor", "党建指导员"

    @classmethod
    def speaking(cls) -> list[Post]:
        """Shown to the public with the organization."""
        return [cls.SECRETARY, cls.DIRECTOR, cls.LIAISON]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> AppointmentQuerySet:
        """Held on that day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day)

    def in_office(self, organization: Organization, day: date) -> AppointmentQuerySet:
        """Who speaks for an organization on that day, with their names."""
        held = self.filter(organization=organization, post__in=Post.speaking())
        return held.on(day).select_related("person").order_by("started_on", "pk")

    def overseen_by(self, user: User) -> AppointmentQuerySet:
        return self.filter(organization__path__startswith=user.organization.path)

    def editable_by(self, user: User) -> AppointmentQuerySet:
        return self.filter(organization__in=Organization.objects.editable_by(user))

    def for_history(self) -> AppointmentQuerySet:
        """What is held first, then what was, the latest first."""
        newest = F("ended_on").desc(nulls_first=True)
        return self.select_related("organization").order_by(newest, "-started_on", "-pk")

    def for_list(self) -> AppointmentQuerySet:
        return self.select_related("person__organization", "organization").order_by("post", "pk")


class Appointment(models.Model):
    """任职: a person holds a post for an organization. Ended, never deleted."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appointments", verbose_name="人员"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="appointments", verbose_name="任职组织"
    )
    post = models.CharField("职务", max_length=16, choices=Post)
    started_on = models.DateField("任职日期")
    ended_on = models.DateField("离任日期", null=True, blank=True)

    history = HistoricalRecords(table_name="h_appointment")
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="appointment_dates_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
            models.UniqueConstraint(
                name="appointment_held_once",
                fields=["person", "organization", "post"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="此人已在任这一职务，请先结束原任职。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_post_display()}"

    @transaction.atomic
    def end(self, day: date) -> None:
        """离任, once: the row is locked, so that a second click does not move the date."""
        if Appointment.objects.select_for_update().get(pk=self.pk).ended_on is not None:
            raise StepError("这一任职已经结束，请刷新后再看。")
        self.ended_on = day
        self.full_clean()
        self.save()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise models.ProtectedError("任职只能结束，不能删除。", {self})
