"""Addresses of units and invitations."""

from django.urls import path

from suyang.organisations.views import importing, invitations, units

urlpatterns = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/import/", importing.unit_import, name="unit-import"),
    path("units/<uuid:unit_id>/", units.unit_page, name="unit"),
    path("units/<uuid:unit_id>/add/", units.unit_add, name="unit-add"),
    path("units/<uuid:unit_id>/rename/", units.unit_rename, name="unit-rename"),
    path("units/<uuid:unit_id>/move/", units.unit_move, name="unit-move"),
    path("units/<uuid:unit_id>/end/", units.unit_end, name="unit-end"),
    path("units/<uuid:unit_id>/invite/", invitations.invitation_new, name="invitation-new"),
    path("invitations/", invitations.invitation_list, name="invitation-list"),
    path("invitations/<uuid:invitation_id>/", invitations.invitation_card, name="invitation-card"),
    path(
        "invitations/<uuid:invitation_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
]
