package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// views are the screens with the keys that lead to them.
var views = []struct{ name, keys, text string }{
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
	{"organization-history", "tab j j enter h", ""},
	{"connection-form", "tab tab n j enter", "entr"},
	{"connection-form-hand", "tab tab n enter tab tab right right", ""},
	{"connection-expiring", "tab tab j j enter", ""},
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
	{"configuration-key", "shift+tab j j j j j j j enter", ""},
	{"configuration-redirect", "shift+tab j j j j j j j j j j n", "ftp://x"},
	{"setup-links", "shift+tab shift+tab", ""},
	{"setup-link", "shift+tab shift+tab j enter", ""},
	{"setup-link-end", "shift+tab shift+tab j enter G", ""},
	{"setup-link-alone", "shift+tab shift+tab j b", ""},
	{"setup-link-copy", "shift+tab shift+tab j y", ""},
	{"setup-link-revoke", "shift+tab shift+tab j d", ""},
	{"setup-link-form", "shift+tab shift+tab j R", ""},
	{"setup-link-picker", "shift+tab shift+tab n", ""},
	{"connection", "tab tab j enter", ""},
}

// Each screen at each size, as text: one file a screen.
func TestGoldenSizes(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			var b strings.Builder
			for _, size := range [][2]int{{60, 24}, {80, 24}, {120, 24}, {200, 24}, {160, 45}, {60, 50}, {80, 50}, {120, 50}, {200, 50}} {
				d := drive(t, size[0], size[1]).keys(v.keys).write(v.text)
				fmt.Fprintf(&b, "== %dx%d\n%s\n", size[0], size[1], trimRight(d.screen()))
				checkSize(t, d, size[0], size[1])
			}
			golden(t, "sizes/"+v.name+".txt", b.String())
		})
	}
}

// Each screen in each theme at 80×24, with its colours.
func TestGoldenThemes(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			var b strings.Builder
			for _, theme := range []Theme{Dark, Light, Mono} {
				d := drive(t, 80, 24, func(o *Options) { o.Theme = theme }).keys(v.keys).write(v.text)
				fmt.Fprintf(&b, "== %s\n%s\n", theme, strings.ReplaceAll(d.View().Content, "\x1b", "␛"))
			}
			golden(t, "themes/"+v.name+".txt", b.String())
		})
	}
}

// checkSize holds every screen to its frame.
func checkSize(t *testing.T, d *driver, width, height int) {
	t.Helper()
	lines := strings.Split(d.View().Content, "\n")
	if len(lines) != height {
		t.Errorf("%d×%d: %d lines", width, height, len(lines))
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n > width {
			t.Errorf("%d×%d: line %d has %d cells: %s", width, height, i, n, ansi.Strip(l))
		}
	}
}

func trimRight(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
