#!/bin/sh
# Makes the namespace of the runs, and brings its retention in step.
# NAMESPACE and RETENTION say which and how long; TEMPORAL_ADDRESS says where.
set -eu
if ! temporal operator namespace describe --namespace "$NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$NAMESPACE" --retention "$RETENTION"
fi
temporal operator namespace update --namespace "$NAMESPACE" --retention "$RETENTION"
