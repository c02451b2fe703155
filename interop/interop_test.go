package interop

import (
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
)

// The one user that every provider knows.
const (
	user     = "alice"
	password = "correct horse"
	email    = user + "@" + model.DemoDomain
)

// way is how a provider protects a response.
type way struct {
	Signed    saml.SignatureDemand `json:"signed"`
	Encrypted bool                 `json:"encrypted"`
}

func (w way) String() string {
	if w.Encrypted {
		return string(w.Signed) + " signed, encrypted"
	}
	return string(w.Signed) + " signed"
}

var everyWay = []way{
	{saml.ResponseSigned, false}, {saml.AssertionSigned, false}, {saml.BothSigned, false},
	{saml.ResponseSigned, true}, {saml.AssertionSigned, true}, {saml.BothSigned, true},
}

// provider is an identity provider by other hands.
type provider struct {
	userField string // of its login form
	metadata  []byte // its own
	ways      []way  // that it can be told to go

	// use makes it trust the service provider with these metadata, and protect
	// responses in a way.
	use func(t *testing.T, metadata []byte, w way)
}

// TestSignIn: each side reads the other's metadata, a person signs in, and the
// app gets the profile. The connection is strict, and demands exactly what the
// way promises.
func TestSignIn(t *testing.T) {
	for _, test := range []struct {
		name  string
		start func(*testing.T) provider
	}{
		{"SimpleSAMLphp", simpleSAMLphp},
		{"pysaml2", pySAML2},
		{"crewjam samlidp", samlIDP},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, l := test.start(t), listen(t)
			for _, w := range p.ways {
				t.Run(w.String(), func(t *testing.T) {
					l.connect(t, p.metadata, w.Signed)
					p.use(t, l.metadata(t), w)
					l.accepts(t, p, w)
				})
			}
		})
	}
}

// accepts signs the user in, and looks at what became of it.
func (l *listener) accepts(t *testing.T, p provider, w way) {
	t.Helper()
	id := l.signIn(t, p.userField)
	detail, err := l.Services.SessionDetail(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if detail.State != model.Authorized {
		t.Fatalf("%s: %s %s\nexpected %s\nreceived %s", detail.State, detail.Session.Cause,
			detail.Explanation.Engineer, detail.Explanation.Expected, detail.Explanation.Received)
	}
	if got := detail.Verdict().Seen.Encrypted; got != w.Encrypted {
		t.Errorf("encrypted: %v", got)
	}
	if got, want := signedParts(detail.Verdict()), parts[w.Signed]; got != want {
		t.Errorf("signed: %s, want %s", got, want)
	}
	profile := l.redeem(t)
	for field, want := range map[string]string{"email": email, "first_name": "Alice", "last_name": "Smith"} {
		if profile[field] != want {
			t.Errorf("%s %v, want %s", field, profile[field], want)
		}
	}
	s, err := l.Services.Session(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if s.State != model.Successful {
		t.Errorf("after the exchange: %s", s.State)
	}
}

var parts = map[saml.SignatureDemand]string{
	saml.ResponseSigned: "response", saml.AssertionSigned: "assertion", saml.BothSigned: "response and assertion",
}

// signedParts is what the verdict found signed (S1).
func signedParts(v *saml.Verdict) string {
	for _, c := range v.Checks {
		if c.Rule == "S1" {
			return c.Received
		}
	}
	return "nothing"
}
