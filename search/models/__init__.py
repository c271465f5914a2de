from .index import Change, Posting, Segment, Wording

__all__ = ["Change", "Posting", "Segment", "Wording"]
