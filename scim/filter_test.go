package scim_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/scim"
)

const filterUser = `{"userName":"bjensen@example.com","externalId":"701984","active":true,"displayName":"Ms. Jensen",
	"name":{"givenName":"Bárbara","familyName":"O'Malley"},"title":"Tour \"Guide\"",
	"emails":[{"value":"bjensen@example.com","type":"work","primary":true},{"value":"babs@home.org","type":"home"}],
	"roles":[{"value":"admin","primary":true}],"shoeSize":41,"since":"2011-05-13T04:42:34Z",
	"` + ent + `":{"employeeNumber":"007","manager":{"value":"m1"}},"urn:example:Custom:2.0:User":{"tag":"x.y"}}`

func TestFilter(t *testing.T) {
	r := object(t, filterUser)
	for filter, want := range map[string]bool{
		`userName eq "BJENSEN@example.com"`:                          true,
		`userName eq "bjensen"`:                                      false,
		`USERNAME EQ "bjensen@example.com"`:                          true,
		`userName eq bjensen@example.com`:                            true, // as Microsoft writes it
		`id eq "01J0"`:                                               true,
		`id eq "01j0"`:                                               false,
		`externalId eq "701984"`:                                     true,
		`externalId eq 701984`:                                       true,
		`displayName eq "ms. jensen"`:                                true,
		`name.familyName co "O'Malley"`:                              true,
		`name.givenName eq "BA\u0301RBARA"`:                          true, // composed otherwise
		`title eq "Tour \"Guide\""`:                                  true,
		`title eq "tour \\ guide"`:                                   false,
		`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B"`: true,
		ent + `:employeeNumber eq "007"`:                             true,
		ent + `:employeeNumber eq 007`:                               true,
		ent + `:manager eq "m1"`:                                     true,
		`urn:example:Custom:2.0:User:tag ew "Y"`:                     true,
		`title pr`:                                                   true,
		`nickName pr`:                                                false,
		`emails pr`:                                                  true,
		`title pr and userType eq "Employee"`:                        false,
		`title pr or userType eq "Employee"`:                         true,
		`userType eq "Employee" and title pr or title pr`:            true, // and binds closer
		`title pr or title pr and userType eq "Employee"`:            true,
		`(title pr or title pr) and userType eq "Employee"`:          false,
		`not (userType eq "Employee")`:                               true,
		`not(title pr)`:                                              false,
		`NOT (title pr) OR active eq true`:                           true,
		`active eq "True"`:                                           true,
		`active eq false`:                                            false,
		`active ne false`:                                            true,
		`roles[primary eq "True"].value eq "admin"`:                  true,
		`emails eq "babs@home.org"`:                                  true,
		`emails co "home"`:                                           true,
		`emails.value eq "BABS@home.org"`:                            true,
		`emails.type eq "work"`:                                      true,
		`emails[type eq "work"].value eq "bjensen@example.com"`:      true,
		`emails[type eq "work"].value eq "babs@home.org"`:            false,
		`emails[type eq "work" and value co "@example.com"]`:         true,
		`emails[type eq "home" and value co "@example.com"]`:         false,
		`emails[type eq work].value eq bjensen@example.com`:          true,
		`emails[not (type eq "work")].value eq "babs@home.org"`:      true,
		`emails[type eq "work"] and title pr`:                        true,
		`userType ne "Employee"`:                                     true,
		`emails ne "babs@home.org"`:                                  false,
		`nickName eq null`:                                           true,
		`title ne null`:                                              true,
		`title eq null`:                                              false,
		`shoeSize gt 40.5`:                                           true,
		`shoeSize eq 41`:                                             true,
		`shoeSize eq 41.0`:                                           true,
		`shoeSize lt 9`:                                              false,
		`shoeSize ge 41`:                                             true,
		`shoeSize le 40`:                                             false,
		`since gt "2011-05-13T06:42:33+02:00"`:                       true,
		`since lt "2011-05-13T06:42:33+02:00"`:                       false,
		`userName gt "a" and userName lt "C"`:                        true,
		`members eq "u1"`:                                            true,
		`members.value eq "u1"`:                                      true,
		`members[value eq "u1"]`:                                     true,
		`members[value eq "u2" or value eq "u1"]`:                    true,
		`members eq "u2"`:                                            false,
		`members ne "u2"`:                                            true,
		`id eq "01J0" and members eq "u1"`:                           true,
		`  (  ( userName pr ) )  `:                                   true,
		`schemas eq "x"`:                                             false,
		`meta.lastModified gt "2011-05-13T04:42:34Z"`:                false,
		`meta.resourceType eq "User" or (title pr and not (userType eq "x" or id pr))`:      false,
		`meta.resourceType eq "User" or (title pr and not (userType eq "x" or name sw ""))`: true,
	} {
		f, err := scim.ParseFilter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := f.Matches(r, "01J0", func(user string) bool { return user == "u1" }); got != want {
			t.Errorf("%s matches: %v", filter, got)
		}
	}
}

func TestFilterRefused(t *testing.T) {
	for _, filter := range []string{
		``, ` `, `userName`, `userName eq`, `userName xx "a"`, `userName eq "a" and`, `userName eq "a" userName eq "b"`,
		`(userName pr`, `userName pr)`, `not userName pr`, `emails[type eq "work"`, `emails[]`,
		`emails[type eq "work"].value`,
		`emails[type eq "work"].`, `userName eq "a`, `userName eq "\q"`, `userName eq "\`, `1a eq "b"`, `a..b eq "c"`,
		`and`,
		`active gt true`, `active co true`, `title gt null`, `members co "a"`, `members pr`, `members.display eq "a"`,
		`members[display eq "a"]`, `members[value eq "a" and type eq "User"]`, `members[value eq "a"].value eq "a"`,
		`emails[emails[type eq "a"]]`, `emails[urn:a:b eq "a"]`, `name.givenName[a eq "b"]`, `urn:a:b:User eq "a"`,
		"userName eq \"\xff\"", strings.Repeat("(", 40) + "title pr" + strings.Repeat(")", 40),
		`title eq "` + strings.Repeat("x", scim.MaxFilter) + `"`, `a.b.c.d.e.f.g.h.i.j eq "x"`, `userName eq [1]`,
		`userName eq {}`, `userName eq 'a b'`,
	} {
		_, err := scim.ParseFilter(filter)
		if err == nil {
			t.Errorf("%s is read", filter)
			continue
		}
		refused(t, err, "invalidFilter", "filter")
		if len(err.Error()) > 700 {
			t.Errorf("%d bytes say what is wrong with a filter", len(err.Error()))
		}
	}
}

// What can be looked up in an index holds for all that matches.
func TestEquals(t *testing.T) {
	for filter, want := range map[string][]scim.Equality{
		`userName eq "Ann"`:                                  {{"userName", "Ann"}},
		`externalId eq 7`:                                    {{"externalId", "7"}},
		`id eq "g" and members eq "u"`:                       {{"id", "g"}, {"members", "u"}},
		`members[value eq "u"] and displayName eq "G"`:       {{"members", "u"}, {"displayName", "G"}},
		`members.value eq "u"`:                               {{"members", "u"}},
		`members[value eq "u" or value eq "v"]`:              nil,
		`emails[type eq "work"].value eq "a"`:                {{"emails", "a"}},
		`emails[type eq "work" and value eq "a"]`:            {{"emails", "a"}},
		`emails[value eq "a"].type eq "work"`:                {{"emails", "a"}},
		`emails[value eq "a"].type ne "work"`:                nil,
		`emails[value eq "a"].type eq null`:                  nil,
		`emails eq "a" and (title pr and (userName eq "b"))`: {{"emails", "a"}, {"userName", "b"}},
		`userName eq "a" or userName eq "b"`:                 nil,
		`not (userName eq "a")`:                              nil,
		`userName ne "a"`:                                    nil,
		`userName sw "a"`:                                    nil,
		`title eq "a"`:                                       nil,
		`userName eq true`:                                   nil,
		ent + `:userName eq "a"`:                             nil,
	} {
		f, err := scim.ParseFilter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := f.Equals(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
	}
}

func TestStringOfFilter(t *testing.T) {
	for filter, want := range map[string]string{
		` USERNAME  Eq  ann `:                      `userName eq "ann"`,
		`a pr AND (b pr OR c pr)`:                  `a pr and (b pr or c pr)`,
		`(a pr and b pr) or c pr`:                  `a pr and b pr or c pr`,
		`NOT(a eq True)`:                           `not (a eq true)`,
		`a eq NULL and b eq 1e3`:                   `a eq null and b eq 1e3`,
		`EMAILS[ TYPE eq work ].VALUE eq "\u0041"`: `emails[type eq "work"].value eq "A"`,
		scim.URNUser + `:NAME.GIVENNAME pr`:        `name.givenName pr`,
		strings.ToUpper(ent) + `:MANAGER.VALUE pr`: ent + `:manager.value pr`,
	} {
		f, err := scim.ParseFilter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := f.String(); got != want {
			t.Errorf("%s: got %s, want %s", filter, got, want)
		}
	}
}

func TestPath(t *testing.T) {
	const custom = "urn:ietf:params:scim:schemas:extension:Custom:2.0:User"
	for path, want := range map[string]struct {
		urn, attr string
		sub       []string
		text      string
	}{
		"USERNAME":                   {"", "userName", nil, "userName"},
		"name.FAMILYNAME":            {"", "name", []string{"familyName"}, "name.familyName"},
		scim.URNUser:                 {"", "", nil, ""},
		ent:                          {ent, "", nil, ent},
		ent + ":MANAGER.value":       {ent, "manager", []string{"value"}, ent + ":manager.value"},
		custom:                       {custom, "", nil, custom},
		custom + ":tag":              {custom, "tag", nil, custom + ":tag"},
		custom + ":tag.sub":          {custom, "tag", []string{"sub"}, custom + ":tag.sub"},
		"urn:example:2.0:x:tag":      {"urn:example:2.0:x", "tag", nil, "urn:example:2.0:x:tag"},
		`Emails[Type EQ work].VALUE`: {"", "emails", []string{"value"}, `emails[type eq "work"].value`},
		custom + `:tags[type eq "urn:a:b"].value`: {custom, "tags", []string{"value"},
			custom + `:tags[type eq "urn:a:b"].value`},
		"$ref": {"", "$ref", nil, "$ref"},
	} {
		p, err := scim.ParsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if p.URN != want.urn || p.Attr != want.attr || !reflect.DeepEqual(p.Sub, want.sub) || p.String() != want.text {
			t.Errorf("%s: %q %q %q, %s", path, p.URN, p.Attr, p.Sub, p)
		}
	}
	for _, path := range []string{"", " ", "a b", "a.", ".a", "a[", "a[b]", `a[b eq "c"`, `a[b eq "c"]x`,
		`a[b eq "c"].`, "a]", "ä",
		"urn:a:", "urn:a:2.0", "a:b", ent + ":", `a.b[c eq "d"]`, "urn:a\xff:b"} {
		if p, err := scim.ParsePath(path); err == nil {
			t.Errorf("%s is read as %s", path, p)
		} else {
			refused(t, err, "invalidPath", "path")
		}
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{{"ann@Example.com", "ANN@example.COM"}, {"\u00c5sa", "A\u030aSA", "\u212bsa"},
		{"\u212a", "k"},
		{"stra\u00dfe", "STRASSE"}, {"\u03a3", "\u03c3", "\u03c2"}, {"", ""}} {
		for _, text := range same {
			if scim.Fold(text) != scim.Fold(same[0]) {
				t.Errorf("%q is %q, and %q is %q", same[0], scim.Fold(same[0]), text, scim.Fold(text))
			}
		}
	}
	for _, text := range []string{"ana", "an\u00f1a", "ann\u00e1", "\u0430nn"} { // the last one begins in Cyrillic
		if scim.Fold(text) == scim.Fold("ann") {
			t.Errorf("%q is taken for ann", text)
		}
	}
}
