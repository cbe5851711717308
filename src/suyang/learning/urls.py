"""Addresses of learning, and of the lessons that are taken through it."""

from django.urls import include, path

from suyang.learning.views import (
    groups,
    handing,
    joining,
    mine,
    papers,
    people,
    programmes,
    transfer,
)

urlpatterns = [
    path("", include("suyang.library.urls")),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/script/", programmes.script, name="programme-script"),
    path("programmes/<slug:slug>/script.pdf", programmes.script_pdf, name="programme-script-pdf"),
    path(
        "programmes/<slug:slug>/consent.pdf", programmes.consent_pdf, name="programme-consent-pdf"
    ),
    path("groups/", groups.group_list, name="group-list"),
    path("groups/new/", groups.group_new, name="group-new"),
    path("groups/import/", transfer.take_in, name="group-import"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/results/", groups.group_results, name="group-results"),
    path("groups/<uuid:group_id>/close/", groups.group_close, name="group-close"),
    path("groups/<uuid:group_id>/add/", people.add, name="group-add"),
    path("groups/<uuid:group_id>/attendance/", people.attendance, name="group-attendance"),
    path("groups/<uuid:group_id>/attendance/ticks/", people.ticks, name="group-ticks"),
    path("groups/<uuid:group_id>/people/<uuid:enrolment_id>/code/", people.code, name="group-code"),
    path("groups/<uuid:group_id>/sheet/", papers.sheet, name="group-sheet"),
    path("groups/<uuid:group_id>/sheet.pdf", papers.sheet_pdf, name="group-sheet-pdf"),
    path("groups/<uuid:group_id>/cards.pdf", papers.cards_pdf, name="group-cards-pdf"),
    path("groups/<uuid:group_id>/export/", transfer.export, name="group-export"),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_code, name="join-code"),
    path("my-group/", mine.my_group, name="my-group"),
    path("my-group/code/", mine.my_code, name="my-code"),
    path("my-group/check/<str:occasion>/", mine.my_check, name="my-check"),
    path("my-group/skip/", mine.skip_before, name="my-skip"),
    path("my-group/lessons/<slug:slug>/", mine.my_lesson, name="my-lesson"),
    path("my-group/lessons/<slug:slug>/open/", mine.open_lesson, name="my-lesson-open"),
    path("my-group/lessons/<slug:slug>/finish/", mine.finish_lesson, name="my-lesson-finish"),
    path("my-group/agreed/", mine.consents, name="my-consents"),
    path("hand-over/", handing.hand_over, name="hand-over"),
]
