package model

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// IdPSetup is what an identity provider says of itself: read from its metadata,
// or entered by hand.
type IdPSetup struct {
	protocol.IdPMetadata
	URL   string      // where the metadata came from, to be refreshed; "" for a file or by hand
	Reach fetch.Reach // of URL
}

// Fetcher reads documents on the network. A *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, url string, reach fetch.Reach) ([]byte, error)
}

// ReadMetadata reads an identity provider's metadata: with an entity ID, of the
// one that has it. The error is a *FieldError in one sentence; a
// *protocol.ChooseProvider in it lists those of which one has to be chosen.
func ReadMetadata(doc []byte, entityID string) (IdPSetup, error) {
	m, err := protocol.ParseMetadata(doc, entityID)
	if err != nil {
		return IdPSetup{}, &FieldError{Field: "metadata", Reason: err.Error(), Err: err}
	}
	return IdPSetup{IdPMetadata: m}, nil
}

// ReadMetadata reads the metadata of the connection's identity provider again:
// the only one in it, or of a federation's the one that it trusts now.
func (c Connection) ReadMetadata(doc []byte) (IdPSetup, error) {
	s, err := ReadMetadata(doc, "")
	if _, several := errors.AsType[*protocol.ChooseProvider](err); several {
		return ReadMetadata(doc, c.IdPEntityID)
	}
	return s, err
}

// FetchMetadata reads an identity provider's metadata from where it publishes
// it, as [ReadMetadata] does. Private addresses are refused unless an operator
// allows them.
func (d *Desk) FetchMetadata(ctx context.Context, url string, reach fetch.Reach, entityID string) (IdPSetup, error) {
	d, err := d.see(ctx, ActLookOutside, nothing)
	if err != nil {
		return IdPSetup{}, err
	}
	return d.fetchMetadata(ctx, url, reach, func(doc []byte) (IdPSetup, error) { return ReadMetadata(doc, entityID) })
}

func (d *Desk) fetchMetadata(ctx context.Context, url string, reach fetch.Reach, read func([]byte) (IdPSetup, error)) (IdPSetup, error) {
	url = strings.TrimSpace(url)
	if err := checkText("metadata_url", url, 2048); err != nil {
		return IdPSetup{}, err
	}
	doc, err := d.Fetch.Get(ctx, url, reach)
	if err != nil {
		return IdPSetup{}, &FieldError{Field: "metadata_url", Reason: err.Error(), Err: err}
	}
	s, err := read(doc)
	s.URL, s.Reach = url, reach
	return s, err
}

// ByHand is what a person entered: certificates as PEM or base64, one each.
func ByHand(entityID, ssoURL string, binding Binding, certificates ...[]byte) (IdPSetup, error) {
	s := IdPSetup{}
	s.EntityID, s.SSOURL, s.SSOBinding = entityID, strings.TrimSpace(ssoURL), string(binding)
	if binding == Post {
		s.SSOPostURL = s.SSOURL
	} else {
		s.SSORedirectURL = s.SSOURL
	}
	for _, text := range certificates {
		der, err := protocol.ParseCertificate(text)
		if err != nil {
			return s, &FieldError{Field: "certificate", Reason: err.Error(), Err: err}
		}
		s.Certificates = append(s.Certificates, der)
	}
	return s, nil
}

// binding is the model's word for that of the metadata.
func (s IdPSetup) binding() Binding {
	if strings.HasSuffix(s.SSOBinding, string(Post)) {
		return Post
	}
	return Redirect
}

// Configure gives a connection the identity provider's settings. The errors of
// the pre-flight check refuse them, and then nothing is changed.
func (d *Desk) Configure(ctx context.Context, id ID, s IdPSetup) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	var found []diagnose.Lint
	c, lints, err := d.reviseConnection(ctx, id, "configured connection %s", func(c *Connection, o Organization) (err error) {
		found, err = d.configure(c, o, s)
		return err
	})
	return c, merge(found, lints), err
}

// providersFields are what an identity provider's settings bring in anew, whatever
// was there before.
var providersFields = []string{"idp_entity_id", "sso_url", "certificates", "metadata"}

// configure puts the settings into a connection after checking them.
func (d *Desk) configure(c *Connection, o Organization, s IdPSetup) ([]diagnose.Lint, error) {
	if c.Type == TestIdPType {
		return nil, refuse("type", "choose another type first", "a connection to the test identity provider has its settings already")
	}
	now := d.now()
	had := slices.DeleteFunc(d.lint(*c, o), func(l diagnose.Lint) bool {
		return slices.Contains(providersFields, l.Field)
	})
	c.IdPEntityID, c.SSOURL, c.SSOBinding = s.EntityID, s.SSOURL, s.binding()
	c.trust(s.Certificates, d.stamp())
	c.SignRequests = c.SignRequests || s.WantAuthnRequestsSigned
	c.MetadataSource = MetadataSource{MetadataURL: s.URL, MetadataPrivate: bool(s.Reach), AutoApprove: c.AutoApprove, MetadataValidUntil: s.ValidUntil}
	if s.URL != "" {
		c.MetadataFetched, c.MetadataTried = now, now
	}
	c.Pending = nil
	ours := d.settings(*c, o)
	ours.EntityID, ours.ACSURL = d.EntityID(*c), d.ACSURL(*c)
	lints := merge(diagnose.LintMetadata(s.IdPMetadata, ours, now), d.lint(*c, o))
	if c.SignRequests {
		lints = slices.DeleteFunc(lints, func(l diagnose.Lint) bool {
			return strings.Contains(l.Message, "wants signed requests")
		})
	}
	lints, err := sound(lints, *c, had)
	if err == nil {
		c.settle()
	}
	return lints, err
}

// trust makes these the certificates of a connection; those that it had keep
// their date. A new one gets the stamp: when it was added, and by whom.
func (c *Connection) trust(certificates [][]byte, stamp Certificate) {
	var all []Certificate
	for _, der := range certificates {
		x := stamp
		x.DER = der
		if i := slices.IndexFunc(c.Certificates, func(old Certificate) bool { return bytes.Equal(old.DER, der) }); i >= 0 {
			x = c.Certificates[i]
		}
		all = append(all, x)
	}
	c.Certificates = all
}

// stamp marks a certificate that this desk's principal adds now.
func (d *Desk) stamp() Certificate {
	by := d.principal.actor()
	return Certificate{Added: d.now(), AddedBy: &by}
}

// trustTestIdP configures a connection to the built-in test identity provider.
func (c *Connection) trustTestIdP(p *idp.Provider, n idp.Needs, now time.Time) {
	c.IdPEntityID, c.SSOURL, c.SSOBinding, c.State = p.EntityID, p.SSOURL, Redirect, Validating
	c.trust(p.Certificates(n), Certificate{Added: now})
	c.ForceAuthn = c.ForceAuthn || n == idp.ForcedAuthn
}
