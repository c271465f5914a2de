"""Sessions of courses in the admin: planned by who may edit the course, listed, cancelled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from .forms_sessions import SessionForm, course_choices
from .models import CoursePage, SessionRegistration, TrainingSession
from .rules import administers_learning, courses_of, plans_sessions


class SessionPermissionPolicy(ModelPermissionPolicy):
    """Whoever may edit a course plans its sessions. One that people have registered for is cancelled, not deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user.is_active and (administers_learning(user) or courses_of(user).exists())

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        return self.user_has_permission(user, "change")

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: TrainingSession
    ) -> bool:
        if action == "delete" and instance.registrations.exists():
            return False
        return plans_sessions(user, instance.course_key)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Collection[str], instance: TrainingSession
    ) -> bool:
        return plans_sessions(user, instance.course_key)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Collection[str]
    ) -> QuerySet[TrainingSession]:
        keys = courses_of(user).order_by().values("translation_key")
        return TrainingSession.objects.filter(course_key__in=keys)

    def instances_user_has_permission_for(
        self, user: Any, action: str
    ) -> QuerySet[TrainingSession]:
        return self.instances_user_has_any_permission_for(user, [action])


class SessionFilterSet(WagtailFilterSet):
    course = django_filters.ChoiceFilter(
        label=gettext_lazy("Course"),
        field_name="course_key",
        choices=list,
        empty_label=gettext_lazy("All"),
    )
    time = django_filters.ChoiceFilter(
        label=gettext_lazy("When"),
        method="by_time",
        choices=[("coming", gettext_lazy("Coming")), ("over", gettext_lazy("Over"))],
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = TrainingSession
        fields: ClassVar[list[str]] = ["course", "time", "mode", "cancelled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user if self.request else None
        self.filters["course"].extra["choices"] = course_choices(user) if user else []

    def by_time(
        self, rows: QuerySet[TrainingSession], name: str, value: str
    ) -> QuerySet[TrainingSession]:
        now = timezone.now()
        return rows.filter(ends_at__gt=now) if value == "coming" else rows.filter(ends_at__lte=now)


def participants_button(session: TrainingSession) -> Button:
    return Button(
        _("Participants and attendance"),
        reverse("learning_attendance", args=[session.pk]),
        icon_name="group",
        priority=5,
    )


class SessionIndexView(IndexView):
    """Without ticks: nothing is done to many sessions at once."""

    def get_base_queryset(self) -> QuerySet[TrainingSession]:
        titles = CoursePage.objects.filter(
            translation_key=OuterRef("course_key"), locale__language_code=settings.LANGUAGE_CODE
        )
        rows: QuerySet[TrainingSession] = (
            self.permission_policy.instances_user_has_any_permission_for(
                self.request.user, ["change"]
            )
        )
        waits = Q(registrations__state=SessionRegistration.State.WAITING)
        return rows.annotate(
            course_title=Subquery(titles.values("title")[:1]),
            waiting=Count("registrations", filter=waits),
        )

    @cached_property
    def columns(self) -> list[Column]:
        title, *others = super().columns[1:]
        title.label, title.sort_key = _("When"), "starts_at"
        return [title, *others]

    def get_list_more_buttons(self, instance: TrainingSession) -> list[Any]:
        return [participants_button(instance), *super().get_list_more_buttons(instance)]


class SavedByService:
    """Shows in the form what only turns up when the session is stored: somebody was faster."""

    def form_valid(self, form: SessionForm) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]  # a view's mixin
        except ValidationError as error:
            form.add_error(None, error)
            self.is_valid(form)  # type: ignore[attr-defined]  # finds the message that the answer shows
            return self.form_invalid(form)  # type: ignore[attr-defined]  # as above


class SessionCreateView(SavedByService, CreateView):
    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"course": self.request.GET.get("course", "")}


class OfThisSession:
    """Asks about the session at hand, and not about sessions in general alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view: Any = self
        if not view.user_has_permission_for_instance(view.permission_required, view.object):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's mixin
        return response


class SessionEditView(OfThisSession, SavedByService, EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [participants_button(self.object), *super().header_more_buttons]


class SessionDeleteView(OfThisSession, DeleteView):
    pass


class PlacesColumn(Column):
    def get_value(self, instance: Any) -> str:
        taken = f"{instance.taken} / {instance.places}"
        return f"{taken} (+{instance.waiting})" if instance.waiting else taken


class CancelledColumn(Column):
    def get_value(self, instance: Any) -> str:
        return instance.cancellation_reason if instance.cancelled else ""


class SessionViewSet(SnippetViewSet):
    model = TrainingSession
    icon = "calendar-alt"
    menu_label = gettext_lazy("Sessions of courses")
    menu_order = 455
    add_to_admin_menu = True
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    delete_view_class = SessionDeleteView
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("course_title", label=gettext_lazy("Course")),
        Column("get_mode_display", label=gettext_lazy("On site or online")),
        PlacesColumn("places", label=gettext_lazy("Places taken (and waiting)")),
        CancelledColumn("cancelled", label=gettext_lazy("Cancelled")),
    ]
    filterset_class = SessionFilterSet
    ordering: ClassVar[list[str]] = ["-starts_at"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("course"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            MultiFieldPanel(
                [
                    FieldPanel("mode"),
                    FieldPanel("venue"),
                    FieldPanel("address"),
                    FieldPanel("link"),
                ],
                heading=gettext_lazy("Where"),
            ),
            FieldRowPanel([FieldPanel("places"), FieldPanel("register_by")]),
            FieldPanel("language"),
            FieldPanel("trainer_address"),
            FieldPanel("contact_role"),
            FieldPanel("note"),
            MultiFieldPanel(
                [FieldPanel("cancelled"), FieldPanel("cancellation_reason")],
                heading=gettext_lazy("Cancel the session"),
            ),
        ],
        base_form_class=SessionForm,
    )

    @property
    def permission_policy(self) -> SessionPermissionPolicy:
        return SessionPermissionPolicy(TrainingSession)


register_snippet(SessionViewSet)


@hooks.register("register_page_header_buttons")
def sessions_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if isinstance(page.specific_deferred, CoursePage) and plans_sessions(
        user, page.translation_key
    ):
        address = reverse("wagtailsnippets_courses_trainingsession:list")
        yield Button(
            _("Sessions of courses"),
            f"{address}?course={page.translation_key}",
            icon_name="calendar-alt",
            priority=36,
        )
