from .editing import Promotion, SearchCount, SearchTask, Synonym
from .index import Change, Pending, Posting, Segment, Wording

__all__ = [
    "Change",
    "Pending",
    "Posting",
    "Promotion",
    "SearchCount",
    "SearchTask",
    "Segment",
    "Synonym",
    "Wording",
]
