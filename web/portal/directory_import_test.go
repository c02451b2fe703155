package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/testclient"
	"gatehouse/web/webtest"
)

// people is a file of people with a column of groups.
func people(lines ...string) *testclient.File {
	return &testclient.File{Field: "file", Name: "people.csv",
		Text: "Email,First name,Groups\n" + strings.Join(lines, "\n") + "\n"}
}

// An IT admin whose system sends nobody brings a file, which is checked first if they like, and later another one.
func TestPortalPeopleComeAsAFile(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentDirectorySync)
	a.Open("directory/provider")
	a.Send("directory/provider", map[string]string{"provider": "google"})
	a.Sees("Google Workspace", "CSV file")
	a.Follow("Bring a CSV file")
	a.At("directory/import")
	a.Upload("directory/import", map[string]string{"check": "1"}, people("ada@globex.example,Ada,Staff"))
	a.Sees("Nothing was changed yet", "1 person: 1 new, 0 changed, 0 deactivated", "1 group: 1 new")
	a.Upload("directory/import", nil, people("ada@globex.example,Ada,Staff", "grace@globex.example,Grace,Staff"))
	a.Sees("The file was imported", "2 people: 2 new", "The last file was people.csv")
	a.Follow("Continue")
	a.At("directory")
	a.Sees("CSV file · ✓ Connected", "2 active users", "1 group, 2 memberships", "Last filepeople.csv",
		"Bring a new file")
	for _, without := range []string{"SCIM endpoint", "Tokens", "Check"} {
		if strings.Contains(a.Page.Text, without) {
			t.Errorf("a directory without a provider has %s", without)
		}
	}
	a.Follow("Bring a new file")
	a.Upload("directory/import", nil, people("ada@globex.example,Countess,Staff"))
	a.Sees("1 person: 0 new, 1 changed, 1 deactivated", "1 group: 0 new, 1 changed")
	a.Follow("Continue")
	a.Send("finish", nil)
	a.At("done")
	if steps := a.Steps(); !strings.Contains(steps, "imported 1 person: 0 new, 1 changed, 1 deactivated") {
		t.Errorf("the flight recorder: %s", steps)
	}
}

// A file that cannot be used says which lines, and changes nothing; so does one that lacks too many.
func TestPortalRefusesAFile(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentDirectorySync)
	refused := func(file *testclient.File, values map[string]string, texts ...string) {
		t.Helper()
		a.Open("directory/import")
		a.Upload("directory/import", values, file)
		if a.Page.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.Page.Status)
		}
		a.Sees(append(texts, "Nothing was changed")...)
	}
	refused(nil, nil, "No file was chosen.")
	refused(people("ada,Ada", ",Grace"), nil, `Line 2: "ada" is no email address.`, "Line 3: there is neither")
	var many []string
	for i := range 30 {
		many = append(many, "user"+strings.Repeat("x", i)+"@globex.example")
	}
	a.Open("directory/import")
	a.Upload("directory/import", nil, people(many...))
	a.Sees("30 people: 30 new")
	refused(people(many[20:]...), nil, "20 of the 30 users of the directory are not in the file",
		"They have left: deactivate them")
	a.Upload("directory/import", map[string]string{"many": "1"}, people(many[20:]...))
	a.Sees("10 people: 0 new, 0 changed, 20 deactivated")
}

// People who come by SCIM are not mixed with those of a file.
func TestPortalTakesNoFileBesideSCIM(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	a.Open("directory/import")
	a.At("directory/import") // nothing has come yet: there is still a choice
	d.Want(t, http.StatusOK, "GET", "/Users", "")
	a.Open("directory/import")
	a.At("directory/check")
}
