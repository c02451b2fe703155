package model

import (
	"net"
	"net/url"
	"strings"
)

// TestIdPType is the connection type of the built-in test identity provider.
const TestIdPType = "TestIdp"

// TestIdPIssuer is where, under the base URL, the test identity provider is an OpenID
// provider.
const TestIdPIssuer = "/test-idp/oidc"

// AtTestIdP reports whether the connection leads to the test identity provider: by SAML
// its type says so, by OpenID Connect its client ID, which is the connection's own id.
func (c Connection) AtTestIdP() bool {
	return c.Type == TestIdPType || c.ByOIDC() && c.OIDC.ClientID == string(c.ID) &&
		strings.HasSuffix(c.OIDC.Issuer, TestIdPIssuer)
}

// TestIdPSwitch is how an operator sets the test identity provider. It signs in
// whoever a visitor says they are, so it must not be within a stranger's reach.
type TestIdPSwitch string

// The positions of the switch.
const (
	TestIdPAuto TestIdPSwitch = "auto" // on only while the listener and the base URL are loopback
	TestIdPOn   TestIdPSwitch = "on"
	TestIdPOff  TestIdPSwitch = "off"
)

// ParseTestIdP reads a position of the switch; "" is auto.
func ParseTestIdP(text string) (TestIdPSwitch, error) {
	switch s := TestIdPSwitch(text); s {
	case "":
		return TestIdPAuto, nil
	case TestIdPAuto, TestIdPOn, TestIdPOff:
		return s, nil
	}
	return "", Refuse("test-idp", "use auto, on or off", "cannot be %q", Short(text))
}

// Closed says why the test identity provider is switched off, "" if it is on. Auto asks
// [StrangersReach].
func (s TestIdPSwitch) Closed(listen, baseURL string) string {
	const anyway = "; --test-idp=on switches it on all the same"
	switch s {
	case TestIdPOn:
		return ""
	case TestIdPOff:
		return "the test identity provider is switched off (--test-idp=off)"
	}
	if what := StrangersReach(listen, baseURL); what != "" {
		return "the test identity provider is off, since strangers may reach " + what + anyway
	}
	return ""
}

// StrangersReach names what others than this machine may reach: the base URL or the listener. It
// is "" if both are loopback. Without a listener the base URL decides alone.
func StrangersReach(listen, baseURL string) string {
	if u, err := url.Parse(baseURL); err != nil || !Loopback(u.Hostname()) {
		return baseURL
	}
	if host, _, err := net.SplitHostPort(listen); listen != "" && (err != nil || !Loopback(host)) {
		return "the listener on " + listen
	}
	return ""
}
