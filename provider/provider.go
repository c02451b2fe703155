// Package provider knows the identity providers that connections are made to: what
// each is called, how its addresses are told from others', what its own screens call
// our values, and the guide to it. Each is one file of assets/providers, named after
// its connection type, and read when it is first asked for.
package provider

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"gatehouse/assets"
)

// Generic is the connection type of any provider that has no type of its own.
const Generic = "GenericSAML"

// Provider is an identity provider.
type Provider struct {
	Type   string   `yaml:"-"`      // of the connection: "OktaSAML"
	Name   string   `yaml:"name"`   // on its card in the Admin Portal: "Okta"
	Called string   `yaml:"called"` // in sentences and lists; "" means Name
	Hosts  []string `yaml:"hosts"`  // of its addresses, and all names under them
	Paths  []string `yaml:"paths"`  // beginnings of the paths of its addresses
	About  string   `yaml:"about"`  // one line on its card
	Search string   `yaml:"search"` // other words that people look for
	Bring  string   `yaml:"bring"`  // what its guide gives back: "url", "file" or "hand"; "" by OpenID Connect
	Role   string   `yaml:"role"`   // that one needs there; "" for an administrator
	Words  Words    `yaml:"words"`
	Renew  []string `yaml:"renew"` // how its certificate is changed; none takes the generic way
	Steps  []Step   `yaml:"steps"` // of its guide
}

// Words are how its own screens call what a sentence to its admin has to point at.
// Each fits after "set", "in" or "under"; names as they are shown stand in quotation
// marks. What is empty is said in the words of [Generic].
type Words struct {
	Where string `yaml:"where"` // the way to the application's SAML settings; may be ""

	Audience    string `yaml:"audience"`    // the field for our entity ID
	ACS         string `yaml:"acs"`         // the field for our ACS URL
	Issuer      string `yaml:"issuer"`      // where its own entity ID is shown
	Signing     string `yaml:"signing"`     // the option for what is signed
	Algorithm   string `yaml:"algorithm"`   // the option for the signature algorithm
	Certificate string `yaml:"certificate"` // where its certificate or metadata is downloaded; may be ""
	NameID      string `yaml:"name_id"`     // the field that chooses the NameID
	Attributes  string `yaml:"attributes"`  // where attributes are mapped
	Encryption  string `yaml:"encryption"`  // where our certificate for encryption goes
	Access      string `yaml:"access"`      // where users are given access to the application
	RelayState  string `yaml:"relay_state"` // the field for a default RelayState
	Statement   string `yaml:"statement"`   // the switch for an AuthnStatement; may be ""

	// Clock is what to do about its clock, after "please". It is empty where the
	// provider is a hosted service: its clock is right, and nobody can set it.
	Clock string `yaml:"clock"`
}

// Types are the connection types by SAML, sorted, [Generic] included.
func Types() []string { return slices.DeleteFunc(slices.Clone(types()), byOIDC) }

// OpenIDTypes are the connection types by OpenID Connect, sorted. Their providers have
// no addresses and no words: those are of the provider's type by SAML.
func OpenIDTypes() []string {
	return slices.DeleteFunc(slices.Clone(types()), func(t string) bool { return !byOIDC(t) })
}

func byOIDC(connectionType string) bool { return strings.HasSuffix(connectionType, "OIDC") }

// Of is the provider of a connection type. What it holds is shared: it is read only.
func Of(connectionType string) (p *Provider, known bool) {
	f, known := files()[connectionType]
	if !known {
		return nil, false
	}
	f.once.Do(func() {
		var err error
		if f.provider, err = read(connectionType); err != nil {
			panic(err) // the file is part of the program, and tested
		}
	})
	return f.provider, true
}

// All are the providers by SAML in the order of their types.
func All() (all []*Provider) {
	for _, t := range Types() {
		p, _ := Of(t)
		all = append(all, p)
	}
	return all
}

// Guess tells a connection type by the addresses of an identity provider; [Generic]
// if they tell nothing. A host tells more than a path, which anybody can have.
func Guess(addresses ...string) string {
	var parsed []*url.URL
	for _, address := range addresses {
		if u, err := url.Parse(address); err == nil {
			parsed = append(parsed, u)
		}
	}
	for _, tells := range []func(*Provider, *url.URL) bool{(*Provider).hasHost, (*Provider).hasPath} {
		for _, p := range All() {
			if slices.ContainsFunc(parsed, func(u *url.URL) bool { return tells(p, u) }) {
				return p.Type
			}
		}
	}
	return Generic
}

func (p *Provider) hasHost(u *url.URL) bool {
	name := strings.ToLower(u.Hostname())
	return slices.ContainsFunc(p.Hosts, func(h string) bool { return name == h || strings.HasSuffix(name, "."+h) })
}

func (p *Provider) hasPath(u *url.URL) bool {
	return slices.ContainsFunc(p.Paths, func(beginning string) bool { return strings.HasPrefix(u.Path, beginning) })
}

const folder = "providers"

// types come from the names of the files, so that none has to be read for them.
var types = sync.OnceValue(func() (all []string) {
	found, err := fs.Glob(assets.Providers, folder+"/*.yaml")
	if err != nil {
		panic(err) // the pattern is malformed
	}
	for _, name := range found {
		all = append(all, strings.TrimSuffix(path.Base(name), ".yaml"))
	}
	slices.Sort(all)
	return all
})

// file is one provider, read when it is first asked for.
type file struct {
	once     sync.Once
	provider *Provider
}

var files = sync.OnceValue(func() map[string]*file {
	all := map[string]*file{}
	for _, t := range types() {
		all[t] = &file{}
	}
	return all
})

func read(connectionType string) (*Provider, error) {
	name := folder + "/" + connectionType + ".yaml"
	text, err := fs.ReadFile(assets.Providers, name)
	if err != nil {
		return nil, err
	}
	p, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.Type = connectionType
	if connectionType == Generic || byOIDC(connectionType) {
		return p, nil
	}
	generic, _ := Of(Generic)
	p.Words.fill(generic.Words)
	if len(p.Renew) == 0 {
		p.Renew = generic.Renew
	}
	return p, nil
}

// parse refuses keys that a provider does not have.
func parse(text []byte) (*Provider, error) {
	p := &Provider{}
	if err := yaml.UnmarshalWithOptions(text, p, yaml.Strict()); err != nil {
		return nil, err
	}
	if p.Called == "" {
		p.Called = p.Name
	}
	if p.Role == "" {
		p.Role = "an administrator of " + p.Called
	}
	return p, nil
}

// fill takes generic words for what is not said.
func (w *Words) fill(generic Words) {
	for _, field := range []struct {
		own      *string
		fallback string
	}{
		{&w.Audience, generic.Audience}, {&w.ACS, generic.ACS}, {&w.Issuer, generic.Issuer},
		{&w.Signing, generic.Signing}, {&w.Algorithm, generic.Algorithm},
		{&w.NameID, generic.NameID}, {&w.Attributes, generic.Attributes}, {&w.Encryption, generic.Encryption},
		{&w.Access, generic.Access}, {&w.RelayState, generic.RelayState},
	} {
		if *field.own == "" {
			*field.own = field.fallback
		}
	}
}
