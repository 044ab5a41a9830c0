package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/kwok/pkg/kwok/controllers"
	"sigs.k8s.io/kwok/pkg/log"
	"sigs.k8s.io/kwok/pkg/utils/client"
	"sigs.k8s.io/kwok/pkg/utils/gotpl"
	"sigs.k8s.io/yaml"
)

// fakeNodes selects the nodes that kwok plays. Whoever makes a Node object with this annotation gets one.
const fakeNodes = "kwok.x-k8s.io/node=fake"

// stages says what becomes of a node or pod, and when.
//
//go:embed stages.yaml
var stages string

// runNodes plays the nodes and their pods. It uses kwok's controllers rather than its command, which reads
// this process's arguments and opens a port.
func runNodes(ctx context.Context, api kubernetes.Interface, kubeconfig string) error {
	ctx = log.NewContext(ctx, log.NewLogger(os.Stderr, log.LevelWarn))
	groups, err := readStages(stages)
	if err != nil {
		return err
	}
	addresses, err := resumeAddresses(ctx, api)
	if err != nil {
		return err
	}
	clients, err := client.NewClientset("", kubeconfig)
	if err != nil {
		return err
	}
	config, err := clients.ToRESTConfig()
	if err != nil {
		return err
	}
	mapper, err := clients.ToRESTMapper()
	if err != nil {
		return err
	}
	dynamicClient, err := clients.ToDynamicClient()
	if err != nil {
		return err
	}
	restClient, err := rest.RESTClientFor(config)
	if err != nil {
		return err
	}
	player, err := controllers.NewController(controllers.Config{
		DynamicClient:                     dynamicClient,
		RESTClient:                        restClient,
		RESTMapper:                        mapper,
		ImpersonatingDynamicClient:        clients.ToImpersonatingDynamicClient(),
		ImpersonatingTypedClient:          clients.ToImpersonatingTypedClient(),
		TypedClient:                       api,
		ManageNodesWithAnnotationSelector: fakeNodes,
		// These pods are not played: they run.
		DisregardStatusWithAnnotationSelector: runBy + "=" + runByProcess,
		CIDR:                                  addressRange.String(),
		LocalStages:                           groups,
		PodPlayStageParallelism:               4,
		NodePlayStageParallelism:              4,
		PodsOnNodeSyncParallelism:             2,
		// No leases: this process is the only player, so nobody competes for a node after a restart, and an
		// idle cluster writes nothing.
		NodeLeaseDurationSeconds: 0,
		FuncMap: gotpl.FuncMap{
			"AddressOf":         addresses.of,
			"KubernetesRelease": kubernetesRelease,
		},
	})
	if err != nil {
		return err
	}
	if err := player.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func readStages(documents string) (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	groups := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, document := range strings.Split(documents, "\n---\n") {
		var external v1alpha1.Stage
		if err := yaml.UnmarshalStrict([]byte(document), &external); err != nil {
			return nil, fmt.Errorf("stages.yaml: %w", err)
		}
		stage, err := internalversion.ConvertToInternalStage(&external)
		if err != nil {
			return nil, fmt.Errorf("stages.yaml: %s: %w", external.Name, err)
		}
		groups[stage.Spec.ResourceRef] = append(groups[stage.Spec.ResourceRef], stage)
	}
	return groups, nil
}

// resumeAddresses goes on after the highest address that a node or pod of the last run still has.
func resumeAddresses(ctx context.Context, api kubernetes.Interface) (*addresses, error) {
	var inUse []string
	nodes, err := api.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, node := range nodes.Items {
		for _, address := range node.Status.Addresses {
			if address.Type == corev1.NodeInternalIP {
				inUse = append(inUse, address.Address)
			}
		}
	}
	pods, err := api.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, pod := range pods.Items {
		inUse = append(inUse, pod.Status.PodIP)
	}
	return newAddresses(inUse), nil
}
