"""The addresses that hosted activities report to."""

from django.urls import path

from . import views_xapi as views

urlpatterns = [
    path("about", views.about, name="xapi_about"),
    path("statements", views.statements, name="xapi_statements"),
    path("activities/state", views.state, name="xapi_state"),
]
