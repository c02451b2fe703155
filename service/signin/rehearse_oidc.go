package signin

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"gatehouse/model"
	"gatehouse/oidc/idp"
	samlidp "gatehouse/saml/idp"
	"gatehouse/service/connection"
)

// rehearsedByOIDC is the connection that a rehearsal plays through, if it is one by
// OpenID Connect.
func (s Service) rehearsedByOIDC(ctx context.Context, r Rehearsal) (c model.Connection, openID bool, err error) {
	switch {
	case r.Connection != "":
		c, err = s.connection().Connection(ctx, r.Connection)
	case r.OpenID:
		c, err = s.connection().DemoConnection(ctx, connection.OpenIDNeeds)
	}
	return c, err == nil && c.ByOIDC() && c.AtTestIdP(), err
}

// rehearseOIDC plays a login by OpenID Connect against the test identity provider.
func (s Service) rehearseOIDC(ctx context.Context, c model.Connection, r Rehearsal) (model.Session, error) {
	f, ok := idp.Lookup(r.Fault)
	if !ok {
		return model.Session{}, fmt.Errorf(
			"fault %q of OpenID Connect: %w; gatehouse test-idp list --openid shows them",
			r.Fault, model.ErrNotFound)
	}
	env, err := s.tenant().Environment(ctx, c.EnvironmentID)
	if err != nil {
		return model.Session{}, err
	}
	o, err := s.tenant().Organization(ctx, c.OrganizationID)
	if err != nil {
		return model.Session{}, err
	}
	visitor := rehearser
	visitor.Browser = rand.Text() // the one that begins has to bring the answer
	begun, err := s.rehearseBegin(ctx, env, c, r, visitor)
	if err != nil {
		return model.Session{}, err
	}
	p, err := s.connection().TestOpenIDProvider(ctx)
	if err != nil {
		return model.Session{}, err
	}
	asked, err := url.Parse(begun.URL)
	if err != nil {
		return model.Session{}, err
	}
	if p.Fault = f.Name; r.User.ID == "" && r.User.Email == "" {
		r.User = model.TestUser(o)
	}
	back, err := p.Back(asked.Query(), OpenIDUser(r.User))
	if err != nil {
		return model.Session{}, err
	}
	answer, err := url.Parse(back)
	if err != nil {
		return model.Session{}, err
	}
	received, err := s.ReceiveOIDC(ctx, answer.Query(), visitor)
	if err != nil {
		return model.Session{}, err
	}
	return s.rehearseExchange(ctx, env, received)
}

// OpenIDUser is a test user as an OpenID provider knows them.
func OpenIDUser(u samlidp.User) idp.User {
	return idp.User{Subject: cmp.Or(u.ID, u.Email), Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
		Name: strings.TrimSpace(u.FirstName + " " + u.LastName), Groups: u.Groups}
}
