"""The yardstick: a Django project with nothing in it, over the portal's own tables, tuned by hand.

Served as `gunicorn bare:application`; DATABASE_URL says where the tables are.
"""

import environ
import xlsxwriter
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.models import Count, OuterRef, QuerySet, Subquery
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


import bare_tables as tables  # noqa: E402 -- models need the settings

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
    rows = tables.Project.objects.filter(
        alliance_id=request.GET["alliance"], publication="published", scope="public"
    )
    rows = rows.order_by("-starts_on", "-id").values(*COLUMNS)[: PAGE_SIZE + 1]
    return render(request, "list", {"rows": list(rows)[:PAGE_SIZE], "nav": NAV})


def detail(request: HttpRequest, record: QuerySet, *collections: QuerySet) -> HttpResponse:
    """A record with as many collections as the portal's page of it has, each in one query."""
    context = {"record": record.get(), "collections": collections, "nav": NAV}
    return render(request, "detail", context)


def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    columns = [*COLUMNS, "summary", "place", "result", "starts_on"]
    return detail(
        request,
        tables.Project.objects.filter(pk=pk).values(*columns),
        tables.Claim.objects.filter(project_id=pk).values("organization__name", "note"),
        tables.Contribution.objects.filter(claim__project_id=pk).values("claim_id", "note"),
        tables.Update.objects.filter(project_id=pk).values("at", "organization__name", "text"),
    )


def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    own = ("title", "starts_at", "place", "chair", "opening", "host__name", "kind__name")
    agreed = tables.Resolution.objects.filter(meeting_id=pk)
    helping = tables.Assistant.objects.filter(resolution__meeting_id=pk)
    duties = tables.Duty.objects.filter(resolution__meeting_id=pk)
    return detail(
        request,
        tables.Meeting.objects.filter(pk=pk).values(*own),
        tables.Attendance.objects.filter(meeting_id=pk).values("organization__name", "status"),
        tables.AgendaItem.objects.filter(meeting_id=pk).values("title", "discussion"),
        agreed.values("text", "lead__name", "due_on"),
        helping.values("resolution_id", "organization__name"),
        duties.values("title", "lead__name", "due_on", "status"),
    )


def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    own = ("title", "status", "preamble", "text_hash", "signed_on", "starts_on", "ends_on")
    sides = ("label", "organization__name", "rights", "obligations")
    done = tables.Duty.objects.filter(clause=OuterRef("pk")).values("clause")
    clauses = tables.Clause.objects.filter(agreement_id=pk)
    return detail(
        request,
        tables.Agreement.objects.filter(pk=pk).values(*own),
        tables.Party.objects.filter(agreement_id=pk).values(*sides),
        clauses.values("text", "project_type__name").annotate(
            duties=Subquery(done.annotate(n=Count("pk")).values("n"))
        ),
    )


def bulletin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    own = ("title", "dated_on", "body", "column__name", "host__name")
    return detail(request, tables.Bulletin.objects.filter(pk=pk).values(*own))


def duty_export(request: HttpRequest) -> HttpResponseBase:
    """values + xlsxwriter, the way a script would do it: the columns of the portal's own file, all but one."""
    import tempfile  # noqa: PLC0415

    columns = ["title", "detail", "lead__name", "host__name", "resolution__meeting__title"]
    columns += ["clause__agreement__title", "due_on", "status", "set_at", "done_at", "verified_at"]
    rows = tables.Duty.objects.filter(alliance_id=request.GET["alliance"]).order_by("due_on", "id")
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
    path("project_detail/<int:pk>/", project_detail),
    path("meeting_detail/<int:pk>/", meeting_detail),
    path("agreement_detail/<int:pk>/", agreement_detail),
    path("bulletin_detail/<int:pk>/", bulletin_detail),
    path("export/", duty_export),
]
