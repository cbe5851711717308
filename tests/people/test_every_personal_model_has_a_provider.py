"""Nothing about people is kept in the dark: each model with a path to a person has a provider."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Field, Model

from suyang.people import personal
from suyang.people.models import Person


def leads_to_person(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether foreign keys lead from the model to a person, over however many others."""
    if model is Person:
        return True
    return any(
        leads_to_person(field.related_model, seen | {model})
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and field.related_model
        if field.related_model not in seen
    )


def test_each_model_with_a_path_to_a_person_has_a_provider():
    models = [model for model in apps.get_models() if model.__module__.startswith("suyang.")]
    personal_models = {model for model in models if leads_to_person(model)}
    assert Person in personal_models
    assert len(personal_models) > 10
    without = sorted(model.__name__ for model in personal_models - personal.covered())
    assert without == []


def test_an_export_is_json(participant):
    import json

    from suyang.people import actions

    json.dumps(actions.export_person(participant.person))
