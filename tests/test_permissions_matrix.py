"""Who gets what at every address: role × URL, for one's own street and for another one's.

Each address of ours has a row here; an address without one fails the first test. A row says which roles of the
street that owns the record reach it. Everybody else is refused: without a login by the login page, without the
permission by 403, and a stranger with the permission by 404.
"""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import URLResolver, get_resolver, reverse

from members.models import CalendarFeed
from orders.receipts import receipt_url
from tests.factories import AllianceFactory
from tests.permission_rows import (
    ALL,
    ANSWERED,
    MEMBERS,
    STAFF,
    STREET,
    Row,
    listing,
    public,
    public_code,
    public_record,
    record,
    record_pair,
)
from tests.world import World

APPS = {"members", "alliances", "projects", "orders", "alliance_portal"}
ROWS = {
    "home": public(lambda world: []),
    "robots": public(lambda world: []),
    "sitemap": public(lambda world: []),
    "sitemap_file": public(lambda world: ["pages", 0]),
    "elder_mode": public(lambda world: ["large"]),
    "alliance_home": public(),
    "search": public(),
    "figures": public(),
    "feedback": public(),
    "privacy": public(),
    "accessibility": public(),
    "alliances:about": public(),
    "alliances:unit_list": public(),
    "alliances:unit_detail": public_record("unit"),
    "alliances:community_detail": public_record("community"),
    "alliances:regulation_detail": public_record("regulation"),
    "alliances:agreement_list": public(),
    "alliances:agreement_detail": public_record("public_agreement"),
    "alliances:meeting_list": public(),
    "alliances:meeting_detail": public_record("public_meeting"),
    "alliances:meeting_pdf": public_record("public_meeting"),
    "alliances:bulletin_list": public(),
    "alliances:bulletin_feed": public(),
    "alliances:bulletin_detail": public_record("public_bulletin"),
    "projects:project_list": public(),
    "projects:project_detail": public_record("public_project"),
    "projects:desk_project_list": listing(),
    "projects:project_new": listing(STAFF),
    "projects:desk_project_detail": record("project", STAFF | {"supervisor"}),
    "projects:project_edit": record("project", STAFF),
    "projects:project_step": record("project", STAFF, "pause", method="post"),
    "projects:project_paper": record("project", STAFF | {"supervisor"}, "publicity", "pdf"),
    "projects:project_claim": record("open_project", frozenset({"street", "unit"}), method="post"),
    "projects:project_report": record("project", STAFF, method="post"),
    "projects:claim_contribute": record("claim", MEMBERS, method="post"),
    "projects:update_show": record("update", STAFF, method="post"),
    "orders:desk_order_list": listing(MEMBERS),
    "orders:service_list": public(),
    "orders:order_new": public(),
    "orders:complaint_new": public(),
    "orders:order_receipt": public(lambda world: receipt_url(world.order).strip("/").split("/")[::3]),
    "orders:order_list": public(),
    "orders:order_feed": public(),
    "orders:order_detail": public_record("order"),
    "orders:desk_result_list": listing(STAFF),
    "orders:desk_result_detail": record("result", STAFF),
    "orders:result_step": record("result", STAFF, "propose", method="post"),
    "orders:result_edit": record("verified_order", STAFF),
    "orders:desk_order_detail": record("order", MEMBERS),
    "orders:order_dispatch": record("order", STAFF, method="post"),
    "orders:order_answer": record("order", STAFF, "accept"),
    "orders:order_refuse": record("order", STAFF),
    "orders:order_verify": record("order", STAFF, method="post"),
    "orders:order_merge": record("order", STAFF),
    "orders:order_compare": record_pair("order", "other_order", STAFF),
    "orders:order_track": public(),
    "orders:order_story": public_code(),
    "orders:order_photo": public_code(1),
    "orders:order_act": public_code("add"),
    "orders:order_own": public_code(),
    "orders:order_copy": public_code(),
    "orders:order_urge": public_code(method="post"),
    "orders:order_step": record("order", STAFF, "escalate", method="post"),
    "orders:order_work": record("order", frozenset({"street", "unit"}), "take"),
    "orders:order_record": listing(STAFF),
    "orders:order_paper": record("order", STAFF),
    "orders:order_contact": record("order", MEMBERS),
    "orders:order_extension_answer": record("order_extension", STAFF, "grant"),
    "desk": listing(),
    "desk_search": listing(),
    "publication_list": listing(STAFF),
    "quarter_report": listing(STAFF),
    "quarter_rows": Row(STAFF, lambda world: ["meetings"]),
    "quarter_paper": Row(STAFF, lambda world: ["pdf"]),
    "paper_template_list": listing(STREET),
    "paper_template": Row(STREET, lambda world: ["minutes"]),
    "paper_template_file": Row(STREET, lambda world: ["minutes"]),
    "paper_template_sample": Row(STREET, lambda world: ["minutes"]),
    "paper_template_default": Row(STREET, lambda world: ["minutes"], "post"),
    "paper_template_version": record("paper_template", STREET),
    "members:message_list": listing(),
    "members:message_settings": listing(),
    "members:message_read_all": Row(ALL, method="post"),
    "members:message_open": record("message", frozenset({"unit"})),
    "members:profile": record("community", STAFF | {"supervisor"}),
    "members:profile_edit": record("community", frozenset({"street", "community"})),
    "members:unit_options": listing(),
    "members:person_list": listing(MEMBERS),
    "members:person_new": listing(MEMBERS),
    "members:person_edit": record("person", STAFF),
    "members:person_phone": record("person", STAFF),
    "members:appointment_new": record("person", STAFF, method="post"),
    "members:appointment_end": record("appointment", STAFF, method="post"),
    "alliances:desk_meeting_list": listing(),
    "alliances:meeting_new": listing(STAFF),
    "alliances:meeting_plan": listing(STAFF),
    "alliances:meeting_plan_edit": record("planned", STAFF),
    "alliances:meeting_notice": record("invited"),
    "alliances:meeting_roll": record("invited", STAFF),
    "alliances:roll_tick": Row(STAFF, lambda world: [world.invited.pk, world.unit.pk], "post"),
    "alliances:roll_fill": record("invited", STAFF, method="post"),
    "alliances:roll_add": record("invited", STAFF, method="post"),
    "alliances:roll_guest": record("guest", STAFF, method="post"),
    "alliances:meeting_reschedule": record("invited", STAFF),
    "alliances:invitation_add": record("invited", STAFF, method="post"),
    "alliances:meeting_ics": record("invited"),
    "alliances:calendar_feed": public(lambda world: [CalendarFeed.objects.renew(world.users["unit"])]),
    "members:calendar_settings": listing(),
    "members:calendar_renew": Row(ALL, method="post"),
    "members:calendar_withdraw": Row(ALL, method="post"),
    "alliances:invitation_list": record("invited", STAFF | {"supervisor"}),
    "alliances:invitation_answer": record("invitation", MEMBERS, method="post"),
    "alliances:meeting_draft": record("meeting", STAFF, method="post"),
    "alliances:meeting_changes": record("meeting", STAFF),
    "alliances:meeting_conflict": record("meeting", STAFF),
    "alliances:desk_meeting_detail": record("meeting"),
    "alliances:meeting_edit": record("meeting", STAFF),
    "alliances:meeting_paper": record("meeting", ALL, "minutes", "pdf"),
    "alliances:meeting_step": record("meeting", STAFF, "cancel", method="post"),
    "alliances:correction_show": record("correction", STREET, method="post"),
    "alliances:topic_list": listing(),
    "alliances:topic_new": listing(MEMBERS),
    "alliances:topic_detail": record("topic"),
    "alliances:topic_step": record("topic", STAFF, "hand_back", method="post"),
    "alliances:topic_decide": record("topic", STAFF, "accept", method="post"),
    "alliances:agenda_add": record("planned", STAFF, method="post"),
    "alliances:agenda_refresh": record("planned", STAFF, method="post"),
    "alliances:agenda_remove": record("planned_item", STAFF, method="post"),
    "alliances:agenda_hold_over": record("planned_item", STAFF, method="post"),
    "alliances:agenda_move": record("planned_item", STAFF, "up", method="post"),
    "alliances:rota": listing(),
    "alliances:rota_generate": Row(STAFF, method="post"),
    "alliances:swap_new": Row(MEMBERS, method="post"),
    "alliances:swap_step": record("swap", frozenset({"street", "unit"}), "agree", method="post"),
    "alliances:desk_agreement_list": listing(),
    "alliances:agreement_new": listing(STAFF),
    "alliances:desk_agreement_detail": record("confirming"),
    "alliances:agreement_edit": record("agreement", STAFF),
    "alliances:agreement_step": record("confirming", STAFF, "revise", method="post"),
    "alliances:agreement_version": record("sent", ALL, 1),
    "alliances:agreement_version_text": record("sent", ALL, 1),
    "alliances:agreement_verify_start": public(),
    "alliances:agreement_verify": public(lambda world: [world.alliance.slug, world.scan.version.code]),
    "alliances:ceremony": public_record("public_ceremony"),
    "alliances:ceremony_list": listing(),
    "alliances:ceremony_new": listing(STAFF),
    "alliances:ceremony_detail": record("public_ceremony", STAFF | {"supervisor"}),
    "alliances:ceremony_edit": record("public_ceremony", STAFF),
    "alliances:ceremony_cancel": record("public_ceremony", STAFF, method="post"),
    "alliances:scan_add": record("public_agreement", STAFF, method="post"),
    "alliances:scan_void": record("scan", STAFF, method="post"),
    "alliances:agreement_paper": record("confirming", ALL, "agreement", "pdf"),
    "alliances:agreement_renew": record("agreement", STAFF, method="post"),
    "alliances:party_confirm": record("party", frozenset({"street", "unit"}), method="post"),
    "alliances:party_sign": record("party", frozenset({"street", "unit"}), method="post"),
    "alliances:desk_bulletin_list": listing(STAFF),
    "alliances:bulletin_new": listing(STAFF),
    "alliances:bulletin_preview": Row(STAFF, method="post"),
    "alliances:desk_bulletin_detail": record("bulletin", STAFF),
    "alliances:bulletin_edit": record("bulletin", STAFF),
    "alliances:bulletin_step": record("bulletin", STAFF, "propose", method="post"),
    "alliances:duty_list": listing(),
    "alliances:duty_export": listing(),
    "alliances:duty_paper": Row(ALL, lambda world: ["pdf"]),
    "alliances:duty_fulfilment": listing(STAFF | {"supervisor"}),
    "alliances:duty_new": listing(STAFF),
    "alliances:duty_detail": record("duty"),
    "alliances:duty_step": record("duty", frozenset({"street", "unit"}), "report_done", method="post"),
    "alliances:duty_note": record("duty", frozenset({"street", "unit"}), method="post"),
    "alliances:extension_ask": record("duty", frozenset({"street", "unit"}), method="post"),
    "alliances:extension_step": record("extension", STAFF, "grant", method="post"),
    "alliances:regulation_step": record("draft_regulation", frozenset({"street"}), "withdraw", method="post"),
}  # fmt: skip

# Files: a public record's is anybody's, a draft's is its own people's; tests/alliance_portal/test_files.py has the rest.
FILES = {
    "members:organization_file",
    "alliances:regulation_file",
    "alliances:bulletin_file",
    "alliances:bulletin_image",
    "alliances:duty_note_file",
    "alliances:topic_file",
    "alliances:scan_file",
    "projects:update_file",
    "orders:order_photo_file",
    "orders:result_photo",
}


def own_views(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, Callable]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            if entry.namespace != "admin":
                yield from own_views(entry, inner)
        elif entry.callback.__module__.split(".")[0] in APPS:
            yield f"{namespace}{entry.name}", entry.callback


VIEWS = {name: view for name, view in own_views(get_resolver()) if not name.startswith("account_")}


def test_every_address_has_its_row():
    assert set(VIEWS) == set(ROWS) | FILES


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def strangers(world):
    """Everybody of another street; made after the world, so that its records are theirs to miss."""
    return World().users


def ask(client, row, url):
    """The answer, read to its end so that no file stays open."""
    response = client.get(url) if row.method == "get" else client.post(url, {})
    b"".join(response)
    return response


def url_of(name, world):
    return reverse(name, args=ROWS[name].to(world))


def asked(client, names, world, users):
    """Page, role and code. One login for all pages of a role: with each new one the desk counts anew what waits."""
    for role, user in users.items():
        client.logout()
        if user:
            client.force_login(user)
        for name in names:
            yield name, role, ask(client, ROWS[name], url_of(name, world)).status_code
        assert (SESSION_KEY in client.session) == bool(user)


OPEN = [name for name in ROWS if "anybody" in ROWS[name].own]
CLOSED = [name for name in ROWS if name not in OPEN]


def about_one(names, maker):
    return [name for name in names if ROWS[name].to.__qualname__.startswith(maker.__name__)]


def refusal(name, user):
    """404 for who may do such a thing, but not to this record; 403 for who may never."""
    return 404 if user.can(VIEWS[name].permission) else 403


def test_public_pages_are_for_everybody(client, world):
    found = list(asked(client, OPEN, world, {"nobody": None, **world.users}))

    assert [answer for answer in found if answer[2] not in {200, 302}] == []


def test_public_record_is_not_found_under_another_alliance(client, world):
    other = AllianceFactory()

    found = {
        name: client.get(reverse(name, args=[other.slug, ROWS[name].to(world)[1]])).status_code
        for name in about_one(OPEN, public_record)
    }

    assert set(found.values()) == {404}


def test_without_a_login_one_is_led_to_the_login_page(client, world):
    found = {}
    for name in CLOSED:
        response = ask(client, ROWS[name], url_of(name, world))
        found[name] = response.headers.get("Location", "").split("?")[0]

    assert set(found.values()) == {reverse("account_login")}


def test_role_reaches_what_is_its_own_and_nothing_else(client, world):
    wrong = {}
    for name, role, code in asked(client, CLOSED, world, world.users):
        expected = ANSWERED if role in ROWS[name].own else {refusal(name, world.users[role])}
        if code not in expected:
            wrong[name, role] = code

    assert wrong == {}


def test_record_of_another_street_is_not_found(client, world, strangers):
    wrong = {}
    for name, role, code in asked(client, about_one(CLOSED, record), world, strangers):
        if code != refusal(name, strangers[role]):
            wrong[name, role] = code

    assert wrong == {}


def test_steps_are_taken_by_post_only(client, world):
    client.force_login(world.users["street"])

    found = [client.get(url_of(name, world)) for name in ROWS if ROWS[name].method == "post"]

    assert {answer.status_code for answer in found} == {405}
    assert all("按页面上的按钮" in answer.text for answer in found)


def test_draft_file_is_for_its_own_people(client, world, strangers):
    url = reverse("alliances:bulletin_file", args=[world.bulletin.pk])
    users = {"nobody": None, **world.users, "stranger": strangers["street"]}

    found = {}
    for who, user in users.items():
        client.logout()
        if user:
            client.force_login(user)
        found[who] = ask(client, ROWS["desk"], url).status_code

    assert found == {
        "nobody": 404,
        "supervisor": 200,
        "street": 200,
        "community": 200,
        "unit": 404,
        "stranger": 404,
    }
