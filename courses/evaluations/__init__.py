"""Evaluations of courses: the form that an editor writes, answers without names, and what they say together."""
