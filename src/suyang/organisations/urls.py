"""Addresses of units and invitations."""

from django.urls import path

from suyang.organisations.views import (
    changing,
    connections,
    importing,
    invitations,
    units,
    webhooks,
)

urlpatterns = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/merge/", changing.unit_merge, name="unit-merge"),
    path("units/import/", importing.unit_import, name="unit-import"),
    path("units/<uuid:unit_id>/", units.unit_page, name="unit"),
    path("units/<uuid:unit_id>/add/", changing.unit_add, name="unit-add"),
    path("units/<uuid:unit_id>/since/", changing.unit_since, name="unit-since"),
    path("units/<uuid:unit_id>/rename/", changing.unit_rename, name="unit-rename"),
    path("units/<uuid:unit_id>/move/", changing.unit_move, name="unit-move"),
    path("units/<uuid:unit_id>/end/", changing.unit_end, name="unit-end"),
    path("units/<uuid:unit_id>/split/", changing.unit_split, name="unit-split"),
    path("units/<uuid:unit_id>/invite/", invitations.invitation_new, name="invitation-new"),
    path("invitations/", invitations.invitation_list, name="invitation-list"),
    path("invitations/<uuid:invitation_id>/", invitations.invitation_card, name="invitation-card"),
    path(
        "invitations/<uuid:invitation_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("units/<uuid:unit_id>/connections/", connections.connection_list, name="connection-list"),
    path(
        "units/<uuid:unit_id>/connections/new/", connections.connection_new, name="connection-new"
    ),
    path("connections/<uuid:connection_id>/", connections.connection, name="connection"),
    path(
        "connections/<uuid:connection_id>/change/",
        connections.connection_change,
        name="connection-change",
    ),
    path(
        "connections/<uuid:connection_id>/renew/",
        connections.connection_renew,
        name="connection-renew",
    ),
    path(
        "connections/<uuid:connection_id>/revoke/",
        connections.connection_revoke,
        name="connection-revoke",
    ),
    path(
        "connections/<uuid:connection_id>/webhooks/new/", webhooks.webhook_new, name="webhook-new"
    ),
    path("webhooks/<uuid:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/end/", webhooks.webhook_end, name="webhook-end"),
    path("webhooks/<uuid:webhook_id>/renew/", webhooks.webhook_renew, name="webhook-renew"),
    path(
        "webhooks/messages/<uuid:message_id>/again/", webhooks.message_again, name="message-again"
    ),
]
