"""A person's rights to their data: to have it all, readable, and to have it erased.

What the portal keeps about somebody is found by walking every foreign key to the account, so that a model which
comes tomorrow is exported and erased without an edit here.
"""
