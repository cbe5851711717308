"""Addresses of people: coming back, their data, their accounts; allauth's names kept."""

from django.urls import path

from suyang.people.views import accounts, claiming, coming_back, data, roles, staff, tokens

urlpatterns = [
    path("come-back/", coming_back.come_back, name="come-back"),
    path("bring-here/", claiming.bring_here, name="bring-here"),
    path("bring-here/now/", claiming.bring_now, name="bring-here-now"),
    path("bring-here/<uuid:source>/done/", claiming.brought, name="bring-here-done"),
    path("my-data/", data.my_data, name="my-data"),
    path("my-data/export/", data.export, name="my-data-export"),
    path("my-data/erase/", data.erase, name="my-data-erase"),
    path("my-data/erased/<uuid:person_id>/", data.erased, name="my-data-erased"),
    path("my-data/consents/<uuid:consent_id>/withdraw/", data.withdraw, name="consent-withdraw"),
    path("my-roles/", roles.my_roles, name="my-roles"),
    path("my-data/keys/", tokens.token_list, name="token-list"),
    path("my-data/keys/<uuid:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("about-me/", data.about_me, name="about-me"),
    path("invitation/", accounts.invitation, name="invitation"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/attention/", roles.attention, name="staff-attention"),
    path("units/<uuid:unit_id>/roles/", roles.unit_roles, name="unit-roles"),
    path("units/<uuid:unit_id>/roles.xlsx", roles.unit_roles_table, name="unit-roles-table"),
    path("staff/roles/<uuid:grant_id>/until/", roles.until, name="staff-role-until"),
    path("staff/<uuid:person_id>/", staff.staff_person, name="staff-person"),
    path("staff/<uuid:person_id>/role/", staff.give_role, name="staff-role"),
    path("staff/<uuid:person_id>/account/", staff.switch_account, name="staff-account"),
    path("staff/<uuid:person_id>/password/", staff.reset, name="staff-password"),
    path(
        "staff/<uuid:person_id>/password/<uuid:key>/",
        staff.one_time_password,
        name="staff-password-card",
    ),
    path("staff/roles/<uuid:grant_id>/end/", staff.end_role, name="staff-role-end"),
    path("accounts/login/", accounts.sign_in, name="account_login"),
    path("accounts/logout/", accounts.sign_out, name="account_logout"),
    path("accounts/inactive/", accounts.inactive, name="account_inactive"),
    path("accounts/password/change/", accounts.change_password, name="account_change_password"),
]
