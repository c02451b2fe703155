package model_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
)

// appleKeyFile is a private key as a file.
func appleKeyFile(t *testing.T, key crypto.Signer, label string) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func onCurve(t *testing.T, c elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(c, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// The key of a team is taken as its file has it, and as a form makes one line of it; what
// else somebody could take for it is told by what it is.
func TestAppleSetup(t *testing.T) {
	key := onCurve(t, elliptic.P256())
	file := appleKeyFile(t, key, "PRIVATE KEY")
	rsa, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	whole := model.OAuthSetup{ClientID: "com.acme.app", Secret: file, TeamID: "ABCDE12345", KeyID: "F6G7H8J9K0"}
	for _, test := range []struct {
		name        string
		change      func(*model.OAuthSetup)
		field, says string // "" is no refusal
	}{
		{"the file", func(*model.OAuthSetup) {}, "", ""},
		{"with Windows' line ends", func(x *model.OAuthSetup) {
			x.Secret = strings.ReplaceAll(file, "\n", "\r\n")
		}, "", ""},
		{"on one line", func(x *model.OAuthSetup) { x.Secret = strings.ReplaceAll(file, "\n", " ") }, "", ""},
		{"with blanks around all", func(x *model.OAuthSetup) {
			x.ClientID, x.Secret, x.TeamID, x.KeyID = " com.acme.app ", "\n"+file+"\n", " ABCDE12345 ", " F6G7H8J9K0\n"
		}, "", ""},
		{"no key", func(x *model.OAuthSetup) { x.Secret = " " }, "oauth", "is empty"},
		{"a password", func(x *model.OAuthSetup) { x.Secret = "correct horse!" }, "client_secret", "no private key"},
		{"half a key", func(x *model.OAuthSetup) { x.Secret = file[:len(file)/2] }, "client_secret", "no private key"},
		{"an RSA key", func(x *model.OAuthSetup) {
			x.Secret = appleKeyFile(t, rsa, "PRIVATE KEY")
		}, "client_secret", "P-256"},
		{"an Ed25519 key", func(x *model.OAuthSetup) {
			x.Secret = appleKeyFile(t, ed, "PRIVATE KEY")
		}, "client_secret", "P-256"},
		{"another curve", func(x *model.OAuthSetup) {
			x.Secret = appleKeyFile(t, onCurve(t, elliptic.P384()), "PRIVATE KEY")
		}, "client_secret", "P-256"},
		{"SEC 1", func(x *model.OAuthSetup) {
			x.Secret = string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}))
		}, "client_secret", "begins with EC PRIVATE KEY"},
		{"a certificate", func(x *model.OAuthSetup) { x.Secret = appleKeyFile(t, key, "CERTIFICATE") }, "client_secret",
			"begins with CERTIFICATE"},
		{"no team", func(x *model.OAuthSetup) { x.TeamID = "" }, "team_id", "no id of a team"},
		{"a team in small letters", func(x *model.OAuthSetup) {
			x.TeamID = "abcde12345"
		}, "team_id", "no id of a team"},
		{"a file name as key", func(x *model.OAuthSetup) {
			x.KeyID = "AuthKey_F6G7H8J9K0.p8"
		}, "key_id", "no id of a key"},
		{"an invisible client id", func(x *model.OAuthSetup) {
			x.ClientID = "com.acme\u200b.app"
		}, "client_id", "invisible"},
		{"an issuer without https", func(x *model.OAuthSetup) { x.Issuer = "http://idp.example" }, "issuer", "https"},
	} {
		x := whole
		test.change(&x)
		got, err := x.Check(model.AppleProvider)
		if test.field == "" {
			opened, bad := model.AppleKey([]byte(got.Secret))
			if err != nil || bad != nil || !opened.Equal(key) || got.TeamID != whole.TeamID ||
				got.KeyID != whole.KeyID ||
				got.ClientID != whole.ClientID {
				t.Errorf("%s: %v, %v, %+v", test.name, err, bad, got)
			}
			continue
		}
		refused, ok := errors.AsType[*model.FieldError](err)
		if !ok || refused.Field != test.field || !strings.Contains(refused.Error(), test.says) ||
			test.field == "client_secret" && strings.Contains(refused.Error(), "MIG") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := whole.Check("google"); err == nil || !strings.Contains(err.Error(), "invisible") {
		t.Errorf("a key for Google: %v", err)
	}
	plain := model.OAuthSetup{ClientID: "id", Secret: "secret", TeamID: "ABCDE12345"}
	if _, err := plain.Check("google"); err == nil || !strings.Contains(err.Error(), "only Apple") {
		t.Errorf("a team for Google: %v", err)
	}
}
