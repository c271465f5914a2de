"""Addresses of the results page, its JSON twin and the suggestions."""

from django.urls import path

from . import feeds, keeping, views

pages = [
    path("", views.results, name="search"),
    path("feed/", feeds.SearchFeed(), name="search_feed"),
    path("saved/", keeping.saved, name="search_saved"),
    path("saved/<int:pk>/", keeping.changed, name="search_saved_change"),
    path("saved/stop/<str:token>/", keeping.stop, name="search_stop_mail"),
]
api = [
    path("", views.api, name="search_api"),
    path("clicks/", views.clicked, name="search_clicked"),
    path("suggestions/", views.suggestions, name="search_suggestions"),
]
