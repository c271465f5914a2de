"""Addresses of the manager's pages and of the reports."""

from django.urls import path

from . import views_assigning, views_reports, views_team

team = [
    path("", views_team.team, name="team"),
    path("team.csv", views_team.team_csv, name="team_csv"),
    path("team.xlsx", views_team.team_xlsx, name="team_xlsx"),
    path("people/<int:user_id>/", views_team.member, name="team_member"),
    path("give/", views_assigning.give, name="team_give"),
    path("given/", views_assigning.assignments, name="team_assignments"),
    path("given/<int:pk>/", views_assigning.assignment, name="team_assignment"),
]
reports = [
    path("", views_reports.reports, name="learning_reports"),
    path("learning.xlsx", views_reports.reports_xlsx, name="learning_reports_xlsx"),
    path("learning.csv", views_reports.reports_csv, name="learning_reports_csv"),
]
