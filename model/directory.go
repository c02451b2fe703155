package model

import (
	"slices"
	"strings"
	"time"
)

// Directory is where the users and groups of an organization come from: an identity provider that
// tells of them by SCIM. What it told stands in entries, see [DirectoryEntry].
type Directory struct {
	ID             ID             `json:"id"`
	EnvironmentID  ID             `json:"environment_id"`
	OrganizationID ID             `json:"organization_id"`
	Name           string         `json:"name"`
	Type           string         `json:"type"` // one of [DirectoryTypes]
	Key            string         `json:"key"`  // in its address, unguessable; without _, which Okta refuses there
	State          DirectoryState `json:"state"`

	// The file by which its people came last, of a directory of [TypeFile].
	File   string    `json:"file,omitempty"`
	FileAt time.Time `json:"file_at,omitzero"`

	// Who is deactivated stays, as inactive; otherwise apps are told that they are gone.
	KeepInactive bool `json:"keep_inactive,omitempty"`

	Map map[string]string `json:"map,omitempty"` // from custom attributes of the environment to paths of resources

	// of groups, by their ids as entries: slugs of roles of the environment
	Roles map[ID]string `json:"roles,omitempty"`

	Created time.Time `json:"created_at"`
	Updated time.Time `json:"updated_at"`

	Revision uint64 `json:"-"`
}

func (d Directory) RecordKey() (Kind, ID) { return KindDirectory, d.ID }

func (d Directory) RecordParent() ID { return d.OrganizationID }

func (d Directory) RecordNames() []string { return []string{NameDirectory.Of(d.Key)} }

func (d Directory) RecordRevision() uint64 { return d.Revision }

func (d Directory) AtRevision(r uint64) Noun { d.Revision = r; return d }

func (d Directory) Touched(now time.Time) Noun { d.Updated = now; return d }

// RecordWords are by what a directory is searched.
func (d Directory) RecordWords() []string {
	return []string{strings.ToLower(d.Name), strings.ToLower(d.Type)}
}

// RecordEnvironment is the one in which it is searched.
func (d Directory) RecordEnvironment() ID { return d.EnvironmentID }

// SCIMPath is where the address of each directory begins; behind it stands its key.
const SCIMPath = "/scim/v2.0/"

// Address is where the identity provider sends its requests, under the address of the listener.
func (d Directory) Address(baseURL string) string { return baseURL + SCIMPath + d.Key }

// ByFile reports whether the people of the directory are brought as a file.
func (d Directory) ByFile() bool { return d.Type == TypeFile }

// ImportCommand brings the next file of people.
func (d Directory) ImportCommand() string {
	return "gatehouse directory import " + string(d.ID) + " people.csv"
}

// Client is the principal that a token of the directory proves.
func (d Directory) Client(t DirectoryToken) Principal {
	return Principal{Kind: DirectoryClient, ID: d.ID, Name: "directory " + d.Name, Environment: d.EnvironmentID,
		Organization: d.OrganizationID, Via: ViaSCIM, Evidence: t.Hint}
}

// DirectoryState is how far a directory is set up.
type DirectoryState string

// The states. A directory is linked by the first request with a good token.
const (
	DirectoryValidating DirectoryState = "validating"
	DirectoryLinked     DirectoryState = "linked"
)

// TypeFile is the type of a directory whose people are brought as a file, and do not come by SCIM.
const TypeFile = "sftp"

// DirectoryTypes are the kinds of directory, by the names that the SDKs of WorkOS know.
var DirectoryTypes = []DirectoryType{
	{"azure scim v2.0", "Entra ID"},
	{"okta scim v2.0", "Okta"},
	{"onelogin scim v2.0", "OneLogin"},
	{"jump cloud scim v2.0", "JumpCloud"},
	{"pingfederate scim v2.0", "PingFederate"},
	{"cyberark scim v2.0", "CyberArk"},
	{"rippling scim v2.0", "Rippling"},
	{"generic scim v2.0", "Custom SCIM"},
	{TypeFile, "CSV file"},
}

// DirectoryType is a kind of directory and its name for people.
type DirectoryType struct{ Type, Name string }

// Short is as much of it as one writes.
func (t DirectoryType) Short() string {
	if t.Type == TypeFile {
		return "csv"
	}
	return strings.TrimSuffix(t.Type, " scim v2.0")
}

// CleanDirectoryType finds a type by its name, or by as much of it as one writes: "okta", "Entra ID".
func CleanDirectoryType(given string) (string, error) {
	word := strings.ToLower(strings.TrimSpace(given))
	i := slices.IndexFunc(DirectoryTypes, func(t DirectoryType) bool {
		return word == t.Type || word == strings.ToLower(t.Name) || word == t.Short()
	})
	if i < 0 {
		names := make([]string, len(DirectoryTypes))
		for k, t := range DirectoryTypes {
			names[k] = t.Short()
		}
		return "", Refuse("type", "use one of "+strings.Join(names, ", "), "%.40q is no kind of directory", given)
	}
	return DirectoryTypes[i].Type, nil
}

// TypeName is the kind of the directory for people.
func (d Directory) TypeName() string {
	for _, t := range DirectoryTypes {
		if t.Type == d.Type {
			return t.Name
		}
	}
	return d.Type
}

// NewDirectory is one that is to be made.
type NewDirectory struct {
	Organization ID
	Type         string
	Name         string // "" is that of the organization
}

// DirectoryPatch changes a directory; nil leaves a field.
type DirectoryPatch struct {
	Name         *string
	Type         *string
	KeepInactive *bool
}

// MaxDirectories is how many directories an organization has at most.
const MaxDirectories = 10

// DirectoryStatus is a directory with what came to it.
type DirectoryStatus struct {
	Directory
	Counts DirectoryCounts
	Last   time.Time // its last request; zero if there was none

	Mapping MappingStatus // only where one directory is read
}

// DirectorySilence is how long a directory that is linked may hear nothing before it is called silent.
const DirectorySilence = 24 * time.Hour

// Silent reports whether nothing came for long, though it had come before: nothing changed at the identity
// provider, or it no longer provisions.
func (d DirectoryStatus) Silent(now time.Time) bool {
	return d.State == DirectoryLinked && !d.ByFile() && now.Sub(d.Last) > DirectorySilence
}
