"""Addresses of the results page and of its JSON twin."""

from django.urls import path

from . import views

pages = [path("", views.results, name="search")]
api = [path("", views.api, name="search_api")]
