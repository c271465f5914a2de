"""QTI 3, the standard of 1EdTech: a package with one file for each question, or one such file alone.

QTI 2 is read as well: its elements have the same names, written otherwise. What a question means is taken from its
declarations and its one interaction; rules of response processing of other kinds than ours are not run.
Source: QTI v3 Best Practices and Implementation Guide, and the ASI and content packaging schemas, by 1EdTech.
"""

from .qti_reading import read
from .qti_writing import write

MEDIA_TYPE = "application/zip"
ENDING = "zip"
LABEL = "QTI 3"

__all__ = ["ENDING", "LABEL", "MEDIA_TYPE", "read", "write"]
