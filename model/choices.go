package model

import "slices"

// Choices are how a member likes a console.
type Choices struct {
	Theme    string        `json:"theme,omitempty"`    // where the command line names none; one of [Themes]
	Mentions MentionNotice `json:"mentions,omitempty"` // how it tells of a note that mentions them
}

// AutoTheme is what suits the terminal.
const AutoTheme = "auto"

// Themes are the colours of a console.
func Themes() []string { return []string{AutoTheme, "dark", "light", "safe", "mono"} }

// MentionNotice is how a console tells of a note that mentions its member. In the header it
// counts them in any case.
type MentionNotice string

// The ways; "" is [MentionLine].
const (
	MentionLine MentionNotice = "line" // in the line of messages
	MentionBell MentionNotice = "bell" // there, and it rings the terminal's bell
	MentionOff  MentionNotice = "off"
)

// MentionNotices are all ways.
func MentionNotices() []MentionNotice { return []MentionNotice{MentionLine, MentionBell, MentionOff} }

// Check refuses what there is not.
func (c Choices) Check() error {
	if c.Theme != "" && !slices.Contains(Themes(), c.Theme) {
		return Refuse("theme", "use auto, dark, light, safe or mono", "there is no theme %q", Short(c.Theme))
	}
	if c.Mentions != "" && !slices.Contains(MentionNotices(), c.Mentions) {
		return Refuse("mentions", "use line, bell or off", "there is no notice %q", Short(string(c.Mentions)))
	}
	return nil
}
