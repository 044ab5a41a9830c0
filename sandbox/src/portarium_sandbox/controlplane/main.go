// Command portarium-controlplane is one Kubernetes control plane in one process, for the sandbox.
//
// etcd, the API server, the controllers and the scheduler are the real ones; nodes and pods are played by
// kwok, volumes by a provisioner of ours. It listens on the loopback interface only and runs nothing: no
// image is pulled, no container started, no kubelet, pod or service is ever dialled.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// The exit codes that a supervisor can tell apart; anything else that goes wrong is 1.
const (
	exitUsage       = 2
	exitPortTaken   = 3
	exitFolderInUse = 4
)

// stopGrace bounds each half of a stop: API server, then etcd. Nothing is lost when it runs out, because
// every write is in etcd's log before it is answered.
const stopGrace = 700 * time.Millisecond

const usage = `Usage: portarium-controlplane --folder DIR --port N [--authentication-webhook URL] [--process-images FILE]

  --folder DIR                    holds all state; made when missing
  --port N                        loopback port of the Kubernetes API, 1 to 65535
  --authentication-webhook URL    TokenReview webhook that says who a bearer token belongs to
  --process-images FILE           JSON whose "images" names those that a process runner executes, not kwok

Writes DIR/ca.crt and DIR/admin.kubeconfig, and is ready when https://127.0.0.1:N/readyz says ok.
Exit codes: 0 stopped by a signal, 1 failed, 2 wrong flags, 3 port taken, 4 folder in use.`

type settings struct {
	folder                string
	port                  int
	authenticationWebhook string
	processImages         string
}

// failure is an error that has an exit code of its own.
type failure struct {
	code    int
	message string
}

func (f failure) Error() string { return f.message }

func main() {
	started := time.Now()
	chosen, err := parseSettings(os.Args[1:])
	if err == nil {
		err = run(chosen, started)
	}
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	say("%v", err)
	var known failure
	if errors.As(err, &known) {
		os.Exit(known.code)
	}
	os.Exit(1)
}

func parseSettings(arguments []string) (settings, error) {
	var chosen settings
	flags := flag.NewFlagSet("portarium-controlplane", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&chosen.folder, "folder", "", "")
	flags.IntVar(&chosen.port, "port", 0, "")
	flags.StringVar(&chosen.authenticationWebhook, "authentication-webhook", "", "")
	flags.StringVar(&chosen.processImages, "process-images", "", "")
	err := flags.Parse(arguments)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Println(usage)
		return chosen, err
	case err != nil:
	case flags.NArg() > 0:
		err = fmt.Errorf("%q: only flags are taken", flags.Arg(0))
	case chosen.folder == "":
		err = errors.New("--folder is required")
	case chosen.port < 1 || chosen.port > 65535:
		err = fmt.Errorf("--port %d: must be between 1 and 65535", chosen.port)
	default:
		err = checkWebhook(chosen.authenticationWebhook)
	}
	if err != nil {
		return chosen, failure{exitUsage, err.Error() + " (see --help)"}
	}
	return chosen, nil
}

func checkWebhook(address string) error {
	if address == "" {
		return nil
	}
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return fmt.Errorf("--authentication-webhook %q: must be a http:// or https:// URL", address)
	}
	if host := net.ParseIP(parsed.Hostname()); parsed.Scheme == "http" &&
		parsed.Hostname() != "localhost" && (host == nil || !host.IsLoopback()) {
		return fmt.Errorf("--authentication-webhook %q: plain http carries tokens, so it must be a loopback address", address)
	}
	return nil
}

// run starts the parts in the order of their needs and blocks until a signal or the first part that fails.
func run(chosen settings, started time.Time) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	outliveFatalLogs(ctx)

	folder, err := filepath.Abs(chosen.folder)
	if err != nil {
		return err
	}
	if chosen.processImages != "" {
		if chosen.processImages, err = filepath.Abs(chosen.processImages); err != nil {
			return err
		}
	}
	if err := lockFolder(folder); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", chosen.port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return failure{exitPortTaken, fmt.Sprintf("port %d on 127.0.0.1 is taken by another program", chosen.port)}
	} else if err != nil {
		return err
	}
	paths, err := prepareFiles(folder, chosen)
	if err != nil {
		return err
	}
	configured, err := configureParts(paths, listener, started)
	if err != nil {
		return err
	}
	err = serve(ctx, configured)
	if ctx.Err() != nil {
		say("stopped")
		return nil
	}
	return err
}

// say writes one line of ours to the log.
func say(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "portarium-controlplane: "+format+"\n", values...)
}
