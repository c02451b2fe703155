package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/printable/hostile"
	"gatehouse/tui/internal/canned"
)

// A note is written, read, removed and brought back, on a session and on an
// organization, whose page counts it.
func TestNotesAreWrittenReadAndRemoved(t *testing.T) {
	for name, open := range map[string]string{"session": "j j enter", "organization": "tab j enter"} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, 100, 40).keys(open)
			d.missesText("Notes 1")
			d.keys("W").sees("n writes one").keys("n").write("rang them").keys("enter").write(
				"they rotate it").keys("ctrl+s")
			d.news()
			d.sees("rang them they rotate it").sees("wrote a note on " + name).sees("u takes it back")
			d.keys("enter").sees("operator (console), 2026-11-22").sees("they rotate it").missesText("rang them they")
			d.keys("q").sees("1 note")
			d.keys("d n").sees("rang them they").keys("d y")
			d.news()
			d.sees("0 notes").keys("u")
			d.news()
			d.sees("rang them they rotate it").keys("q").sees("Notes 1").sees("rang them …").sees(
				"operator (console), just now")
		})
	}
}

// What a colleague writes elsewhere appears on the page and in the list.
func TestNotesOfOthersAppear(t *testing.T) {
	d := drive(t, 100, 40).keys("j j enter")
	about := d.detail(2).Session.ID
	for _, text := range []string{"they look into it", "it is solved"} {
		if _, err := d.services.AddNote(t.Context(), about, text); err != nil {
			t.Fatal(err)
		}
		d.news()
		d.sees(text).keys("W").sees(text).keys("q")
	}
}

// What cannot be saved stays in the form, with what is wrong.
func TestNoteThatIsRefusedStays(t *testing.T) {
	d := drive(t, 100, 40).keys("tab enter W n ctrl+s").sees("is needed")
	d.send(tea.PasteMsg{Content: strings.Repeat("long ", 500)})
	d.keys("ctrl+s").sees("shorten it to 2000").sees("long long")
	d.keys("esc").sees("esc again").keys("esc").sees("n writes one")
}

func TestReadOnlyConsoleWritesNoNote(t *testing.T) {
	d := drive(t, 100, 40, func(o *setup) { o.ReadOnly = true }).keys("tab j j enter W").sees("3 notes")
	for _, key := range []string{"n", "d"} {
		d.keys(key).sees("3 notes").sees("read-only")
	}
}

type poisonedNotes struct{ poisonedServices }

func (p poisonedNotes) Notes(_ context.Context, about model.ID) ([]model.Note, error) {
	return []model.Note{{ID: "note_x", About: about, Text: p.s + "\n" + p.s, Created: canned.Now.Add(-time.Hour),
		Author: model.Actor{Name: p.s, Via: p.s}}}, nil
}

// Whatever stands in a note, or is pasted into one, no screen lets more through than
// styles.
func TestNotesAreClean(t *testing.T) {
	for _, s := range hostile.Texts {
		d := drive(t, 100, 40, func(o *setup) {
			o.Services = poisonedNotes{poisonedServices{o.Services.(*canned.Services), s}}
		})
		d.drain(d.Nav.Organization("org_x"))
		d.sees("Notes 1")
		onlyStyles(t, d)
		for _, keys := range []string{"W", "enter", "q d", "n", "n"} {
			d.keys(keys)
			onlyStyles(t, d)
		}
		d.send(tea.PasteMsg{Content: s + "\r\n" + s})
		onlyStyles(t, d)
		d.keys("up up")
		onlyStyles(t, d)
	}
}
