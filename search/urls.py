"""Addresses of the results page, its JSON twin and the suggestions."""

from django.urls import path

from . import feeds, views

pages = [
    path("", views.results, name="search"),
    path("feed/", feeds.SearchFeed(), name="search_feed"),
]
api = [
    path("", views.api, name="search_api"),
    path("clicks/", views.clicked, name="search_clicked"),
    path("suggestions/", views.suggestions, name="search_suggestions"),
]
