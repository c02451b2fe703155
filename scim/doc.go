// Package scim is the server's side of SCIM 2.0 (RFC 7643 and 7644) as pure functions: it reads the resources,
// filters, paths and patches that identity providers send, as each of them really sends them, and builds what they
// are answered. It knows no HTTP, stores nothing and asks no clock. The members of a group are kept apart from the
// group, because there may be many of them.
package scim

// What a message may hold at most.
const (
	MaxUser       = 256 << 10 // bytes of a user, and of a group without its members
	MaxGroup      = 16 << 20  // bytes of a message about a group
	MaxDepth      = 32        // objects and lists in each other
	MaxAttributes = 500       // names and values of lists in a resource
	MaxOperations = 1000      // operations in a patch
	MaxFilter     = 4 << 10   // bytes of a filter, and of a path
	MaxCount      = 200       // resources on a page
)

// The names of schemas and messages.
const (
	URNUser          = "urn:ietf:params:scim:schemas:core:2.0:User"
	URNGroup         = "urn:ietf:params:scim:schemas:core:2.0:Group"
	URNEnterprise    = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	URNPatch         = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	URNList          = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	URNSearch        = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	URNError         = "urn:ietf:params:scim:api:messages:2.0:Error"
	urnConfiguration = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
	urnResourceType  = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	urnSchema        = "urn:ietf:params:scim:schemas:core:2.0:Schema"
)

// Kind is a kind of resource.
type Kind int

// The kinds of resource that there are.
const (
	User Kind = iota
	Group
)

// Name is "User" or "Group".
func (k Kind) Name() string {
	if k == Group {
		return "Group"
	}
	return "User"
}

// URN names the core schema of a kind.
func (k Kind) URN() string {
	if k == Group {
		return URNGroup
	}
	return URNUser
}

// Endpoint is where resources of a kind are, below the base address: "/Users" or "/Groups".
func (k Kind) Endpoint() string { return "/" + k.Name() + "s" }

// size is how long a message about a resource of this kind may be.
func (k Kind) size() int {
	if k == Group {
		return MaxGroup
	}
	return MaxUser
}
