package tui

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// view is a screen with the keys that lead to it and the text that is typed there.
type view struct{ name, keys, text string }

// views are the screens with the keys that lead to them.
var views = []view{
	{"sessions", "", ""},
	{"sessions-failures", "f", ""},
	{"sessions-marked", "j space space", ""},
	{"filter-open", "/", "error:cert"},
	{"filter-wrong", "/", "eror:cert"},
	{"filter-nothing", "/", "nobody"},
	{"verdict-failed", "j j enter", ""},
	{"verdict-difference", "j j j enter", ""},
	{"verdict-hostile", "j j j j j j enter", ""},
	{"verdict-success", "j enter", ""},
	{"verdict-started", "enter", ""},
	{"verdict-timedout", "j j j j j enter", ""},
	{"sessions-claimed", "j j I", ""},
	{"verdict-claimed", "j j enter I", ""},
	{"checks", "j j enter 2", ""},
	{"attributes", "j j enter 3", ""},
	{"request", "j j enter 4", ""},
	{"response", "j j enter 5", ""},
	{"response-evidence", "j j j enter v", ""},
	{"response-raw-wrapped", "j j enter 5 p w", ""},
	{"response-search", "j j enter 5 /", "audience"},
	{"timeline", "j j enter 6", ""},
	{"timeline-success", "j enter 6", ""},
	{"jump-menu", "j j enter 5 J", ""},
	{"copy-menu", "j j enter y", ""},
	{"fault-menu", "x", ""},
	{"environments", "E", ""},
	{"help-sessions", "?", ""},
	{"help-response", "j j enter 5 ?", ""},
	{"palette", ":", ""},
	{"palette-search", ":", "fol"},
	{"organizations", "tab", ""},
	{"organization", "tab j enter", ""},
	{"organization-form", "tab n", "Umbrella"},
	{"domain-form", "tab enter a", "x y"},
	{"connections", "tab tab", ""},
	{"organization-pending", "tab j j enter", ""},
	{"organization-edit", "tab j j enter e tab tab right", ""},
	{"organization-metadata", "tab j j enter m", ""},
	{"organization-delete", "tab j j enter d", "Init"},
	{"domains", "tab j j enter D", ""},
	{"domain", "tab j j enter D j enter", ""},
	{"verdict-notes", "j j j j j j j enter", ""},
	{"notes", "j j j j j j j enter W", ""},
	{"notes-none", "tab enter W", ""},
	{"note", "tab j j enter W j enter", ""},
	{"note-form", "tab j j enter W n", "rang them, they rotate the certificate tomorrow"},
	{"note-remove", "tab j j enter W d", ""},
	{"mentions-none", "@", ""},
	{"organization-history", "tab j j enter h", ""},
	{"connection-form", "tab tab n j enter", "entr"},
	{"connection-form-hand", "tab tab n enter tab tab right right", ""},
	{"connection-expiring", "tab tab j j enter", ""},
	{"connection-roles", "tab tab j j enter c", ""},
	{"connection-copy", "tab tab j j enter y", ""},
	{"connection-edit", "tab tab j j enter e", ""},
	{"connection-policy", "tab tab j j enter p", ""},
	{"connection-policy-end", "tab tab j j enter p shift+tab right shift+tab shift+tab right", ""},
	{"connection-import", "tab tab j j enter i", "url"},
	{"connection-trial", "tab tab j enter t", ""},
	{"connection-history", "tab tab j j enter h", ""},
	{"certificates", "tab tab j j enter C", ""},
	{"certificate-form", "tab tab j j enter C enter", "not a certificate"},
	{"metadata-change", "tab tab j j enter v", ""},
	{"expiring", "!", ""},
	{"profiles", "tab tab enter P", ""},
	{"awaiting", "tab tab enter W", ""},
	{"mapping", "tab tab enter A", ""},
	{"mapping-form", "tab tab enter A e", ""},
	{"attributes-advice", "j j j j j j j enter 3", ""},
	{"way-out-trust", "j j enter a", ""},
	{"way-out-domain", "j j j j j j enter a", ""},
	{"configuration", "shift+tab", ""},
	{"configuration-end", "shift+tab G", ""},
	{"configuration-key", "shift+tab j j j j j j j j enter", ""},
	{"configuration-new-key", "shift+tab j j j j j j j j n tab right", ""},
	{"configuration-redirect", "shift+tab j j j j j j j j j j j n", "ftp://x"},
	{"setup-links", "shift+tab shift+tab", ""},
	{"setup-link", "shift+tab shift+tab j enter", ""},
	{"setup-link-end", "shift+tab shift+tab j enter G", ""},
	{"setup-link-alone", "shift+tab shift+tab j b", ""},
	{"setup-link-copy", "shift+tab shift+tab j y", ""},
	{"setup-link-revoke", "shift+tab shift+tab j d", ""},
	{"setup-link-form", "shift+tab shift+tab j R", ""},
	{"setup-link-picker", "shift+tab shift+tab n", ""},
	{"connection", "tab tab j enter", ""},
	{"team", ": t e a m enter", ""},
	{"team-invite", ": t e a m enter n", "eve@vendor.example"},
	{"team-message", ": t e a m enter j j R", ""},
	{"team-role", ": t e a m enter j e", ""},
	{"team-revoke", ": t e a m enter j j j d", "paula@"},
	{"team-rename", ": t e a m enter T", ""},
	{"member", ": t e a m enter j j j enter", ""},
	{"member-pending", ": t e a m enter j enter", ""},
	{"member-key-form", ": t e a m enter j j j enter a", ""},
	{"member-key-remove", ": t e a m enter j j j enter x", ""},
	{"profile", ": p r o f i l e enter", ""},
	{"directories", ": d i r e c t o r i e s enter", ""},
	{"directory-form", ": d i r e c t o r i e s enter n enter", "okta"},
	{"directory", ": d i r e c t o r i e s enter enter", ""},
	{"directory-validating", ": d i r e c t o r i e s enter j enter", ""},
	{"directory-silent", ": d i r e c t o r i e s enter j j enter", ""},
	{"directory-edit", ": d i r e c t o r i e s enter enter e tab tab right", ""},
	{"directory-revoke", ": d i r e c t o r i e s enter j enter x", ""},
	{"directory-delete", ": d i r e c t o r i e s enter enter d", "Glob"},
	{"directory-users", ": d i r e c t o r i e s enter enter 1", ""},
	{"directory-user", ": d i r e c t o r i e s enter enter 1 j j enter", ""},
	{"directory-map", ": d i r e c t o r i e s enter enter 4", ""},
	{"directory-map-choose", ": d i r e c t o r i e s enter enter 4 j j enter", ""},
	{"directory-map-edit", ": d i r e c t o r i e s enter enter 4 j j e", "emails[type eq"},
	{"directory-groups", ": d i r e c t o r i e s enter enter 2", ""},
	{"directory-group", ": d i r e c t o r i e s enter enter 2 enter", ""},
	{"directory-requests", ": d i r e c t o r i e s enter enter 3", ""},
	{"directory-request", ": d i r e c t o r i e s enter enter 3 j j enter", ""},
	{"directory-request-partly", ": d i r e c t o r i e s enter enter 3 j enter", ""},
	{"webhooks", ": w e b h o o k s enter", ""},
	{"webhook-form", ": w e b h o o k s enter n", "http://10.0.0.1/"},
	{"webhook-edit", ": w e b h o o k s enter e", ""},
	{"webhook-secret", ": w e b h o o k s enter s", ""},
	{"webhook-rotate", ": w e b h o o k s enter S", ""},
	{"webhook-delete", ": w e b h o o k s enter d", ""},
	{"webhook-deliveries", ": w e b h o o k s enter enter", ""},
	{"webhook-delivery", ": w e b h o o k s enter enter j enter", ""},
	{"events", ": e v e n t s enter", ""},
	{"events-search", ": e v e n t s enter /", "sso_"},
	{"event", ": e v e n t s enter enter", ""},
	{"event-failed", ": e v e n t s enter j j j j enter", ""},
	{"event-end", ": e v e n t s enter j j j enter G", ""},
	{"event-copy", ": e v e n t s enter enter y", ""},
	{"event-deliveries", ": e v e n t s enter j enter d", ""},
	{"api-log", ": a p i l o g enter", ""},
	{"api-log-search", ": a p i l o g enter /", "4xx"},
	{"api-call", ": a p i l o g enter j j enter", ""},
	{"api-call-refused", ": a p i l o g enter j enter", ""},
}

// Each screen at three sizes, as text: one file a screen. They are the narrowest that
// is laid out, the usual one, and one in which nothing is dropped.
func TestGoldenSizes(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			var b strings.Builder
			for _, size := range [][2]int{{screen.MinWidth, 24}, {80, 24}, {160, 45}} {
				d := drive(t, size[0], size[1]).keys(v.keys).write(v.text)
				fmt.Fprintf(&b, "== %dx%d\n%s\n", size[0], size[1], trimRight(d.screen()))
			}
			golden(t, "sizes/"+v.name+".txt", b.String())
		})
	}
}

// Each screen at 80×24 with the colours of a dark terminal.
func TestGoldenColours(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			d := drive(t, 80, 24).keys(v.keys).write(v.text)
			golden(t, "colours/"+v.name+".txt", coloured(d))
		})
	}
}

// gallery are screens that together use every style: the list with a row under the
// cursor, verdict, XML with matches, a dialog, a form with an error, a QR code.
var gallery = []string{"sessions", "sessions-failures", "verdict-failed", "response-search", "response-evidence",
	"way-out-trust",
	"domain-form", "connection-expiring", "expiring", "setup-link-alone"}

// The gallery in every theme, on a terminal that is dark, light or does not tell, with
// 256 colours, 16 and none: one file a kind of terminal.
func TestGoldenThemes(t *testing.T) {
	dark, light := lipgloss.Color("#000000"), lipgloss.Color("#ffffff")
	for _, x := range []struct {
		name       string
		theme      widget.Theme
		background color.Color // nil: the terminal does not tell
		profile    colorprofile.Profile
	}{
		{"auto-unknown", widget.Auto, nil, colorprofile.ANSI256},
		{"auto-dark", widget.Auto, dark, colorprofile.ANSI256},
		{"auto-light", widget.Auto, light, colorprofile.ANSI256},
		{"auto-dark-16", widget.Auto, dark, colorprofile.ANSI},
		{"auto-no-colour", widget.Auto, dark, colorprofile.ASCII}, {"light", widget.Light, nil, colorprofile.ANSI256},
		{"safe", widget.Safe, dark, colorprofile.ANSI256}, {"mono", widget.Mono, dark, colorprofile.ANSI256},
	} {
		t.Run(x.name, func(t *testing.T) {
			var b strings.Builder
			for _, name := range gallery {
				i := slices.IndexFunc(views, func(v view) bool { return v.name == name })
				d := drive(t, 80, 24, func(o *setup) { o.Theme = x.theme })
				d.send(tea.ColorProfileMsg{Profile: x.profile})
				if x.background != nil {
					d.send(tea.BackgroundColorMsg{Color: x.background})
				}
				d.keys(views[i].keys).write(views[i].text)
				fmt.Fprintf(&b, "== %s\n%s\n", name, coloured(d))
			}
			golden(t, "themes/"+x.name+".txt", b.String())
		})
	}
}

func coloured(d *driver) string { return strings.ReplaceAll(d.View().Content, "\x1b", "␛") }

// The words of a screen do not depend on its colours: each theme shows the same text.
func TestThemesShowTheSameText(t *testing.T) {
	for _, v := range views {
		want := trimRight(drive(t, 80, 24).keys(v.keys).write(v.text).screen())
		for _, theme := range []widget.Theme{widget.Auto, widget.Light, widget.Safe, widget.Mono} {
			d := drive(t, 80, 24, func(o *setup) { o.Theme = theme }).keys(v.keys).write(v.text)
			if got := trimRight(d.screen()); got != want &&
				v.name != "setup-link-alone" { // a QR code is drawn in reverse
				t.Errorf("%s in %s:\n%s\nwant\n%s", v.name, theme, got, want)
			}
		}
	}
}

// Every screen keeps to its window at any size: at each width at which a column, a hint
// or a word may be dropped, and at heights from the least to more than there is to show.
// It has its frame: header, breadcrumbs, key bar. The window is resized in place, as a
// user does it.
func TestEveryScreenKeepsToItsWindow(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			d := drive(t, 80, 24).keys(v.keys).write(v.text)
			_, bare := d.StandsAlone()
			heights := []int{minHeight, 17, 24, 31, 50}
			for width := screen.MinWidth; width <= 210; width += 1 + width/30 {
				tried := heights[width%len(heights):][:1] // neighbours drop the same
				if width == screen.MinWidth || width == 80 {
					tried = heights
				}
				for _, height := range tried {
					d.send(tea.WindowSizeMsg{Width: width, Height: height})
					shown := ansi.Strip(checkSize(t, d, width, height))
					if !bare && !framed(strings.Split(shown, "\n")) {
						t.Errorf("%d×%d: the frame is not whole:\n%s", width, height, shown)
					}
					if t.Failed() {
						return
					}
				}
			}
		})
	}
}

// framed reports whether a screen has its header and a key bar that says how to leave or
// whom to ask.
func framed(lines []string) bool {
	bar := lines[len(lines)-1]
	return strings.Contains(lines[0], "Gatehouse") && strings.TrimSpace(lines[1]) != "" &&
		(strings.Contains(bar, "? help") || strings.Contains(bar, "esc"))
}

// A window that was larger for a while shows what it showed before.
func TestLargerWindowAndBackShowsTheSame(t *testing.T) {
	for _, v := range views {
		if v.name == "response-evidence" || v.name == "response-search" {
			continue // near its end, a document scrolls back for a larger window
		}
		d := drive(t, 120, 40).keys(v.keys).write(v.text)
		want := d.screen()
		d.send(tea.WindowSizeMsg{Width: 160, Height: 50})
		d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
		if got := d.screen(); got != want {
			t.Errorf("%s: after a larger window\n%s\nwant\n%s", v.name, got, want)
		}
	}
}

// checkSize holds every screen to its frame, and gives what it shows.
func checkSize(t *testing.T, d *driver, width, height int) string {
	t.Helper()
	content := d.View().Content
	lines := strings.Split(content, "\n")
	if len(lines) != height {
		t.Errorf("%d×%d: %d lines", width, height, len(lines))
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n > width {
			t.Errorf("%d×%d: line %d has %d cells: %s", width, height, i, n, ansi.Strip(l))
		}
	}
	return content
}

func trimRight(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
