package tui

import "slices"

// action is one thing that a user can do. Its value is the name in the palette.
type action string

// scope is a place where keys have a meaning. A screen has several, innermost
// first, and the first that knows a key decides.
type scope string

// binding is one row of the table that dispatch, key bar, help and palette
// read.
type binding struct {
	action action
	scope  scope
	keys   []string // as tea.Key names them; none: by palette alone
	word   string   // on the key bar; "" keeps it off
	help   string   // one line, in the imperative
	hidden bool     // not in the palette: moves that only make sense as keys
	danger bool     // asks before it acts
}

// lookup finds what a key means in scopes, innermost first.
func lookup(scopes []scope, key string) (binding, bool) {
	for _, s := range scopes {
		for _, b := range bindings {
			if b.scope == s && slices.Contains(b.keys, key) {
				return b, true
			}
		}
	}
	return binding{}, false
}

// within lists the bindings of scopes, innermost first, without those whose
// keys are all taken by a scope further in.
func within(scopes []scope) []binding {
	var found []binding
	taken := map[string]bool{}
	for _, s := range scopes {
		for _, b := range bindings {
			if b.scope != s {
				continue
			}
			free := len(b.keys) == 0
			for _, k := range b.keys {
				free = free || !taken[k]
			}
			if free {
				found = append(found, b)
			}
		}
		for _, b := range bindings {
			if b.scope == s {
				for _, k := range b.keys {
					taken[k] = true
				}
			}
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
