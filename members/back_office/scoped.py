"""The base of every admin page: our own permission table, and the rows of one's own street only."""

import json
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import NestedObjects, label_for_field, unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import models, router, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from members.back_office.granted import GrantedAdmin
from members.back_office.history import history_rows
from members.back_office.lists import CappedPaginator, PagedChangeList, ScopedRelatedFilter
from members.back_office.widgets import file_link, name_field
from members.models import AuditAction, AuditLog, EditedModel

PK_DIGITS = 18
FILTER_SUFFIXES = ("", "exact", "id__exact", "isnull", "gte", "lt", "period")


class Link(NamedTuple):
    """A button above a list."""

    label: str
    url: str


class ScopedAdmin(GrantedAdmin, admin.ModelAdmin):
    """Pages of one model. Subclasses say in `rows_of` which rows a staff member has."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    search_fields = ["search_text"]
    change_form_template = "admin/record_form.html"
    object_history_template = "admin/record_history.html"
    # The portal's own pages are linked where they are of use.
    view_on_site = False
    may_add = True
    # Fields that are decided once.
    fixed_fields: Sequence[str] = ()

    @abstractmethod
    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        """The rows of this model that are the staff member's to see."""

    def is_open(self, record: Any) -> bool:
        """Whether the record's own state still lets it be edited."""
        return True

    def is_deletable(self, record: Any) -> bool:
        """Whether nothing is lost with it. What other records build on is protected by the database anyway."""
        return False

    # --- who may ---

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and self.allows(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request) and (obj is None or self.is_open(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request) and obj is not None and self.is_deletable(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *self.fixed_fields] if obj else fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [
            inline
            for inline in super().get_inlines(request, obj)
            if obj or getattr(inline, "may_add", True)
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if ERROR_FLAG in request.GET:
            # Where Django sends whoever asked for a page or a filter that isn't there.
            messages.warning(request, "网址里的页码或筛选条件看不懂，已显示全部。")
            return redirect(request.path)
        context = {"title": self.opts.verbose_name_plural, "list_links": self.list_links(request)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def list_links(self, request: HttpRequest) -> list[Link]:
        """What else can be done with the list as a whole."""
        return []

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PagedChangeList]:
        return PagedChangeList

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        def field_of(db_field: Any, **options: Any) -> Any:
            return name_field(self.formfield_for_dbfield(db_field, request, **options))

        return super().get_changelist_formset(request, formfield_callback=field_of, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """On a page that is read only, a file is a link to the view that hands it out: its storage has no address."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [
            (title, {**options, "fields": [self._readable(name) for name in options["fields"]]})
            for title, options in sets
        ]

    def _readable(self, name: Any) -> Any:
        names = {field.name for field in self.opts.fields if isinstance(field, models.FileField)}
        if not isinstance(name, str) or name not in names:
            return name

        def stored(record: models.Model) -> str:
            return file_link(record, self.file_pages[name]) if getattr(record, name) else ""

        stored.short_description = label_for_field(name, self.model)  # type: ignore[attr-defined]
        return stored

    # --- which rows ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        ordering = self.get_ordering(request)
        rows = self.rows_of(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Locked while its form is being saved, so that no step moves it in between."""
        found = super().get_object(request, object_id, from_field)
        using = router.db_for_write(self.model)
        if found and request.method == "POST" and transaction.get_connection(using).in_atomic_block:
            locked = self.model._base_manager.using(using).select_for_update().filter(pk=found.pk)
            found = locked.first()
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        asks = self.search_fields and search_term.strip()
        return (self.search(queryset, search_term) if asks else queryset), False

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(search_text__has=term)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what a filter of the page asks: any other could be used to guess a hidden column."""
        for item in self.list_filter:
            name = item if isinstance(item, str) else item[0] if isinstance(item, tuple) else ""
            if name and lookup in {f"{name}__{end}".removesuffix("__") for end in FILTER_SUFFIXES}:
                return True
        return any(lookup == getattr(item, "parameter_name", None) for item in self.list_filter)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """A foreign key offers the staff member's own choices, whatever the page says."""
        relations = {field.name for field in self.opts.get_fields() if field.is_relation}
        return [
            (item, ScopedRelatedFilter) if item in relations else item for item in self.list_filter
        ]

    # --- saving and deleting ---

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """A page of the desk that shows what was there before is refused from now on."""
        record = super().save_form(request, form, change)
        if change and isinstance(record, EditedModel):
            record.edits += 1
        return record

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting in bulk: it would go round the records' own rules."""
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet, *args: Any, **kwargs: Any
    ) -> Any:
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if not all(pk.isascii() and pk.isdigit() and len(pk) <= PK_DIGITS for pk in chosen):
            messages.error(request, "没有认出所选的记录，请重新勾选。")
            return redirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, but of what stands in the way only the kind is told: it may be another street's."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        kinds = {str(row._meta.verbose_name) for row in collector.protected}
        counts = {
            str(model._meta.verbose_name): len(rows)
            for model, rows in cast(Any, collector.model_objs).items()
        }
        return [str(obj) for obj in objs], counts, set(), sorted(kinds)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._audit(AuditAction.CREATE, request, obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = LogEntry(
            change_message=message if isinstance(message, str) else json.dumps(message)
        )
        self._audit(AuditAction.CHANGE, request, obj, entry.get_change_message())

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._audit(AuditAction.DELETE, request, obj)

    def _audit(
        self, action: AuditAction, request: HttpRequest, obj: models.Model, detail: str = ""
    ) -> None:
        AuditLog.write(action, obj, request=request, detail=detail)
        self.site.content_changed(request)

    # --- history, and places to go ---

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """修改记录: what was changed when and by whom, newest first."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self.missing(request, object_id)
        rows = history_rows(record, request.GET.get("p"))
        context = {"history": rows, "object": record, "opts": self.opts}
        return self.render(request, self.object_history_template, f"修改记录：{record}", context)

    def missing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """As Django's own pages answer for a row that isn't there, or isn't this staff member's."""
        pages: Any = self
        return cast(
            HttpResponse, pages._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        )

    def render(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        base = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, template, base | context)

    def change_url(self, record: models.Model) -> str:
        return reverse(f"admin:{self.url_name('change')}", args=[record.pk])

    def url_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"
