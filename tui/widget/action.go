package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Action is one thing that a user can do: a literal on the screen that does it.
// Dispatch, key bar, help and palette read nothing else.
type Action struct {
	Name string         // in the palette, and where it says why it cannot be done
	Keys []string       // as tea.Key names them; none: by palette alone
	Word string         // on the key bar; "" keeps it off
	Help string         // one line, in the imperative
	Why  func() string  // why it cannot be done now; nil, or "": it can
	Do   func() tea.Cmd // called only if it can be done

	// Needs names what is done, for the question who may: the shell asks it, and refuses in
	// the words of the answer. "": everybody may who sees the screen.
	Needs string

	Hidden   bool // not in the palette: a move that only makes sense as a key
	Unlisted bool // only its key knows it, and says why it cannot be done
}

// Group is actions under a heading of the help. A screen has several, innermost
// first, and the first that knows a key decides.
type Group struct {
	Name    string
	Actions []Action
}

// Keys are keys of an action, as tea.Key names them.
func Keys(names ...string) []string { return names }

// WhyNot says why an action cannot be done now, or "".
func (a Action) WhyNot() string {
	if a.Why == nil {
		return ""
	}
	return a.Why()
}

// Unless refuses actions for a reason of the whole screen, before their own.
func Unless(why func() string, all ...Action) []Action {
	for i, a := range all {
		all[i].Why = Reasons(why, a.Why)
	}
	return all
}

// Reasons gives the first that there is.
func Reasons(all ...func() string) func() string {
	return func() string {
		for _, why := range all {
			if why == nil {
				continue
			}
			if text := why(); text != "" {
				return text
			}
		}
		return ""
	}
}

// Doing makes an action of what needs no command.
func Doing(do func()) func() tea.Cmd {
	return func() tea.Cmd { do(); return nil }
}

// Lookup finds what a key means, innermost first.
func Lookup(groups []Group, key string) (Action, bool) {
	for _, g := range groups {
		for _, a := range g.Actions {
			if slices.Contains(a.Keys, key) {
				return a, true
			}
		}
	}
	return Action{}, false
}

// LookupName finds an action by its name, innermost first.
func LookupName(groups []Group, name string) (Action, bool) {
	for _, g := range groups {
		for _, a := range g.Actions {
			if a.Name == name {
				return a, true
			}
		}
	}
	return Action{}, false
}

// Listed leaves out what is unlisted, and the actions whose keys are all taken by
// a group further in.
func Listed(groups []Group) []Group {
	var found []Group
	taken := map[string]bool{}
	for _, g := range groups {
		kept := Group{Name: g.Name}
		for _, a := range g.Actions {
			free := len(a.Keys) == 0
			for _, k := range a.Keys {
				free = free || !taken[k]
			}
			if free && !a.Unlisted {
				kept.Actions = append(kept.Actions, a)
			}
		}
		for _, a := range g.Actions {
			for _, k := range a.Keys {
				taken[k] = true
			}
		}
		if len(kept.Actions) > 0 {
			found = append(found, kept)
		}
	}
	return found
}

// KeyName is how a key is written on screen.
func KeyName(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	}
	return key
}

// KeyNames is how some keys are written on screen.
func KeyNames(all []string) string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = KeyName(k)
	}
	return strings.Join(names, " ")
}
