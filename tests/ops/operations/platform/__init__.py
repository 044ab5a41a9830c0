"""Tests of the operations on the platform's services."""
