"""Reads that span pages and what learners did."""

from .outline import Outline, OutlineLesson, OutlineModule, course_outline

__all__ = ["Outline", "OutlineLesson", "OutlineModule", "course_outline"]
