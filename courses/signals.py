"""What other parts may react to."""

from django.dispatch import Signal

course_completed = Signal()
"""Sent when the transaction is through in which a course was first completed. Argument: `enrolment`."""
