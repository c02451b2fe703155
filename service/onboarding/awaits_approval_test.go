package onboarding

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// A refused message whose certificate the customer's own metadata lists only
// waits for an approval, and is told so.
func TestCertificateAwaitsApproval(t *testing.T) {
	next, other := []byte("next"), []byte("other")
	pending := &model.MetadataChange{Certificates: [][]byte{next}}
	for name, c := range map[string]struct {
		shown    []byte
		pending  *model.MetadataChange
		trusted  []byte
		accepted bool
		want     bool
	}{
		"listed":                    {shown: next, pending: pending, want: true},
		"listed, another trusted":   {shown: next, pending: pending, trusted: other, want: true},
		"another than the listed":   {shown: other, pending: pending},
		"no change waits":           {shown: next},
		"trusted meanwhile":         {shown: next, pending: pending, trusted: next},
		"no certificate is shown":   {pending: pending},
		"the message was accepted":  {shown: next, pending: pending, accepted: true},
		"a change without any cert": {shown: next, pending: &model.MetadataChange{}},
	} {
		v := saml.Verdict{Accepted: c.accepted, Seen: saml.Seen{KeyInfo: c.shown}}
		if !c.accepted {
			v.Fail("S9", saml.CertificateMismatch, "", "", "")
		}
		s := model.SessionDetail{Connection: model.Connection{Type: "OktaSAML", Pending: c.pending},
			Receipts: []model.Receipt{{Verdict: v}}, Explanation: diagnose.Explain(&v, saml.Settings{})}
		if c.trusted != nil {
			s.Connection.Certificates = []model.Certificate{{DER: c.trusted}}
		}
		if got := s.AwaitsApproval(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if told := strings.Contains(remedyFor(s).Text, "waits to be approved"); told != c.want {
			t.Errorf("%s: the portal says %q", name, remedyFor(s).Text)
		}
	}
	if (&model.SessionDetail{}).AwaitsApproval() {
		t.Error("without a message")
	}
}
