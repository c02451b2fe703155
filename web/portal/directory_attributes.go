package portal

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"gatehouse/model"
)

// mappedRow is an attribute that the application sees, and where it comes from.
type mappedRow struct {
	model.MappedAttribute
	Field   string // of the form
	Entered string // the path
	Example string // what it makes of a user, "" for nothing
}

// pathExample is a path that leads to something in what was sent of a user.
type pathExample struct{ Path, Example string }

// maxExample is how much of a value stands beside its path, in characters.
const maxExample = 80

// directoryMap shows which attributes the application sees, with what the map makes of a user.
func (v *visit) directoryMap() {
	if _, ok := v.needDirectory(); ok {
		v.showMap(http.StatusOK, v.r.URL.Query().Get("user"), nil, nil)
	}
}

// showMap shows the map as paths would change it, or why they were refused.
func (v *visit) showMap(status int, user string, paths map[string]string, refused *model.FieldError) {
	ctx, id := v.r.Context(), v.sync.Directory.ID
	tried := paths
	if refused != nil {
		tried = nil // the example is that of what is saved
	}
	m, err := v.services.DirectoryMap(ctx, id, model.ID(user), tried)
	var received []model.PathValue
	if err == nil && m.User != "" {
		received, err = v.services.DirectoryPaths(ctx, id, m.User)
	}
	var d model.DirectoryStatus
	if err == nil {
		d, err = v.services.Directory(ctx, id)
	}
	if v.notThere(err, "This user is not there", "They may have left. Go back to the list of users.") {
		return
	}
	page := struct {
		Rows             []mappedRow
		Predefined       []mappedRow
		Paths            []pathExample
		User, Label      string
		Problem, Wrong   string // Wrong is the field
		Tried, Saved     bool
		Recompute        string
		Provider, Vendor string
	}{User: string(m.User), Label: m.Label, Tried: tried != nil, Saved: v.r.URL.Query().Get("saved") != "",
		Recompute: d.Mapping.Recompute.Words(), Provider: v.comesFrom(), Vendor: v.vendor()}
	for _, a := range m.Attributes {
		row := mappedRow{a, mapField(a.Name), a.Path, exampleOf(a.Value)}
		if entered, there := paths[a.Name]; there {
			row.Entered = entered
		}
		if a.Predefined {
			page.Predefined = append(page.Predefined, row)
			continue
		}
		page.Rows = append(page.Rows, row)
	}
	for _, p := range received {
		page.Paths = append(page.Paths, pathExample{p.Path, exampleOf(p.Value)})
	}
	if refused != nil {
		page.Problem, page.Wrong = says(refused), mapField(refused.Field)
	}
	v.show(status, "directoryattributes", "Attribute map", page)
}

// mapField is the field of the form for the path of an attribute.
func mapField(name string) string { return "path_" + name }

// exampleOf is a value in a line.
func exampleOf(value json.RawMessage) string {
	text := string(value)
	if json.Unmarshal(value, &text) != nil {
		text = string(value) // it is no text
	}
	if text == "null" {
		return ""
	}
	return model.Cut(text, maxExample)
}

// saveMap saves the paths that were entered, or shows what they make of a user.
func (v *visit) saveMap() {
	d, ok := v.needDirectory()
	if !ok {
		return
	}
	paths := map[string]string{}
	for field := range v.r.PostForm {
		if name, is := strings.CutPrefix(field, mapField("")); is {
			paths[name] = v.field(field)
		}
	}
	var err error
	try := v.field("try") != ""
	if try {
		_, err = v.services.DirectoryMap(v.r.Context(), d.ID, model.ID(v.field("user")), paths)
	} else {
		_, err = v.services.MapDirectory(v.r.Context(), d.ID, paths)
	}
	refused, is := errors.AsType[*model.FieldError](err)
	switch {
	case is:
		v.refusedField(refused)
		v.showMap(http.StatusUnprocessableEntity, v.field("user"), paths, refused)
	case v.notThere(err, "This user is not there", "They may have left. Go back to the list of users."):
	case try:
		v.showMap(http.StatusOK, v.field("user"), paths, nil)
	default:
		v.record(model.Step{What: model.StepConfigured, Note: "attribute map saved"})
		v.redirect(directoryMapPlace.path + "?saved=1")
	}
}
