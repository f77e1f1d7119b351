package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// authority is the lab's own certificate authority with the certificates the
// mail ports may show. They run on the real clock, not the lab's, because TLS
// clients do.
type authority struct {
	faults      *faultSet
	certificate []byte // DER
	good        *tls.Certificate
	expired     *tls.Certificate
	wrongName   *tls.Certificate
	selfSigned  *tls.Certificate
}

func newAuthority(faults *faultSet) (*authority, error) {
	now := time.Now()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the lab's CA key: %w", err)
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mailasset lab CA"},
		NotBefore: now.Add(-48 * time.Hour), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make the lab's CA: %w", err)
	}
	a := &authority{faults: faults, certificate: der}
	later, yesterday := now.AddDate(1, 0, 0), now.Add(-24*time.Hour)
	for _, leaf := range []struct {
		target *(*tls.Certificate)
		names  []string
		until  time.Time
		signer *x509.Certificate
	}{
		{&a.good, []string{"localhost"}, later, root},
		{&a.expired, []string{"localhost"}, yesterday, root},
		{&a.wrongName, []string{"mail.lab.test"}, later, root},
		{&a.selfSigned, []string{"localhost"}, later, nil},
	} {
		c, err := newLeaf(leaf.names, now.Add(-48*time.Hour), leaf.until, leaf.signer, key)
		if err != nil {
			return nil, err
		}
		*leaf.target = c
	}
	return a, nil
}

// newLeaf makes a server certificate, self-signed without a signer. One that
// is for localhost is for 127.0.0.1 too.
func newLeaf(names []string, from, until time.Time, signer *x509.Certificate, signerKey *ecdsa.PrivateKey) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a certificate key: %w", err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if names[0] == "localhost" {
		leaf.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	if signer == nil {
		signer, signerKey = leaf, key
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, signer, &key.PublicKey, signerKey)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// write puts the authority's certificate where clients can load it from.
func (a *authority) write(dir string) (string, error) {
	path := filepath.Join(dir, "ca.pem")
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate})
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", fmt.Errorf("write the lab's CA: %w", err)
	}
	return path, nil
}

// config shows the certificate the faults call for, chosen anew for every
// connection.
func (a *authority) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		switch {
		case a.faults.on("smtp-tls"):
			return a.selfSigned, nil
		case a.faults.on("smtp-cert-expired"):
			return a.expired, nil
		case a.faults.on("smtp-cert-wrong-name"):
			return a.wrongName, nil
		}
		return a.good, nil
	}}
}
