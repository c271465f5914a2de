"""All addresses. Pages and the interface live under a language; machines' addresses do not."""

from allauth.account.views import logout
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import authenticate_with_password

from content.media import serve_media, serve_picture
from content.serving import serve
from courses import urls_credentials, urls_sessions, urls_team
from search import urls as search_urls

from . import feeds, views
from .data_rights.views import MyDataView

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"

# What most requests ask for comes first: addresses are tried one after the other.
urlpatterns = i18n_patterns(
    path("learning/", include("courses.urls")),
    path("search/", include(search_urls.pages)),
    path("learning/team/", include(urls_team.team)),
    path("learning/reports/", include(urls_team.reports)),
    path("verify/", include(urls_credentials.pages)),
    path("learning/credentials/", include(urls_credentials.mine)),
    path("learning/sessions/", include(urls_sessions.pages)),
    path("learning/packages/", include("courses.packages.urls")),
    path("learning/", include("courses.evaluations.urls")),
    path("account/data/", MyDataView.as_view(), name="my_data"),
    path("account/", include("allauth.urls")),
    path(
        "private/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    re_path(r"^(?P<path>(?:[\w\-]+/)*)feed/$", feeds.SectionFeed(), name="feed"),
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
)
urlpatterns += [
    path("", views.front_door, name="front_door"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", feeds.robots, name="robots"),
    path(".well-known/security.txt", feeds.security_txt, name="security_txt"),
    path("", include(urls_credentials.machines)),
    path("", include(urls_sessions.machines)),
    path("xapi/", include("courses.urls_xapi")),
    path("sitemap.xml", feeds.sitemap_index, name="sitemap"),
    path("sitemap-<int:part>.xml", feeds.sitemap_part, name="sitemap_part"),
    path("api/search/", include(search_urls.api)),
    path("login/", views.to_login, name="wagtailcore_login"),
    path("documents/", include(wagtaildocs_urls)),
    # Before Wagtail's own: there is one login, and one way out.
    path("admin/login/", views.to_login, name="admin_login"),
    path("admin/logout/", logout, name="admin_logout"),
    path("admin/", include(wagtailadmin_urls)),
    re_path(
        r"^pictures/(?P<image_id>\d{1,10})-\w{1,10}/(?P<shape>[a-z]{1,12})-(?P<width>\d{1,4})\.(?P<extension>[a-z]{4})$",
        serve_picture,
        name="picture",
    ),
    re_path(rf"^{settings.MEDIA_URL.strip('/')}/(?P<path>.+)$", serve_media, name="media"),
]
