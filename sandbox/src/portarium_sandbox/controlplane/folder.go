package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder makes the folder, moves into it and holds it for as long as this process lives: the kernel
// gives the lock back even after kill -9, so there is no stale lock to clean up.
func lockFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	// etcd's socket is named relative to the folder, because the path of a socket may not exceed 104 bytes.
	if err := os.Chdir(folder); err != nil {
		return err
	}
	lock, err := os.OpenFile("lock", os.O_CREATE|os.O_RDWR|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return err
	}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return failure{exitFolderInUse, fmt.Sprintf("%s is in use by another portarium-controlplane", folder)}
	}
	heldLock = lock
	return err
}

// heldLock keeps the file from being closed, and with it unlocked, by the garbage collector.
var heldLock *os.File

// writeFile replaces a file in one step, so that a reader or a kill -9 never meets half of it.
func writeFile(path string, content []byte, mode os.FileMode) error {
	partial, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".partial-*")
	if err != nil {
		return err
	}
	defer os.Remove(partial.Name())
	_, err = partial.Write(content)
	if err := errors.Join(err, partial.Chmod(mode), partial.Close()); err != nil {
		return err
	}
	return os.Rename(partial.Name(), path)
}
