"""The yardstick: a Django project with nothing in it, over the portal's own tables, tuned by hand.

Served as `gunicorn bare:application`; DATABASE_URL says where the tables are.
"""

# ruff: noqa: DJ008 -- nobody reads these rows

import environ
import xlsxwriter
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path

PAGE_SIZE = 50
FRAME = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title>
<link rel="stylesheet" href="/a.css"><script src="/a.js" defer></script></head><body><header><b>示例联盟</b><nav>
{% for name in nav %}<a href="/{{ forloop.counter }}/">{{ name }}</a>{% endfor %}</nav></header>
<main>{% block main %}{% endblock %}</main><footer>主办单位：示例街道党工委</footer></body></html>"""
LIST = """{% extends "frame" %}{% block title %}项目{% endblock %}{% block main %}<table><tbody>
{% for row in rows %}<tr><th scope="row"><a href="{{ row.id }}/">{{ row.title }}</a>
<span class="row-detail">{{ row.host__name }}</span></th><td data-label="类型"><span class="tag">{{ row.type__name }}</span></td>
<td data-label="牵头单位">{{ row.lead__name }}</td><td data-label="参与" class="end">{{ row.partner_count }} 家</td>
<td data-label="进度"><progress class="bar" value="{{ row.progress }}" max="100"></progress>{{ row.progress }}%</td>
<td data-label="状态"><span class="tag tag--{{ row.status }}">{{ row.status }}</span></td></tr>{% endfor %}
</tbody></table>{% endblock %}"""
DETAIL = """{% extends "frame" %}{% block title %}{{ record.title }}{% endblock %}{% block main %}<h1>{{ record.title }}</h1>
{% for name, value in record.items %}<p><b>{{ name }}</b>{{ value }}</p>{% endfor %}
{% for rows in collections %}<ul>{% for row in rows %}<li>{% for value in row.values %}<span>{{ value }}</span>{% endfor %}</li>
{% endfor %}</ul>{% endfor %}{% endblock %}"""

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_I18N=False,
    DATABASES={
        "default": environ.Env().db("DATABASE_URL")
        | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    },
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {"frame": FRAME, "list": LIST, "detail": DETAIL},
                            )
                        ],
                    )
                ]
            },
        }
    ],
)
application = get_wsgi_application()


class Named(models.Model):
    name = models.TextField()

    class Meta:
        abstract = True
        app_label = "bare"
        managed = False


class Organization(Named):
    class Meta(Named.Meta):
        db_table = "members_organization"


class Type(Named):
    class Meta(Named.Meta):
        db_table = "alliances_projecttype"


class Project(models.Model):
    title = models.TextField()
    summary = models.TextField()
    place = models.TextField()
    result = models.TextField()
    host = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    lead = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+", null=True)
    type = models.ForeignKey(Type, models.DO_NOTHING, related_name="+")
    alliance_id = models.BigIntegerField()
    publication = models.TextField()
    scope = models.TextField()
    status = models.TextField()
    starts_on = models.DateField()
    progress = models.IntegerField()
    partner_count = models.IntegerField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "projects_project"


class Part(models.Model):
    """A row that belongs to a project."""

    project_id = models.BigIntegerField()
    organization = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        app_label = "bare"
        managed = False


class Claim(Part):
    note = models.TextField()

    class Meta(Part.Meta):
        db_table = "projects_claim"


class Update(Part):
    text = models.TextField()
    progress = models.IntegerField()

    class Meta(Part.Meta):
        db_table = "projects_update"


class Contribution(models.Model):
    claim = models.ForeignKey(Claim, models.DO_NOTHING, related_name="+")
    note = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "projects_contribution"


class Titled(models.Model):
    title = models.TextField()

    class Meta:
        abstract = True
        app_label = "bare"
        managed = False


class Meeting(Titled):
    class Meta(Titled.Meta):
        db_table = "alliances_meeting"


class Agreement(Titled):
    class Meta(Titled.Meta):
        db_table = "alliances_agreement"


class Resolution(models.Model):
    meeting = models.ForeignKey(Meeting, models.DO_NOTHING, related_name="+")

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_resolution"


class Clause(models.Model):
    agreement = models.ForeignKey(Agreement, models.DO_NOTHING, related_name="+")

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_clause"


class Duty(Titled):
    detail = models.TextField()
    status = models.TextField()
    due_on = models.DateField()
    set_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    alliance_id = models.BigIntegerField()
    lead = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    host = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    resolution = models.ForeignKey(Resolution, models.DO_NOTHING, related_name="+", null=True)
    clause = models.ForeignKey(Clause, models.DO_NOTHING, related_name="+", null=True)

    class Meta(Titled.Meta):
        db_table = "alliances_duty"


COLUMNS = ["id", "title", "host__name", "lead__name", "type__name"]
COLUMNS += ["partner_count", "progress", "status"]
NAV = ["首页", "概况", "项目", "会议", "协议", "资讯"]
IN_MEMORY = [
    {
        **dict.fromkeys(COLUMNS, "示例文字八个字符"),
        "id": number,
        "status": "running",
        "progress": 40,
        "partner_count": 3,
    }
    for number in range(PAGE_SIZE)
]


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def in_memory(request: HttpRequest) -> HttpResponse:
    return render(request, "list", {"rows": IN_MEMORY, "nav": NAV})


def project_list(request: HttpRequest) -> HttpResponse:
    rows = Project.objects.filter(
        alliance_id=request.GET["alliance"], publication="published", scope="public"
    )
    rows = rows.order_by("-starts_on", "-id").values(*COLUMNS)[: PAGE_SIZE + 1]
    return render(request, "list", {"rows": list(rows)[:PAGE_SIZE], "nav": NAV})


def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    columns = [*COLUMNS, "summary", "place", "result", "starts_on"]
    collections = [
        Claim.objects.filter(project_id=pk).values("organization__name", "note"),
        Contribution.objects.filter(claim__project_id=pk).values("claim_id", "note"),
        Update.objects.filter(project_id=pk).values("at", "organization__name", "text"),
    ]
    record = Project.objects.values(*columns).get(pk=pk)
    context = {"record": record, "collections": collections, "nav": NAV}
    return render(request, "detail", context)


def duty_export(request: HttpRequest) -> HttpResponseBase:
    """values + xlsxwriter, the way a script would do it: the columns of the portal's own file, all but one."""
    import tempfile  # noqa: PLC0415

    columns = ["title", "detail", "lead__name", "host__name", "resolution__meeting__title"]
    columns += ["clause__agreement__title", "due_on", "status", "set_at", "done_at", "verified_at"]
    rows = Duty.objects.filter(alliance_id=request.GET["alliance"]).order_by("due_on", "id")
    options = {
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows.values_list(*columns).iterator()):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value:
                    sheet.write_datetime(number, column, value)
    file.seek(0)
    return FileResponse(file)


urlpatterns = [
    path("plain/", plain),
    path("memory/", in_memory),
    path("projects/", project_list),
    path("projects/<int:pk>/", project_detail),
    path("export/", duty_export),
]
