package connection

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/service/core"
)

// TestIdPOff says why there is no test identity provider here, "" if there is
// one.
func (s Service) TestIdPOff() string { return s.core.TestIdPOff }

// TestIdPServes reports whether a request may reach the pages of the test identity provider.
// Under auto only one of this machine may (local): a proxy in front of a loopback listener, or a
// name that somebody else's DNS leads to it, would otherwise bring strangers in.
func (s Service) TestIdPServes(local bool) bool {
	return s.core.TestIdPOff == "" && (local || s.core.TestIdP == model.TestIdPOn)
}

// setting is a value of the installation itself, sealed.
type setting struct {
	ID       model.ID `json:"id"`
	Sealed   []byte   `json:"sealed"`
	Revision uint64   `json:"-"`
}

func (s setting) RecordKey() (model.Kind, model.ID) { return model.KindSetting, s.ID }

func (s setting) RecordParent() model.ID { return "" }

func (s setting) RecordNames() []string { return nil }

func (s setting) RecordRevision() uint64 { return s.Revision }

func (s setting) AtRevision(r uint64) model.Noun { s.Revision = r; return s }

const testIdPSetting model.ID = "test-idp"

// TestIdP gives the built-in test identity provider. ErrNotFound before its keys
// were made, which [seed.Service.Welcome] does where it is switched on.
func (s Service) TestIdP(ctx context.Context) (*idp.Provider, error) {
	s, err := pass(s.core.See(ctx, model.ActPlayTestIdP, core.Nothing))
	if err != nil {
		return nil, err
	}
	p, err := keptTestIdP(ctx, s, idp.Unmarshal)
	if err != nil {
		return nil, err
	}
	p.EntityID, p.SSOURL = TestIdPEntityID(s.core), TestIdPSSOURL(s.core) // the listener may have moved
	return p, nil
}

// keptTestIdP reads what the store has of the test identity provider.
func keptTestIdP[T any](ctx context.Context, s Service, read func([]byte) (T, error)) (x T, err error) {
	kept, err := core.Read[setting](ctx, s.core.Store, model.KindSetting, testIdPSetting)
	if err != nil {
		return x, err
	}
	plain, err := s.core.Secrets.Open(kept.Sealed, string(testIdPSetting))
	if err != nil {
		return x, err
	}
	if x, err = read(plain); err != nil {
		return x, fmt.Errorf("%w: test identity provider: %v", model.ErrDamaged, err)
	}
	return x, nil
}

func TestIdPEntityID(passed *core.Core) string {
	return passed.BaseURL + "/test-idp/metadata"
}

func TestIdPSSOURL(passed *core.Core) string {
	return passed.BaseURL + "/test-idp/sso"
}

// NeedTestIdP gives the test identity provider; its keys are made at the first
// call and kept sealed. It is refused where it is switched off.
func NeedTestIdP(ctx context.Context, passed *core.Core) (*idp.Provider, error) {
	svc := On(passed)
	if svc.core.TestIdPOff != "" {
		return nil, model.Refuse("test-idp", "", "%s", svc.core.TestIdPOff)
	}
	p, err := svc.TestIdP(ctx)
	if none, err := core.Missing(err); !none {
		return p, err
	}
	p, err = idp.New(TestIdPEntityID(svc.core), TestIdPSSOURL(svc.core), svc.core.Now(), svc.core.NewRSA)
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider: %w", err)
	}
	plain, err := p.Marshal()
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider: %w", err)
	}
	s := setting{ID: testIdPSetting, Sealed: svc.core.Secrets.Seal(plain, string(testIdPSetting))}
	if err = svc.core.ApplyQuietly(ctx, core.Created(s)); errors.Is(err, model.ErrConflict) {
		return svc.TestIdP(ctx) // somebody else was first
	}
	return p, err
}

// publicKey is what all of the standard library's have.
type publicKey interface{ Equal(crypto.PublicKey) bool }

// trustsTestIdP reports whether what is trusted is the test identity provider: by
// its name, or by one of its keys in whatever certificate.
func (s Service) trustsTestIdP(ctx context.Context, entityID string, certificates [][]byte) (bool, error) {
	if entityID == TestIdPEntityID(s.core) {
		return true, nil
	}
	keys, err := keptTestIdP(ctx, s, idp.PublicKeys)
	if none, err := core.Missing(err); none || err != nil {
		return false, err
	}
	return slices.ContainsFunc(certificates, func(der []byte) bool {
		x, err := x509.ParseCertificate(der)
		return err == nil && slices.ContainsFunc(keys, func(k crypto.PublicKey) bool {
			same, ok := k.(publicKey)
			return ok && same.Equal(x.PublicKey)
		})
	}), nil
}

// refuseTestIdP refuses metadata of the test identity provider for connections of
// any other type.
func (svc Service) refuseTestIdP(ctx context.Context, s model.IdPSetup) error {
	trusts, err := svc.trustsTestIdP(ctx, s.EntityID, s.Certificates)
	if !trusts || err != nil {
		return err
	}
	return model.Refuse("metadata", "use the metadata of the company's own identity provider", "%s", trustedAlone)
}

const trustedAlone = "the test identity provider, which signs in whoever one says to be, is trusted by connections " +
	"of the type " + model.TestIdPType + " alone"

// Barred says why the test identity provider may sign nobody in through a
// connection, "" if it may or if the connection leads to another one.
func Barred(ctx context.Context, passed *core.Core, c model.Connection) (string, error) {
	s := On(passed)
	if c.ByOIDC() && c.OIDC.Issuer != TestIdPIssuer(passed) {
		return "", nil
	}
	if c.Type != model.TestIdPType && !c.ByOIDC() {
		var all [][]byte
		for _, x := range c.Certificates {
			all = append(all, x.DER)
		}
		trusts, err := s.trustsTestIdP(ctx, c.IdPEntityID, all)
		if !trusts || err != nil {
			return "", err
		}
		return trustedAlone, nil
	}
	if s.core.TestIdPOff != "" {
		return s.core.TestIdPOff, nil
	}
	env, err := s.tenant().Environment(ctx, c.EnvironmentID)
	if err == nil && env.Kind == model.Production {
		return "the test identity provider signs nobody in to " + env.Name + ", which is of the kind " +
			string(model.Production), nil
	}
	return "", err
}

// CheckTestIdP refuses a change that makes a connection one that may sign nobody
// in because of the test identity provider. One that was so before may still be
// renamed, paused or reset.
func CheckTestIdP(ctx context.Context, passed *core.Core, before, after model.Connection) error {
	s := On(passed)
	why, err := Barred(ctx, s.core, after)
	if why == "" || err != nil {
		return err
	}
	if before.ID != "" {
		if was, err := Barred(ctx, s.core, before); was == why || err != nil {
			return err
		}
	}
	if after.Type != model.TestIdPType && before.Type == model.TestIdPType {
		return model.Refuse("type", "reset the connection first", "%s", why)
	}
	if after.ByOIDC() {
		return model.Refuse("issuer", "use the company's own identity provider", "%s", why)
	}
	if after.Type != model.TestIdPType {
		return model.Refuse("metadata", "use the metadata of the company's own identity provider", "%s", why)
	}
	return model.Refuse("type", "choose another type", "%s", why)
}
