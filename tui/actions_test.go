package tui

import (
	"os"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// everyScreen opens every screen of the golden files, and as a read-only console too.
func everyScreen(t *testing.T, do func(name string, d *driver)) {
	t.Helper()
	for _, v := range views {
		do(v.name, drive(t, 80, 24).keys(v.keys))
		do(v.name+", read-only", drive(t, 80, 24, func(o *setup) { o.ReadOnly = true }).keys(v.keys))
	}
}

func (d *driver) Actions() []widget.Group { return d.groups(d.Stack.Focus()) }

// What a screen says of its actions holds together, on every screen.
func TestActionsOfEveryScreen(t *testing.T) {
	everyScreen(t, func(screen string, d *driver) {
		groups := d.Actions()
		noKeyIsBoundTwiceInAGroup(t, screen, groups)
		everyActionIsWhole(t, screen, groups)
		helpKeyBarAndPaletteAgreeWithDispatch(t, screen, groups)
		helpListsEveryAction(t, screen, d, groups)
	})
}

// No key has two meanings in one group.
func noKeyIsBoundTwiceInAGroup(t *testing.T, screen string, groups []widget.Group) {
	t.Helper()
	for _, g := range groups {
		seen := map[string]string{}
		for _, a := range g.Actions {
			for _, k := range a.Keys {
				if other, ok := seen[k]; ok {
					t.Errorf("%s: %s in %s is %s and %s", screen, k, g.Name, other, a.Name)
				}
				seen[k] = a.Name
			}
		}
	}
}

// Every action is done by something, has a name and says what it does in the
// imperative; one on the key bar has a key.
func everyActionIsWhole(t *testing.T, screen string, groups []widget.Group) {
	t.Helper()
	for _, g := range groups {
		for _, a := range g.Actions {
			switch {
			case a.Do == nil:
				t.Errorf("%s: nothing does %s", screen, a.Name)
			case a.Name == "" || a.Help == "" || strings.HasSuffix(a.Help, "."):
				t.Errorf("%s: %q in %s has the help %q", screen, a.Name, g.Name, a.Help)
			case len(a.Keys) == 0 && (a.Hidden || a.Word != ""):
				t.Errorf("%s: %s in %s has no key", screen, a.Name, g.Name)
			}
		}
	}
}

// What key bar, help and palette say of a key is what the key does.
func helpKeyBarAndPaletteAgreeWithDispatch(t *testing.T, screen string, groups []widget.Group) {
	t.Helper()
	for _, g := range widget.Listed(groups) {
		for _, a := range g.Actions {
			free := len(a.Keys) == 0
			for _, k := range a.Keys {
				got, ok := widget.Lookup(groups, k)
				free = free || ok && got.Help == a.Help
			}
			if !free {
				t.Errorf("%s: %s is announced at %v, and none of them does it", screen, a.Name, a.Keys)
			}
		}
	}
}

func helpListsEveryAction(t *testing.T, screen string, d *driver, all []widget.Group) {
	t.Helper()
	st := widget.NewStyle(widget.Mono, nil, 0, false)
	groups := widget.Listed(all)
	text := strings.Join(helpLines(st, d.Stack.Top(), groups, 300), "\n")
	for _, g := range groups {
		for _, a := range g.Actions {
			if !strings.Contains(text, a.Help) {
				t.Errorf("%s: the help lacks %s: %s", screen, a.Name, a.Help)
			}
		}
	}
}

// Every action of every screen can be done without harm, as soon as it says that it
// can: on a window of its own, so that none sees what another left. Tests of the
// screens show that each does what it says. The actions of the console, which are there on
// every screen, are each done on every eighth, and on all with GATEHOUSE_SLOW=1.
func TestEveryActionRunsOnEveryScreen(t *testing.T) {
	every := 8
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		every = 1
	}
	for i, v := range views {
		for _, name := range actionsToRun(widget.Listed(drive(t, 80, 24).keys(v.keys).Actions()), i, every) {
			d := drive(t, 80, 24).keys(v.keys)
			a, ok := widget.LookupName(d.Actions(), name)
			if !ok {
				t.Fatalf("%s: %s is listed and not there", v.name, name)
			}
			d.drain(d.act(a))
			if !d.end {
				checkSize(t, d, 80, 24)
			}
		}
	}
}

// actionsToRun names a screen's own actions, and of those of the console each on one screen of
// so many.
func actionsToRun(groups []widget.Group, screen, every int) []string {
	var names []string
	for _, g := range groups {
		for i, a := range g.Actions {
			if g.Name != "Everywhere" || (screen+i)%every == 0 {
				names = append(names, a.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A screen that waits for what it reads says so, or does what needs nothing of it: no
// action panics.
func TestActionsOfAScreenThatStillReads(t *testing.T) {
	d := drive(t, 80, 24)
	for _, open := range []func() tea.Cmd{
		func() tea.Cmd { return d.Nav.Organization("org_x") },
		func() tea.Cmd { return d.Nav.Connection("conn_x") },
		func() tea.Cmd { return d.Nav.Directory("directory_x") },
		func() tea.Cmd { return d.Nav.Link("portal_link_x") },
		func() tea.Cmd { return d.Nav.LinkAlone("portal_link_x") },
		func() tea.Cmd { return d.Nav.Session("sess_x", nil) },
		func() tea.Cmd { return d.Nav.Mapping("conn_x") },
		func() tea.Cmd { return d.Nav.MetadataChange("conn_x") },
		func() tea.Cmd { return d.Nav.History("conn_x", "") },
		func() tea.Cmd { return d.Nav.Notes("org_x", "") },
		func() tea.Cmd { return d.Nav.Place(screen.PlaceConfiguration, "") },
		func() tea.Cmd { return d.Nav.Place(screen.PlaceSessions, "") },
		func() tea.Cmd { return d.Nav.Place(screen.PlaceLinks, "") },
		func() tea.Cmd { return d.Nav.Place(screen.PlaceOrganizations, "") },
		func() tea.Cmd { return d.Nav.Place(screen.PlaceConnections, "") },
	} {
		open() // what it reads is never answered
		x := d.Stack.Top()
		d.Stack.Root(x)
		for _, g := range x.Actions() {
			for _, a := range g.Actions {
				d.act(a)
				d.Stack.Root(x)
			}
		}
	}
}
