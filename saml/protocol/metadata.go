package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// Limits of the metadata of one entity: it is under 100 KiB.
const (
	maxMetadataElements = 50_000
	maxMetadataText     = 512 << 10 // logos are embedded as data: URLs
)

// IdPMetadata is what the metadata of an identity provider says of it.
type IdPMetadata struct {
	EntityID   string
	SSOURL     string // the sign-on URL to use: by Redirect if there is one, else by POST
	SSOBinding string // the binding of SSOURL

	SSORedirectURL string // "" if the binding is missing
	SSOPostURL     string // "" if the binding is missing

	Certificates [][]byte // DER, for signing, in document order and without repetitions
	Unreadable   []string // why other signing certificates were left out
	Odd          []Oddity // what is not as it should be, and was read all the same

	ValidUntil              time.Time     // zero if unlimited
	CacheDuration           time.Duration // zero if not said
	WantAuthnRequestsSigned bool
	NameIDFormats           []string
}

// ParseMetadata reads the metadata of one identity provider: an
// EntityDescriptor, or one out of an EntitiesDescriptor, which is the one of
// this entity ID, or with "" the only one. A [*ChooseProvider] says that there
// are several. Any other error is a sentence that says what the document is
// instead and what to do. A signature of the metadata is not verified: whoever
// imports it vouches for it. Whether it is out of date is not looked at here.
func ParseMetadata(doc []byte, entityID string) (IdPMetadata, error) {
	s := survey{wanted: strings.TrimSpace(entityID)}
	if err := s.read(doc); err != nil {
		return IdPMetadata{}, err
	}
	return s.result()
}

// read goes through a document. It is read one entity after the other.
func (s *survey) read(doc []byte) error {
	if err := notMetadata(doc); err != nil {
		return err
	}
	doc = xmldoc.UTF8(doc)
	var d xmldoc.Doc
	limits := xmldoc.Limits{
		Bytes: MaxMetadata, Elements: maxMetadataElements, TextBytes: maxMetadataText,
		// It is displayed and approved, not accepted, and real files hold these.
		Options: xmldoc.Options{AllowComments: true, AllowPIs: true, AllowCDATA: true},
	}
	err := d.ParseEach(doc, limits, MetadataNS, "EntityDescriptor", func(n xmldoc.Node) { s.entity(&d, n) })
	if err != nil {
		return brokenXML(doc, err)
	}
	if s.entities > 0 {
		return nil
	}
	if err := d.Parse(doc, limits); err != nil {
		return brokenXML(doc, err)
	}
	return otherDocument(&d)
}

func readEntity(d *xmldoc.Doc, entity xmldoc.Node) (IdPMetadata, error) {
	id, _ := d.Attr(entity, "", "entityID")
	m := IdPMetadata{EntityID: strings.TrimSpace(string(id))}
	if m.EntityID == "" {
		return IdPMetadata{}, errors.New("this metadata has no entityID: ask for complete metadata, or enter " +
			"the values by " +
			"hand")
	}
	role, err := m.role(d, entity)
	if err != nil {
		return IdPMetadata{}, err
	}
	if err := m.readLife(d, role); err != nil {
		return IdPMetadata{}, err
	}
	if err := m.readEndpoints(d, role); err != nil {
		return IdPMetadata{}, err
	}
	if err := m.readCertificates(d, role); err != nil {
		return IdPMetadata{}, err
	}
	want, _ := d.Attr(role, "", "WantAuthnRequestsSigned")
	m.WantAuthnRequestsSigned = string(want) == "true" || string(want) == "1"
	for format := range d.Find(role, MetadataNS, "NameIDFormat") {
		m.NameIDFormats = append(m.NameIDFormats, strings.TrimSpace(string(d.Text(format))))
	}
	return m, nil
}

// Oddity is something in metadata that is not as it should be.
type Oddity struct {
	Field   string // "metadata" or "certificates"
	Message string // what is wrong
	Remedy  string // what to do
}

func (m *IdPMetadata) odd(field, message, remedy string) {
	m.Odd = append(m.Odd, Oddity{Field: field, Message: message, Remedy: remedy})
}

// role takes the first IDPSSODescriptor that speaks SAML 2.0, or else the first
// that does not say what it speaks.
func (m *IdPMetadata) role(d *xmldoc.Doc, entity xmldoc.Node) (xmldoc.Node, error) {
	other, silent := "", xmldoc.None
	for role := range d.Children(entity) {
		if !d.Is(role, MetadataNS, "IDPSSODescriptor") {
			continue
		}
		protocols, said := d.Attr(role, "", "protocolSupportEnumeration")
		if !said && silent == xmldoc.None {
			silent = role
		}
		for _, protocol := range bytes.Fields(protocols) {
			if string(protocol) == ProtocolNS {
				return role, nil
			}
		}
		other += string(protocols)
	}
	if silent != xmldoc.None {
		m.odd("metadata", "the identity provider's role does not say which protocols it speaks: the attribute "+
			"protocolSupportEnumeration is missing, so SAML 2.0 is assumed",
			"nothing if sign-ins work; otherwise ask for complete metadata")
		return silent, nil
	}
	if strings.TrimSpace(other) != "" {
		return xmldoc.None, fmt.Errorf("this identity provider does not offer SAML 2.0 but %q: switch SAML "+
			"2.0 on there "+
			"and take its metadata again", diff.Visible(strings.TrimSpace(other), 100))
	}
	return xmldoc.None, noIdentityProvider(d, entity)
}

func (m *IdPMetadata) readEndpoints(d *xmldoc.Doc, role xmldoc.Node) error {
	var others []string
	for service := range d.Children(role) {
		if !d.Is(service, MetadataNS, "SingleSignOnService") {
			continue
		}
		binding, _ := d.Attr(service, "", "Binding")
		location, _ := d.Attr(service, "", "Location")
		target := &m.SSORedirectURL
		switch string(binding) {
		case BindingRedirect:
		case BindingPost:
			target = &m.SSOPostURL
		default:
			others = append(others, diff.Visible(string(binding[bytes.LastIndexByte(binding, ':')+1:]), 60))
			continue
		}
		address := strings.TrimSpace(string(location))
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return fmt.Errorf("this metadata has the sign-on URL %q, which is no web address: ask for corrected "+
				"metadata, or "+
				"enter the values by hand", diff.Visible(address, 200))
		}
		if *target == "" {
			*target = address
		}
	}
	m.SSOURL, m.SSOBinding = m.SSORedirectURL, BindingRedirect
	if m.SSOURL == "" {
		m.SSOURL, m.SSOBinding = m.SSOPostURL, BindingPost
	}
	switch {
	case m.SSOURL != "":
		return nil
	case len(others) > 0:
		return fmt.Errorf("this identity provider offers sign-on only by %s: switch HTTP-Redirect or "+
			"HTTP-POST on there "+
			"and take its metadata again", strings.Join(others, ", "))
	}
	return errors.New("this metadata has no sign-on URL (SingleSignOnService): switch single sign-on on at " +
		"the identity " +
		"provider and take its metadata again")
}
