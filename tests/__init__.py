"""Tests of the checker, one file a module."""
