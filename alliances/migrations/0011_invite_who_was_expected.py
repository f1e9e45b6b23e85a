from django.db import migrations


def invite_who_was_expected(apps, schema_editor):
    """Whom a planned meeting expects stood in its roll, not ticked yet: now it is an invitation."""
    alias = schema_editor.connection.alias
    rows = {
        name: apps.get_model("alliances", name).objects.using(alias)
        for name in ("Meeting", "MeetingEvent", "Attendance", "Invitation")
    }
    told = rows["Meeting"].exclude(status="collecting")
    told.update(sequence=1)
    expected = rows["Attendance"].filter(
        meeting__status__in=["collecting", "called"], organization__isnull=False
    )
    called = dict(
        rows["MeetingEvent"]
        .filter(step="call", meeting__status="called")
        .order_by("pk")
        .values_list("meeting", "at")
    )
    invitation = rows["Invitation"].model
    rows["Invitation"].bulk_create(
        [
            invitation(
                meeting_id=row.meeting_id,
                organization_id=row.organization_id,
                asked=1 if row.meeting.status == "called" else 0,
                sent_at=called.get(row.meeting_id)
                or (row.meeting.starts_at if row.meeting.status == "called" else None),
            )
            for row in expected.select_related("meeting").order_by("pk").iterator(1000)
        ],
        batch_size=1000,
    )
    expected.filter(status="", person_name="").delete()


def expect_who_was_invited(apps, schema_editor):
    """Back into the roll."""
    alias = schema_editor.connection.alias
    attendance, invitation = (
        apps.get_model("alliances", name).objects.using(alias)
        for name in ("Attendance", "Invitation")
    )
    attendance.bulk_create(
        [
            attendance.model(meeting_id=meeting, organization_id=organization)
            for meeting, organization in invitation.order_by("pk").values_list(
                "meeting", "organization"
            )
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [("alliances", "0010_invitations")]

    operations = [migrations.RunPython(invite_who_was_expected, expect_who_was_invited)]
