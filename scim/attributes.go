package scim

import (
	"cmp"
	"strings"
)

// kindOfValue is the type of an attribute, in the words of RFC 7643.
type kindOfValue string

const (
	isText      kindOfValue = "string"
	isFlag      kindOfValue = "boolean"
	isTime      kindOfValue = "dateTime"
	isReference kindOfValue = "reference"
	isBinary    kindOfValue = "binary"
	isComplex   kindOfValue = "complex"
)

// attribute declares one. What is declared nowhere is stored as it was sent.
type attribute struct {
	name        string
	about       string
	typ         kindOfValue
	multi       bool
	required    bool
	exact       bool     // compared with regard to case
	readOnly    bool     // ignored where it is sent
	unique      bool     // in a directory
	canonical   []string // values that mean something
	refersTo    []string
	subordinate []attribute
}

// schema is a list of attributes under a name.
type schema struct {
	urn, name, about string
	attributes       []attribute
}

// common are the attributes of every resource; they stand in no schema.
var common = []attribute{
	{name: "schemas", typ: isReference, multi: true, exact: true, readOnly: true},
	{name: "id", typ: isText, exact: true, readOnly: true},
	{name: "externalId", typ: isText, exact: true},
	{name: "meta", typ: isComplex, readOnly: true, subordinate: []attribute{
		{name: "resourceType", typ: isText, exact: true},
		{name: "created", typ: isTime},
		{name: "lastModified", typ: isTime},
		{name: "location", typ: isReference, exact: true},
		{name: "version", typ: isText, exact: true},
	}},
}

var userSchema = schema{URNUser, "User", "User Account", []attribute{
	{name: "userName", about: "The name by which the user is known to the identity provider", typ: isText,
		required: true, unique: true},
	{name: "name", about: "The parts of the user's name", typ: isComplex, subordinate: []attribute{
		text("formatted", "The whole name, as it is shown"),
		text("familyName", "The family name"),
		text("givenName", "The given name"),
		text("middleName", "The middle names"),
		text("honorificPrefix", "What stands before the name, such as Dr."),
		text("honorificSuffix", "What stands after the name, such as III"),
	}},
	text("displayName", "The name that is shown to others"),
	text("nickName", "The casual name"),
	{name: "profileUrl", about: "The address of the user's page", typ: isReference, refersTo: []string{"external"}},
	text("title", "The job title"),
	text("userType", "The relation to the organization, such as Contractor"),
	text("preferredLanguage", "The languages preferred, as in Accept-Language"),
	text("locale", "The place whose formats are used, such as en-US"),
	text("timezone", "The time zone, such as Europe/Paris"),
	{name: "active", about: "Whether the user may sign in", typ: isFlag},
	plural("emails", "E-mail addresses", isText, "work", "home", "other"),
	plural("phoneNumbers", "Telephone numbers", isText, "work", "home", "mobile", "fax", "pager", "other"),
	plural("ims", "Addresses for instant messages", isText),
	plural("photos", "Addresses of photos", isReference, "photo", "thumbnail"),
	{name: "addresses", about: "Postal addresses", typ: isComplex, multi: true, subordinate: []attribute{
		text("formatted", "The whole address, as it is written on a letter"),
		text("streetAddress", "The street with the number of the house"),
		text("locality", "The city"),
		text("region", "The state or region"),
		text("postalCode", "The postal code"),
		text("country", "The country"),
		{name: "type", about: "What it is for", typ: isText, canonical: []string{"work", "home", "other"}},
		{name: "primary", about: "Whether it is the preferred one", typ: isFlag},
	}},
	{name: "groups", about: "The groups that the user is a member of", typ: isComplex, multi: true, readOnly: true,
		subordinate: []attribute{
			{name: "value", about: "The id of the group", typ: isText, exact: true},
			{name: "$ref", about: "The address of the group", typ: isReference, refersTo: []string{"Group"}},
			text("display", "The name of the group"),
			{name: "type", about: "How the user is a member", typ: isText, canonical: []string{"direct", "indirect"}},
		}},
	plural("entitlements", "What the user is entitled to", isText),
	plural("roles", "What the user is to the organization", isText),
	plural("x509Certificates", "Certificates of the user", isBinary),
}}

var enterpriseSchema = schema{URNEnterprise, "EnterpriseUser", "What an employer knows of a user", []attribute{
	text("employeeNumber", "The number of the employee"),
	text("costCenter", "The cost center"),
	text("organization", "The organization"),
	text("division", "The division"),
	text("department", "The department"),
	{name: "manager", about: "The user's manager", typ: isComplex, subordinate: []attribute{
		text("value", "The id of the manager"),
		{name: "$ref", about: "The address of the manager", typ: isReference, refersTo: []string{"User"}},
		text("displayName", "The name of the manager"),
	}},
}}

var groupSchema = schema{URNGroup, "Group", "Group", []attribute{
	{name: "displayName", about: "The name of the group", typ: isText, required: true},
	{name: "members", about: "The members of the group", typ: isComplex, multi: true, subordinate: []attribute{
		{name: "value", about: "The id of the member", typ: isText, exact: true},
		{name: "$ref", about: "The address of the member", typ: isReference, refersTo: []string{"User", "Group"}},
		text("display", "The name of the member"),
		{name: "type", about: "What the member is", typ: isText, canonical: []string{"User", "Group"}},
	}},
}}

func text(name, about string) attribute { return attribute{name: name, about: about, typ: isText} }

// plural is a list of values that have a type, and of which one may be the preferred one.
func plural(name, about string, typ kindOfValue, types ...string) attribute {
	value := attribute{name: "value", about: "The value", typ: typ, exact: typ == isBinary}
	if typ == isReference {
		value.refersTo = []string{"external"}
	}
	return attribute{name: name, about: about, typ: isComplex, multi: true, subordinate: []attribute{
		value,
		text("display", "How the value is shown"),
		{name: "type", about: "What it is for", typ: isText, canonical: types},
		{name: "primary", about: "Whether it is the preferred one", typ: isFlag},
	}}
}

// schemas are those of a kind, its core schema first.
func (k Kind) schemas() []schema {
	if k == Group {
		return []schema{groupSchema}
	}
	return []schema{userSchema, enterpriseSchema}
}

// attribute finds what is declared of a kind under a schema, "" for the core schema; nil if nothing is.
func (k Kind) attribute(urn, name string) *attribute {
	if urn == "" {
		if a := find(common, name); a != nil {
			return a
		}
		urn = k.URN()
	}
	for _, s := range k.schemas() {
		if sameName(s.urn, urn) {
			return find(s.attributes, name)
		}
	}
	return nil
}

// declared finds an attribute of any kind.
func declared(urn, name string) *attribute {
	if a := User.attribute(urn, name); a != nil {
		return a
	}
	return Group.attribute(urn, name)
}

func find(list []attribute, name string) *attribute {
	for i := range list {
		if sameName(list[i].name, name) {
			return &list[i]
		}
	}
	return nil
}

// sub finds a subordinate attribute; of what is not declared nothing is.
func (a *attribute) sub(name string) *attribute {
	if a == nil {
		return nil
	}
	return find(a.subordinate, name)
}

// refers says whether it is one reference to something, such as a manager: its other fields are about that value.
func (a *attribute) refers() bool { return a != nil && !a.multi && a.sub("value") != nil }

// spelled is a name as it is declared, or as it was sent.
func (a *attribute) spelled(name string) string {
	if a == nil {
		return name
	}
	return a.name
}

// foldName is a name of an attribute or schema without regard to case, which is a matter of ASCII alone.
func foldName(name string) string {
	at := strings.IndexFunc(name, func(r rune) bool { return 'A' <= r && r <= 'Z' })
	if at < 0 {
		return name
	}
	folded := []byte(name)
	for i := range folded[at:] {
		folded[at+i] = foldByte(folded[at+i])
	}
	return string(folded)
}

func foldByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func sameName(a, b string) bool { return len(a) == len(b) && compareNames(a, b) == 0 }

// compareNames orders names without regard to case.
func compareNames(a, b string) int {
	for i := range min(len(a), len(b)) {
		if order := cmp.Compare(foldByte(a[i]), foldByte(b[i])); order != 0 {
			return order
		}
	}
	return cmp.Compare(len(a), len(b))
}
