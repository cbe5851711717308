"""How forms are drawn: each field with its label, help and error tied to it."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws from the project's own templates (website/templates/django/forms/)."""

    field_template_name = "website/forms/field.html"
    form_template_name = "website/forms/form.html"
