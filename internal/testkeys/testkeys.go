// Package testkeys gives tests RSA keys. Making one takes a tenth of a second of
// processor time, and a test of sign-ins needs several, so they are made already.
package testkeys

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"errors"
	"sync"
	"sync/atomic"
)

// all are keys of 2048 bits, as openssl genpkey writes them.
//
//go:embed keys.pem
var all []byte

// Two pools: what is ours is never taken for an identity provider's.
var ours, theirs = pool{first: 0}, pool{first: each}

// each pool has so many keys.
const each = 8

// Ours gives a key of 2048 bits to services. Any eight in a row are different.
func Ours() (*rsa.PrivateKey, error) { return ours.next() }

// Theirs gives one to an identity provider of a customer.
func Theirs() (*rsa.PrivateKey, error) { return theirs.next() }

// pool gives the keys from one on in turn.
type pool struct {
	first uint64
	given atomic.Uint64
}

func (p *pool) next() (*rsa.PrivateKey, error) {
	keys, err := read()
	if err != nil {
		return nil, err
	}
	return keys[p.first+(p.given.Add(1)-1)%each], nil
}

var read = sync.OnceValues(func() ([]*rsa.PrivateKey, error) {
	var keys []*rsa.PrivateKey
	for rest := all; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key.(*rsa.PrivateKey))
	}
	if len(keys) != 2*each {
		return nil, errors.New("testkeys: keys.pem is not whole")
	}
	return keys, nil
})
