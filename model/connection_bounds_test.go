package model_test

import (
	"errors"
	"strings"
	"testing"

	"gatehouse/model"
)

// A connection trusts at most ten certificates: an eleventh would not be tried.
func TestConnectionTrustsTenCertificates(t *testing.T) {
	for n, refused := range map[int]bool{0: false, 10: false, 11: true} {
		c := model.Connection{Name: "Okta", Type: "OktaSAML", Certificates: make([]model.Certificate, n)}
		var bounded bool
		for _, fault := range c.Faults(model.Environment{}) {
			x, ok := errors.AsType[*model.FieldError](fault)
			bounded = bounded || ok && x.Field == "certificates" && strings.Contains(x.Reason, "are more than the 10")
		}
		if bounded != refused {
			t.Errorf("%d certificates: refused %v, want %v", n, bounded, refused)
		}
	}
}
