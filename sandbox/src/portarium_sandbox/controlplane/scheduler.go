package main

import (
	"context"
	"fmt"

	"k8s.io/kubernetes/cmd/kube-scheduler/app"
	"k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

func configureScheduler(paths files) (*options.Options, error) {
	scheduler := options.NewOptions()
	err := parseFlags(*scheduler.Flags, []string{
		"--kubeconfig=" + paths.administratorKubeconfig,
		"--secure-port=0",
		"--leader-elect=false",
		"--profiling=false",
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
	})
	if err != nil {
		return nil, fmt.Errorf("kube-scheduler: %w", err)
	}
	return scheduler, nil
}

func runScheduler(ctx context.Context, scheduler *options.Options) error {
	config, instance, err := app.Setup(ctx, scheduler)
	if err != nil {
		return err
	}
	return app.Run(ctx, config, instance)
}
