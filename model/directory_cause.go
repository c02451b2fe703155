package model

import "slices"

// DirectoryFixer is who can put right what is amiss with a request of an identity provider.
type DirectoryFixer string

// The three kinds of fixer.
const (
	FixedByIdP    DirectoryFixer = "IdP admin" // the customer's IT admin, at their identity provider
	FixedByVendor DirectoryFixer = "vendor"    // whoever runs the app: what they verify, and what they ask of customers
	FixedByDesk   DirectoryFixer = "desk"      // who reads the log: there is nothing that the IT admin can change
)

// DirectoryCauseRow says of a cause what it is in a few words, and who can put it right.
type DirectoryCauseRow struct {
	Cause DirectoryCause
	Words string
	Fixer DirectoryFixer
}

// DirectoryCauses is the one table of why a request of an identity provider is refused, or what is amiss with one
// that is not.
var DirectoryCauses = []DirectoryCauseRow{
	{"token_missing", "no token", FixedByIdP},
	{"token_unknown", "unknown token", FixedByIdP},
	{"token_revoked", "revoked token", FixedByIdP},
	{"token_other_directory", "token of another directory", FixedByIdP},
	{"wrong_path", "wrong address", FixedByIdP},
	{"directory_deleted", "deleted directory", FixedByIdP},

	{"username_missing", "no userName", FixedByIdP},
	{"username_taken", "userName is taken", FixedByIdP},
	{"name_missing", "no displayName", FixedByIdP},
	{"group_taken", "group name is taken", FixedByIdP},
	{"email_missing", "no email address", FixedByIdP},
	{"required_unmapped", "required attribute without a value", FixedByIdP},
	{"email_outside_domains", "email of a domain that is not verified", FixedByVendor},
	{"value_type", "value of the wrong type", FixedByIdP},
	{"active_kept", "active without a value", FixedByIdP},

	{"member_unknown", "members who are not assigned", FixedByIdP},
	{"member_value", "member without an id", FixedByDesk},
	{"member_field", "field of a member that is not kept", FixedByDesk},
	{"mass_removal", "many members removed", FixedByIdP},

	{"not_found", "resource is gone", FixedByIdP},
	{"version_moved", "changed since it was read", FixedByIdP},
	{"too_large", "too large", FixedByVendor},
	{"too_many", "filter looks at too much", FixedByIdP},
	{"rate", "too much at once", FixedByDesk},

	{"filter", "unreadable filter", FixedByDesk},
	{"path", "unreadable path", FixedByDesk},
	{"op", "unknown operation", FixedByDesk},
	{"syntax", "unreadable message", FixedByDesk},
	{"schemas_missing", "message without its schema", FixedByDesk},
	{"method", "method that is not taken", FixedByDesk},
	{"not_offered", "not offered here", FixedByDesk},
	{"version", "SCIM 1.1", FixedByIdP},
	{"content_type", "not JSON", FixedByIdP},
}

// Row is that of the table. Of a cause that is not in it, the desk has to make something.
func (c DirectoryCause) Row() DirectoryCauseRow {
	i := slices.IndexFunc(DirectoryCauses, func(r DirectoryCauseRow) bool { return r.Cause == c })
	if i < 0 {
		return DirectoryCauseRow{c, string(c), FixedByDesk}
	}
	return DirectoryCauses[i]
}
