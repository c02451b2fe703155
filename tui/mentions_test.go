package tui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/printable/hostile"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// Who is mentioned is told at once, finds the note in their list, and has read it once they opened
// it, in all of their consoles.
func TestMentionIsToldAndRead(t *testing.T) {
	paula := drive(t, 100, 30, looker(t, model.Admin)).keys("j j enter W n")
	ada, also := paula.beside("ada@vendor.example", 100, 30), paula.beside("ada@vendor.example", 80, 24)
	paula.write("@ada they rotate it").keys("ctrl+s").sees("wrote a note on session TWCD-JKGK")
	for _, d := range []*driver{ada, also} {
		d.news()
		d.sees("paula@vendor.example mentions you on session TWCD-JKGK (@ opens it)").sees("@ 1 mention")
	}
	ada.keys("@").sees("Mentions").sees("unread").sees("@ada they rotate it").sees("session TWCD-JKGK")
	if ada.sees("@ 1 mention"); ada.Unread != 1 {
		t.Error("looking at the list has marked it as read")
	}
	ada.keys("enter").sees("paula@vendor.example (SSH), 2026-11-22").sees("@ada they rotate it")
	ada.keys("esc").missesText("unread")
	ada.missesText("@ 1 mention")
	also.news()
	also.missesText("@ 1 mention")
	ada.keys("o").sees("Session TWCD-JKGK").keys("G").sees("Notes 1")
	paula.missesText("1 mention")
}

// A mention that goes with its note is told no more.
func TestMentionGoesWithItsNote(t *testing.T) {
	paula := drive(t, 100, 30, looker(t, model.Admin)).keys("tab enter W n")
	ada := paula.beside("ada@vendor.example", 100, 30)
	paula.write("@ada@vendor.example look").keys("ctrl+s d y").sees("removed the note")
	ada.news()
	ada.missesText("1 mention")
	paula.keys("u")
	ada.news()
	ada.sees("@ 1 mention").keys("@ o").sees("Acme").sees("Notes 1")
	paula.keys("enter").sees("What was done with it:").sees("removed the note").sees("took back: removed the note")
}

// What looks like a mention and is none is said before the note is saved.
func TestUnclearMentionIsSaidBefore(t *testing.T) {
	d := drive(t, 100, 30).keys("tab enter W n").write("@eve and @ada know").keys("ctrl+s")
	d.sees("@eve is nobody of the team.").sees("It stays text, and tells nobody. Write the note so?")
	d.keys("n").sees("@eve and @ada know").keys("ctrl+s y").sees("wrote a note on organization Acme")
	d.keys("q W n").write("@ada knows").keys("ctrl+s").sees("wrote a note")
}

// The owner is no member: nothing mentions them, and the list says how it comes to be filled.
func TestMentionsOfTheOwner(t *testing.T) {
	drive(t, 80, 24).keys("@").sees("None yet: @ and your name in a note bring it here")
}

// A profile says how many there are.
func TestProfileCountsMentions(t *testing.T) {
	paula := drive(t, 100, 30, looker(t, model.Admin)).keys("tab enter W n").write("@ada look").keys("ctrl+s")
	paula.beside("ada@vendor.example", 80, 24).keys(": p r o f i l e enter").sees("1 note that you have not read")
}

// A console that is to change nothing marks nothing as read.
func TestReadOnlyConsoleMarksNothing(t *testing.T) {
	paula := drive(t, 100, 30, looker(t, model.Admin)).keys("tab enter W n").write("@zoe look").keys("ctrl+s")
	_, zoe := colleague(t, "zoe@vendor.example")
	d := start(t, 80, 24, func(o *setup) {
		o.ReadOnly, o.Services = true, paula.console.services.(*canned.Services).As(zoe)
	})
	d.drain(d.Init())
	d.keys("@ enter esc").sees("@ 1 mention")
}

type poisonedMentions struct{ poisonedServices }

func (p poisonedMentions) Principal() model.Principal {
	return model.Principal{Kind: model.Member, ID: "member_x", Name: p.s, Role: model.Admin}
}

func (p poisonedMentions) Mentions(context.Context) ([]model.Mentioned, error) {
	return []model.Mentioned{{Unread: true, About: model.Subject{ID: "org_x", OrganizationID: "org_x", Title: p.s},
		Note: model.Note{ID: "note_x", About: "org_x", Text: p.s + "\n" + p.s, Created: canned.Now,
			Author: model.Actor{Name: p.s, Via: p.s}}}}, nil
}

// Whatever stands in a note that mentions somebody, no screen lets more through than styles.
func TestMentionsAreClean(t *testing.T) {
	for _, s := range hostile.Texts {
		d := drive(t, 100, 40, func(o *setup) {
			o.Services = poisonedMentions{poisonedServices{o.Services.(*canned.Services), s}}
		})
		d.mentioned = map[model.ID]bool{} // it comes while somebody looks
		d.drain(d.readMentions())
		for _, keys := range []string{"", "@", "y", "esc enter"} {
			onlyStyles(t, d.keys(keys))
		}
	}
}

// A member chooses the colours of their consoles, and how these tell of mentions.
func TestProfileChoices(t *testing.T) {
	paula := drive(t, 100, 30, looker(t, model.Admin))
	ada := paula.beside("ada@vendor.example", 80, 24).keys(": p r o f i l e enter").sees("Theme")
	ada.keys("c").sees("Theme: light").write("jj").keys("enter").sees(
		"chose how the console of ada@vendor.example looks and tells")
	if ada.Options.Theme != widget.Light {
		t.Errorf("the console has the theme %s", ada.Options.Theme)
	}
	mention := []model.Mentioned{{Unread: true, Note: model.Note{ID: "note_x", Author: model.Actor{Name: "paula"}},
		About: model.Subject{Title: "Acme"}}}
	for told, want := range map[model.MentionNotice]struct{ line, bell bool }{
		model.MentionLine: {true, false}, model.MentionBell: {true, true}, model.MentionOff: {false, false},
	} {
		ada.mentioned = map[model.ID]bool{}
		ada.Say(screen.Told, "-")
		ring := ada.countMentions(mention, told)
		if line := strings.Contains(ada.screen(), "paula mentions you on Acme"); line != want.line ||
			(ring != nil) != want.bell {
			t.Errorf("%s: line %t, bell %t", told, line, ring != nil)
		}
		if ring != nil && ring() != (tea.RawMsg{Msg: "\a"}) {
			t.Errorf("%s rings with %+v", told, ring())
		}
	}
	ada.sees("@ 1 mention")
}

// The themes that members choose from are those that there are.
func TestThemesAreThoseOfTheModel(t *testing.T) {
	for i, theme := range widget.Themes() {
		if model.Themes()[i] != string(theme) || len(model.Themes()) != len(widget.Themes()) {
			t.Errorf("%v, %v", model.Themes(), widget.Themes())
		}
	}
}
