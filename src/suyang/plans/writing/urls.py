"""Addresses of writing a plan, and of reading its editions."""

from django.urls import path

from suyang.plans.writing.views import adopting, closing, desk, goals, reading, task, text

urlpatterns = [
    path("plans/office/", desk.plan_desk, name="plan-desk"),
    path("plans/office/adopt/<slug:slug>/", adopting.plan_adopt, name="plan-adopt"),
    path("plans/office/new/", desk.plan_new, name="plan-new"),
    path("plans/office/<slug:slug>/", text.plan_write, name="plan-write"),
    path("plans/office/<slug:slug>/head/", text.plan_head, name="plan-head"),
    path("plans/office/<slug:slug>/add-aspect/", text.aspect_new, name="aspect-new"),
    path("plans/office/<slug:slug>/aspect/<int:aspect_id>/", text.aspect, name="aspect-write"),
    path("plans/office/<slug:slug>/add-task/<int:aspect_id>/", text.task_new, name="task-new"),
    path("plans/office/<slug:slug>/add-goal/", goals.goal_new, name="goal-new"),
    path("plans/office/<slug:slug>/goal/<int:goal_id>/", goals.goal, name="goal-write"),
    path("plans/office/<slug:slug>/goal/<int:goal_id>/rule/", goals.goal_rule, name="goal-rule"),
    path("plans/office/<slug:slug>/arrange/", text.arrange, name="plan-arrange"),
    path("plans/office/<slug:slug>/close/", closing.plan_close, name="plan-close"),
    path("plans/office/<slug:slug>/publish/", desk.plan_publish, name="plan-publish"),
    path("plans/office/tasks/<str:slug>/", task.task_desk, name="task-desk"),
    path("plans/office/tasks/<str:slug>/text/", text.task_write, name="task-write"),
    path("plans/office/tasks/<str:slug>/add-milestone/", task.milestone_new, name="milestone-new"),
    path(
        "plans/office/tasks/<str:slug>/milestone/<uuid:milestone_id>/",
        task.milestone,
        name="milestone",
    ),
    path("plans/office/tasks/<str:slug>/add-risk/", task.risk_new, name="risk-new"),
    path("plans/office/tasks/<str:slug>/risk/<uuid:risk_id>/", task.risk, name="risk"),
    path("plans/office/tasks/<str:slug>/documents/", task.documents, name="task-documents"),
    path("plans/office/tasks/<str:slug>/measured-by/", task.indicators, name="task-indicators"),
    path("plans/office/tasks/<str:slug>/taught-by/", task.programmes, name="task-programmes"),
    path("plans/<slug:slug>/editions/", reading.edition_list, name="plan-editions"),
    path("plans/<slug:slug>/editions/<int:number>/", reading.edition, name="plan-edition"),
    path("plans/<slug:slug>/compare/", reading.compare, name="plan-compare"),
]
