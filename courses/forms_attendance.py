"""The form by which somebody is found who came to a session without being on its list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DropInForm(forms.Form):
    who = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=254)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def words(self) -> str:
        return str(self.cleaned_data["who"]) if self.is_valid() else ""

    @property
    def chosen(self) -> int:
        """The id of the person that was chosen; 0 for none."""
        return int(self.cleaned_data["person"] or 0) if self.is_valid() else 0
