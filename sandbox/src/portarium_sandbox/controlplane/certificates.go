package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// certificateLifetime outlives every sandbox: nothing here renews a certificate.
const certificateLifetime = 10 * 365 * 24 * time.Hour

// Files of the key folder. The service account key has no certificate: it only signs tokens.
const (
	authorityName      = "ca"
	serverName         = "server"
	administratorName  = "administrator"
	serviceAccountName = "service-account"
)

// ensureKeys makes the cluster's authority and keys the first time, all or none: they are written beside
// their place and moved into it when complete. They name loopback only, so another port keeps them valid.
func ensureKeys(folder string) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	partial := folder + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return err
	}
	if err := os.Mkdir(partial, 0o700); err != nil {
		return err
	}
	if err := makeKeys(partial); err != nil {
		return err
	}
	return os.Rename(partial, folder)
}

func makeKeys(folder string) error {
	authority, authorityKey, err := makeCertificate(folder, authorityName, x509.Certificate{
		Subject:  pkix.Name{CommonName: "portarium-sandbox"},
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		IsCA:     true,
	}, nil, nil)
	if err != nil {
		return err
	}
	_, _, err = makeCertificate(folder, serverName, x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{
			"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
			"kubernetes.default.svc.cluster.local",
		},
		// The second is the service's address, by which a pod that really runs comes.
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(172, 20, 0, 1)},
	}, authority, authorityKey)
	if err != nil {
		return err
	}
	_, _, err = makeCertificate(folder, administratorName, x509.Certificate{
		Subject:     pkix.Name{CommonName: "sandbox-administrator", Organization: []string{"system:masters"}},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, authority, authorityKey)
	if err != nil {
		return err
	}
	_, err = makeKey(folder, serviceAccountName)
	return err
}

// makeCertificate writes a key and its certificate; without an authority the certificate signs itself.
func makeCertificate(
	folder, name string, template x509.Certificate, authority *x509.Certificate, authorityKey *ecdsa.PrivateKey,
) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := makeKey(folder, name)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template.SerialNumber = serial
	// An hour of slack, for a clock that is set back after the sandbox was made.
	template.NotBefore = time.Now().Add(-time.Hour)
	template.NotAfter = time.Now().Add(certificateLifetime)
	template.BasicConstraintsValid = true
	if authority == nil {
		authority, authorityKey = &template, key
	}
	encoded, err := x509.CreateCertificate(rand.Reader, &template, authority, key.Public(), authorityKey)
	if err != nil {
		return nil, nil, err
	}
	if err := writePEM(certificatePath(folder, name), "CERTIFICATE", encoded, 0o644); err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(encoded)
	return certificate, key, err
}

func makeKey(folder, name string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	encoded, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, writePEM(keyPath(folder, name), "EC PRIVATE KEY", encoded, 0o600)
}

func writePEM(path, kind string, content []byte, mode os.FileMode) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), mode)
}

func certificatePath(folder, name string) string { return filepath.Join(folder, name+".crt") }

func keyPath(folder, name string) string { return filepath.Join(folder, name+".key") }
