"""What people fill in about credentials."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import MethodClaim


class NumberForm(forms.Form):
    """The number on a certificate, as somebody types it from paper."""

    number = forms.CharField(
        label=pgettext_lazy("of a certificate", "Number"),
        max_length=60,
        help_text=_("26 letters and digits. Spaces and capital letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        return "".join(str(self.cleaned_data["number"]).split()).lower()


class MethodForm(forms.Form):
    method = forms.ChoiceField(
        label=_("Which method have you applied?"),
        error_messages={
            "invalid_choice": _("The method is not there in this language. Choose one of these.")
        },
    )

    def __init__(self, *args: Any, methods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = methods  # type: ignore[attr-defined]  # a choice field


class ClaimForm(forms.ModelForm):
    """The case that is the evidence, what was done, and who can confirm it."""

    case = forms.ChoiceField(
        label=_("In which case?"), help_text=_("The cases that say they used this method.")
    )

    class Meta:
        model = MethodClaim
        fields = ("text", "colleague_email")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    field_order = ("case", "text", "colleague_email")

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = cases  # type: ignore[attr-defined]  # a choice field
        self.fields["colleague_email"].required = True
        self.order_fields(self.field_order)

    def clean_case(self) -> UUID:
        return UUID(self.cleaned_data["case"])


class DecisionForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment to your colleague"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_(
            "The person reads it on their page. The public page says only that it is revoked."
        ),
    )
