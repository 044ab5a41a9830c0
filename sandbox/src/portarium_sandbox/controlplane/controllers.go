package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"k8s.io/kubernetes/cmd/kube-controller-manager/app"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	"k8s.io/kubernetes/cmd/kube-controller-manager/names"
	"k8s.io/kubernetes/pkg/controller/job"
)

// unusedControllers have nothing to do where no machine joins, no disk is attached and no cloud answers.
var unusedControllers = []string{
	names.BootstrapSignerController,
	names.TokenCleanerController,
	names.CertificateSigningRequestSigningController,
	names.CertificateSigningRequestApprovingController,
	names.CertificateSigningRequestCleanerController,
	names.PodCertificateRequestCleanerController,
	names.KubeAPIServerClusterTrustBundlePublisherController,
	names.NodeIpamController,
	names.TTLController,
	names.PersistentVolumeAttachDetachController,
	names.PersistentVolumeExpanderController,
	names.LegacyServiceAccountTokenCleanerController,
	names.DeviceTaintEvictionController,
	names.ResourceClaimController,
	names.StorageVersionGarbageCollectorController,
	names.StorageVersionMigratorController,
	names.SELinuxWarningController,
}

// jobPause is how long the job controller gathers news of pods, a second elsewhere: pods here end as soon as they run.
const jobPause = 50 * time.Millisecond

func configureControllers(paths files) (*options.KubeControllerManagerOptions, error) {
	manager, err := options.NewKubeControllerManagerOptions()
	if err != nil {
		return nil, fmt.Errorf("kube-controller-manager: %w", err)
	}
	flags := manager.Flags(app.KnownControllers(), app.ControllersDisabledByDefault(), app.ControllerAliases())
	err = parseFlags(flags, []string{
		"--kubeconfig=" + paths.administratorKubeconfig,
		"--secure-port=0",
		"--leader-elect=false",
		"--profiling=false",
		"--controllers=*,-" + strings.Join(unusedControllers, ",-"),
		"--service-account-private-key-file=" + keyPath(paths.keys, serviceAccountName),
		"--root-ca-file=" + certificatePath(paths.keys, authorityName),
		// One account for all controllers: waiting for forty tokens would triple the time to ready.
		"--use-service-account-credentials=false",
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
		// Made-up nodes send no heartbeats, which would be most of the work of an idle cluster; so their
		// silence must not count as death.
		"--node-monitor-grace-period=87600h",
		"--node-monitor-period=30s",
		"--horizontal-pod-autoscaler-sync-period=1m",
	})
	if err != nil {
		return nil, fmt.Errorf("kube-controller-manager: %w", err)
	}
	return manager, nil
}

func runControllers(ctx context.Context, manager *options.KubeControllerManagerOptions) error {
	job.SyncJobBatchPeriod = jobPause
	config, err := manager.Config(ctx, app.KnownControllers(), app.ControllersDisabledByDefault(), app.ControllerAliases())
	if err != nil {
		return err
	}
	return app.Run(ctx, config.Complete())
}
