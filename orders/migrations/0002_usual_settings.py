import orders.wording
from django.db import migrations, models


def give_usual_settings(apps, schema_editor):
    """What a new alliance starts with, for those that are there and have none of it."""
    from alliance_portal.loading.order_defaults import (
        ANSWER_TEMPLATES,
        ORDER_CATEGORIES,
        REFUSAL_REASONS,
        time_limits,
    )

    Category = apps.get_model("orders", "OrderCategory")
    Limit = apps.get_model("orders", "TimeLimit")
    for alliance in apps.get_model("alliances", "Alliance").objects.all():
        for name, usual in (
            ("OrderCategory", ORDER_CATEGORIES),
            ("RefusalReason", REFUSAL_REASONS),
            ("AnswerTemplate", ANSWER_TEMPLATES),
        ):
            rows = apps.get_model("orders", name).objects
            if not rows.filter(alliance=alliance).exists():
                rows.bulk_create(
                    rows.model(alliance=alliance, order=order, **values)
                    for order, values in enumerate(usual)
                )
        categories = {row.name: row for row in Category.objects.filter(alliance=alliance)}
        if not Limit.objects.filter(alliance=alliance).exists():
            Limit.objects.bulk_create(
                Limit(**{**values, "alliance": alliance, "category": categories.get(values.get("category"))})
                for values in time_limits(categories)
            )
        apps.get_model("orders", "OrderRules").objects.get_or_create(alliance=alliance)


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name='answertemplate',
            name='words',
            field=models.TextField(help_text='可以写 {事项}、{编号}、{社区}、{单位}、{期限}，选用时换成这一单的内容。', validators=[orders.wording.check_placeholders], verbose_name='用语'),
        ),
        migrations.AlterField(
            model_name='refusalreason',
            name='words',
            field=models.TextField(help_text='办理人可以在此基础上修改。可以写 {事项}、{编号}、{社区}、{单位}、{期限}，选用时换成这一单的内容。', validators=[orders.wording.check_placeholders], verbose_name='给居民的话'),
        ),
        migrations.RunPython(give_usual_settings, migrations.RunPython.noop),
    ]
