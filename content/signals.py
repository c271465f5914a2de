"""What all rooms are told about people's accounts."""

from django.dispatch import Signal

erasing = Signal()
"""Sent in the transaction that erases a person, before the account's row goes. Argument: `user`.

Receivers take away what names the person in rows that stay: texts, addresses. Rows that point to the account need no
receiver; their foreign key says whether they go or stay without a name.
"""
