package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

// etcdSocket is relative to the control plane's folder: no port to collide with another sandbox's, and
// only the owner of the folder can reach it.
const etcdSocket = "etcd.sock"

func startEtcd(ctx context.Context, folder string) (*embed.Etcd, error) {
	config := embed.NewConfig()
	config.Dir = folder
	// At its first start etcd logs an error about a version that it is yet to write. What really stops it
	// is a panic, or returned below.
	config.LogLevel = "panic"
	config.ListenClientUrls = []url.URL{{Scheme: "unix", Host: etcdSocket}}
	config.ListenPeerUrls = nil
	config.EnableGRPCGateway = false
	// A lone member has nobody to wait for: half a second at most until it elects itself.
	config.TickMs = 50
	config.ElectionMs = 250
	// A write survives the death of this process as soon as it is in the page cache. Only a power cut can
	// lose it, which is no concern of a sandbox, and waiting for the disk is most of the time of a write.
	config.UnsafeNoFsync = true
	// The log is kept in memory between snapshots, for followers that a lone member hasn't.
	config.SnapshotCount = 1000
	config.SnapshotCatchUpEntries = 100

	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, fmt.Errorf("etcd: %w", err)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case err := <-etcd.Err():
		return nil, fmt.Errorf("etcd: %w", err)
	case <-time.After(30 * time.Second):
		return nil, errors.New("etcd: not ready after 30 s")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
