package scim_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// importFile makes the people of a file those of a directory.
func importFile(t *testing.T, l *webtest.Server, d *webtest.Directory, f model.PeopleFile) model.DirectoryImport {
	t.Helper()
	done, err := l.Services.ImportDirectory(t.Context(), d.ID, f)
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Refused) > 0 {
		t.Errorf("refused: %q", done.Refused)
	}
	return done
}

// told: these events came behind so many, in any order: the lines of a file are done together.
func told(t *testing.T, d *webtest.Directory, from int, want ...string) {
	t.Helper()
	names, _ := d.Events(t)
	got := names[from:]
	for i := range want {
		want[i] = "dsync." + want[i]
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("events %q, want %q", got, want)
	}
}

// Who is not in a file any more is deactivated, and active again, in their groups, with the next file that has them.
// Apps are told of what differs alone.
func TestImportedPeopleComeAndGo(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "csv")
	const both = "email,groups\nada@foo-corp.com,Staff\ngrace@foo-corp.com,Staff\n"
	importFile(t, l, d, model.PeopleFile{Name: "people.csv", Text: []byte(both)})
	names, _ := d.Events(t)
	from := len(names)
	importFile(t, l, d, model.PeopleFile{Text: []byte(both)})
	told(t, d, from)
	importFile(t, l, d, model.PeopleFile{Text: []byte("email,title\nada@foo-corp.com,Countess\n")})
	told(t, d, from, "user.updated", "user.deleted")
	done := importFile(t, l, d, model.PeopleFile{Text: []byte(both)})
	told(t, d, from+2, "user.updated", "user.created", "group.user_added")
	if done.Changed != 2 || done.New != 0 || done.GroupsEdit != 0 {
		t.Errorf("%+v", done)
	}
	importFile(t, l, d, model.PeopleFile{Text: []byte("email,groups\nada@foo-corp.com,Board\ngrace@foo-corp.com,\n")})
	names, _ = d.Events(t)
	want := "[dsync.group.deleted dsync.group.created dsync.group.user_added]"
	if got := fmt.Sprint(names[from+5:]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, r := range d.Log(t) {
		if r.Verdict == model.DirectoryRefused || !strings.HasPrefix(r.UserAgent, "CSV file") {
			t.Errorf("%+v", r)
		}
	}
}

// The same file again changes nobody, whatever columns it has.
func TestAnImportIsRepeated(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "csv")
	file := model.PeopleFile{Text: []byte("Email;First name;Full " +
		"name;Title;Type;Number;Department;Manager;Status;Office;Groups\nada@foo-corp.com;Ada;Ada " +
		"King;Analyst;temp;007;Engines;grace@foo-corp.com;active;Berlin;Staff|Board\n" +
		"grace@foo-corp.com;Grace;;;;;;;inactive;;Staff\n")}
	if done := importFile(t, l, d, file); done.New != 2 || done.GroupsNew != 2 {
		t.Errorf("%+v", done)
	}
	if done := importFile(t, l, d, file); done.Changed+done.New+done.Deactivated+done.GroupsNew+done.GroupsEdit+
		done.GroupsGone != 0 {
		t.Errorf("again: %+v", done)
	}
}

// A file that lacks many of those who are there is refused until that is meant, and changes nothing.
func TestAnImportThatLosesMany(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "csv")
	var lines strings.Builder
	for i := range 40 {
		fmt.Fprintf(&lines, "user%d@foo-corp.com\n", i)
	}
	importFile(t, l, d, model.PeopleFile{Text: []byte("email\n" + lines.String())})
	few := []byte("email\n" + strings.SplitN(lines.String(), "\n", 11)[10])
	rest := model.PeopleFile{Text: few}
	_, err := l.Services.ImportDirectory(t.Context(), d.ID, rest)
	if field, ok := errors.AsType[*model.FieldError](err); !ok || !strings.Contains(field.Error(),
		"10 of the 40 users") {
		t.Fatalf("%v", err)
	}
	rest.Check = true
	if done := importFile(t, l, d, rest); done.Deactivated != 10 || !done.Checked {
		t.Errorf("%+v", done)
	}
	counts, err := l.Store.DirectoryCounts(t.Context(), d.ID)
	if err != nil || counts.Active != 40 {
		t.Fatalf("%+v, %v", counts, err)
	}
	rest.Check, rest.RemoveMany = false, true
	importFile(t, l, d, rest)
	if counts, err = l.Store.DirectoryCounts(t.Context(), d.ID); err != nil || counts.Active != 30 ||
		counts.Unpublished != 10 {
		t.Errorf("%+v, %v", counts, err)
	}
}

// Nobody comes by SCIM to a directory whose people come as a file.
func TestNoSCIMBesideAFile(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	if _, err := l.Services.UpdateDirectory(t.Context(), d.ID, model.DirectoryPatch{Type: new("csv")}); err != nil {
		t.Fatal(err)
	}
	if a := d.Send(t, "GET", "/Users", ""); a.Status != 401 || !strings.Contains(a.Text, "come as a file") {
		t.Errorf("%d %s", a.Status, a.Text)
	}
}
