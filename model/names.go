package model

import (
	"slices"
	"strings"
)

// NameKind says what a unique name is of. Names are kept by the store as they are
// written here: they never change.
type NameKind string

const (
	NameDomain         NameKind = "domain"          // a verified domain, in its environment
	NameExternal       NameKind = "external"        // an organization by the app's own id, in its environment
	NameDomainID       NameKind = "org_domain"      // the organization of a domain, by the domain's id
	NameClient         NameKind = "client"          // an environment by its client id
	NameEnvironment    NameKind = "environment"     // the one environment of a kind
	NameKeyHash        NameKind = "key"             // an API key by its hash
	NameACS            NameKind = "acs"             // a connection by the key in its addresses
	NameToken          NameKind = "token"           // a link by the hash of its token
	NameLiveLink       NameKind = "link"            // the one live setup link of an organization
	NameMember         NameKind = "member"          // a member by their email
	NameSSHKey         NameKind = "ssh_key"         // a member by the fingerprint of a key
	NameInvitation     NameKind = "invitation"      // a member by the hash of their code
	NameRepeated       NameKind = "repeated"        // a request that an app may repeat, by the hash of its key
	NameWebhook        NameKind = "webhook"         // an endpoint by its URL, in its environment
	NameDelivery       NameKind = "delivery"        // of an event, by its id, to an endpoint
	NameDirectoryToken NameKind = "directory_token" // a token of a directory by its hash
	NameITContact      NameKind = "it_contact"      // an IT contact by their email, in its organization
	NameDirectory      NameKind = "directory"       // a directory by the key in its address
	NameUndo           NameKind = "undo"            // the audit entry that takes another one back
)

const nameSeparator = "/"

// Of is the unique name of a value.
func (k NameKind) Of(value string) string { return string(k) + nameSeparator + value }

// In is the unique name of a value that is unique within an environment, or an
// organization, alone.
func (k NameKind) In(where ID, value string) string {
	return k.Of(string(where) + nameSeparator + value)
}

// ParseName takes a unique name apart.
func ParseName(name string) (k NameKind, value string) {
	what, value, _ := strings.Cut(name, nameSeparator)
	k = NameKind(what)
	if slices.Contains([]NameKind{NameDomain, NameExternal, NameWebhook, NameDelivery, NameITContact}, k) {
		if _, inside, ok := strings.Cut(value, nameSeparator); ok {
			return k, inside
		}
	}
	return k, value
}
