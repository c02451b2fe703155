package samltest

import (
	"bytes"
	"testing"
)

// Certificates are compared by fingerprint in golden files.
func TestFixtureIsDeterministic(t *testing.T) {
	a := makeCertificate(t, "a", "rsa2048-1", Arrival, Arrival.AddDate(1, 0, 0))
	b := makeCertificate(t, "a", "rsa2048-1", Arrival, Arrival.AddDate(1, 0, 0))
	if !bytes.Equal(a, b) {
		t.Error("two certificates of the same template differ")
	}
}
