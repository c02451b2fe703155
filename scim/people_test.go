package scim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gatehouse/scim"
)

// Columns are known by the names that systems give them.
func TestPeopleOfKnownFiles(t *testing.T) {
	const google = "First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required]," +
		"Status [READ ONLY],Employee ID,Employee Title,Manager Email,Department,Cost Center\n" +
		"Ada,Lovelace,ada@foo-corp.com,/Engines,Active,E7,Analyst,charles@foo-corp.com,Engines,4711\n" +
		"Grace,Hopper,grace@foo-corp.com,/,Suspended,,,,,\n"
	for name, c := range map[string]struct {
		text   string
		want   []string // resources
		groups string
	}{
		"Google Workspace": {google, []string{
			`{"active":true,"emails":[{"primary":true,"type":"work","value":"ada@foo-corp.com"}],"externalId":"E7",` +
				`"name":{"familyName":"Lovelace","givenName":"Ada"},"title":"Analyst",` +
				`"urn:gatehouse:csv:2.0:User":{"Org_Unit_Path":"/Engines"},` +
				`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"4711",` +
				`"department":"Engines","manager":{"value":"charles@foo-corp.com"}},"userName":"ada@foo-corp.com"}`,
			`{"active":false,"emails":[{"primary":true,"type":"work","value":"grace@foo-corp.com"}],` +
				`"name":{"familyName":"Hopper","givenName":"Grace"},` +
				`"urn:gatehouse:csv:2.0:User":{"Org_Unit_Path":"/"},"userName":"grace@foo-corp.com"}`,
		}, ""},
		"semicolons and groups": {"username;teams\nada;Engines | Staff\n\n",
			[]string{`{"active":true,"userName":"ada"}`}, "[Engines Staff]"},
		"tabs, a mark at the beginning": {"\xef\xbb\xbfUser Name\tEnabled\nada\tno\n",
			[]string{`{"active":false,"userName":"ada"}`}, ""},
		"the code page of Windows": {"username,name\nada,J\xfcrgen\n",
			[]string{`{"active":true,"displayName":"Jürgen","userName":"ada"}`}, ""},
		"UTF-16": {"\xff\xfeu\x00s\x00e\x00r\x00\n\x00a\x00\n\x00", []string{`{"active":true,"userName":"a"}`}, ""},
		"a column that says who may not come in": {"user,suspended\nada,false\n",
			[]string{`{"active":true,"userName":"ada"}`}, ""},
		"columns that are not known": {"user,Büro,2nd floor,\nada,Berlin,yes,x\n",
			[]string{`{"active":true,"urn:gatehouse:csv:2.0:User":{"B_ro":"Berlin","column_3_2nd_floor":"yes"},` +
				`"userName":"ada"}`}, ""},
		"lines that are shorter": {"user,title\nada\n", []string{`{"active":true,"userName":"ada"}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			people, err := scim.ParsePeople([]byte(c.text))
			if err != nil || len(people.All) != len(c.want) {
				t.Fatalf("%+v, %v", people, err)
			}
			for i, p := range people.All {
				if text, _ := json.Marshal(p.Resource); string(text) != c.want[i] {
					t.Errorf("%s\nwant %s", text, c.want[i])
				}
			}
			if c.groups != "" && fmt.Sprint(people.All[0].Groups) != c.groups || people.Grouped != (c.groups != "") {
				t.Errorf("groups %v", people.All[0].Groups)
			}
		})
	}
}

// A file of which a line cannot be used is refused as a whole, and each line that is wrong is named.
func TestPeopleRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "The file is empty",
		"a,b\n1,2\n":             "one of them has to be “email” or “username”",
		"email\n":                "There is nobody in the file",
		"PK\x03\x04rest":         "This is a spreadsheet",
		"user\na\x00b\n":         "The file is not text",
		"email\nada\n":           `Line 2: "ada" is no email address.`,
		"email,name\n,Ada\n":     "Line 2: there is neither an email address nor a user name.",
		"user\nada\nADA\n":       `Line 3: "ADA" stands in line 2 already.`,
		"user,status\nada,new\n": `Line 2: "new" in the column “status” is neither “active” nor “inactive”.`,
		"user\nada,x\n":          "Line 2: there are 2 values, and the first line names 1 columns.",
		"user\n\"ada\n":          "Line 2: a quotation mark is not closed",
		"user,groups\nada," + strings.Repeat("x;y", 200) + "\n": "", // the same ones, again and again
	} {
		_, err := scim.ParsePeople([]byte(text))
		wrong, refused := errors.AsType[*scim.FileError](err)
		if refused != (want != "") || refused && !strings.Contains(wrong.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	many := "user\n" + strings.Repeat("a\n", 100)
	_, err := scim.ParsePeople([]byte(many))
	if wrong, ok := errors.AsType[*scim.FileError](err); !ok || len(wrong.Problems) != 20 {
		t.Errorf("%v", err)
	}
}

// Whatever a file has, what is read of it is a resource that can be stored.
func FuzzPeople(f *testing.F) {
	f.Add([]byte("First Name [Required],Email Address,groups\nAda,ada@foo-corp.com,a;b\n"))
	f.Add([]byte("user,manager,division,status,userType\nada,grace,Engines,left,temp\n"))
	f.Add([]byte("user;Büro;active\nada;\"B;\n\";no\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		people, err := scim.ParsePeople(text)
		if err != nil {
			if _, refused := errors.AsType[*scim.FileError](err); !refused {
				t.Fatal(err)
			}
			return
		}
		for _, p := range people.All {
			body, err := p.Body()
			if err != nil {
				t.Fatal(err)
			}
			r, _, _, _, err := scim.ParseResource(scim.User, body)
			if err == nil && !r.Equal(p.Resource) {
				t.Fatalf("%s became %v", body, r)
			}
		}
	})
}
