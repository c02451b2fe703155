package model

import "strings"

// nameKind says what a unique name is of. Names are kept by the store as they are
// written here: they never change.
type nameKind string

const (
	nameDomain      nameKind = "domain"      // a verified domain, in its environment
	nameExternal    nameKind = "external"    // an organization by the app's own id, in its environment
	nameDomainID    nameKind = "org_domain"  // the organization of a domain, by the domain's id
	nameClient      nameKind = "client"      // an environment by its client id
	nameEnvironment nameKind = "environment" // the one environment of a kind
	nameKeyHash     nameKind = "key"         // an API key by its hash
	nameACS         nameKind = "acs"         // a connection by the key in its addresses
	nameToken       nameKind = "token"       // a link by the hash of its token
	nameLiveLink    nameKind = "link"        // the one live setup link of an organization
)

const nameSeparator = "/"

// of is the unique name of a value.
func (k nameKind) of(value string) string { return string(k) + nameSeparator + value }

// in is the unique name of a value that is unique within its environment alone.
func (k nameKind) in(environment ID, value string) string {
	return k.of(string(environment) + nameSeparator + value)
}

// parseName takes a unique name apart.
func parseName(name string) (k nameKind, value string) {
	what, value, _ := strings.Cut(name, nameSeparator)
	if k = nameKind(what); k == nameDomain || k == nameExternal {
		if _, inside, ok := strings.Cut(value, nameSeparator); ok {
			return k, inside
		}
	}
	return k, value
}
