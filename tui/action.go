package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// action is one thing that a user can do: a literal on the screen that does it.
// Dispatch, key bar, help and palette read nothing else.
type action struct {
	Name string         // in the palette, and where it says why it cannot be done
	Keys []string       // as tea.Key names them; none: by palette alone
	Word string         // on the key bar; "" keeps it off
	Help string         // one line, in the imperative
	Why  func() string  // why it cannot be done now; nil, or "": it can
	Do   func() tea.Cmd // called only if it can be done

	Hidden   bool // not in the palette: a move that only makes sense as a key
	Unlisted bool // only its key knows it, and says why it cannot be done
}

// group is actions under a heading of the help. A screen has several, innermost
// first, and the first that knows a key decides.
type group struct {
	name    string
	actions []action
}

func keys(names ...string) []string { return names }

// why says why an action cannot be done now, or "".
func (a action) why() string {
	if a.Why == nil {
		return ""
	}
	return a.Why()
}

// unless refuses actions for a reason of the whole screen, before their own.
func unless(why func() string, all ...action) []action {
	for i, a := range all {
		all[i].Why = reasons(why, a.Why)
	}
	return all
}

// reasons gives the first that there is.
func reasons(all ...func() string) func() string {
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

// doing makes an action of what needs no command.
func doing(do func()) func() tea.Cmd {
	return func() tea.Cmd { do(); return nil }
}

// pushed opens a screen that is made when it is asked for.
func (w *world) pushed(make func() screen) func() tea.Cmd {
	return func() tea.Cmd { return w.stack.push(make()) }
}

// lookup finds what a key means, innermost first.
func lookup(groups []group, key string) (action, bool) {
	for _, g := range groups {
		for _, a := range g.actions {
			if slices.Contains(a.Keys, key) {
				return a, true
			}
		}
	}
	return action{}, false
}

// find finds an action by its name, innermost first.
func find(groups []group, name string) (action, bool) {
	for _, g := range groups {
		for _, a := range g.actions {
			if a.Name == name {
				return a, true
			}
		}
	}
	return action{}, false
}

// listed leaves out what is unlisted, and the actions whose keys are all taken by
// a group further in.
func listed(groups []group) []group {
	var found []group
	taken := map[string]bool{}
	for _, g := range groups {
		kept := group{name: g.name}
		for _, a := range g.actions {
			free := len(a.Keys) == 0
			for _, k := range a.Keys {
				free = free || !taken[k]
			}
			if free && !a.Unlisted {
				kept.actions = append(kept.actions, a)
			}
		}
		for _, a := range g.actions {
			for _, k := range a.Keys {
				taken[k] = true
			}
		}
		if len(kept.actions) > 0 {
			found = append(found, kept)
		}
	}
	return found
}

// keyName is how a key is written on screen.
func keyName(key string) string {
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

func keyNames(all []string) string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = keyName(k)
	}
	return strings.Join(names, " ")
}
