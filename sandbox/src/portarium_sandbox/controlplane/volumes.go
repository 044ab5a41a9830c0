package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	storagelisters "k8s.io/client-go/listers/storage/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

// volumeProvisioner is the CSI driver that the provisioner stands in for: any StorageClass may name it.
const volumeProvisioner = "ebs.csi.aws.com"

// Annotations of the protocol between Kubernetes' volume controller and a provisioner.
const (
	provisionerAnnotation   = "volume.kubernetes.io/storage-provisioner"
	selectedNodeAnnotation  = "volume.kubernetes.io/selected-node"
	provisionedByAnnotation = "pv.kubernetes.io/provisioned-by"
)

// provisioner answers claims with volumes that hold nothing: hostPath volumes whose path is never made.
type provisioner struct {
	api     kubernetes.Interface
	claims  corelisters.PersistentVolumeClaimLister
	volumes corelisters.PersistentVolumeLister
	nodes   corelisters.NodeLister
	classes storagelisters.StorageClassLister
}

// change names the claim (with a namespace) or volume (without) to look at.
type change = cache.ObjectName

func runVolumes(ctx context.Context, api kubernetes.Interface) error {
	factory := informers.NewSharedInformerFactory(api, 0)
	core, storage := factory.Core().V1(), factory.Storage().V1()
	p := provisioner{
		api:     api,
		claims:  core.PersistentVolumeClaims().Lister(),
		volumes: core.PersistentVolumes().Lister(),
		nodes:   core.Nodes().Lister(),
		classes: storage.StorageClasses().Lister(),
	}
	queue := workqueue.NewTypedRateLimitingQueue(
		workqueue.NewTypedItemExponentialFailureRateLimiter[change](100*time.Millisecond, time.Minute))
	enqueue := func(object any) {
		if name, err := cache.ObjectToName(object); err == nil {
			queue.Add(name)
		}
	}
	handler := cache.ResourceEventHandlerFuncs{AddFunc: enqueue, UpdateFunc: func(_, object any) { enqueue(object) }}
	for _, informer := range []cache.SharedIndexInformer{
		core.PersistentVolumeClaims().Informer(), core.PersistentVolumes().Informer(),
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	context.AfterFunc(ctx, queue.ShutDown)
	for {
		name, shutDown := queue.Get()
		if shutDown {
			return nil
		}
		if err := p.handle(ctx, name); err != nil && ctx.Err() == nil {
			klog.Errorf("volumes: %s: %v", name, err)
			queue.AddRateLimited(name)
		} else {
			queue.Forget(name)
		}
		queue.Done(name)
	}
}

func (p provisioner) handle(ctx context.Context, name change) error {
	if name.Namespace == "" {
		volume, err := p.volumes.Get(name.Name)
		if err != nil {
			return ignoreNotFound(err)
		}
		return p.reclaim(ctx, volume)
	}
	claim, err := p.claims.PersistentVolumeClaims(name.Namespace).Get(name.Name)
	if err != nil {
		return ignoreNotFound(err)
	}
	if claim.Spec.VolumeName != "" {
		return p.expand(ctx, claim)
	}
	return p.provision(ctx, claim)
}

// provision makes the volume of a claim when the volume controller asks for it, and leaves binding to it.
func (p provisioner) provision(ctx context.Context, claim *corev1.PersistentVolumeClaim) error {
	if claim.Annotations[provisionerAnnotation] != volumeProvisioner || claim.Spec.StorageClassName == nil {
		return nil
	}
	class, err := p.classes.Get(*claim.Spec.StorageClassName)
	if err != nil {
		return err
	}
	node := claim.Annotations[selectedNodeAnnotation]
	if node == "" && class.VolumeBindingMode != nil && *class.VolumeBindingMode == storagev1.VolumeBindingWaitForFirstConsumer {
		return nil
	}
	volume := &corev1.PersistentVolume{
		// The name is a function of the claim, so a second attempt can't make a second volume.
		ObjectMeta: metav1.ObjectMeta{
			Name:        "pvc-" + string(claim.UID),
			Annotations: map[string]string{provisionedByAnnotation: volumeProvisioner},
		},
		Spec: corev1.PersistentVolumeSpec{
			AccessModes:      claim.Spec.AccessModes,
			Capacity:         corev1.ResourceList{corev1.ResourceStorage: claim.Spec.Resources.Requests[corev1.ResourceStorage]},
			StorageClassName: class.Name,
			VolumeMode:       claim.Spec.VolumeMode,
			MountOptions:     class.MountOptions,
			NodeAffinity:     p.zoneOf(node),
			ClaimRef: &corev1.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim",
				Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				HostPath: &corev1.HostPathVolumeSource{Path: "/var/lib/portarium-sandbox/" + string(claim.UID)},
			},
		},
	}
	if class.ReclaimPolicy != nil {
		volume.Spec.PersistentVolumeReclaimPolicy = *class.ReclaimPolicy
	}
	_, err = p.api.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// zoneOf ties a volume to the zone of its first pod's node, as EBS does.
func (p provisioner) zoneOf(nodeName string) *corev1.VolumeNodeAffinity {
	node, err := p.nodes.Get(nodeName)
	if err != nil || node.Labels[corev1.LabelTopologyZone] == "" {
		return nil
	}
	return &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{
		MatchExpressions: []corev1.NodeSelectorRequirement{{
			Key:      corev1.LabelTopologyZone,
			Operator: corev1.NodeSelectorOpIn,
			Values:   []string{node.Labels[corev1.LabelTopologyZone]},
		}},
	}}}}
}

// expand gives a bound claim the size it has been raised to; the API server has checked that it may grow.
func (p provisioner) expand(ctx context.Context, claim *corev1.PersistentVolumeClaim) error {
	wanted, actual := claim.Spec.Resources.Requests[corev1.ResourceStorage], claim.Status.Capacity[corev1.ResourceStorage]
	if claim.Status.Phase != corev1.ClaimBound || wanted.Cmp(actual) <= 0 {
		return nil
	}
	volume, err := p.volumes.Get(claim.Spec.VolumeName)
	if err != nil || volume.Annotations[provisionedByAnnotation] != volumeProvisioner {
		return ignoreNotFound(err)
	}
	volume, claim = volume.DeepCopy(), claim.DeepCopy()
	volume.Spec.Capacity[corev1.ResourceStorage] = wanted
	if _, err := p.api.CoreV1().PersistentVolumes().Update(ctx, volume, metav1.UpdateOptions{}); err != nil {
		return fmt.Errorf("cannot grow: %w", err)
	}
	claim.Status.Capacity[corev1.ResourceStorage] = wanted
	_, err = p.api.CoreV1().PersistentVolumeClaims(claim.Namespace).UpdateStatus(ctx, claim, metav1.UpdateOptions{})
	return err
}

// reclaim deletes a volume whose claim is gone, unless its class says to retain it.
func (p provisioner) reclaim(ctx context.Context, volume *corev1.PersistentVolume) error {
	if volume.Annotations[provisionedByAnnotation] != volumeProvisioner || volume.Status.Phase != corev1.VolumeReleased ||
		volume.Spec.PersistentVolumeReclaimPolicy != corev1.PersistentVolumeReclaimDelete {
		return nil
	}
	return ignoreNotFound(p.api.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, metav1.DeleteOptions{}))
}

func ignoreNotFound(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
