package portal

import (
	"errors"
	"net/http"
	"strings"

	"gatehouse/model"
)

// groupRow is a group in the list, and the role that its users have by it.
type groupRow struct {
	Name, Role string
	Field, Was string // of the form: the role, and the one that was shown
}

const rolesOnPage = 50 // groups

// mayGiveRoles reports whether the IT admin says which of their groups has which role; if not, a page says so.
func (v *visit) mayGiveRoles() (model.DirectoryStatus, bool) {
	d, ok := v.needDirectory()
	if ok && !v.sync.GivesRoles {
		v.sorryPage(http.StatusNotFound, "Roles are not given here", "Ask those who invited you.")
	}
	return d, ok && v.sync.GivesRoles
}

// directoryRoles shows the groups by pages, each with its role.
func (v *visit) directoryRoles() {
	if _, ok := v.mayGiveRoles(); ok {
		v.showRoles(http.StatusOK, nil)
	}
}

// showRoles shows the groups, or why roles were refused.
func (v *visit) showRoles(status int, refused *model.FieldError) {
	ctx, d := v.r.Context(), v.sync.Directory
	all, err := v.services.DirectoryRoles(ctx, d.ID)
	asked := v.searched(d, rolesOnPage)
	var found model.Paged[model.DirectoryGroup]
	if err == nil {
		found, err = v.services.DirectoryGroups(ctx, asked)
	}
	if err == nil {
		d, err = v.services.Directory(ctx, d.ID) // with how far users are recomputed
	}
	if err != nil {
		v.failed(err)
		return
	}
	page := struct {
		Roles            []model.EnvironmentRole
		Default          string
		Multiple         bool
		Rows             []groupRow
		Given            []model.DirectoryGroup
		Query            string
		After, Before    model.ID
		Problem          string
		Saved            bool
		Recompute        string
		Provider, Vendor string
	}{Roles: all.Roles, Multiple: all.Multiple, Given: all.Groups, Query: asked.Known, After: found.After,
		Before: found.Before, Saved: v.r.URL.Query().Get("saved") != "", Recompute: d.Mapping.Recompute.Words(),
		Provider: v.comesFrom(), Vendor: v.vendor()}
	for _, r := range all.Roles {
		if r.Slug == all.Default {
			page.Default = r.Name
		}
	}
	for _, g := range found.Items {
		page.Rows = append(page.Rows, groupRow{g.Name, g.Role, roleField(g.ID), wasField(g.ID)})
	}
	if refused != nil {
		page.Problem = says(refused)
	}
	v.mayLeave()
	v.show(status, "directoryroles", "Roles", page)
}

// roleField is the field of the form for the role of a group, and wasField that for the one which was shown: what the
// visitor left alone stays as others may have changed it meanwhile.
func roleField(group model.ID) string { return "role_" + string(group) }

func wasField(group model.ID) string { return "was_" + string(group) }

// saveRoles gives groups the roles that were chosen.
func (v *visit) saveRoles() {
	d, ok := v.mayGiveRoles()
	if !ok {
		return
	}
	roles := map[model.ID]string{}
	for field := range v.r.PostForm {
		id, is := strings.CutPrefix(field, roleField(""))
		if is && v.field(field) != v.field(wasField(model.ID(id))) {
			roles[model.ID(id)] = v.field(field)
		}
	}
	var err error
	if len(roles) > 0 {
		_, err = v.services.GiveRoles(v.r.Context(), d.ID, roles)
	}
	refused, is := errors.AsType[*model.FieldError](err)
	switch {
	case is:
		v.refusedField(refused)
		v.showRoles(http.StatusUnprocessableEntity, refused)
	case v.notThere(err, "A group is not there any more", "It was deleted at your provider. Go back to the roles."):
	default:
		v.record(model.Step{What: model.StepConfigured, Note: "roles given to groups"})
		v.redirect(directoryRolesPlace.path + "?saved=1")
	}
}
