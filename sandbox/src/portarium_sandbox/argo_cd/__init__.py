"""A double of Argo CD's application controller: it works where a release of its chart is recorded."""
