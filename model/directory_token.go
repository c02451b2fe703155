package model

import "time"

// DirectoryToken is what an identity provider proves itself with to a directory. Only its hash is kept.
// One that was revoked stays, so that who uses it on can be told so.
type DirectoryToken struct {
	ID             ID        `json:"id"`
	DirectoryID    ID        `json:"directory_id"`
	EnvironmentID  ID        `json:"environment_id"`
	OrganizationID ID        `json:"organization_id"`
	Hint           string    `json:"hint"` // its last four characters
	Hash           string    `json:"hash"` // hex SHA-256
	Created        time.Time `json:"created_at"`
	Revoked        time.Time `json:"revoked_at,omitzero"`
	Used           time.Time `json:"used_at,omitzero"` // to the minute

	Revision uint64 `json:"-"`
}

// MaxDirectoryTokens is how many tokens of a directory are good at once: the old one, and the new one
// that takes its place.
const MaxDirectoryTokens = 2

func (t DirectoryToken) RecordKey() (Kind, ID) { return KindDirectoryToken, t.ID }

func (t DirectoryToken) RecordParent() ID { return t.DirectoryID }

func (t DirectoryToken) RecordNames() []string { return []string{NameDirectoryToken.Of(t.Hash)} }

func (t DirectoryToken) RecordRevision() uint64 { return t.Revision }

func (t DirectoryToken) AtRevision(r uint64) Noun { t.Revision = r; return t }
