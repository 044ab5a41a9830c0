package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// etcdSocket is relative to the control plane's folder: no port to collide with another sandbox's, and
// only the owner of the folder can reach it.
const etcdSocket = "etcd.sock"

func startEtcd(ctx context.Context, folder string) (started *embed.Etcd, err error) {
	// Some damage to the files shows as a panic of the database.
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("etcd: %v", problem)
		}
	}()
	config := embed.NewConfig()
	config.Dir = folder
	config.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.New(lastWords{}))
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

// lastWords is etcd's log. etcd ends the process when it can't write, say on a full disk, with a stack trace;
// this makes it one line. Less than that isn't logged: what matters of it shows as errors of the API server.
type lastWords struct{ known []zapcore.Field }

func (l lastWords) Enabled(level zapcore.Level) bool { return level >= zapcore.DPanicLevel }

func (l lastWords) With(fields []zapcore.Field) zapcore.Core {
	return lastWords{append(l.known[:len(l.known):len(l.known)], fields...)}
}

func (l lastWords) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if l.Enabled(entry.Level) {
		return checked.AddCore(entry, l)
	}
	return checked
}

func (l lastWords) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	line := "etcd: " + entry.Message
	for _, field := range append(l.known[:len(l.known):len(l.known)], fields...) {
		if cause, ok := field.Interface.(error); ok {
			line += ": " + cause.Error()
		}
	}
	say("%s", line)
	os.Exit(1)
	return nil
}

func (l lastWords) Sync() error { return nil }
