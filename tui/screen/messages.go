package screen

import (
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/tui/widget"
)

// Tick comes each second, with the time.
type Tick time.Time

// Claimed tells the screens that somebody has another session in hand than before.
type Claimed struct{}

// Restyled tells the screens that what they drew has the wrong colours, or times in
// another zone.
type Restyled struct{}

// Themed has the console take another theme.
type Themed struct{ Theme widget.Theme }

// TouchesLinks reports whether a link or how far one came has changed.
func TouchesLinks(msg Changes) bool {
	return msg.Touch(model.KindOpening, model.KindSetupLink)
}

// Changes is what changed since the last one, oldest first. Missed says that
// there was too much to keep.
type Changes struct {
	All    []storage.Changed
	Missed bool
}

// Touch reports whether a record of some kinds changed.
func (m Changes) Touch(kinds ...model.Kind) bool {
	return m.Missed || slices.ContainsFunc(m.All,
		func(c storage.Changed) bool { return slices.Contains(kinds, c.Kind) })
}
