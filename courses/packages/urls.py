"""Addresses that the lesson's script asks for packages."""

from django.urls import path

from . import views

urlpatterns = [
    path("<int:page_id>/<uuid:block_key>/", views.launch, name="package_launch"),
    path("<int:page_id>/<uuid:block_key>/open/", views.open_part, name="package_open"),
    path("<int:page_id>/<uuid:block_key>/record/", views.record, name="package_record"),
]
