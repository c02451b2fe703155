package portal

import (
	"net/http"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// directoryTabs lead from one page of a directory to the others. Pages of the way through the setup have its steps.
func (v *visit) directoryTabs() []navStep {
	if v.place.step != "" || !strings.HasPrefix(v.place.path, directoryPlace.path) || !v.sync.Made() {
		return nil
	}
	tabs := []navStep{
		{Label: "Directory", URL: directoryPlace.path}, {Label: "Users", URL: directoryUsersPlace.path},
		{Label: "Requests", URL: directoryRequestsPlace.path},
	}
	if !v.sync.Directory.ByFile() {
		tabs = append(tabs, navStep{Label: "Tokens", URL: directoryTokensPlace.path})
	}
	tabs = append(tabs, navStep{Label: "Attributes", URL: directoryMapPlace.path})
	if v.sync.GivesRoles {
		tabs = append(tabs, navStep{Label: "Roles", URL: directoryRolesPlace.path})
	}
	for i, t := range tabs {
		tabs[i].Current = v.place.path == t.URL || i > 0 && strings.HasPrefix(v.place.path, t.URL+"/")
		tabs[i].URL = portalRoot + t.URL
	}
	return tabs
}

// needDirectory gives the directory, or sends the visitor to where it is made.
func (v *visit) needDirectory() (model.DirectoryStatus, bool) {
	if !v.allowed(model.IntentDirectorySync) {
		return model.DirectoryStatus{}, false
	}
	if !v.sync.Made() {
		v.redirect(directoryProviderPlace.path)
	}
	return v.sync.Directory, v.sync.Made()
}

// needProvisioned gives the directory of a provider, or sends the visitor to where its people are brought as a file.
func (v *visit) needProvisioned() (model.DirectoryStatus, bool) {
	d, ok := v.needDirectory()
	if ok && d.ByFile() {
		v.redirect(directoryImportPlace.path)
	}
	return d, ok && !d.ByFile()
}

// comesFrom is where the people of the directory come from, inside a sentence.
func (v *visit) comesFrom() string {
	if d := v.sync.Directory; d.ByFile() {
		return d.TypeName()
	}
	return v.guideTo().Called
}

// endpoint is where the provider sends its requests.
func (v *visit) endpoint() value {
	return value{"SCIM endpoint", v.sync.Directory.Address(v.services.BaseURL)}
}

// vendor is who runs the application, inside a sentence.
func (v *visit) vendor() string {
	if v.brand.Name != "" {
		return v.brand.Name
	}
	return "the application"
}

// lastSync is when the provider sent something last, "" for never.
func lastSync(d model.DirectoryStatus) string {
	if d.Last.IsZero() {
		return ""
	}
	return pages.Second(d.Last)
}

// directoryStatus shows how provisioning stands, or leads to the step that is left.
func (v *visit) directoryStatus() {
	if !v.allowed(model.IntentDirectorySync) {
		return
	}
	if next := v.sync.Next(); next != "" {
		v.redirect(string(next))
		return
	}
	progress, err := v.services.DirectoryProgress(v.r.Context(), v.sync.Directory.ID)
	if err != nil {
		v.failed(err)
		return
	}
	d, now := progress.Directory, v.services.Clock()
	v.mayLeave()
	v.show(http.StatusOK, "directory", "Directory Sync", struct {
		Provider, Vendor  string
		Counts            model.DirectoryCounts
		Last, LastAt      string
		Silent, CanFinish bool
		Endpoint          value
		Refused           *requestView // the newest that is refused still
		Unmapped          []string     // attributes that are required, and have no path
		ByFile            bool
		File              string // the last one
		FileOn, FileAt    string // when it came
	}{
		v.comesFrom(), v.vendor(), d.Counts, lastSync(d), d.Last.UTC().Format(time.RFC3339),
		d.Silent(now), v.canFinish(model.IntentDirectorySync), v.endpoint(), v.refusedView(progress),
		d.Mapping.Unmapped, d.ByFile(), d.File, pages.Moment(d.FileAt), d.FileAt.UTC().Format(time.RFC3339),
	})
}
