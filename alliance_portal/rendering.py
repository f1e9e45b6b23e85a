from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """One template draws every form field, one every form."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
