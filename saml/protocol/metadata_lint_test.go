package protocol_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/diff"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
)

// Nothing is said about a certificate that is only written unusually.
func TestOddCertificatesAreNoFinding(t *testing.T) {
	year := func(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }
	for name, der := range protocol.OddCertificates(t) {
		doc := samltest.MetadataBetween(t, "<X509Certificate>", "</X509Certificate>",
			"<X509Certificate>"+base64.StdEncoding.EncodeToString(der)+"</X509Certificate>")
		m, err := protocol.ParseMetadata([]byte(doc), "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, l := range diagnose.LintMetadata(m, saml.Settings{}, year(2026)) {
			if l.Field == "certificates" {
				t.Errorf("%s: %+v", name, l)
			}
		}
	}
}

func FuzzMetadata(f *testing.F) {
	f.Add([]byte(samltest.Metadata(f)))
	f.Add([]byte("<html>"))
	f.Add([]byte("{}"))
	files, _ := filepath.Glob("testdata/metadata/*.xml")
	for _, file := range files {
		doc, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		m, err := protocol.ParseMetadata(doc, "")
		if err != nil {
			for _, r := range err.Error() {
				if diff.Hidden(r) {
					t.Fatalf("hidden character %U in %q", r, err)
				}
			}
			return
		}
		if m.EntityID == "" || m.SSOURL == "" || len(m.Certificates) == 0 ||
			len(m.Certificates) > protocol.MaxCertificates {
			t.Errorf("incomplete and accepted: %+v", m)
		}
		diagnose.LintMetadata(m, saml.Settings{}, samltest.Arrival)
	})
}
