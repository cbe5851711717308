"""The mark of a form: for whom it was made, so that what they typed is put back to nobody else."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suyang.plans.reporting import unsaved

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_by(context: RequestContext) -> SafeString:
    """A hidden field for every form of `unsaved.PAGES`."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">',
        unsaved.MARK,
        unsaved.mark_of(context["request"]),
    )
