package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/tui/screen"
)

// Long lists are read page by page: the first rows are there without the last, each row can
// be reached, and the cursor stays on its record when the list is read again.
func TestLongListsComeInPages(t *testing.T) {
	services, env := crowded(t, 450)
	for _, list := range []struct{ name, key, noun string }{
		{"organizations", "tab", "organizations"}, {"connections", "tab tab", "connections"},
	} {
		t.Run(list.name, func(t *testing.T) {
			d := drive(t, 80, 24, func(o *setup) { o.Services, o.Environment = services, env })
			d.keys(list.key).sees("100+ " + list.noun)
			for range 8 {
				d.keys("pgdown")
			}
			d.sees("Customer 01").sees("200+ " + list.noun)
			under := d.line(d.Style.Glyph.Cursor)
			d.send(screen.Changes{All: []storage.Changed{{Kind: model.KindOrganization}, {Kind: model.KindConnection}}})
			if now := d.line(d.Style.Glyph.Cursor); now != under {
				t.Errorf("after reading again the cursor is on %q, and was on %q", now, under)
			}
			d.keys("G").sees("Customer 0449").sees("451 " + list.noun)
			d.keys("g").sees("Customer 0000")
			d.keys("/").write("0449").sees("Customer 0449").sees("1 " + strings.TrimSuffix(list.noun, "s"))
			d.keys("esc").sees("100+ " + list.noun)
		})
	}
}
