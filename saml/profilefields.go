package saml

import "slices"

// ProfileField is a value of the profile that received attributes fill.
type ProfileField struct {
	Key   string // in JSON, seeds, flags and on the console
	Label string // for IT admins
	Hint  string // to them, on what it is for; may be ""

	Always     bool // no profile is without it
	FromNameID bool // it is the NameID where no attribute fills it
	Requirable bool // a mapping may require it
	Many       bool // it holds several values, which the NameID is not
	Portal     bool // the Admin Portal asks for it

	Example string      // a value that is one for each user, in words; may be ""
	Holds   HeldInField // how a right value is told from a wrong one
	Clues   []string    // parts of attribute names that tell of it, in lower case

	usual []string
	of    func(*Mapping) *[]string
}

// HeldInField is what values of a field look like.
type HeldInField uint8

// The looks of values. Anything is one that cannot be told from another.
const (
	HoldsAnything HeldInField = iota
	HoldsAddress
	HoldsName
)

// ProfileFields are those that a [Mapping] fills beside custom attributes, in their
// order.
func ProfileFields() []ProfileField { return slices.Clone(profileFields[:]) }

// ProfileFieldNamed finds one by its key.
func ProfileFieldNamed(key string) (ProfileField, bool) {
	for _, f := range profileFields {
		if f.Key == key {
			return f, true
		}
	}
	return ProfileField{}, false
}

// Names are those that a mapping has of its own for the field; nil asks for the
// usual ones.
func (f ProfileField) Names(m Mapping) []string { return *f.of(&m) }

// Sources are the names that fill the field: the mapping's own, or the usual ones.
func (f ProfileField) Sources(m Mapping) []string {
	if own := f.Names(m); own != nil {
		return own
	}
	return f.Usual()
}

// Usual are the names of attributes that fill the field where a mapping has none.
func (f ProfileField) Usual() []string { return slices.Clone(f.usual) }

// SetNames changes the names that a mapping has for the field.
func (f ProfileField) SetNames(m *Mapping, names []string) { *f.of(m) = names }

// RequirableFields are the keys that [Mapping.Required] may have.
func RequirableFields() (keys []string) {
	for _, f := range profileFields {
		if f.Requirable {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// RequiredFields are the keys of what no profile is without by this mapping.
func (m Mapping) RequiredFields() (keys []string) {
	for _, f := range profileFields {
		if f.Always {
			keys = append(keys, f.Key)
		}
	}
	return append(keys, m.Required...)
}

const (
	claims    = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
	oldClaims = "http://schemas.xmlsoap.org/claims/" // of AD FS 1
	microsoft = "http://schemas.microsoft.com/"
)

// profileFields has the row of each field. Usual names are those that identity
// providers send without being told: short names, the claim URIs of Entra ID and
// AD FS, the OIDs of Shibboleth and Keycloak. They are added at the end alone, so
// that no profile changes.
var profileFields = [fieldCustom]ProfileField{
	fieldID: {
		Key: "id", Label: "User id",
		Hint:   "An id that stays the same when the email address changes. Without one, the Name ID is used.",
		Always: true, FromNameID: true, Portal: true,
		Example: "the user's ID in the directory",
		usual:   []string{"id", microsoft + "identity/claims/objectidentifier", claims + "nameidentifier"},
		of:      func(m *Mapping) *[]string { return &m.ID },
	},
	fieldEmail: {
		Key: "email", Label: "Email", Always: true, Portal: true,
		Example: "the primary email address", Holds: HoldsAddress,
		Clues: []string{"mail", "principalname", "upn", "username", "login"},
		usual: []string{"email", "mail", "Email", claims + "emailaddress", "urn:oid:0.9.2342.19200300.100.1.3",
			"emailAddress", "EmailAddress", "User.email", oldClaims + "EmailAddress", "urn:oid:1.2.840.113549.1.9.1"},
		of: func(m *Mapping) *[]string { return &m.Email },
	},
	fieldFirstName: {
		Key: "first_name", Label: "First name", Requirable: true, Portal: true,
		Example: "the first given name", Holds: HoldsName,
		Clues: []string{"given", "first", "fname", "vorname", "prenom", "2.5.4.42"},
		usual: []string{"firstName", "first_name", "givenName", claims + "givenname", "urn:oid:2.5.4.42",
			"FirstName", "GivenName", "given_name", "firstname", "User.FirstName"},
		of: func(m *Mapping) *[]string { return &m.FirstName },
	},
	fieldLastName: {
		Key: "last_name", Label: "Last name", Requirable: true, Portal: true,
		Example: "the surname", Holds: HoldsName,
		Clues: []string{"sur", "last", "family", "lname", "nachname", "2.5.4.4", "sn"},
		usual: []string{"lastName", "last_name", "sn", "surname", claims + "surname", "urn:oid:2.5.4.4",
			"LastName", "SurName", "Surname", "family_name", "lastname", "User.LastName"},
		of: func(m *Mapping) *[]string { return &m.LastName },
	},
	fieldName: {
		Key: "name", Label: "Name", Requirable: true,
		Example: "the display name",
		usual: []string{"displayName", microsoft + "identity/claims/displayname", "urn:oid:2.16.840.1.113730.3.1.241",
			"DisplayName", "cn", "urn:oid:2.5.4.3", oldClaims + "CommonName"},
		of: func(m *Mapping) *[]string { return &m.Name },
	},
	fieldGroups: {
		Key: "groups", Label: "Groups", Hint: "Optional.", Many: true, Portal: true,
		usual: []string{"groups", microsoft + "ws/2008/06/identity/claims/groups", "memberOf",
			oldClaims + "Group", "Groups", "group", "isMemberOf", "urn:oid:1.3.6.1.4.1.5923.1.5.1.1"},
		of: func(m *Mapping) *[]string { return &m.Groups },
	},
}
