"""Copies of NATS's streams: taken every night, kept in S3, and brought back by hand."""
