"""The addresses that hosted activities report to."""

from django.urls import path

from . import views_xapi as views
from .packages.cmi5 import views as cmi5

urlpatterns = [
    path("about", views.about, name="xapi_about"),
    path("statements", views.statements, name="xapi_statements"),
    path("activities/state", views.state, name="xapi_state"),
    path("activities/profile", views.activity_profile, name="xapi_activity_profile"),
    path("agents/profile", cmi5.preferences, name="xapi_profile"),
    path("fetch/<str:code>", cmi5.fetch, name="xapi_fetch"),
]
