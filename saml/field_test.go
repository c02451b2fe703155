package saml_test

import (
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// Messages and metadata as people sent them into public bug reports, with names
// and keys of their own: testdata/field. One connection judges them all.
var fieldTime = time.Date(2026, 11, 29, 1, 50, 34, 0, time.UTC)

const fieldACS = "http://127.0.0.1:4100/sso/saml/acs/T542qprr5KSM8RY1"

func fieldFile(t testing.TB, name string) []byte {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata", "field", name+".xml"))
	check(t, err)
	return doc
}

func fieldSettings(t testing.TB) saml.Settings {
	t.Helper()
	m, err := protocol.ParseMetadata(fieldFile(t, "metadata-of-the-messages"), "")
	check(t, err)
	return saml.Settings{
		EntityID: "http://127.0.0.1:4100/T542qprr5KSM8RY1", ACSURL: fieldACS, ConnectionID: connectionID,
		ConnectionType: "GenericSAML", IdPEntityID: m.EntityID, Certificates: m.Certificates,
		Policy: saml.DefaultPolicy(), Domains: []string{"bugs.example"},
	}
}

// judgeField judges a message as it stands.
func judgeField(t testing.TB, s saml.Settings, doc []byte) *saml.Verdict {
	t.Helper()
	body := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString(doc))
	v := provider(t, s).Evaluate(saml.Input{Post: formPost([]byte(body)), Now: fieldTime})
	consistent(t, v)
	return v
}

func TestMessagesFromTheField(t *testing.T) {
	for _, c := range []struct {
		file    string
		cause   saml.Cause // "" if it is accepted
		rule    string     // that the cause or the warning comes from
		warning saml.Cause
		detail  string
	}{
		{file: "sound"},
		{file: "iso-8859-1"},
		{file: "signature-namespace-https", cause: saml.BadNamespace, rule: "X5",
			detail: "something on the way has rewritten it"},
		{file: "keyinfo-pem-armour", rule: "S9", warning: saml.KeyInfoForm, detail: "BEGIN and END lines"},
		{file: "keyinfo-chain-in-one-element", rule: "S9", warning: saml.KeyInfoForm},
		{file: "keyinfo-pem-armour-rotated-key", cause: saml.CertificateMismatch, rule: "S9",
			detail: "does verify the signature"},
	} {
		t.Run(c.file, func(t *testing.T) {
			v := judgeField(t, fieldSettings(t), fieldFile(t, c.file))
			if v.Accepted != (c.cause == "") || v.Root().Cause != c.cause {
				t.Fatalf("accepted %v, root cause %q, want %q: %+v", v.Accepted, v.Root().Cause, c.cause, v.Checks)
			}
			if c.rule == "" {
				return
			}
			cause := c.cause
			if cause == "" {
				cause = c.warning
			}
			if found := find(v, c.rule, cause); !strings.Contains(found.Detail, c.detail) || found.Rule == "" {
				t.Errorf("%s %s: %+v", c.rule, cause, found)
			}
		})
	}
}
