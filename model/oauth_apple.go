package model

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
)

// Apple gives no client secret: a team there makes a key, and what it signs stands in for one.

var (
	appleID  = regexp.MustCompile(`^[A-Z0-9]{10}$`) // of a team, or of a key
	pemLabel = regexp.MustCompile(`-----(BEGIN|END) ([A-Z0-9 ]+)-----`)
)

// checkApple refuses what is not Apple's of a setup for it, and Apple's of any other.
func (x OAuthSetup) checkApple(provider string) error {
	for _, id := range []struct{ field, what, value, where string }{
		{"team_id", "team", x.TeamID, "under your membership details"},
		{"key_id", "key", x.KeyID, "with the key, and in the name of its file: AuthKey_KEYID.p8"},
	} {
		switch {
		case provider == AppleProvider && !appleID.MatchString(id.value):
			return Refuse(id.field, "copy it from developer.apple.com, where it stands "+id.where,
				"%q is no id of a %s: it has ten characters, A to Z and 0 to 9", Short(id.value), id.what)
		case provider != AppleProvider && id.value != "":
			return Refuse(id.field, "leave it empty", "only Apple has it")
		}
	}
	return nil
}

// ReadAppleKey reads the private key of a team: the file that Apple gives (.p8), its line
// breaks kept or not. It gives the key as PKCS #8.
func ReadAppleKey(text string) ([]byte, error) {
	const field, remedy = "client_secret", "enter the whole content of the file AuthKey_….p8, as Apple gives it once " +
		"when the key is made"
	if label := pemLabel.FindStringSubmatch(text); label != nil && label[2] != "PRIVATE KEY" {
		return nil, Refuse(field, remedy, "begins with %s, where the file that Apple gives has PRIVATE KEY",
			Short(label[2]))
	}
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(pemLabel.ReplaceAllString(text, "")), ""))
	if err != nil {
		return nil, Refuse(field, remedy, "is no private key: it is not base64 between BEGIN and END")
	}
	if _, err := AppleKey(der); err != nil {
		return nil, Refuse(field, remedy, "%s", err.Error())
	}
	return der, nil
}

// AppleKey opens a key that [ReadAppleKey] gave. The error says what else it is.
func AppleKey(der []byte) (*ecdsa.PrivateKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("is no private key of the form that Apple gives (PKCS #8)")
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, errors.New("is a key of another kind than Apple gives (ECDSA on P-256)")
	}
	return key, nil
}
