"""State machines: the one way in which any record of any app changes its state."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.utils.timezone import now

from members.permissions import Permission

if TYPE_CHECKING:
    from members.models.user import User


class StepError(Exception):
    """A step is not possible now; the message is fit for the person who tried it."""


@dataclass(frozen=True)
class Step:
    """One arrow of a state machine: a button, a model method of the same name, and a row of events.

    `field` is the state field it moves; `asks` is the question whose answer becomes the event's note,
    required when `note_required`. A `quick` step needs nothing but a click (and perhaps the note).
    """

    name: str
    label: str
    sources: Collection[str]
    target: str
    permission: Permission
    field: str = "status"
    asks: str = ""
    note_required: bool = False
    quick: bool = True


class StepModel(models.Model):
    """Abstract: a record with a state machine. Subclasses list their arrows in STEPS and own an `events` table."""

    STEPS: ClassVar[tuple[Step, ...]] = ()
    if TYPE_CHECKING:

        def get_absolute_url(self) -> str:
            """The page where staff work on the record."""

    class Meta:
        abstract = True

    @classmethod
    def step(cls, name: str) -> Step:
        """The step of this name; LookupError when there is none."""
        for step in cls.STEPS:
            if step.name == name:
                return step
        raise LookupError(name)

    def steps_for(self, user: "User") -> list[Step]:
        """The steps whose button `user` is shown now. Whether the row is theirs to move is the queryset's business."""
        return [
            step
            for step in self.STEPS
            if getattr(self, step.field) in step.sources and user.can(step.permission)
        ]

    @transaction.atomic
    def _take(self, name: str, *, by: "User | None", note: str = "", **changes: Any) -> None:
        """Moves the record along the step, or raises StepError and changes nothing.

        One UPDATE both checks the state that `by` saw and moves it, so two people cannot take a step twice.
        `by` is None only where time, not a person, moves the record.
        """
        step = self.step(name)
        seen = getattr(self, step.field)
        if step.note_required and not note.strip():
            raise StepError(f"请填写{step.asks}后再“{step.label}”。")
        if seen not in step.sources:
            raise StepError(
                f"当前状态是“{self._state_label(step)}”，不能“{step.label}”。请刷新后再看。"
            )
        rows: models.QuerySet[StepModel] = models.QuerySet(type(self))
        unmoved = rows.filter(pk=self.pk, **{step.field: seen}, **self._seen())
        if not unmoved.update(**{step.field: step.target}, **changes):
            raise StepError("刚刚有人先办理了这一步，请刷新后再看。")
        events: models.Manager[Event] = getattr(self, "events")  # noqa: B009 each subclass owns a table of events
        events.create(
            step=step.name,
            label=step.label,
            source=seen,
            target=step.target,
            by=by,
            note=note.strip(),
            **self._event_facts(),
        )
        self.refresh_from_db()

    def _seen(self) -> dict[str, Any]:
        """What else must still be as `by` saw it, for steps that do not change the state field."""
        return {}

    def _event_facts(self) -> dict[str, Any]:
        """More columns of the event row, as they were before the step."""
        return {}

    def _state_label(self, step: Step) -> str:
        return str(getattr(self, f"get_{step.field}_display")())


class Event(models.Model):
    """Abstract 办理记录: who took which step when. Rows are only ever added."""

    step = models.CharField("步骤", max_length=24)
    label = models.CharField("步骤名称", max_length=24)
    source = models.CharField("原状态", max_length=16)
    target = models.CharField("新状态", max_length=16)
    by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("时间", default=now, editable=False)
    note = models.TextField("说明", blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
