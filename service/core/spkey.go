package core

import (
	"crypto/rand"
	"crypto/rsa"
)

// freshRSA makes a key that is used by nobody else.
func freshRSA() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }
