package diagnose

import (
	"os"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
)

const soundSSO = "https://idp.acme.test/sso"

func TestLintSound(t *testing.T) {
	if found := LintSettings(testSettings(t, "OktaSAML"), soundSSO, samltest.Arrival); len(found) > 0 {
		t.Errorf("sound settings: %+v", found)
	}
}

func TestLintSettings(t *testing.T) {
	year := func(n int) time.Time { return samltest.Arrival.AddDate(n, 0, 0) }
	trust := func(certificates ...[]byte) func(*saml.Settings) {
		return func(s *saml.Settings) { s.Certificates = certificates }
	}
	sound := samltest.Certificate(t, "acme-idp", "rsa2048-1", year(-2), year(1))
	dead := samltest.Certificate(t, "old", "rsa2048-2", year(-3), year(-1))
	tests := []struct {
		name  string
		with  func(*saml.Settings)
		sso   string // "" for the sound one
		level LintLevel
		field string
		want  string
	}{
		{"no entity ID of theirs", func(s *saml.Settings) {
			s.IdPEntityID = " "
		}, "", LintError, "idp_entity_id", "is missing"},
		{"no entity ID of ours", func(s *saml.Settings) { s.EntityID = "" }, "", LintError, "entity_id", "is missing"},
		{"no sign-on URL", nil, " ", LintError, "sso_url", "is missing"},
		{"blank behind", func(s *saml.Settings) {
			s.IdPEntityID += " "
		}, "", LintError, "idp_entity_id", "begins or ends with a blank"},
		{"line break behind", func(s *saml.Settings) {
			s.IdPEntityID += "\n"
		}, "", LintError, "idp_entity_id", "begins or ends with a blank"},
		{"no-break space", func(s *saml.Settings) {
			s.IdPEntityID = "urn:a\u00a0b"
		}, "", LintError, "idp_entity_id", "a no-break space (U+00A0) at character 6"},
		{"zero-width space", func(s *saml.Settings) {
			s.EntityID = "urn:a\u200bb"
		}, "", LintError, "entity_id", "a zero-width space"},
		{"space inside", func(s *saml.Settings) {
			s.IdPEntityID = "Acme IdP"
		}, "", LintWarning, "idp_entity_id", "holds a space"},
		{"look-alike", func(s *saml.Settings) {
			s.IdPEntityID = "https://idp.аcme.test"
		}, "", LintError, "idp_entity_id", "a look-alike at character 13: the Cyrillic"},
		{"quotation marks", func(s *saml.Settings) {
			s.IdPEntityID = `"urn:a"`
		}, "", LintError, "idp_entity_id", "begins with a quotation mark"},
		{"too long", func(s *saml.Settings) {
			s.IdPEntityID = strings.Repeat("a", 1025)
		}, "", LintError, "idp_entity_id", "1025 bytes long"},
		{"placeholder", func(s *saml.Settings) {
			s.IdPEntityID = "https://sts.windows.net/{tenantid}/"
		}, "", LintError, "idp_entity_id", "{tenantid}"},
		{"upper-case host", func(s *saml.Settings) {
			s.IdPEntityID = "https://IdP.acme.test/saml"
		}, "", LintWarning, "idp_entity_id", "upper-case letters"},
		{"our entity ID", func(s *saml.Settings) {
			s.IdPEntityID = s.EntityID + "/"
		}, "", LintError, "idp_entity_id", "our own entity ID"},
		{"our ACS URL as entity ID", func(s *saml.Settings) {
			s.IdPEntityID = s.ACSURL
		}, "", LintError, "idp_entity_id", "our ACS URL"},
		{"our ACS URL as sign-on URL", nil, "https://SSO.vendor.test/sso/saml/acs/k1", LintError, "sso_url",
			"our own ACS URL"},
		{"our entity ID as sign-on URL", nil, "https://sso.vendor.test/k1", LintError, "sso_url", "our own entity ID"},
		{"http", nil, "http://idp.acme.test/sso", LintWarning, "sso_url", "is http, not https"},
		{"no URL", nil, "idp.acme.test/sso", LintError, "sso_url", "is no web address"},
		{"fragment", nil, soundSSO + "#top", LintWarning, "sso_url", "has a fragment"},
		{"no certificate", trust(), "", LintError, "certificates", "there is no signing certificate"},
		{"unreadable", trust(sound, []byte{1}), "", LintError, "certificates", "can't be read"},
		{"expired", trust(dead), "", LintError, "certificates", `"old" expired on 31 January 2025`},
		{"expired beside a sound one", trust(dead, sound), "", LintWarning, "certificates", "expired on"},
		{"expired and ignored", func(s *saml.Settings) {
			trust(dead)(s)
			s.Policy.IgnoreExpiry = true
		}, "", LintWarning, "certificates", "expired on"},
		{"expiring", trust(samltest.Certificate(t, "soon", "rsa2048-2", year(-3), samltest.Arrival.AddDate(0, 0, 30))),
			"", LintWarning, "certificates", "expires on 2 March 2026, in 30 days"},
		{"not yet valid", trust(samltest.Certificate(t, "next", "rsa2048-2", year(1), year(2))), "", LintError,
			"certificates", "valid only from"},
		{"not yet valid beside a sound one", trust(sound, samltest.Certificate(t, "next", "rsa2048-2", year(1),
			year(2))), "", LintWarning, "certificates", "valid only from"},
		{"1024 bits", trust(samltest.Certificate(t, "small", "rsa1024", year(-1), year(1))), "", LintWarning,
			"certificates", "RSA key of 1024 bits, which is weak"},
		{"512 bits", trust(samltest.PEM(t, "rsa512-certificate")), "", LintError, "certificates",
			"RSA key of 512 bits, which is refused"},
		{"SHA-1", trust(samltest.PEM(t, "sha1-certificate")), "", LintWarning, "certificates",
			"is itself signed over SHA-1"},
		{"twice", trust(sound, sound), "", LintWarning, "certificates", "there twice"},
		{"too many", trust(sound, sound, sound, sound, sound, sound, sound, sound, sound, sound, sound), "", LintError,
			"certificates", "more than the 10"},
		{"SHA-1 allowed", func(s *saml.Settings) {
			s.Policy.AllowSHA1 = true
		}, "", LintWarning, "policy", "SHA-1 is accepted in signatures"},
		{"RSA 1.5 allowed", func(s *saml.Settings) {
			s.Policy.AllowRSA15 = true
		}, "", LintWarning, "policy", "RSA 1.5"},
		{"skew", func(s *saml.Settings) { s.Policy.Skew = time.Hour }, "", LintError, "policy", "clock skew of 1h0m0s"},
		{"no domain", func(s *saml.Settings) { s.Domains = nil }, "", LintError, "domains", "no verified domain"},
		{"outside", func(s *saml.Settings) {
			s.AllowOutside = true
		}, "", LintWarning, "domains", "outside the organization's domains are accepted"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := testSettings(t, "OktaSAML")
			if test.with != nil {
				test.with(&s)
			}
			sso := test.sso
			if sso == "" {
				sso = soundSSO
			}
			found := LintSettings(s, sso, samltest.Arrival)
			for _, lint := range found {
				if lint.Field == test.field && lint.Level == test.level && strings.Contains(lint.Message, test.want) {
					if lint.Remedy == "" {
						t.Error("no remedy")
					}
					return
				}
			}
			t.Errorf("want %s %s %q in %+v", test.level, test.field, test.want, found)
		})
	}
}

func TestLintOrder(t *testing.T) {
	s := testSettings(t, "OktaSAML")
	s.Policy.AllowSHA1, s.Domains = true, nil
	found := LintSettings(s, "http://idp.acme.test/sso", samltest.Arrival)
	for i := 1; i < len(found); i++ {
		if found[i].Level == LintError && found[i-1].Level == LintWarning {
			t.Errorf("an error behind a warning: %+v", found)
		}
	}
}

func TestLintMetadata(t *testing.T) {
	ours := testSettings(t, "OktaSAML")
	read := func(t *testing.T, doc string) protocol.IdPMetadata {
		t.Helper()
		m, err := protocol.ParseMetadata([]byte(doc), "")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	says := func(found []Lint, level LintLevel, words string) bool {
		for _, lint := range found {
			if lint.Level == level && strings.Contains(lint.Message, words) {
				return true
			}
		}
		return false
	}
	if found := LintMetadata(read(t, samltest.Metadata(t)), ours, samltest.Arrival); len(found) > 0 {
		t.Errorf("sound metadata: %+v", found)
	}
	if found := LintMetadata(read(t, samltest.Metadata(t)), saml.Settings{}, samltest.Arrival); len(found) > 0 {
		t.Errorf("sound metadata before we know who we are: %+v", found)
	}
	valid := func(until string) protocol.IdPMetadata {
		return read(t, samltest.ChangedMetadata(t, " entityID=", ` validUntil="`+until+`" entityID=`))
	}
	if found := LintMetadata(valid("2026-01-30T00:00:00Z"), ours, samltest.Arrival); !says(found, LintError,
		"was valid until 30 January 2026") {
		t.Errorf("validUntil past: %+v", found)
	}
	if found := LintMetadata(valid("2026-02-05T00:00:00Z"), ours, samltest.Arrival); !says(found, LintWarning,
		"valid only until 5 February 2026") {
		t.Errorf("validUntil soon: %+v", found)
	}
	if found := LintMetadata(read(t, samltest.ChangedMetadata(t, "HTTP-Redirect", "HTTP-POST")), ours,
		samltest.Arrival); !says(found, LintWarning, "no sign-on URL for HTTP-Redirect") {
		t.Errorf("missing binding: %+v", found)
	}
	if found := LintMetadata(read(t, samltest.ChangedMetadata(t, "<IDPSSODescriptor",
		`<IDPSSODescriptor WantAuthnRequestsSigned="true"`)), ours, samltest.Arrival); !says(found, LintWarning,
		"wants signed requests") {
		t.Errorf("signed requests: %+v", found)
	}
	m := read(t, samltest.Metadata(t))
	m.Unreadable = []string{"this certificate is cut off"}
	if found := LintMetadata(m, ours, samltest.Arrival); !says(found, LintWarning,
		"left out: this certificate is cut off") {
		t.Errorf("unreadable certificate: %+v", found)
	}
	if found := LintMetadata(protocol.IdPMetadata{}, ours, samltest.Arrival); !says(found, LintError,
		"there is no sign-on URL for HTTP-Redirect or HTTP-POST") {
		t.Errorf("nothing: %+v", found)
	}
	doc, err := os.ReadFile("../protocol/testdata/metadata/jumpcloud.xml")
	if err != nil {
		t.Fatal(err)
	}
	ours.ConnectionType = "JumpCloudSAML"
	if found := LintMetadata(read(t, string(doc)), ours, samltest.Arrival); says(found, LintError,
		"our own entity ID") {
		t.Errorf("JumpCloud may use our entity ID: %+v", found)
	}
}
