"""The address of the evaluation of a course."""

from django.urls import path

from .views import evaluate

urlpatterns = [
    path("courses/<uuid:course_key>/evaluation/", evaluate, name="course_evaluation"),
]
