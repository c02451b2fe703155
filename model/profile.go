package model

import (
	"encoding/base32"
	"time"
)

// Profile is a person as one connection knows them, made just in time at the
// first exchange of a code.
type Profile struct {
	ID             ID        `json:"id"`
	ConnectionID   ID        `json:"connection_id"`
	OrganizationID ID        `json:"organization_id"`
	IdPID          string    `json:"idp_id"`
	Email          string    `json:"email"`
	FirstName      string    `json:"first_name,omitempty"`
	LastName       string    `json:"last_name,omitempty"`
	SignIns        int       `json:"sign_ins"`
	Created        time.Time `json:"created_at"`
	LastSignIn     time.Time `json:"last_sign_in"`
	LastSession    ID        `json:"last_session"`

	Revision uint64 `json:"-"`
}

func (p Profile) RecordKey() (Kind, ID) { return KindProfile, p.ID }

func (p Profile) RecordParent() ID { return p.ConnectionID }

func (p Profile) RecordNames() []string { return nil }

func (p Profile) RecordRevision() uint64 { return p.Revision }

func (p Profile) AtRevision(r uint64) Noun { p.Revision = r; return p }

var Crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// ProfileID is the same for the same person at the same connection, for ever:
// it follows from both, so no race and no lost store can give a second one.
//
// What an id is unique within (its space, see [saml.Profile]) is a part of the
// person: an attribute "42" and a NameID "42" can be two people, and one who may
// choose the one must not become the other. Ids that are a plain attribute, the
// usual kind that the guides to all identity providers set up, have the profile
// IDs that they had before there were spaces. Those of NameIDs have new ones: of
// an old profile nobody can tell any more which of the two it came from.
func ProfileID(connection ID, space, idpID string) ID {
	if space == "" {
		return StableID(PrefixProfile, string(connection), idpID)
	}
	return StableID(PrefixProfile, string(connection), space, idpID) // no id holds a zero byte: XML has none
}
