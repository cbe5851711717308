"""Addresses of reporting."""

from django.urls import path

from suyang.plans.reporting.views import asked, externals, follow_ups, forms, mine, review, tables

urlpatterns = [
    path("reports/", mine.report_list, name="report-list"),
    path("reports/open/", mine.report_open, name="report-open"),
    path("reports/<uuid:report_id>/", mine.report, name="report"),
    path("reports/<uuid:report_id>/take-back/", mine.take_back, name="report-back"),
    path("reports/<uuid:report_id>/review/", review.review, name="report-review"),
    path("reports/review/", review.review_list, name="review-list"),
    path("reports/units/", asked.units_asked, name="report-units"),
    path("reports/dues/<int:due_id>/excuse/", review.excuse, name="report-excuse"),
    path("reports/tables/", tables.table, name="report-tables"),
    path("reports/forms/", forms.form_list, name="form-list"),
    path("reports/forms/new/", forms.form_new, name="form-new"),
    path("reports/forms/<uuid:form_id>/", forms.form_page, name="report-form"),
    path("reports/external/", externals.external_list, name="external-list"),
    path("reports/external/<uuid:external_id>/", externals.external_page, name="external"),
    path(
        "reports/external/<uuid:external_id>/filled/",
        externals.external_filled,
        name="external-filled",
    ),
    path("reports/external/<uuid:external_id>/end/", externals.external_end, name="external-end"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow-up-list"),
    path("follow-ups/new/", follow_ups.follow_up_new, name="follow-up-new"),
    path("follow-ups/<uuid:follow_up_id>/", follow_ups.follow_up, name="follow-up"),
]
