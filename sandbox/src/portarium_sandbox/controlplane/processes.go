package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"

	"k8s.io/apiserver/pkg/admission"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	core "k8s.io/kubernetes/pkg/apis/core"
)

// runBy marks the pods that a process runner looks after. kwok leaves a pod with it alone, so it has to be
// there before kwok sees the pod: it is set where the pod is admitted, and nobody else can set or remove it.
const (
	runBy        = "sandbox.portarium.dev/run-by"
	runByProcess = "process"
	markerPlugin = "SandboxProcesses"

	// Relative to the control plane's folder, as etcd's.
	runnerSocket = "kubelet.sock"
)

// processMarker marks a pod when one of its images stands for a local command.
type processMarker struct {
	*admission.Handler
	imagesFile string
}

// markProcesses adds the marker to the API server's admission, before all that may refuse a pod.
func markProcesses(server *options.ServerRunOptions, imagesFile string) {
	generic := server.Admission.GenericAdmission
	generic.Plugins.Register(markerPlugin, func(io.Reader) (admission.Interface, error) {
		return &processMarker{admission.NewHandler(admission.Create, admission.Update), imagesFile}, nil
	})
	generic.RecommendedPluginOrder = append([]string{markerPlugin}, generic.RecommendedPluginOrder...)
}

// Admit is asked for every object that is made or changed.
func (m *processMarker) Admit(_ context.Context, request admission.Attributes, _ admission.ObjectInterfaces) error {
	if request.GetResource().GroupResource() != core.Resource("pods") || request.GetSubresource() != "" {
		return nil
	}
	pod, isPod := request.GetObject().(*core.Pod)
	if !isPod {
		return nil
	}
	marked := false
	if before, changes := request.GetOldObject().(*core.Pod); changes && request.GetOperation() == admission.Update {
		marked = before.Annotations[runBy] == runByProcess
	} else {
		mapped, err := readImages(m.imagesFile)
		if err != nil {
			return admission.NewForbidden(request, err)
		}
		for _, container := range append(append([]core.Container{}, pod.Spec.InitContainers...), pod.Spec.Containers...) {
			marked = marked || mapped[imageName(container.Image)]
		}
	}
	if !marked {
		delete(pod.Annotations, runBy)
		return nil
	}
	if pod.Annotations == nil {
		pod.Annotations = map[string]string{}
	}
	pod.Annotations[runBy] = runByProcess
	return nil
}

// readImages gives the names that stand for commands; none without a file, as before the first is mapped.
func readImages(file string) (map[string]bool, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) || file == "" {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var kept struct {
		Images map[string]json.RawMessage `json:"images"`
	}
	if err := json.Unmarshal(content, &kept); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	names := map[string]bool{}
	for name := range kept.Images {
		names[name] = true
	}
	return names, nil
}

// imageName is an image's last word, without registry, tag and digest.
func imageName(image string) string {
	image, _, _ = strings.Cut(image, "@")
	image = image[strings.LastIndex(image, "/")+1:]
	image, _, _ = strings.Cut(image, ":")
	return image
}

// dialRunner connects to the process runner in the kubelet's place, whatever node was meant.
func dialRunner(socket string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		connection, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
		if err != nil {
			return nil, errors.New("nothing runs behind a pod of the sandbox whose image isn't mapped to a command " +
				"(`portarium sandbox run`): no logs, exec, port-forward or proxy")
		}
		return connection, nil
	}
}
