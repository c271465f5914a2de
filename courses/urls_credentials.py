"""Addresses about credentials: what programs read (no language), the public pages, and one's own."""

from django.urls import path

from . import views_credentials as views

machines = [
    path(".well-known/did.json", views.did_document, name="did_document"),
    path("credentials/issuer.json", views.issuer_document, name="issuer_document"),
    path("credentials/status/<int:number>/", views.status_list, name="status_list"),
    path("credentials/images/<slug:kind>.svg", views.badge_image, name="badge_image"),
    path("credentials/about/<slug:kind>/<uuid:key>/", views.achievement, name="achievement"),
    path("credentials/<slug:number>/badge.json", views.badge, name="badge"),
]
pages = [
    path("", views.verify, name="verify"),
    path("issuer/", views.issuer, name="issuer"),
    path("<slug:number>/", views.verify_credential, name="verify_credential"),
]
mine = [
    path("", views.my_credentials, name="my_credentials"),
    path("applied/", views.claim_method, name="claim_method"),
    path("applied/<uuid:claim_id>/", views.confirm_claim, name="confirm_claim"),
    path("applied/<uuid:claim_id>/withdraw/", views.withdraw_claim, name="withdraw_claim"),
    path("<slug:number>/certificate.pdf", views.certificate, name="certificate"),
]
