package samltest

import (
	"encoding/base64"
	"strings"
	"testing"
)

// Metadata is a sound document to break.
func Metadata(t testing.TB) string {
	der := Certificate(t, "idp", "rsa2048-1", Arrival.AddDate(-1, 0, 0), Arrival.AddDate(1, 0, 0))
	certificate := base64.StdEncoding.EncodeToString(der)
	return `<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.test/saml">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` +
		certificate + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
`
}

// ChangedMetadata replaces old in the sound document and fails if it is not there.
func ChangedMetadata(t testing.TB, old, replacement string) string {
	t.Helper()
	sound := Metadata(t)
	if !strings.Contains(sound, old) {
		t.Fatalf("%q is not in the document", old)
	}
	return strings.ReplaceAll(sound, old, replacement)
}

// MetadataBetween replaces what stands from one mark to another in the sound document.
func MetadataBetween(t testing.TB, from, to, replacement string) string {
	t.Helper()
	head, rest, ok1 := strings.Cut(Metadata(t), from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok1 || !ok2 {
		t.Fatalf("%q … %q is not in the document", from, to)
	}
	return head + replacement + tail
}
