package model

import (
	"net/url"
	"strings"
	"time"
)

// DirectoryRequest is one SCIM request as the log of its directory has it.
type DirectoryRequest struct {
	ID        ID // its order is that of time
	Directory ID
	At        time.Time
	Took      time.Duration

	Token     string // hint of the token: "…w7Qa"
	Peer      string
	UserAgent string

	Method string
	Path   string // behind the address of the directory, with the query: `/Users?filter=…`
	Status int

	Verdict  DirectoryVerdict
	Cause    DirectoryCause // of a refusal; "" otherwise
	Detail   string         // what the answer said to the IT admin
	Warnings []DirectoryWarning
	Entry    ID       // the resource that it was about, if one alone
	Name     string   // what that is called
	Done     []string // the difference it made: "active: true → false", "+ 3 members"

	Body   []byte // what was sent, without secrets; at most MaxDirectoryBody
	Cut    bool   // Body is only the beginning
	Answer []byte // of a refusal alone: others repeat what is stored
}

// What says in a line what a request was about, and what it did.
func (r DirectoryRequest) What() string {
	done := strings.Join(r.Done, ", ")
	if r.Name == "" || done == "" {
		return r.Name + done
	}
	return r.Name + ": " + done
}

// Asked is the request as it was meant, in a line: its query is not escaped.
func (r DirectoryRequest) Asked() string {
	path, query, asks := strings.Cut(r.Path, "?")
	if !asks {
		return r.Method + " " + path
	}
	if plain, err := url.QueryUnescape(query); err == nil {
		query = plain
	}
	return r.Method + " " + path + "?" + query
}

// Amiss says in a few words why a request was refused, or what somebody has to look at, and who.
func (r DirectoryRequest) Amiss() string {
	var all []string
	for _, c := range r.Causes() {
		all = append(all, c.Words+" ("+string(c.Fixer)+")")
	}
	return strings.Join(all, ", ")
}

// Kind is that of what a request asked for, as its path has it, in lower case: users, groups, schemas.
func (r DirectoryRequest) Kind() string {
	path, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "?")
	kind, _, _ := strings.Cut(path, "/")
	return strings.ToLower(kind)
}

// Causes are the rows of why a request was refused, and of what else is amiss.
func (r DirectoryRequest) Causes() (all []DirectoryCauseRow) {
	if r.Cause != "" {
		all = append(all, r.Cause.Row())
	}
	for _, w := range r.Warnings {
		all = append(all, w.Cause.Row())
	}
	return all
}

// MaxDirectoryBody bounds how much of a request is kept, in bytes.
const MaxDirectoryBody = 16 << 10

// DirectoryLogLife is how long a request stays in the log of its directory.
const DirectoryLogLife = 30 * 24 * time.Hour

// MaxDirectoryLog is how many requests the log of a directory keeps: of an identity provider that asks without a pause,
// the newest.
const MaxDirectoryLog = 100_000

// DirectoryVerdict is what became of a request.
type DirectoryVerdict string

// The verdicts.
const (
	DirectoryDone      DirectoryVerdict = "ok"
	DirectoryUnchanged DirectoryVerdict = "unchanged" // a change that was made already
	DirectoryPartly    DirectoryVerdict = "partly"    // done, and something of it was not applied
	DirectoryRefused   DirectoryVerdict = "refused"
)

// DirectoryVerdicts are all of them.
var DirectoryVerdicts = []DirectoryVerdict{DirectoryDone, DirectoryUnchanged, DirectoryPartly, DirectoryRefused}

// DirectoryCause is why a request was refused, or what is amiss with one that was not.
type DirectoryCause string

// DirectoryWarning is something that was not applied, or that somebody has to look at.
type DirectoryWarning struct {
	Cause  DirectoryCause
	Detail string
}
