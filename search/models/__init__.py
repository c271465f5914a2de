from .editing import Promotion, SearchCount, SearchTask, Synonym
from .index import Change, Pending, Posting, Segment, Wording
from .saved import SavedSearch

__all__ = [
    "Change",
    "Pending",
    "Posting",
    "Promotion",
    "SavedSearch",
    "SearchCount",
    "SearchTask",
    "Segment",
    "Synonym",
    "Wording",
]
