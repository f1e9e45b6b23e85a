"""The portal's tables, as far as the yardstick reads them."""

# ruff: noqa: DJ008 -- nobody reads these rows

from django.db import models


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


class Kind(Named):
    class Meta(Named.Meta):
        db_table = "alliances_meetingkind"


class Column(Named):
    class Meta(Named.Meta):
        db_table = "alliances_bulletincolumn"


class Meeting(Titled):
    starts_at = models.DateTimeField()
    place = models.TextField()
    chair = models.TextField()
    opening = models.TextField()
    host = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    kind = models.ForeignKey(Kind, models.DO_NOTHING, related_name="+")

    class Meta(Titled.Meta):
        db_table = "alliances_meeting"


class Attendance(models.Model):
    meeting_id = models.BigIntegerField()
    organization = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+", null=True)
    status = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_attendance"


class AgendaItem(Titled):
    meeting_id = models.BigIntegerField()
    discussion = models.TextField()

    class Meta(Titled.Meta):
        db_table = "alliances_agendaitem"


class Resolution(models.Model):
    meeting = models.ForeignKey(Meeting, models.DO_NOTHING, related_name="+")
    text = models.TextField()
    lead = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    due_on = models.DateField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_resolution"


class Assistant(models.Model):
    resolution = models.ForeignKey(Resolution, models.DO_NOTHING, related_name="+")
    organization = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_resolution_assist"


class Agreement(Titled):
    status = models.TextField()
    preamble = models.TextField()
    text_hash = models.TextField()
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(Titled.Meta):
        db_table = "alliances_agreement"


class Party(models.Model):
    agreement_id = models.BigIntegerField()
    organization = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    label = models.TextField()
    rights = models.TextField()
    obligations = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_party"


class Clause(models.Model):
    agreement = models.ForeignKey(Agreement, models.DO_NOTHING, related_name="+")
    project_type = models.ForeignKey(Type, models.DO_NOTHING, related_name="+")
    text = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "alliances_clause"


class Bulletin(Titled):
    dated_on = models.DateField()
    body = models.TextField()
    column = models.ForeignKey(Column, models.DO_NOTHING, related_name="+")
    host = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")

    class Meta(Titled.Meta):
        db_table = "alliances_bulletin"


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
