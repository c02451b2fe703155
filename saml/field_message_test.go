package saml_test

import (
	"encoding/base64"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// fieldMessage judges one of the messages of testdata/field.
func fieldMessage(t testing.TB, name string, s saml.Settings) *saml.Verdict {
	t.Helper()
	body := []byte("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString(fieldFile(t, name))))
	sp, post := saml.New(s, nil), formPost(body)
	v := sp.Evaluate(saml.Input{
		Post: post, Now: fieldTime, Requests: saml.Requests{NeverOurs: notOurs(sp, post, "sess_")},
	})
	consistent(t, v)
	return v
}

// TestFieldAccepted: what live providers send soundly, in ways that strict
// readers refuse.
func TestFieldAccepted(t *testing.T) {
	const eptid = "urn:oid:1.3.6.1.4.1.5923.1.1.1.10"
	for _, tt := range []struct {
		name    string
		with    func(*saml.Settings)
		warning saml.Cause
		is      func(saml.Profile) bool
	}{
		{name: "sound", is: func(p saml.Profile) bool { return p.FirstName == "Ada" && p.LastName == "Lovelace" }},
		{name: "groups-repeated", is: func(p saml.Profile) bool {
			return reflect.DeepEqual(p.Groups, []string{"staff", "editors"}) && len(p.Raw) == 4 &&
				len(p.Raw[3].Values) == 2
		}},
		{name: "member-of-repeated", is: func(p saml.Profile) bool { return len(p.Groups) == 2 }},
		{name: "given-name-two-values", warning: saml.MultipleValues, is: func(p saml.Profile) bool {
			return p.FirstName == "Ada"
		}},
		{name: "empty-in-response-to", warning: saml.InResponseTo},
		{name: "nameid-only", is: func(p saml.Profile) bool {
			return p.IdPID == "ada.lovelace@bugs.example" && len(p.Raw) == 0
		}},
		{name: "nameid-only", with: func(s *saml.Settings) {
			s.Policy.Strict, s.Mapping.Email = true, []string{"mail", saml.NameIDSource}
		}},
		{name: "audience-white-space"},
		{name: "issuer-white-space"},
		{name: "eduperson-targeted-id", with: func(s *saml.Settings) {
			s.Mapping.ID = []string{eptid}
		}, is: func(p saml.Profile) bool {
			return p.IdPID == "kq2zT" && p.IdPIDSpace == ""
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := fieldSettings(t)
			if tt.with != nil {
				tt.with(&s)
			}
			v := fieldMessage(t, tt.name, s)
			if !v.Accepted {
				t.Fatalf("refused: %s", diagnose.Explain(v, s).Engineer)
			}
			if v.Profile.Email != "ada.lovelace@bugs.example" || tt.is != nil && !tt.is(*v.Profile) {
				t.Errorf("profile %+v", *v.Profile)
			}
			warned := saml.Cause("")
			for _, c := range v.Checks {
				if c.Outcome == saml.Warning {
					warned += c.Cause
				}
			}
			if warned != tt.warning {
				t.Errorf("warnings %q, want %q", warned, tt.warning)
			}
		})
	}
}

// TestFieldRefused: what is refused is told in words that are true of it.
func TestFieldRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		with  func(*saml.Settings)
		cause saml.Cause
		fixer diagnose.Fixer
		says  string // in what the engineer is told
		never string
	}{
		{name: "mail-two-values", cause: saml.MultipleValues, fixer: diagnose.FixIdP,
			says: `The attribute "mail" was sent with several different values, and fills email`},
		{name: "given-name-two-values", cause: saml.MultipleValues, fixer: diagnose.FixIdP, says: "fills first name",
			with: func(s *saml.Settings) { s.Mapping.Required = []string{"first_name"} }},
		{name: "foreign-in-response-to", cause: saml.InResponseTo, fixer: diagnose.FixIdP,
			says: "makes the InResponseTo up", never: "took too long"},
		{name: "empty-in-response-to", cause: saml.Unsolicited, fixer: diagnose.FixVendor, says: "answers no request",
			with: func(s *saml.Settings) { s.Policy = saml.StrictPolicy() }},
		{name: "aadsts75011", cause: saml.IdPStatus, fixer: diagnose.FixIdP,
			says: "asked for no method of authentication", never: "Do not ask"},
		{name: "aadsts75011", cause: saml.IdPStatus, fixer: diagnose.FixVendor,
			says: "asked for the method of authentication urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
			with: func(s *saml.Settings) {
				s.Requests.AuthnContexts = []string{"urn:oasis:names:tc:SAML:2.0:ac:classes:Password"}
			}},
		{name: "invalid-nameid-policy", cause: saml.IdPStatus, fixer: diagnose.FixIdP,
			says: "asked for no NameID format"},
		{name: "invalid-nameid-policy", cause: saml.IdPStatus, fixer: diagnose.FixVendor,
			says: `asked for the NameID format "urn:x"`, with: func(s *saml.Settings) {
				s.Requests.NameIDFormat = "urn:x"
			}},
		{name: "email-empty", cause: saml.EmptyAttribute, fixer: diagnose.FixIdP,
			says: "was sent, but is empty for this user", never: "map"},
		{name: "nameid-only", cause: saml.MissingAttributes, fixer: diagnose.FixIdP, says: "no attributes at all",
			with: func(s *saml.Settings) { s.Policy.Strict = true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := fieldSettings(t)
			if tt.with != nil {
				tt.with(&s)
			}
			v := fieldMessage(t, tt.name, s)
			why := diagnose.Explain(v, s)
			if why.Cause != tt.cause || why.Fixer != tt.fixer || !strings.Contains(why.Engineer, tt.says) ||
				tt.never != "" && strings.Contains(strings.ReplaceAll(why.Engineer, "mapping", ""), tt.never) {
				t.Errorf("%s, to be mended by %s: %s", why.Cause, why.Fixer, why.Engineer)
			}
		})
	}
}

// TestIDSpaces: an id from an attribute, one from a NameID and one from a NameID
// of other qualifiers are three, whatever their text; qualifiers that name the
// two parties are as good as none.
func TestIDSpaces(t *testing.T) {
	nameID := func(attributes string) func(string) string {
		return func(d string) string {
			d = strings.Replace(d, `<saml:NameID `, `<saml:NameID `+attributes+` `, 1)
			return strings.Replace(d, attribute("id", "", "1815"), "", 1)
		}
	}
	value := func(attributes string) func(string) string {
		return func(d string) string {
			return strings.Replace(d, ">1815<", "><saml:NameID "+attributes+">1815</saml:NameID><", 1)
		}
	}
	mapped := func(d string) string { return d }
	for name, tt := range map[string]struct {
		edit  func(string) string
		id    []string
		space string
	}{
		"an attribute":              {mapped, nil, ""},
		"the NameID":                {nameID(""), nil, "nameid"},
		"the NameID by the mapping": {mapped, []string{saml.NameIDSource}, "nameid"},
		"usual qualifiers": {nameID(`NameQualifier="` + idpEntityID + `" SPNameQualifier=" ` + entityID +
			`"`), nil, "nameid"},
		"another issuer's": {nameID(`NameQualifier="https://partner.example"`), nil,
			`nameid "https://partner.example" ""`},
		"another audience's": {nameID(`SPNameQualifier="https://partner.example"`), nil,
			`nameid "" "https://partner.example"`},
		"an attempt to look like both": {nameID(`NameQualifier='a" "b'`), nil, `nameid "a\" \"b" ""`},
		"a NameID in an attribute":     {value(""), nil, ""},
		"a qualified one in an attribute": {value(`NameQualifier="https://partner.example"`), nil,
			` "https://partner.example" ""`},
	} {
		m, s := sound(t), settings(t)
		m.edit, s.Mapping.ID = tt.edit, tt.id
		v := provider(t, s).Evaluate(m.input(t))
		if !v.Accepted || v.Profile.IdPIDSpace != tt.space {
			t.Errorf("%s: %+v %+v, want %q", name, v.Findings, v.Profile, tt.space)
		}
	}
}

// TestTransientIDWarns: an id that is another one each time is said to be so,
// and only if it is the id.
func TestTransientIDWarns(t *testing.T) {
	for name, tt := range map[string]struct {
		edit  func(string) string
		warns bool
	}{
		"no id":        {func(d string) string { return strings.Replace(d, `Name="id"`, `Name="uid"`, 1) }, true},
		"a blank id":   {func(d string) string { return strings.Replace(d, ">1815<", "> <", 1) }, true},
		"an id beside": {func(d string) string { return d }, false},
	} {
		m := sound(t)
		m.edit = func(d string) string { return tt.edit(strings.Replace(d, ":persistent", ":transient", 1)) }
		v := m.evaluate(t)
		if got := find(v, "P6", saml.TransientNameID).Outcome == saml.Warning; !v.Accepted || got != tt.warns {
			t.Errorf("%s: warned %v, %+v", name, got, v.Findings)
		}
	}
}

// TestLongValues is X11: what nobody maps may be as long as the document; what
// fills a field may not.
func TestLongValues(t *testing.T) {
	photo := strings.Repeat("A", 200<<10)
	add := func(value string) func(string) string {
		return replace(t, "</saml:AttributeStatement>", attribute("jpegPhoto", "", value)+"</saml:AttributeStatement>")
	}
	for name, tt := range map[string]struct {
		edit func(string) string
		with func(*saml.Settings)
		want saml.Cause
	}{
		"a photo":           {edit: add(photo)},
		"a photo in pieces": {edit: add(strings.Repeat("A&amp;", 30<<10))},
		"three photos": {edit: add(photo[:64<<10+1] + "</saml:AttributeValue><saml:AttributeValue>" + photo +
			"</saml:AttributeValue><saml:AttributeValue>" + photo)},
		"a mapped photo": {edit: add(photo), with: func(s *saml.Settings) {
			s.Mapping.Name = []string{"jpegPhoto"}
		}, want: saml.LimitText},
		"a photo as a group":    {edit: replace(t, ">poets<", ">"+photo+"<"), want: saml.LimitText},
		"a photo as the NameID": {edit: replace(t, ">ada-1815<", ">"+photo+"<"), want: saml.LimitText},
		"a mapped one that fits": {edit: add(photo[:64<<10]), with: func(s *saml.Settings) {
			s.Mapping.Name = []string{"jpegPhoto"}
		}},
	} {
		m, s := sound(t), settings(t)
		m.edit = tt.edit
		if strings.Contains(name, "NameID") {
			m.edit, m.tamper = nil, tt.edit
		}
		if tt.with != nil {
			tt.with(&s)
		}
		if v := provider(t, s).Evaluate(m.input(t)); v.Accepted != (tt.want == "") || v.Root().Cause != tt.want {
			t.Errorf("%s: %s, want %q", name, v.Root().Cause, tt.want)
		}
	}
}

// TestManySplitGroups: 1,500 groups arrive as 1,500 attributes of one name, and
// more than 10,000 are too many; so are more than 500 attributes of other names.
func TestManySplitGroups(t *testing.T) {
	split := func(n int, name string) func(string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(attribute(strings.ReplaceAll(name, "#", string(rune('a'+i%26))+strings.Repeat("x", i/26)), "",
				"Group "+strings.Repeat("x", i%7)))
		}
		return replace(t, attribute("groups", "", "engines", "poets"), b.String())
	}
	for name, tt := range map[string]struct {
		edit   func(string) string
		groups int
		want   saml.Cause
	}{
		"1,500 groups":    {split(1500, "groups"), 1500, ""},
		"300 other names": {split(300, "#"), 0, ""},
		"600 other names": {split(600, "#"), 0, saml.LimitValues},
		"groups in a mix": {func(d string) string { return split(2, "groups")(d) }, 2, ""},
		"65 names, then 2": {func(d string) string {
			return strings.Replace(split(90, "#")(d), "</saml:AttributeStatement>", attribute("groups", "",
				"a")+attribute("x", "", "b")+attribute("groups", "", "c")+"</saml:AttributeStatement>", 1)
		}, 2, ""},
	} {
		m := sound(t)
		m.edit = tt.edit
		v := m.evaluate(t)
		if v.Root().Cause != tt.want || v.Accepted && len(v.Profile.Groups) != tt.groups {
			t.Errorf("%s: %s, profile %+v", name, v.Root().Cause, v.Profile)
		}
	}
}
