package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	apimachineryversion "k8s.io/apimachinery/pkg/version"
	"k8s.io/apiserver/pkg/server/egressselector"
	"k8s.io/component-base/compatibility"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// serviceAccountIssuer is what tokens of this cluster carry as "iss"; nobody outside verifies them.
const serviceAccountIssuer = "https://kubernetes.default.svc.cluster.local"

func configureAPIServer(paths files, listener net.Listener) (*options.ServerRunOptions, error) {
	server := options.NewServerRunOptions()
	arguments := []string{
		"--etcd-servers=unix://" + etcdSocket,
		"--bind-address=127.0.0.1",
		// The address that the "kubernetes" service would lead to must not be loopback. No pod ever dials
		// it, so it is one reserved for documentation and its endpoints are not kept up.
		"--advertise-address=192.0.2.1",
		"--endpoint-reconciler-type=none",
		"--external-hostname=localhost",
		"--service-cluster-ip-range=172.20.0.0/16",
		"--tls-cert-file=" + certificatePath(paths.keys, serverName),
		"--tls-private-key-file=" + keyPath(paths.keys, serverName),
		"--client-ca-file=" + certificatePath(paths.keys, authorityName),
		"--service-account-issuer=" + serviceAccountIssuer,
		"--service-account-key-file=" + keyPath(paths.keys, serviceAccountName),
		"--service-account-signing-key-file=" + keyPath(paths.keys, serviceAccountName),
		"--authorization-mode=RBAC",
		"--allow-privileged=true",
		"--profiling=false",
		// Up to four control planes share two cores: no fairness among clients, no identity lease renewed
		// every few seconds, no polling of etcd for metrics that nobody scrapes.
		"--enable-priority-and-fairness=false",
		"--feature-gates=APIServerIdentity=false,UnknownVersionInteroperabilityProxy=false",
		"--etcd-count-metric-poll-period=0",
		"--etcd-db-metric-poll-interval=0",
	}
	if paths.authenticationWebhookConfig != "" {
		arguments = append(arguments,
			"--authentication-token-webhook-config-file="+paths.authenticationWebhookConfig,
			"--authentication-token-webhook-version=v1",
			// Long enough to spare a webhook call for each request, short enough that a revoked access
			// entry is felt while one waits for it.
			"--authentication-token-webhook-cache-ttl=10s",
		)
	}
	if err := parseFlags(server.Flags(), arguments); err != nil {
		return nil, fmt.Errorf("kube-apiserver: %w", err)
	}
	markProcesses(server, paths.processImages)
	server.SecureServing.Listener = listener
	server.SecureServing.BindPort = listener.Addr().(*net.TCPAddr).Port
	return server, nil
}

func runAPIServer(ctx context.Context, server *options.ServerRunOptions, runnerSocket string) error {
	completed, err := server.Complete(ctx)
	if err != nil {
		return err
	}
	if problems := completed.Validate(); len(problems) != 0 {
		return utilerrors.NewAggregate(problems)
	}
	config, err := app.NewConfig(completed)
	if err != nil {
		return err
	}
	refuseToDial(config, runnerSocket)
	nameRelease(config)
	completedConfig, err := config.Complete()
	if err != nil {
		return err
	}
	chain, err := app.CreateServerChain(completedConfig)
	if err != nil {
		return err
	}
	prepared, err := chain.PrepareRun()
	if err != nil {
		return err
	}
	return prepared.Run(ctx)
}

// refuseToDial keeps the API server from connecting to the addresses of made-up nodes, pods and services,
// which may well belong to somebody on the user's own network. In the kubelet's place is the process runner, if any.
func refuseToDial(config *app.Config, runnerSocket string) {
	refuse := func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("nothing runs behind the sandbox's nodes, pods and services: no logs, exec, port-forward or proxy")
	}
	config.KubeAPIs.ControlPlane.ProxyTransport.DialContext = refuse
	config.KubeAPIs.Extra.KubeletClientConfig.Lookup = func(egressselector.NetworkContext) (utilnet.DialFunc, error) {
		return dialRunner(runnerSocket), nil
	}
}

// nameRelease makes /version tell the Kubernetes release. Kubernetes' own build stamps it at link time;
// here it is read from the binary's list of modules, so that a plain "go build" is right too.
func nameRelease(config *app.Config) {
	generic := config.KubeAPIs.ControlPlane.Generic
	generic.EffectiveVersion = releasedVersion{generic.EffectiveVersion}
	config.Aggregator.GenericConfig.EffectiveVersion = generic.EffectiveVersion
}

type releasedVersion struct{ compatibility.EffectiveVersion }

func (v releasedVersion) Info() *apimachineryversion.Info {
	info := v.EffectiveVersion.Info()
	info.GitVersion = kubernetesRelease()
	info.GitCommit = ""
	return info
}

func kubernetesRelease() string {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "k8s.io/kubernetes" {
				return module.Version
			}
		}
	}
	return "v0.0.0-unknown"
}
