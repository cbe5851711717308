"""The forms of borders: a file, and how it names the units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.organisations.forms import KeyForm, day_field, offer
from suyang.plans.maps import actions
from suyang.plans.maps.matching import Way
from suyang.plans.models import Borders


class KeepForm(KeyForm):
    file = forms.FileField(
        label=gettext_lazy("File with the borders (GeoJSON)"),
        widget=forms.FileInput({"accept": ".geojson,.json,application/geo+json"}),
        help_text=gettext_lazy(
            "A FeatureCollection of areas, one or more for each unit directly below, each with the "
            "unit's code or name. At most 20 MB."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > actions.LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Simplify its borders and upload it again.")
            )
        return file


class UseForm(forms.Form):
    """way: "code|name of the property"."""

    way = forms.ChoiceField(label=gettext_lazy("What names a unit in the file"))
    valid_from = day_field(gettext_lazy("Draw with it from this day"))

    def __init__(self, ways: list[Way], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = _("Earlier periods keep the borders from before.")
        offer(self, "way", [(written(one), _said(one)) for one in ways])


def written(way: Way) -> str:
    return f"{way.match}|{way.by}"


def _said(way: Way) -> str:
    what = {"property": way.by, "units": way.units}
    if way.match == Borders.Match.CODE:
        return _("“%(property)s” is the unit's code (%(units)s units found)") % what
    return _("“%(property)s” is the unit's name (%(units)s units found)") % what
