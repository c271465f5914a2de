"""Addresses of the results page, its JSON twin and the suggestions."""

from django.urls import path

from . import views

pages = [path("", views.results, name="search")]
api = [
    path("", views.api, name="search_api"),
    path("suggestions/", views.suggestions, name="search_suggestions"),
]
