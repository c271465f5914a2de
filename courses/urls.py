"""Addresses of learning, under a language and `learning/`."""

from django.urls import path

from . import views, views_mine

urlpatterns = [
    path("", views_mine.overview, name="learning"),
    path("courses/<uuid:course_key>/begin/", views.begin, name="learning_begin"),
    path("progress/", views.progress, name="learning_progress"),
    path("remember/", views.remembering, name="learning_remember"),
    path(
        "lessons/<uuid:lesson_key>/quizzes/<uuid:quiz_key>/start/",
        views.start,
        name="learning_quiz_start",
    ),
    path("attempts/<uuid:attempt_id>/", views.attempt, name="learning_attempt"),
]
