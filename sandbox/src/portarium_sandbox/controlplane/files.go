package main

import (
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// files are the paths of one control plane's folder.
type files struct {
	keys                        string
	etcd                        string
	administratorKubeconfig     string
	authenticationWebhookConfig string // empty without a webhook
	processImages               string // empty without a process runner
	runnerSocket                string
}

// prepareFiles writes what the parts read at their start. The kubeconfigs are written anew each time,
// because the port or the webhook may have changed; the keys are made once.
func prepareFiles(folder string, chosen settings) (files, error) {
	paths := files{
		keys:                    filepath.Join(folder, "keys"),
		etcd:                    filepath.Join(folder, "etcd"),
		administratorKubeconfig: filepath.Join(folder, "admin.kubeconfig"),
		processImages:           chosen.processImages,
		runnerSocket:            runnerSocket,
	}
	if err := ensureKeys(paths.keys); err != nil {
		return paths, fmt.Errorf("cannot make the keys of the control plane: %w", err)
	}
	authority, err := os.ReadFile(certificatePath(paths.keys, authorityName))
	if err != nil {
		return paths, err
	}
	if err := writeFile(filepath.Join(folder, "ca.crt"), authority, 0o644); err != nil {
		return paths, err
	}
	if chosen.authenticationWebhook != "" {
		paths.authenticationWebhookConfig = filepath.Join(folder, "authentication-webhook.kubeconfig")
		if err := writeKubeconfig(paths.authenticationWebhookConfig,
			&api.Cluster{Server: chosen.authenticationWebhook}, &api.AuthInfo{}); err != nil {
			return paths, err
		}
	}
	certificate, err := os.ReadFile(certificatePath(paths.keys, administratorName))
	if err != nil {
		return paths, err
	}
	key, err := os.ReadFile(keyPath(paths.keys, administratorName))
	if err != nil {
		return paths, err
	}
	return paths, writeKubeconfig(paths.administratorKubeconfig,
		&api.Cluster{Server: fmt.Sprintf("https://127.0.0.1:%d", chosen.port), CertificateAuthorityData: authority},
		&api.AuthInfo{ClientCertificateData: certificate, ClientKeyData: key})
}

func writeKubeconfig(path string, cluster *api.Cluster, user *api.AuthInfo) error {
	const name = "sandbox"
	config := api.NewConfig()
	config.Clusters[name] = cluster
	config.AuthInfos[name] = user
	config.Contexts[name] = &api.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	content, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	return writeFile(path, content, 0o600)
}
