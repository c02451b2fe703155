package api

import (
	"time"

	"gatehouse/model"
)

// DirectoryDetail is a directory as commands tell of it.
type DirectoryDetail struct {
	Directory
	EnvironmentID model.ID  `json:"environment_id"`
	Endpoint      string    `json:"endpoint,omitempty"` // what is pasted at the identity provider
	Token         string    `json:"token,omitempty"`
	KeepInactive  bool      `json:"keep_inactive"`
	LastRequestAt time.Time `json:"last_request_at,omitzero"`
	LastFile      string    `json:"last_file,omitempty"` // by which its people came
	LastFileAt    time.Time `json:"last_file_at,omitzero"`

	AttributeMap map[string]string     `json:"attribute_map,omitempty"` // custom attributes and their paths
	Unmapped     []string              `json:"unmapped,omitempty"`      // required attributes without one
	Recomputing  *DirectoryRecomputing `json:"recomputing,omitempty"`   // while users are
}

// DirectoryRecomputing is how far the users of a directory follow a change of its attribute map.
type DirectoryRecomputing struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// DirectoryDetailOf tells of a directory at a listener; token is "" where it is not given out.
func DirectoryDetailOf(d model.DirectoryStatus, baseURL, token string) DirectoryDetail {
	told := DirectoryDetail{Directory: DirectoryOf(d, model.Organization{}), EnvironmentID: d.EnvironmentID,
		Token: token, KeepInactive: d.KeepInactive, LastRequestAt: d.Last,
		LastFile: d.File, LastFileAt: d.FileAt, AttributeMap: d.Map, Unmapped: d.Mapping.Unmapped}
	if !d.ByFile() {
		told.Endpoint = d.Address(baseURL)
	}
	if r := d.Mapping.Recompute; r.Runs() {
		told.Recomputing = &DirectoryRecomputing{r.Done, r.Total}
	}
	return told
}

// DirectoryImport is what a file of people changed in a directory, or would change.
type DirectoryImport struct {
	People        int      `json:"people"`
	New           int      `json:"new"`
	Changed       int      `json:"changed"`
	Deactivated   int      `json:"deactivated"`
	Groups        int      `json:"groups"`
	GroupsNew     int      `json:"groups_new"`
	GroupsChanged int      `json:"groups_changed"`
	GroupsDeleted int      `json:"groups_deleted"`
	Refused       []string `json:"refused,omitempty"`
	Checked       bool     `json:"checked,omitempty"` // nothing was changed
}

// DirectoryImportOf tells what a file changed.
func DirectoryImportOf(x model.DirectoryImport) DirectoryImport {
	return DirectoryImport{x.People, x.New, x.Changed, x.Deactivated, x.Groups, x.GroupsNew, x.GroupsEdit, x.GroupsGone,
		x.Refused, x.Checked}
}

// DirectoryToken is a token of a directory as commands tell of it.
type DirectoryToken struct {
	TokenEvent
	Token      string    `json:"token,omitempty"` // where it is given out: once
	LastUsedAt time.Time `json:"last_used_at,omitzero"`
	RevokedAt  time.Time `json:"revoked_at,omitzero"`
}

// DirectoryTokenOf tells of a token; secret is "" where it is not given out.
func DirectoryTokenOf(t model.DirectoryToken, secret string) DirectoryToken {
	of := TokenEvent{"directory_token", t.ID, t.DirectoryID, t.OrganizationID, t.Hint, t.Created}
	return DirectoryToken{of, secret, t.Used, t.Revoked}
}

// DirectoryGroupMembers is a group with the users in it.
type DirectoryGroupMembers struct {
	DirectoryGroup
	Members []DirectoryUser `json:"members"`
}

// DirectoryRequest is a SCIM request in the log of its directory.
type DirectoryRequest struct {
	ID          model.ID               `json:"id"`
	DirectoryID model.ID               `json:"directory_id"`
	At          time.Time              `json:"at"`
	TookMS      int64                  `json:"took_ms"`
	TokenSuffix string                 `json:"token_suffix,omitempty"`
	Peer        string                 `json:"peer"`
	UserAgent   string                 `json:"user_agent,omitempty"`
	Method      string                 `json:"method"`
	Path        string                 `json:"path"`
	Status      int                    `json:"status"`
	Verdict     model.DirectoryVerdict `json:"verdict"`
	Resource    model.ID               `json:"resource,omitempty"` // the id that the identity provider knows
	Name        string                 `json:"name,omitempty"`
	Done        []string               `json:"done,omitempty"`
	DirectoryCause
	Warnings []DirectoryCause `json:"warnings,omitempty"`
	Body     string           `json:"body,omitempty"`
	Answer   string           `json:"answer,omitempty"`
	Curl     string           `json:"curl,omitempty"` // a command that repeats it
}

// DirectoryCause is why a request was refused, or what is amiss with one that was not.
type DirectoryCause struct {
	Cause  model.DirectoryCause `json:"cause,omitempty"`
	Fixer  model.DirectoryFixer `json:"fixer,omitempty"`
	Detail string               `json:"detail,omitempty"` // for the IT admin
}

// DirectoryRequestOf tells of a request, without what was sent and answered.
func DirectoryRequestOf(r model.DirectoryRequest) DirectoryRequest {
	told := DirectoryRequest{ID: r.ID, DirectoryID: r.Directory, At: r.At, TookMS: r.Took.Milliseconds(),
		TokenSuffix: r.Token, Peer: r.Peer, UserAgent: r.UserAgent, Method: r.Method, Path: r.Path, Status: r.Status,
		Verdict: r.Verdict, Resource: r.Entry, Name: r.Name, Done: r.Done,
		DirectoryCause: directoryCauseOf(r.Cause, r.Detail)}
	for _, w := range r.Warnings {
		told.Warnings = append(told.Warnings, directoryCauseOf(w.Cause, w.Detail))
	}
	return told
}

// DirectoryRequestDetailOf tells all of a request, whose directory is at an address.
func DirectoryRequestDetailOf(r model.DirectoryRequest, address string) DirectoryRequest {
	told := DirectoryRequestOf(r)
	told.Body, told.Answer, told.Curl = string(r.Body), string(r.Answer), r.Curl(address)
	return told
}

func directoryCauseOf(cause model.DirectoryCause, detail string) DirectoryCause {
	if cause == "" {
		return DirectoryCause{}
	}
	return DirectoryCause{cause, cause.Row().Fixer, detail}
}
