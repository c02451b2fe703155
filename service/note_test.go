package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

func (h *installation) testSession(t *testing.T) model.ID {
	t.Helper()
	begun, err := h.BeginTest(t.Context(), h.welcome.Connection.ID, model.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	return begun.Session.ID
}

func (h *installation) note(t *testing.T, about model.ID, text string) model.Note {
	t.Helper()
	n, err := h.AddNote(t.Context(), about, text)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	return n
}

// texts of the notes about something.
func (h *installation) texts(t *testing.T, about model.ID) string {
	t.Helper()
	all, err := h.Notes(t.Context(), about)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, n := range all {
		texts = append(texts, n.Text)
	}
	return strings.Join(texts, "|")
}

func TestNotesAreListedNewestFirst(t *testing.T) {
	h := openInstallation(t)
	org, session := h.welcome.Organization, h.testSession(t)
	for _, about := range []model.ID{org.ID, session} {
		h.note(t, about, "rang them")
		n := h.note(t, about, "  they rotate the certificate\r\ntomorrow \n")
		if got := h.texts(t, about); got != "they rotate the certificate\ntomorrow|rang them" {
			t.Errorf("%s: %q", about, got)
		}
		if n.Author.Name != tester.Name || n.OrganizationID != org.ID || n.EnvironmentID != h.staging ||
			n.Created.IsZero() {
			t.Errorf("%+v", n)
		}
	}
	want := "wrote a note on session " + (model.Session{ID: session}).Trace() + ": they rotate the certificate …"
	if e := h.last(t, session); e.Action != want {
		t.Errorf("the history says %q", e.Action)
	}
	if _, err := h.Notes(t.Context(), "org_nope"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestNoteRefused(t *testing.T) {
	h := openInstallation(t)
	for name, text := range map[string]string{
		"nothing": "", "blanks": " \n\t ", "an escape": "a\x1b[31m", "a hidden character": "a\u202eb",
		"a broken character": "a\xff", "one character too many": strings.Repeat("é", 2001),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.AddNote(t.Context(), h.welcome.Organization.ID, text)
			refused(t, err, "text")
		})
	}
	if n := h.note(t, h.welcome.Organization.ID, strings.Repeat("é\n", 999)+"éé"); len([]rune(n.Text)) != 2000 {
		t.Errorf("%d characters", len([]rune(n.Text)))
	}
}

// What an earlier note said is in the history; it does not say it again at length.
func TestHistoryOfANoteIsShort(t *testing.T) {
	h := openInstallation(t)
	n := h.note(t, h.welcome.Organization.ID, strings.Repeat("long ", 300))
	if _, err := h.RemoveNote(t.Context(), n.ID); err != nil {
		t.Fatal(err)
	}
	all, err := h.History(t.Context(), h.welcome.Organization.ID)
	if err != nil || len(all) < 2 {
		t.Fatal(len(all), err)
	}
	for _, e := range all[:2] {
		if !strings.Contains(e.Action, "note") || len(e.Action) > 160 {
			t.Errorf("%q", e.Action)
		}
	}
}

func TestNotesAreBounded(t *testing.T) {
	h := openInstallation(t)
	for range model.MaxNotes {
		h.note(t, h.welcome.Organization.ID, "again")
	}
	_, err := h.AddNote(t.Context(), h.welcome.Organization.ID, "once more")
	refused(t, err, "text")
	if err := h.writeAndUndo(t, h.testSession(t)); err != nil {
		t.Errorf("on something else: %v", err)
	}
}

func (h *installation) writeAndUndo(t *testing.T, about model.ID) error {
	t.Helper()
	ctx, recorder := core.WithRecorder(t.Context())
	if _, err := h.AddNote(ctx, about, "to be taken back"); err != nil {
		return err
	}
	_, err := h.Undo(t.Context(), recorder.Entries()[0].ID)
	return err
}

// Writing and removing are taken back, and nobody takes back by undo what they may
// not remove.
func TestUndoOfNotes(t *testing.T) {
	h := openInstallation(t)
	for _, about := range []model.ID{h.welcome.Organization.ID, h.testSession(t)} {
		if err := h.writeAndUndo(t, about); err != nil || h.texts(t, about) != "" {
			t.Errorf("written: %v, %q", err, h.texts(t, about))
		}
		ctx, recorder := core.WithRecorder(t.Context())
		n, err := h.AddNote(ctx, about, "theirs")
		if err != nil {
			t.Fatal(err)
		}
		support := h.For(h.member(t, model.Support))
		_, err = support.RemoveNote(t.Context(), n.ID)
		if _, no := errors.AsType[*model.Forbidden](err); !no {
			t.Errorf("Support removed somebody else's note: %v", err)
		}
		_, err = support.Undo(t.Context(), recorder.Entries()[0].ID)
		if _, no := errors.AsType[*model.Forbidden](err); !no {
			t.Errorf("Support took somebody else's note back: %v", err)
		}
		if _, err := h.RemoveNote(ctx, n.ID); err != nil || h.texts(t, about) != "" {
			t.Errorf("removed: %v, %q", err, h.texts(t, about))
		}
		if _, err := h.Undo(t.Context(), recorder.Entries()[1].ID); err != nil || h.texts(t, about) != "theirs" {
			t.Errorf("back: %v, %q", err, h.texts(t, about))
		}
	}
}

// Notes go with what they are about: at once out of sight, from the disk as soon as it
// cannot come back.
func TestNotesGoWithTheirSubject(t *testing.T) {
	h := openInstallation(t)
	gone, kept := h.org(t, "Globex", "globex.example"), h.welcome.Organization.ID
	session := h.testSession(t)
	for _, about := range []model.ID{gone.ID, kept, session} {
		h.note(t, about, "on "+string(about))
	}
	left := func() int {
		t.Helper()
		all, err := h.Store.Records(t.Context(), storage.Selection{Kind: model.KindNote})
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	purge := func(when string, want int) {
		t.Helper()
		if _, err := h.PurgeDeleted(t.Context()); err != nil || left() != want {
			t.Errorf("%s: %d are left, want %d, %v", when, left(), want, err)
		}
	}
	x, err := h.DeletionOf(t.Context(), gone.ID)
	if err != nil || !strings.Contains(strings.Join(x.Lines(), "\n"), "1 note") {
		t.Errorf("the question says %q, %v", x.Lines(), err)
	}
	if x, err = h.DeleteOrganization(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Notes(t.Context(), gone.ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("of a deleted organization: %v", err)
	}
	purge("within the week", 3)
	if _, err := h.Undo(t.Context(), x.Undo); err != nil || h.texts(t, gone.ID) != "on "+string(gone.ID) {
		t.Errorf("back with its organization: %v", err)
	}
	if _, err := h.DeleteOrganization(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	h.clock.add(model.UndoLife + time.Second)
	purge("after the week", 2)
	h.clock.add(time.Hour)
	if n, err := h.ForgetSessions(t.Context(), h.clock.Now().Add(-time.Hour)); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	purge("after its session was forgotten", 1)
	if h.texts(t, kept) != "on "+string(kept) {
		t.Error("the note of what is still there is gone")
	}
}

// An app writes and removes notes of its own, in its environment alone.
func TestNotesOfAnAPIKey(t *testing.T) {
	h := openInstallation(t)
	staging, production := h.environments(t)
	own, other := h.target(t, staging), h.target(t, production)
	key := h.For(model.Principal{Kind: model.KeyHolder, ID: own.key, Name: "API key CI", Environment: staging.ID})
	n, err := key.AddNote(t.Context(), own.session, "deployed a fix")
	if err != nil || n.Author.Name != "API key CI" {
		t.Fatal(n, err)
	}
	if _, err := key.RemoveNote(t.Context(), n.ID); err != nil {
		t.Errorf("its own: %v", err)
	}
	_, err = key.RemoveNote(t.Context(), own.note)
	if _, no := errors.AsType[*model.Forbidden](err); !no {
		t.Errorf("somebody else's: %v", err)
	}
	for _, about := range []model.ID{other.session, other.org} {
		if _, err := key.AddNote(t.Context(), about, "x"); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("in another environment: %v", err)
		}
	}
	if _, err := key.RemoveNote(t.Context(), other.note); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("of another environment: %v", err)
	}
}
