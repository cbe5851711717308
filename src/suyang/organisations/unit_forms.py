"""The forms of changes to units: which units, how they go on, from which day."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.foundation.texts import plain
from suyang.organisations import finding, queries, tree
from suyang.organisations.actions.replacing import NewUnit
from suyang.organisations.forms import KeyForm, day_field
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, units_where

# So many units are offered while typing; any other is named by its code or name.
OFFERED = 100
PARTS = 8


class Offering(forms.TextInput):
    """A text field that offers units while one types; works the same without."""

    units: list[tuple[str, str]]

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.units = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if not self.units:
            return super().render(name, value, attrs, renderer)
        offered = f"{name}-offered"
        field = super().render(name, value, {**(attrs or {}), "list": offered}, renderer)
        rows = format_html_join("", '<option value="{}">{}</option>', self.units)
        return format_html('{}<datalist id="{}">{}</datalist>', field, offered, rows)


class UnitField(forms.CharField):
    """A unit by its code or whole name (an id is understood, too), among those that are allowed."""

    widget = Offering

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.actor: Actor | None = None
        self.action = "unit.change"
        # The units of a merge have ended when the same form is sent once more.
        self.ended = False
        # Only units at or below these, where there are any, and none of `without`.
        self.tops: Sequence[uuid.UUID] = ()
        self.without: Collection[uuid.UUID] = ()

    def for_actor(self, actor: Actor, action: str, near: uuid.UUID | None = None) -> None:
        """Whose units are meant; offer those directly below `near`."""
        self.actor, self.action = actor, action
        if near is not None:
            asked = finding.Asked(within=near, direct=True)
            rows = finding.find([near], asked, OFFERED).rows
            self.widget.units = [(row.unit.code, plain(row.version.name)) for row in rows]

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Unit | None:
        words = super().clean(value)
        return self.unit_of(words) if words else None

    def unit_of(self, words: str) -> Unit:
        allowed = units_where(self.actor, self.action, ended=self.ended) if self.actor else None
        if self.actor is not None and self.actor.system:
            allowed = None
        named = finding.named(words, allowed, 6, ended=self.ended)
        found = [one for one in named if self._is_meant(one)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                gettext("No unit of yours has the code or name “%(words)s”.")
                % {"words": words[:80]}
            )
        raise ValidationError(
            gettext("Several units are called “%(words)s”. Write the code: %(codes)s.")
            % {"words": words[:80], "codes": gettext(", ").join(_placed(found))}
        )

    def _is_meant(self, unit: Unit) -> bool:
        if unit.id in self.without:
            return False
        return not self.tops or not set(self.tops).isdisjoint(tree.path(unit.id, clock.today()))


def _placed(namesakes: Sequence[Unit]) -> list[str]:
    """Codes, each with what the unit stands below: namesakes are told apart by their place."""
    day = clock.today()
    above = {one.code: tree.path(one.id, day)[1:2] for one in namesakes}
    names = queries.names({top for line in above.values() for top in line})
    return [
        gettext("%(code)s (in %(above)s)") % {"code": code, "above": plain(names[line[0]])}
        if line
        else code
        for code, line in above.items()
    ]


def in_the_list() -> SafeString:
    """Where codes and names are looked up."""
    return format_html(
        '{} <a href="{}">{}</a>',
        gettext("The code or whole name of the unit."),
        reverse("unit-list"),
        gettext("List of units"),
    )


in_the_list_lazy = lazy(in_the_list, SafeString)


class UnitsField(UnitField):
    """Several units, one a line or parted by commas."""

    widget = forms.Textarea(attrs={"rows": 4})  # type: ignore[assignment]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = None
        self.validators = [ProhibitNullCharactersValidator()]
        self.ended = True

    def clean(self, value: Any) -> list[Unit]:  # type: ignore[override]
        text = forms.CharField.clean(self, value).replace("，", "\n").replace("、", "\n")
        words = [one.strip() for one in text.replace(",", "\n").splitlines() if one.strip()]
        if len(words) > 50:
            raise ValidationError(gettext("Merge fifty units at most at a time."))
        return list(dict.fromkeys(self.unit_of(one) for one in words))


class MergeForm(KeyForm):
    """Which units go on in one, and in which: one that stands, or a new one."""

    units = UnitsField(
        label=_("Units that end"),
        help_text=_("Codes or whole names, one a line."),
    )
    into = UnitField(
        label=_("Goes on in"),
        required=False,
        help_text=_("The code or name of a unit that stands. Empty: a new unit, named below."),
    )
    name_zh = forms.CharField(label=_("New unit: name in Chinese"), max_length=80, required=False)
    name_en = forms.CharField(label=_("New unit: name in English"), max_length=80, required=False)
    code = forms.CharField(
        label=_("New unit: code"),
        max_length=40,
        required=False,
        help_text=_("Empty: Suyang makes one."),
    )
    day = day_field(_("From this day"))
    roles_along = forms.BooleanField(
        label=_("Roles go along to the unit that goes on"), required=False, initial=True
    )

    field_order = ("units", "into", "name_zh", "name_en", "code", "day", "roles_along", "key")

    def __init__(self, actor: Actor, near: uuid.UUID | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("units", "into"):
            field = self.fields[name]
            field.for_actor(actor, "unit.change", near if name == "into" else None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("into") and not values.get("name_zh"):
            self.add_error("into", gettext("Name a unit that stands, or give the new one a name."))
        if values.get("into") and values.get("name_zh"):
            self.add_error("name_zh", gettext("Either a unit that stands, or a new one, not both."))
        return values

    def later(self) -> Unit | NewUnit:
        values = self.cleaned_data
        if values["into"]:
            into: Unit = values["into"]
            return into
        return _new(values["key"], values["name_zh"], values["name_en"], values["code"])


class SplitForm(KeyForm):
    """The new units, and where each unit below goes."""

    parts = forms.CharField(
        label=_("New units"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name, and after a comma its code, if it has one."),
    )
    day = day_field(_("From this day"))
    stays = forms.BooleanField(
        label=_("The old unit stays; the new ones split off from it"), required=False
    )
    roles_to = forms.IntegerField(
        label=_("Roles go along to new unit number"),
        min_value=1,
        max_value=PARTS,
        required=False,
        help_text=_("Empty: the roles end with the unit."),
    )

    field_order = ("parts", "day", "stays", "roles_to", "key")

    def __init__(self, children: list[UnitVersion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = children
        for child in children:
            self.fields[place_name(child)] = forms.IntegerField(
                label=plain(child.name), min_value=1, max_value=PARTS, required=False
            )

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid7()

    def clean_parts(self) -> list[tuple[str, str]]:
        text = self.cleaned_data["parts"].replace("，", ",")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > PARTS:
            raise ValidationError(gettext("Eight new units at most at a time."))
        found = []
        for line in lines:
            name, _comma, code = line.partition(",")
            if not 0 < len(name.strip()) <= 80:
                raise ValidationError(gettext("A name has 1 to 80 signs."))
            found.append((name.strip(), code.strip()))
        return found

    def new_units(self) -> list[NewUnit]:
        """Their ids follow from the form's, so that a second click makes none again."""
        key = self.cleaned_data["key"]
        return [
            _new(key if number == 0 else uuid.uuid5(key, str(number)), name, "", code)
            for number, (name, code) in enumerate(self.cleaned_data["parts"])
        ]

    def places(self) -> dict[uuid.UUID, int]:
        return {
            child.unit_id: self.cleaned_data[place_name(child)] - 1
            for child in self.children
            if self.cleaned_data.get(place_name(child))
        }

    def roles_place(self) -> int | None:
        number = self.cleaned_data["roles_to"]
        return number - 1 if number else None


class MoveForm(forms.Form):
    """Another unit above, by its code or name."""

    parent = UnitField(label=_("Stands below"), help_text=in_the_list_lazy())
    valid_from = day_field(_("From this day"))

    def __init__(self, actor: Actor, near: uuid.UUID | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].for_actor(actor, "unit.change", near)  # type: ignore[attr-defined]


class UntilForm(forms.Form):
    """The last day of a role."""

    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: the role does not end by itself."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def names_another(words: str) -> bool:
    """Whether a unit that was not understood is one that stands, of somebody else."""
    return bool(finding.named(words, None, 1))


def place_name(child: UnitVersion) -> str:
    return f"place-{child.unit_id}"


def grandparent(unit: Unit) -> uuid.UUID | None:
    """The unit below which others stand that this one might move below."""
    version = queries.version_of(unit.id)
    above = queries.version_of(version.parent_id) if version and version.parent_id else None
    return above.parent_id or above.unit_id if above else None


def _new(key: uuid.UUID, name: str, english: str, code: str) -> NewUnit:
    text = {"zh-Hans": name.strip()}
    if english.strip():
        text["en"] = english.strip()
    return NewUnit(key, text, code.strip())
