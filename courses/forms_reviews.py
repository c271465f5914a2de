"""What a reviewer fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_COMMENT = 4_000


class ReviewForm(forms.Form):
    """The answer to a reflection; who asks for another try says why."""

    APPROVE, RETURN = "approve", "return"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (APPROVE, _("Approved – what was asked for is there")),
            (RETURN, _("Try again – something is missing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what is good and what can be better. Needed if you answer “Try again”, so that the person knows"
            " what to do."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == self.RETURN and not cleaned.get("comment", "x"):
            self.add_error("comment", _("Say what is missing, so that it can be done better."))
        return cleaned
