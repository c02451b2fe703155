package model

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"gatehouse/saml/idp"
)

// TestIdPType is the connection type of the built-in test identity provider.
const TestIdPType = "TestIdp"

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
	return "", refuse("test-idp", "use auto, on or off", "cannot be %q", short(text))
}

// closed says why the test identity provider is switched off, "" if it is on.
// Without a listener the base URL decides alone.
func (s TestIdPSwitch) closed(listen, baseURL string) string {
	const anyway = "; --test-idp=on switches it on all the same"
	switch s {
	case TestIdPOn:
		return ""
	case TestIdPOff:
		return "the test identity provider is switched off (--test-idp=off)"
	}
	if u, err := url.Parse(baseURL); err != nil || !loopback(u.Hostname()) {
		return "the test identity provider is off, since strangers may reach " + baseURL + anyway
	}
	if host, _, err := net.SplitHostPort(listen); listen != "" && (err != nil || !loopback(host)) {
		return "the test identity provider is off, since strangers may reach the listener on " + listen + anyway
	}
	return ""
}

// TestIdPOff says why there is no test identity provider here, "" if there is
// one.
func (d *Desk) TestIdPOff() string { return d.testIdPOff }

// TestIdPServes reports whether a request may reach the pages of the test
// identity provider. Under auto only one of this machine may: a proxy in front of
// a loopback listener, or a name that somebody else's DNS leads to it, would
// otherwise bring strangers in.
func (d *Desk) TestIdPServes(host string, forwarded bool) bool {
	if d.testIdPOff != "" || d.testIdP == TestIdPOn {
		return d.testIdPOff == ""
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return !forwarded && loopback(strings.Trim(host, "[]"))
}

// setting is a value of the installation itself, sealed.
type setting struct {
	ID       ID     `json:"id"`
	Sealed   []byte `json:"sealed"`
	Revision uint64 `json:"-"`
}

func (s setting) key() (Kind, ID)  { return KindSetting, s.ID }
func (s setting) parent() ID       { return "" }
func (s setting) names() []string  { return nil }
func (s setting) revision() uint64 { return s.Revision }
func (s setting) at(r uint64) noun { s.Revision = r; return s }

const testIdPSetting ID = "test-idp"

// TestIdP gives the built-in test identity provider. ErrNotFound before its keys
// were made, which [Desk.Welcome] does where it is switched on.
func (d *Desk) TestIdP(ctx context.Context) (*idp.Provider, error) {
	d, err := d.see(ctx, ActPlayTestIdP, nothing)
	if err != nil {
		return nil, err
	}
	kept, err := read[setting](ctx, d.store, KindSetting, testIdPSetting)
	if err != nil {
		return nil, err
	}
	plain, err := d.Secrets.Open(kept.Sealed, string(testIdPSetting))
	if err != nil {
		return nil, err
	}
	p, err := idp.Unmarshal(plain)
	if err != nil {
		return nil, fmt.Errorf("%w: test identity provider: %v", ErrDamaged, err)
	}
	p.EntityID, p.SSOURL = d.testIdPEntityID(), d.testIdPSSOURL() // the listener may have moved
	return p, nil
}

func (d *Desk) testIdPEntityID() string { return d.BaseURL + "/test-idp/metadata" }
func (d *Desk) testIdPSSOURL() string   { return d.BaseURL + "/test-idp/sso" }

// needTestIdP gives the test identity provider; its keys are made at the first
// call and kept sealed. It is refused where it is switched off.
func (d *Desk) needTestIdP(ctx context.Context) (*idp.Provider, error) {
	if d.testIdPOff != "" {
		return nil, refuse("test-idp", "", "%s", d.testIdPOff)
	}
	p, err := d.TestIdP(ctx)
	if none, err := missing(err); !none {
		return p, err
	}
	p, err = idp.NewWith(d.testIdPEntityID(), d.testIdPSSOURL(), d.now(), d.newRSA)
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider: %w", err)
	}
	plain, err := p.Marshal()
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider: %w", err)
	}
	s := setting{ID: testIdPSetting, Sealed: d.Secrets.Seal(plain, string(testIdPSetting))}
	if err = d.applyQuietly(ctx, created(s)); errors.Is(err, ErrConflict) {
		return d.TestIdP(ctx) // somebody else was first
	}
	return p, err
}

// publicKey is what all of the standard library's have.
type publicKey interface{ Equal(crypto.PublicKey) bool }

// keysOfTestIdP gives the public keys of the test identity provider, none if there
// is none.
func (d *Desk) keysOfTestIdP(ctx context.Context) (keys []publicKey, err error) {
	p, err := d.TestIdP(ctx)
	if none, err := missing(err); none || err != nil {
		return nil, err
	}
	for _, signer := range []crypto.Signer{p.Key, p.Stranger.Key, p.ECDSA.Key} {
		if key, ok := signer.Public().(publicKey); ok {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// trustsTestIdP reports whether what is trusted is the test identity provider: by
// its name, or by one of its keys in whatever certificate.
func (d *Desk) trustsTestIdP(ctx context.Context, entityID string, certificates [][]byte) (bool, error) {
	if entityID == d.testIdPEntityID() {
		return true, nil
	}
	keys, err := d.keysOfTestIdP(ctx)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(certificates, func(der []byte) bool {
		x, err := x509.ParseCertificate(der)
		return err == nil && slices.ContainsFunc(keys, func(k publicKey) bool { return k.Equal(x.PublicKey) })
	}), nil
}

// refuseTestIdP refuses metadata of the test identity provider for connections of
// any other type.
func (d *Desk) refuseTestIdP(ctx context.Context, s IdPSetup) error {
	trusts, err := d.trustsTestIdP(ctx, s.EntityID, s.Certificates)
	if !trusts || err != nil {
		return err
	}
	return refuse("metadata", "use the metadata of the company's own identity provider", "%s", trustedAlone)
}

const trustedAlone = "the test identity provider, which signs in whoever one says to be, is trusted by connections of the type " + TestIdPType + " alone"

// barred says why the test identity provider may sign nobody in through a
// connection, "" if it may or if the connection leads to another one.
func (d *Desk) barred(ctx context.Context, c Connection) (string, error) {
	if c.Type != TestIdPType {
		var all [][]byte
		for _, x := range c.Certificates {
			all = append(all, x.DER)
		}
		trusts, err := d.trustsTestIdP(ctx, c.IdPEntityID, all)
		if !trusts || err != nil {
			return "", err
		}
		return trustedAlone, nil
	}
	if d.testIdPOff != "" {
		return d.testIdPOff, nil
	}
	env, err := d.Environment(ctx, c.EnvironmentID)
	if err == nil && env.Kind == Production {
		return "the test identity provider signs nobody in to " + env.Name + ", which is of the kind " + string(Production), nil
	}
	return "", err
}

// checkTestIdP refuses a change that makes a connection one that may sign nobody
// in because of the test identity provider. One that was so before may still be
// renamed, paused or reset.
func (d *Desk) checkTestIdP(ctx context.Context, before, after Connection) error {
	why, err := d.barred(ctx, after)
	if why == "" || err != nil {
		return err
	}
	if before.ID != "" {
		if was, err := d.barred(ctx, before); was == why || err != nil {
			return err
		}
	}
	if after.Type != TestIdPType && before.Type == TestIdPType {
		return refuse("type", "reset the connection first", "%s", why)
	}
	if after.Type != TestIdPType {
		return refuse("metadata", "use the metadata of the company's own identity provider", "%s", why)
	}
	return refuse("type", "choose another type", "%s", why)
}
