package sshd

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

// hostRSA is the size of the host key for clients that cannot verify Ed25519.
const hostRSA = 3072

// HostKeys gives the keys by which clients know this installation again. They are made once and
// stay in the data directory.
func HostKeys(dir string) ([]ssh.Signer, error) {
	var all []ssh.Signer
	for _, k := range []struct {
		name string
		make func() (crypto.PrivateKey, error)
	}{
		{"ssh_host_ed25519_key", func() (crypto.PrivateKey, error) {
			_, key, err := ed25519.GenerateKey(rand.Reader)
			return key, err
		}},
		{"ssh_host_rsa_key", func() (crypto.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, hostRSA) }},
	} {
		signer, err := hostKey(filepath.Join(dir, k.name), k.make)
		if err != nil {
			return nil, fmt.Errorf("SSH host key: %w", err)
		}
		all = append(all, signer)
	}
	return all, nil
}

func hostKey(path string, generate func() (crypto.PrivateKey, error)) (ssh.Signer, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newHostKey(path, generate)
	}
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; put back the one that clients know, or remove it to have a new one made",
			path, err)
	}
	return signer, nil
}

// newHostKey makes a key and keeps it, on disk before a client sees it.
func newHostKey(path string, generate func() (crypto.PrivateKey, error)) (ssh.Signer, error) {
	key, err := generate()
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(key, "gatehouse")
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(pem.EncodeToMemory(block))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	return ssh.NewSignerFromKey(key)
}
