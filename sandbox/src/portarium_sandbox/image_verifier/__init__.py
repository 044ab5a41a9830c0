"""The double of Kyverno: policies about signatures, judged by the API server itself."""
