package model

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Mention is that a note mentions a member: what stands in their list until the note is removed.
type Mention struct {
	NoteID         ID        `json:"note_id"`
	MemberID       ID        `json:"member_id"`
	EnvironmentID  ID        `json:"environment_id"`
	OrganizationID ID        `json:"organization_id,omitempty"`
	Created        time.Time `json:"created_at"`

	Revision uint64 `json:"-"`
}

// RecordKey begins with the id of the note: mentions are listed in the order of their notes.
func (m Mention) RecordKey() (Kind, ID) { return KindMention, m.NoteID + "." + m.MemberID }

func (m Mention) RecordParent() ID { return m.MemberID }

func (m Mention) RecordNames() []string { return nil }

func (m Mention) RecordRevision() uint64 { return m.Revision }

func (m Mention) AtRevision(r uint64) Noun { m.Revision = r; return m }

// Mentioning are the mentions that belong to the note.
func (n Note) Mentioning() []Mention {
	all := make([]Mention, len(n.Mentions))
	for i, id := range n.Mentions {
		all[i] = Mention{NoteID: n.ID, MemberID: id, EnvironmentID: n.EnvironmentID,
			OrganizationID: n.OrganizationID, Created: n.Created}
	}
	return all
}

// MentionsRead are the notes that a member has opened of those that mention them.
type MentionsRead struct {
	MemberID ID   `json:"member_id"`
	Notes    []ID `json:"notes"` // no more than are listed

	Revision uint64 `json:"-"`
}

func (m MentionsRead) RecordKey() (Kind, ID) { return KindMentionsRead, m.MemberID }

func (m MentionsRead) RecordParent() ID { return m.MemberID }

func (m MentionsRead) RecordNames() []string { return nil }

func (m MentionsRead) RecordRevision() uint64 { return m.Revision }

func (m MentionsRead) AtRevision(r uint64) Noun { m.Revision = r; return m }

// Mentioned is a note that mentions whoever asks.
type Mentioned struct {
	Note   Note
	About  Subject
	Unread bool
}

// Bounds of mentions.
const (
	MaxMentioned = 20  // in one note
	MaxMentions  = 100 // of one member that are kept, the newest
)

// mention is an @ that begins a word, with an address or a name behind it.
var mention = regexp.MustCompile(`(?:^|[^\pL\pN._%+@-])@([\pL\pN][\pL\pN._%+-]*(?:@[\pL\pN][\pL\pN.-]*)?)`)

// ReadMentions finds the members that a text mentions: by their address, or by what stands before
// the @ of it if that is one member's alone. What it cannot make out stays text: unclear says why,
// a sentence each.
func ReadMentions(text string, team []TeamMember) (found []TeamMember, unclear []string) {
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		name := strings.TrimRight(m[1], ".-")
		called := called(strings.ToLower(name), team)
		switch len(called) {
		case 0:
			unclear = append(unclear, fmt.Sprintf("@%s is nobody of the team.", name))
		case 1:
			if !slices.ContainsFunc(found, func(x TeamMember) bool { return x.ID == called[0].ID }) {
				found = append(found, called[0])
			}
		default:
			unclear = append(unclear, fmt.Sprintf("@%s can be %s or %s: write the whole address.", name,
				called[0].Email, called[1].Email))
		}
	}
	slices.Sort(unclear)
	return found, slices.Compact(unclear)
}

// called are the members of a name in lower case.
func called(name string, team []TeamMember) (all []TeamMember) {
	for _, m := range team {
		local, _, _ := strings.Cut(m.Email, "@")
		if name == m.Email || name == local {
			all = append(all, m)
		}
	}
	return all
}
