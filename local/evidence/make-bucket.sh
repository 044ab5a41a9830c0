#!/bin/sh
# Makes the bucket of evidence with Object Lock, and sets how long each version is locked by default.
# BUCKET names it; AWS_ENDPOINT_URL_S3, AWS_REGION and AWS's keys say where and who.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
if ! aws s3api head-bucket --bucket "$BUCKET" >/dev/null 2>&1; then
  aws s3api create-bucket --bucket "$BUCKET" --object-lock-enabled-for-bucket \
    --create-bucket-configuration "LocationConstraint=$AWS_REGION" >/dev/null
fi
aws s3api put-object-lock-configuration --bucket "$BUCKET" \
  --object-lock-configuration "file://$here/object-lock.json"
