package tui

import (
	"slices"
	"strings"
	"testing"
)

// Every scope set that a screen can have, with a name.
func allScreens(t *testing.T) map[string]screen {
	d := drive(t, 120, 40)
	root := d.stack.top()
	d.keys("j j enter")
	s := d.stack.top().(*session)
	all := map[string]screen{
		"sessions": root, "session": s, "menu": newMenu(d.world, "", fixed(nil)), "confirm": newConfirm(d.world, "", "", nil),
		"help": newHelp(d.world, root), "palette": newPalette(d.console),
		"organizations": newOrganizations(d.world), "connections": newConnections(d.world, ""),
		"organization": newOrganization(d.world, s.story.Organization.ID), "connection": newConnection(d.world, s.story.Connection.ID),
		"setup links": newLinks(d.world, ""), "setup link": newLink(d.world, "link_x"), "link alone": newBareLink(d.world, "link_x"), "picker": newPicker(d.world, "", nil), "configuration": newConfiguration(d.world), "history": newHistory(d.world, "", ""), "mapping": newMapping(d.world, ""),
	}
	return all
}

// No key has two meanings in one place.
func TestNoKeyIsBoundTwiceInAScope(t *testing.T) {
	seen := map[string]action{}
	for _, b := range bindings {
		for _, k := range b.keys {
			id := string(b.scope) + "/" + k
			if other, ok := seen[id]; ok {
				t.Errorf("%s is %s and %s", id, other, b.action)
			}
			seen[id] = b.action
		}
	}
}

func TestEveryBindingIsExplained(t *testing.T) {
	for _, b := range bindings {
		if b.help == "" || strings.HasSuffix(b.help, ".") {
			t.Errorf("%s in %s: help %q", b.action, b.scope, b.help)
		}
		if len(b.keys) == 0 && b.hidden {
			t.Errorf("%s in %s can never be reached", b.action, b.scope)
		}
	}
}

// Help, key bar and palette say of each key what dispatch does.
func TestHelpKeyBarAndPaletteAgreeWithDispatch(t *testing.T) {
	for name, s := range allScreens(t) {
		for _, b := range within(s.scopes()) {
			for _, k := range b.keys {
				got, ok := lookup(s.scopes(), k)
				if !ok {
					t.Errorf("%s: %s is announced and does nothing", name, k)
				}
				if got.action != b.action && k == b.keys[0] && b.word != "" && !shadowed(s, b) {
					t.Errorf("%s: %s is announced as %s and does %s", name, k, b.action, got.action)
				}
			}
		}
	}
}

// shadowed reports whether an inner scope has the action under another key.
func shadowed(s screen, b binding) bool {
	return slices.ContainsFunc(within(s.scopes()), func(o binding) bool { return o.action == b.action && o.scope != b.scope })
}

func TestHelpListsEveryKeyOfItsScreen(t *testing.T) {
	for name, s := range allScreens(t) {
		text := strings.Join(helpLines(newStyle(Mono, nil, 0, false), s, within(s.scopes()), 80), "\n")
		for _, b := range within(s.scopes()) {
			if !strings.Contains(text, strings.Fields(b.help)[0]) {
				t.Errorf("%s: the help lacks %s", name, b.action)
			}
		}
	}
}

// Every visible action of every screen can be pressed without harm.
func TestEveryActionRunsOnEveryScreen(t *testing.T) {
	for _, v := range views {
		names := map[action]bool{}
		for _, b := range within(drive(t, 80, 24).keys(v.keys).stack.focus().scopes()) {
			names[b.action] = true
		}
		for a := range names {
			d := drive(t, 80, 24).keys(v.keys)
			d.drain(d.act(a))
			if !d.end {
				checkSize(t, d, 80, 24)
			}
		}
	}
}
