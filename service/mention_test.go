package service_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
)

// mentions of somebody as they see them, newest first; unread ones have a star.
func mentions(t *testing.T, d *service.Services) string {
	t.Helper()
	all, err := d.Mentions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, x := range all {
		text := x.Note.Text
		if x.Unread {
			text += "*"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "|")
}

// Who is mentioned finds the note in their list until it is removed, and again once it is back; it
// is unread until they open it, whatever others do.
func TestMentionsReachTheMember(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	ada := h.as(h.joined(t, "ada@team.example", model.Support, model.ReadOnly))
	bob := h.as(h.joined(t, "bob@team.example", model.Support, ""))
	first := h.note(t, session, "@ada knows them")
	h.note(t, h.welcome.Organization.ID, "@ada@team.example and @bob: it is solved, ask @eve")
	expect := func(step, adas, bobs string) {
		t.Helper()
		if got := mentions(t, ada); got != adas {
			t.Errorf("%s: ada has %q", step, got)
		}
		if got := mentions(t, bob); got != bobs {
			t.Errorf("%s: bob has %q", step, got)
		}
		if got := mentions(t, h.Services); got != "" {
			t.Errorf("%s: the owner has %q", step, got)
		}
	}
	const both = "@ada@team.example and @bob: it is solved, ask @eve"
	expect("written", both+"*|@ada knows them*", both+"*")
	if err := ada.MarkMentionRead(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	expect("read by ada", both+"*|@ada knows them", both+"*")
	if err := bob.MarkMentionRead(t.Context(), first.ID); err == nil {
		t.Error("bob marked what does not mention him")
	}
	if _, err := h.RemoveNote(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	expect("removed", both+"*", both+"*")
	if _, err := h.Undo(t.Context(), h.last(t, session).ID); err != nil {
		t.Fatal(err)
	}
	expect("back", both+"*|@ada knows them", both+"*")
	if _, err := h.Undo(t.Context(), h.last(t, h.welcome.Organization.ID).ID); err != nil {
		t.Fatal(err)
	}
	expect("writing it was taken back", "@ada knows them", "")
}

// What is mentioned is resolved when it is written: somebody who joins later is not meant.
func TestMentionsAreResolvedWhenWritten(t *testing.T) {
	h := openInstallation(t)
	h.note(t, h.welcome.Organization.ID, "@ada will know")
	if got := mentions(t, h.as(h.joined(t, "ada@team.example", model.Support, ""))); got != "" {
		t.Error(got)
	}
}

// Of each member the newest mentions are kept, however many are written.
func TestMentionsAreBounded(t *testing.T) {
	h := openInstallation(t)
	ada := h.as(h.joined(t, "ada@team.example", model.Support, ""))
	for i := range model.MaxMentions + 3 {
		h.note(t, h.welcome.Organization.ID, fmt.Sprintf("@ada %d", i))
	}
	all := strings.Split(mentions(t, ada), "|")
	if len(all) != model.MaxMentions || all[0] != fmt.Sprintf("@ada %d*", model.MaxMentions+2) {
		t.Errorf("%d, %s first", len(all), all[0])
	}
	var text strings.Builder
	for i := range model.MaxMentioned + 1 {
		h.joined(t, fmt.Sprintf("m%d@team.example", i), model.Support, "")
		fmt.Fprintf(&text, "@m%d ", i)
	}
	if _, err := h.AddNote(t.Context(), h.welcome.Organization.ID, text.String()); refusedField(err) != "text" {
		t.Error(err)
	}
}
