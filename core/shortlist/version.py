"""The version of the program and of its plugin interface."""

VERSION = "0.1.0"
"""The version of shortlist, as packaging writes it.

>>> import shortlist
>>> shortlist.__version__.split(".")[0]
'0'
"""
API = 1
