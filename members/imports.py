"""Excel into 人员 and 任职."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from members.back_office.sheet_import import (
    CheckedRow,
    Known,
    Outcome,
    RefusedError,
    SheetColumn,
    SheetImport,
    as_field,
    as_text,
)
from members.models import Appointment, Organization, Person, Post
from officekit.crypto import blind_index
from officekit.personal import normalise_phone
from officekit.search import normalise
from officekit.sheets import SAMPLE, Cell, cell_date, cell_text

NAME, UNIT, TITLE, PHONE, NOTE = "姓名", "所在单位", "职务", "电话", "备注"
POST, BODY, STARTED, ENDED = "任职", "任职组织", "任职日期", "离任日期"
OWN_FIELDS = {TITLE: "title", PHONE: "phone", NOTE: "note"}

person_field = partial(as_field, Person)


def as_phone(cell: Cell) -> str:
    return normalise_phone(cell_text(cell))


@dataclass(eq=False)
class PersonPlan:
    """One person of the table, whatever the number of their rows, with what is to be changed."""

    person: Person | None
    name: str
    organization: Organization
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class PostPlan:
    """One appointment to be made; its person may be made with it."""

    of: PersonPlan
    organization: Organization
    post: str
    started_on: date
    ended_on: date | None


class PersonImport(SheetImport):
    """人员与任职: one row for a person, and one for each further post; an empty cell leaves things as they are."""

    name = "人员与任职"
    labels = (NAME, UNIT)
    columns = (
        SheetColumn(NAME, person_field("name"), True, f"{SAMPLE}王某"),
        SheetColumn(UNIT, as_text, True, "示例单位党支部", "后台里的全称或编码"),
        SheetColumn(TITLE, person_field("title"), sample="办公室主任", hint="在所在单位的职务"),
        SheetColumn(PHONE, as_phone, sample="13800000000", hint="手机号码，或带区号的座机"),
        SheetColumn(NOTE, person_field("note")),
        SheetColumn(POST, as_text, sample="联络员", hint="从“可选值”里选；没有就不填"),
        SheetColumn(BODY, as_text, hint="不填就是所在单位"),
        SheetColumn(STARTED, cell_date, sample=date(2026, 3, 1), hint="填了任职就要填"),
        SheetColumn(ENDED, cell_date, hint="还在任就不填"),
    )

    def load(self) -> None:
        rows = Organization.objects.editable_by(self.user).defer("search_text").order_by("path")
        known = Known(rows)
        people = Person.objects.editable_by(self.user).defer("phone", "search_text")
        self.people: dict[tuple[int, str], list[Person]] = {}
        for found in people:
            key = (found.organization_id, normalise(found.name))
            self.people.setdefault(key, []).append(found)
        self.posts: dict[tuple[int, int, str], list[tuple[date, date | None]]] = {}
        for held in Appointment.objects.editable_by(self.user):
            post_key = (held.person_id, held.organization_id, held.post)
            self.posts.setdefault(post_key, []).append((held.started_on, held.ended_on))
        self.plans: dict[tuple[int, str], PersonPlan] = {}
        self.planned: dict[tuple[Any, ...], int] = {}
        self.offer(POST, {post.label: post for post in Post})
        self.readers |= {UNIT: known.one, BODY: known.one}
        self.readers |= {STARTED: self.past_date, ENDED: self.past_date}
        self.offered[UNIT] = self.offered[BODY] = [row.name for row in known.rows]

    # --- one row ---

    def decide(self, row: CheckedRow) -> None:
        plan = self._person(row)
        row.plan = self._post(row, plan)
        if row.plan:
            row.changed.append("增加任职")
        if plan.person is None:
            row.outcome = Outcome.CREATE
        elif row.changed:
            row.outcome = Outcome.CHANGE

    def _person(self, row: CheckedRow) -> PersonPlan:
        unit: Organization = row.values[UNIT]
        key = (unit.pk, normalise(row.values[NAME]))
        known = self.people.get(key, [])
        if len(known) > 1:
            raise RefusedError(NAME, "这个单位有几位同名的人，请在后台逐个修改。")
        if key not in self.plans:
            self.plans[key] = PersonPlan(known[0] if known else None, row.values[NAME], unit)
        plan = self.plans[key]
        for heading, name in OWN_FIELDS.items():
            if heading in row.values:
                _merge(plan, heading, name, row)
        return plan

    def _post(self, row: CheckedRow, plan: PersonPlan) -> PostPlan | None:
        if POST not in row.values:
            if unwanted := next((x for x in (BODY, STARTED, ENDED) if x in row.values), ""):
                raise RefusedError(POST, f"填了{unwanted}，请把任职也填上；没有任职就把它清空。")
            return None
        if STARTED not in row.values:
            raise RefusedError(STARTED, "填了任职，请填任职日期。")
        body = row.values.get(BODY, row.values[UNIT])
        wanted = PostPlan(plan, body, row.values[POST], row.values[STARTED], row.values.get(ENDED))
        if wanted.ended_on and wanted.ended_on < wanted.started_on:
            raise RefusedError(ENDED, "离任日期不能早于任职日期。")
        # Held now: once. Held formerly: once from the same day.
        same = (id(plan), body.pk, wanted.post, wanted.ended_on and wanted.started_on)
        first = self.planned.setdefault(same, row.number)
        if first != row.number:
            raise RefusedError(POST, f"和第 {first} 行是同一任职，请只留一行。")
        return wanted if self._is_new(wanted) else None

    def _is_new(self, wanted: PostPlan) -> bool:
        if wanted.of.person is None:
            return True
        key = (wanted.of.person.pk, wanted.organization.pk, wanted.post)
        held = self.posts.get(key, [])
        started, ended = wanted.started_on, wanted.ended_on
        if (started, ended) in held:
            return False
        if any(first == started for first, _ in held):
            raise RefusedError(ENDED, "这一任职后台已有，离任日期不同。请在“任职”里修改。")
        running = next((first for first, last in held if last is None), None)
        if running and ended is None:
            raise RefusedError(
                STARTED, f"此人从 {running:%Y-%m-%d} 起已在任这一职务，请先在“任职”里结束原任职。"
            )
        return True

    # --- all rows ---

    def write(self, rows: Sequence[CheckedRow]) -> None:
        plans = list(self.plans.values())
        self._change([plan for plan in plans if plan.person and plan.changes])
        new = [plan for plan in plans if plan.person is None]
        for plan in new:
            plan.person = Person(name=plan.name, organization=plan.organization, **plan.changes)
        self.store([plan.person for plan in new if plan.person])
        posts: list[PostPlan] = [row.plan for row in rows if row.plan]
        self.store(
            [
                Appointment(
                    person=post.of.person,
                    organization=post.organization,
                    post=post.post,
                    started_on=post.started_on,
                    ended_on=post.ended_on,
                )
                for post in posts
            ]
        )

    def _change(self, plans: Sequence[PersonPlan]) -> None:
        """Phones apart: those that stay are neither read nor written."""
        for plan in plans:
            for name, value in plan.changes.items():
                setattr(plan.person, name, value)
            _derive(plan.person, "search_text")
        people = [plan.person for plan in plans if plan.person]
        self.store_changes(people, ["title", "note", "search_text"])
        called = [plan.person for plan in plans if plan.person and "phone" in plan.changes]
        for person in called:
            _derive(person, "phone_index")
        Person.objects.bulk_update(called, ["phone", "phone_index"], batch_size=500)


def _derive(person: Person | None, name: str) -> None:
    """As saving would."""
    field: Any = Person._meta.get_field(name)
    field.pre_save(person, add=False)


def _merge(plan: PersonPlan, heading: str, name: str, row: CheckedRow) -> None:
    """What a further row says of the same person must be the same."""
    value = row.values[heading]
    if plan.values.setdefault(heading, value) != value:
        raise RefusedError(heading, "同一个人的几行写得不一样，请改成一样的，或者只在一行里填。")
    if _differs(plan.person, name, value):
        plan.changes[name] = value
        row.changed.append(heading)


def _differs(person: Person | None, name: str, value: str) -> bool:
    if person is None:
        return True
    if name == "phone":
        return person.phone_index != blind_index(value)
    return bool(getattr(person, name) != value)
