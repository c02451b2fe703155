package portal

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/directory"
	"gatehouse/web/internal/pages"
)

// userRow is a user in the list.
type userRow struct {
	ID, Label, Name string
	Inactive        bool
	Groups          []string // the first of them
	Count, More     int      // of all groups, and of those that are not among the first
}

const (
	listedUsers  = 50 // on a page
	popupGroups  = 20 // that the list names of a user
	listedGroups = 500
)

func rowOf(u model.DirectoryUser) userRow {
	row := userRow{ID: string(u.ID), Label: u.Label(), Name: u.Attributes.Name, Inactive: u.State == model.UserInactive,
		Count: len(u.Groups)}
	row.Groups, row.More = groupNames(u.Groups, popupGroups)
	return row
}

// groupNames are the names of the first groups, and how many more there are.
func groupNames(all []model.DirectoryGroup, most int) (names []string, more int) {
	for _, g := range all[:min(most, len(all))] {
		names = append(names, g.Name)
	}
	return names, len(all) - len(names)
}

// searched is the page of users or groups of a directory that the address asks for, or those whom it searches.
func (v *visit) searched(d model.DirectoryStatus, limit int) directory.EntryList {
	q := v.r.URL.Query()
	asked := directory.EntryList{Directory: d.ID, Known: strings.TrimSpace(q.Get("q")), Paging: model.Paging{
		Limit: limit, After: model.ID(q.Get("after")), Before: model.ID(q.Get("before"))}}
	if asked.After != "" {
		asked.Before = ""
	}
	return asked
}

// directoryUsers lists the users by pages, or those whom a search finds.
func (v *visit) directoryUsers() {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	asked := v.searched(d, listedUsers)
	found, err := v.services.DirectoryUsers(v.r.Context(), asked)
	if err != nil {
		v.failed(err)
		return
	}
	var rows []userRow
	for _, u := range found.Items {
		rows = append(rows, rowOf(u))
	}
	v.mayLeave()
	v.show(http.StatusOK, "directoryusers", "Users", struct {
		Rows             []userRow
		Counts           model.DirectoryCounts
		Query            string
		After, Before    model.ID
		Provider, Vendor string
	}{rows, d.Counts, asked.Known, found.After, found.Before, v.comesFrom(), v.vendor()})
}

// shownRaw is how much of what a provider sent of a user stands on a page.
const shownRaw = 16 << 10

// directoryUser shows a user as the application sees them.
func (v *visit) directoryUser() {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	u, err := v.services.DirectoryUser(v.r.Context(), model.ID(v.r.PathValue("id")))
	if err == nil && u.DirectoryID != d.ID {
		err = model.ErrNotFound
	}
	if v.notThere(err, "This user is not there",
		"They may have left, or were deactivated. Go back to the list of users.") {
		return
	}
	raw := indentJSON(u.Raw)
	names, more := groupNames(u.Groups, listedGroups)
	v.show(http.StatusOK, "directoryuser", u.Label(), struct {
		User       userRow
		Attributes []value
		Groups     []string
		More       int
		Raw        string
		Cut        bool
		Vendor     string
	}{rowOf(u), userAttributes(u), names, more, raw[:min(shownRaw, len(raw))], len(raw) > shownRaw, v.vendor()})
}

// userAttributes are what the application sees of a user.
func userAttributes(u model.DirectoryUser) []value {
	a := u.Attributes
	state := "Active"
	if u.State == model.UserInactive {
		state = "Inactive"
	}
	all := []value{
		{"Email", a.Email}, {"First name", a.FirstName}, {"Last name", a.LastName}, {"Name", a.Name},
		{"Job title", a.JobTitle}, {"User name", a.Username}, {"Role", a.RoleWords()}, {"State", state},
		{"ID at your provider", u.IdPID}, {"Created", pages.Second(u.Created)}, {"Changed", pages.Second(u.Updated)},
	}
	for _, name := range slices.Sorted(maps.Keys(a.Custom)) {
		all = append(all, value{name, exampleOf(a.Custom[name])})
	}
	return all
}

// notThere answers an error: for what is not found a page that says so.
func (v *visit) notThere(err error, title, text string) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, model.ErrNotFound):
		v.sorryPage(http.StatusNotFound, title, text)
	default:
		v.failed(err)
	}
	return true
}
