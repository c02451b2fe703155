package model

import (
	"net/netip"
	"strings"
	"time"
)

// PrincipalKind is what somebody who acts is to an installation. The zero value
// is nobody, who may do nothing.
type PrincipalKind string

// The kinds of principal.
const (
	Owner           PrincipalKind = "owner"          // the OS user whose data directory it is
	Member          PrincipalKind = "member"         // of the team, with a role
	KeyHolder       PrincipalKind = "api_key"        // an app, by an API key of its environment
	PortalVisitor   PrincipalKind = "portal_visitor" // an IT admin, by a link for their organization
	Stranger        PrincipalKind = "stranger"       // whoever reaches the listener: browsers and identity providers
	Trial           PrincipalKind = "trial"          // the listener's test identity provider and demo app
	DirectoryClient PrincipalKind = "directory"      // an identity provider, by a token of its directory
	System          PrincipalKind = "system"         // the process itself: retention, refresh of metadata
)

// TeamRole is what a member, or the owner, may do; see [Actions].
type TeamRole string

// The roles.
const (
	Admin     TeamRole = "admin"
	Developer TeamRole = "developer"
	Support   TeamRole = "support"
)

// Through what a principal acts.
const (
	ViaConsole  = "console"
	ViaCommand  = "command line"
	ViaSSH      = "SSH"
	ViaAPI      = "API"
	ViaSCIM     = "SCIM"
	ViaListener = "listener"
	ViaSystem   = "system"
)

// Principal is who acts. An entry point finds out once who that is, and asks
// for services that act for them.
type Principal struct {
	Kind         PrincipalKind
	ID           ID     // of the member, the key, the link
	Name         string // as the history shows it
	Role         TeamRole
	Limit        Limit           // of a member
	Permissions  []KeyPermission // that an API key is limited to; none is no limit
	Environment  ID              // the only one that it may touch; "" for all
	Organization ID              // the only one that it may touch; "" for all
	Via          string
	Peer         netip.Addr
	Evidence     string    // what proved it: the OS user, the hint of a key
	Proved       time.Time // when a member last proved who they are; see [ActionRow.StepUp]
}

// LocalOwner is whoever may open the data directory.
func LocalOwner(via, osUser string) Principal {
	return Principal{Kind: Owner, Name: "operator", Role: Admin, Via: via, Evidence: osUser}
}

// TheSystem is the process itself.
func TheSystem() Principal { return Principal{Kind: System, Name: "gatehouse", Via: ViaSystem} }

// Anybody is whoever sends something to the listener, before they have proved
// anything.
func Anybody() Principal { return Principal{Kind: Stranger, Name: "sign-in", Via: ViaListener} }

// TheTrial is what the listener has for trying out; the demo app is an app of one
// environment.
func TheTrial(environment ID) Principal {
	return Principal{Kind: Trial, Name: "test identity provider", Environment: environment, Via: ViaListener}
}

// Holder is the principal that an API key proves.
func (k APIKey) Holder() Principal {
	return Principal{
		Kind: KeyHolder, ID: k.ID, Name: "API key " + k.Name, Environment: k.EnvironmentID, Via: ViaAPI,
		Evidence: k.Hint, Permissions: k.Permissions,
	}
}

// Visitor is the principal that the session proves: an IT admin of the link's
// organization.
func (s PortalSession) Visitor() Principal {
	return Principal{
		Kind: PortalVisitor, ID: s.Link.ID, Name: "IT admin", Via: string(s.Link.Kind) + " link",
		Environment: s.Link.EnvironmentID, Organization: s.Link.OrganizationID,
	}
}

// From is the principal at an address, if that is one.
func (p Principal) From(peer string) Principal {
	p.Peer, _ = netip.ParseAddr(peer)
	return p
}

// Actor is a principal as the history keeps it. Entries of earlier versions have
// a name and a door alone.
type Actor struct {
	Name string `json:"name"`
	Via  string `json:"via"` // "console", "command line", "API", "setup link", "system"

	Kind     PrincipalKind `json:"kind,omitempty"`
	ID       ID            `json:"id,omitempty"`
	Role     TeamRole      `json:"role,omitempty"`
	Peer     string        `json:"peer,omitempty"`
	Evidence string        `json:"evidence,omitempty"`
}

// Came says from where somebody came, and by what they were known: "from 192.0.2.7, by
// SHA256:…". It is "" of those of whom that is not kept.
func (a Actor) Came() string {
	var parts []string
	if a.Peer != "" {
		parts = append(parts, "from "+a.Peer)
	}
	switch {
	case a.Evidence == "":
	case a.Kind == Owner:
		parts = append(parts, "as "+a.Evidence)
	default:
		parts = append(parts, "by "+a.Evidence)
	}
	return strings.Join(parts, ", ")
}

// Actor is how the history keeps a principal.
func (p Principal) Actor() Actor {
	a := Actor{Name: p.Name, Via: p.Via, Kind: p.Kind, ID: p.ID, Role: p.Role, Evidence: p.Evidence}
	if p.Peer.IsValid() {
		a.Peer = p.Peer.String()
	}
	return a
}
