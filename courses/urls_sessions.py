"""Addresses of sessions: the pages under a language, and the one that calendar programs read."""

from django.urls import path

from . import views_sessions as views

machines = [
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
]
pages = [
    path("calendar/", views.calendar_address, name="calendar_address"),
    path("<uuid:session_id>/", views.session, name="learning_session"),
    path("<uuid:session_id>/register/", views.session_register, name="session_register"),
    path("<uuid:session_id>/leave/", views.session_leave, name="session_leave"),
    path("<uuid:session_id>/session.ics", views.session_calendar, name="session_calendar"),
    path("<uuid:session_id>/attendance/", views.attendance, name="learning_attendance"),
    path("<uuid:session_id>/attendance/add/", views.attendance_add, name="attendance_add"),
    path(
        "<uuid:session_id>/attendance/attendance.csv", views.attendance_csv, name="attendance_csv"
    ),
    path(
        "<uuid:session_id>/attendance/attendance.xlsx",
        views.attendance_xlsx,
        name="attendance_xlsx",
    ),
]
