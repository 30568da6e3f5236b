"""The version of the program and of its plugin interface."""

VERSION = "0.1.0"
API = 1
