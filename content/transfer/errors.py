"""What can be wrong with a line."""


class LineError(Exception):
    """The line cannot go in; the message tells the author what to change."""


class NotThereYet(LineError):
    """The line refers to something that may come later in the file; it is tried again at the end."""


class NotParallel(Exception):
    """A translation has another structure than its source and must stand as a page of its own."""
