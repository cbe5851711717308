from django.urls import path

from suyang.assessment import views
from suyang.assessment.handover import views as handover
from suyang.assessment.history.views import my_checks
from suyang.assessment.results import views as results
from suyang.assessment.sharing import views as sharing

urlpatterns = [
    path("check/<slug:slug>/", views.intro, name="check-intro"),
    path("check/<slug:slug>/start/", views.start, name="check-start"),
    path("checks/<uuid:check_id>/", views.question, name="check-question"),
    path("checks/<uuid:check_id>/stop/", views.stop, name="check-stop"),
    path("checks/<uuid:check_id>/result/", views.result, name="check-result"),
    path("checks/<uuid:check_id>/result.pdf", results.as_pdf, name="check-result-pdf"),
    path("checks/<uuid:check_id>/result.json", results.as_json, name="check-result-json"),
    path("checks/<uuid:check_id>/follow-up/", results.follow_up, name="check-follow-up"),
    path("checks/<uuid:check_id>/shares/", sharing.check_shares, name="check-shares"),
    path("shares/<uuid:share_id>/revoke/", sharing.revoke, name="share-revoke"),
    path("shared/<slug:token>/", sharing.shared, name="shared-result"),
    path("my-checks/", my_checks, name="my-checks"),
    path("checks/<uuid:check_id>/code/", views.code, name="check-code"),
    path("checks/<uuid:check_id>/delete/", views.delete, name="check-delete"),
    path("handover/", handover.asked, name="handover"),
    path("handovers/<uuid:handover_id>/back/", handover.back, name="handover-back"),
]
