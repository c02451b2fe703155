// Package testkeys gives tests RSA keys. Making one takes a tenth of a second of
// processor time, and a test of sign-ins needs several, so they are used again.
package testkeys

import (
	"crypto/rand"
	"crypto/rsa"
	"sync"
	"sync/atomic"
)

// Two pools: what is ours is never taken for an identity provider's.
var ours, theirs = newPool(), newPool()

// Ours gives a key of 2048 bits to services. Any eight in a row are different.
func Ours() (*rsa.PrivateKey, error) { return ours.next() }

// Theirs gives one to an identity provider of a customer.
func Theirs() (*rsa.PrivateKey, error) { return theirs.next() }

// pool makes its keys when they are asked for the first time.
type pool struct {
	keys  [8]func() (*rsa.PrivateKey, error)
	given atomic.Uint64
}

func newPool() *pool {
	p := &pool{}
	for i := range p.keys {
		p.keys[i] = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
	}
	return p
}

func (p *pool) next() (*rsa.PrivateKey, error) {
	return p.keys[(p.given.Add(1)-1)%uint64(len(p.keys))]()
}
