from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from members.models.steps import StepError

if TYPE_CHECKING:
    from members.models.user import User


class StaleError(StepError):
    """Somebody else has saved this record, or moved it on, since the page was opened."""


class EditedModel(models.Model):
    """Abstract: a record that people edit on a page, each on top of what they saw."""

    # Which rows may be edited at all, as the database sees it.
    EDITABLE: ClassVar[Q] = Q()

    # Raised by every save of the page: a save on top of an older one is refused.
    edits = models.PositiveIntegerField("保存次数", default=0, db_default=0, editable=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def save_on_top(self, base: int, fields: Iterable[str], *, by: User) -> None:
        """Stores these fields of the page, if nobody was quicker; else StaleError, and nothing is changed."""
        # One UPDATE both checks what `by` saw and takes the row, so that the later of two saves is refused.
        rows: models.QuerySet[EditedModel] = models.QuerySet(type(self))
        fresh = rows.filter(self.EDITABLE, pk=self.pk, edits=base)
        if not fresh.update(edits=F("edits") + 1):
            raise StaleError(
                "您打开这页以后，别人保存过或办理了下一步，您填的内容没有覆盖它。请另开一页核对，再把您的改动填进去。"
            )
        self.edits = base + 1
        self._history_user = by
        # Only what the page holds: a state moved by somebody else meanwhile stays as it is.
        own = {field.name for field in self._meta.local_fields}
        shown: list[str] = [*fields, *({"search_text"} & own)]
        self.save(update_fields=shown)
