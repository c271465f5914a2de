"""Addresses of learning, under a language and `learning/`."""

from django.urls import path

from . import views, views_mine, views_reviews

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
    path(
        "lessons/<uuid:lesson_key>/reflections/<uuid:reflection_key>/hand-in/",
        views_reviews.hand_in,
        name="learning_hand_in",
    ),
    path("review/", views_reviews.queue, name="learning_reviews"),
    path("review/<uuid:submission_id>/", views_reviews.review, name="learning_review"),
    path("review/<uuid:submission_id>/take/", views_reviews.take, name="learning_review_take"),
    path(
        "review/<uuid:submission_id>/give-back/",
        views_reviews.give_back,
        name="learning_review_give_back",
    ),
    path("attempts/<uuid:attempt_id>/", views.attempt, name="learning_attempt"),
]
