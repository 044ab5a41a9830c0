package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	cliflag "k8s.io/component-base/cli/flag"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controlleroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

// parts is a whole control plane, configured and not yet running.
type parts struct {
	files       files
	started     time.Time
	apiServer   *apiserveroptions.ServerRunOptions
	controllers *controlleroptions.KubeControllerManagerOptions
	scheduler   *scheduleroptions.Options
}

func configureParts(paths files, listener net.Listener, started time.Time) (parts, error) {
	quietLogs()
	// Collect later than Go's default: with the kinds of all charts 180 MB are live, and to look through them took a
	// third of what several of us side by side did.
	debug.SetGCPercent(150)
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	configured := parts{files: paths, started: started}
	var err error
	if configured.apiServer, err = configureAPIServer(paths, listener); err != nil {
		return configured, err
	}
	if configured.controllers, err = configureControllers(paths); err != nil {
		return configured, err
	}
	if configured.scheduler, err = configureScheduler(paths); err != nil {
		return configured, err
	}
	// Feature gates belong to the process, not to a part: they take effect here, once, after all flags.
	return configured, configured.apiServer.GenericServerRunOptions.ComponentGlobalsRegistry.Set()
}

// serve runs all parts until the context ends or one of them fails, then stops them: etcd last, because the
// others write to it until their end.
func serve(ctx context.Context, configured parts) error {
	etcd, err := startEtcd(ctx, configured.files.etcd)
	if err != nil {
		return err
	}
	defer within(stopGrace, etcd.Close)

	running, apiContext := errgroup.WithContext(ctx)
	running.Go(func() error {
		return endedEarly(apiContext, "kube-apiserver", runAPIServer(apiContext, configured.apiServer, configured.files.runnerSocket))
	})
	running.Go(func() error { return runClients(apiContext, configured) })
	var result error
	stopped := make(chan struct{})
	go func() {
		result = running.Wait()
		close(stopped)
	}()
	select {
	case <-stopped:
		return result
	case <-apiContext.Done():
	}
	select {
	case <-stopped:
		return result
	case <-time.After(stopGrace):
		return context.Cause(apiContext)
	}
}

// runClients starts what works through the API server, once that is ready.
func runClients(ctx context.Context, configured parts) error {
	config, err := clientcmd.BuildConfigFromFlags("", configured.files.administratorKubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := waitUntilReady(ctx, client); err != nil {
		return err
	}
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error {
		return endedEarly(ctx, "kube-controller-manager", runControllers(ctx, configured.controllers))
	})
	running.Go(func() error { return endedEarly(ctx, "kube-scheduler", runScheduler(ctx, configured.scheduler)) })
	running.Go(func() error {
		return endedEarly(ctx, "kwok", runNodes(ctx, client, configured.files.administratorKubeconfig))
	})
	running.Go(func() error { return endedEarly(ctx, "volumes", runVolumes(ctx, client)) })
	say("Kubernetes %s is ready on %s after %.1f s",
		kubernetesRelease(), config.Host, time.Since(configured.started).Seconds())
	return running.Wait()
}

func waitUntilReady(ctx context.Context, client kubernetes.Interface) error {
	err := wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		return client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error() == nil, nil
	})
	if err != nil && ctx.Err() == nil {
		return errors.New("kube-apiserver: not ready after 60 s")
	}
	return err
}

// endedEarly turns the end of a part into an error, whatever it returned, unless it was asked to end.
func endedEarly(ctx context.Context, part string, err error) error {
	switch {
	case ctx.Err() != nil:
		return nil
	case err == nil:
		return fmt.Errorf("%s: ended by itself", part)
	default:
		return fmt.Errorf("%s: %w", part, err)
	}
}

// within gives a function time to end, and goes on without it when that isn't enough.
func within(limit time.Duration, end func()) {
	ended := make(chan struct{})
	go func() {
		end()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(limit):
	}
}

func parseFlags(sets cliflag.NamedFlagSets, arguments []string) error {
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	for _, set := range sets.FlagSets {
		all.AddFlagSet(set)
	}
	return all.Parse(arguments)
}
