package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"

	"google.golang.org/grpc/grpclog"
	"k8s.io/klog/v2"
)

// harmless are errors that Kubernetes logs at its start although nothing is wrong.
var harmless = [][]byte{
	// An optional list of metrics labels was not given.
	[]byte("The manifest file is empty, ignoring."),
	// The "none" endpoint reconciler has nothing to remove, and says so by succeeding.
	[]byte("Found stale data, removed previous endpoints on kubernetes service"),
	// The very first start: the API server is about to make its own namespaces.
	[]byte(`namespaces \"kube-system\" not found`),
}

// quietLogs leaves the errors of Kubernetes' log and of gRPC's: at their default levels each start is
// hundreds of lines, and the one that matters drowns.
func quietLogs() {
	flags := flag.NewFlagSet("klog", flag.PanicOnError)
	klog.InitFlags(flags)
	_ = flags.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL"})
	klog.SetOutput(io.Discard)
	klog.SetOutputBySeverity("ERROR", withoutHarmless{os.Stderr})
	grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, os.Stderr))
}

// outliveFatalLogs keeps a stop from ending as a failure: a part that is still starting when the API server goes
// away logs that as fatal, which ends the process with an exit code of its own. Its goroutine halts instead, and
// serve's grace bounds what waits for it.
func outliveFatalLogs(ctx context.Context) {
	klog.OsExit = func(code int) {
		if ctx.Err() != nil {
			select {}
		}
		os.Exit(code)
	}
}

type withoutHarmless struct{ io.Writer }

func (w withoutHarmless) Write(line []byte) (int, error) {
	for _, message := range harmless {
		if bytes.Contains(line, message) {
			return len(line), nil
		}
	}
	return w.Writer.Write(line)
}
