"""Questions of quizzes from and to other systems: GIFT, Moodle XML and QTI 3."""

from . import gift, moodle, qti
from .questions import Question, Read, Unreadable

FORMATS = {"gift": gift, "moodle": moodle, "qti": qti}

__all__ = ["FORMATS", "Question", "Read", "Unreadable", "guess", "read"]


def guess(data: bytes) -> str:
    """Return the name of the format that a file seems to have."""
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"pk\x03\x04") or b"assessment-item" in start or b"assessmentitem" in start:
        return "qti"
    return "moodle" if start.startswith(b"<") else "gift"


def read(data: bytes, name: str = "") -> list[Read]:
    """Return the questions of a file, each with what is wrong with it.

    Raises:
        Unreadable: the file as a whole cannot be read.
    """
    return FORMATS[name or guess(data)].read(data)
