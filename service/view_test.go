package service_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// unwritable is a store that keeps what it has and takes nothing more.
type unwritable struct{ storage.Store }

var errUnwritable = errors.New("nothing can be written")

func (unwritable) Apply(context.Context, ...storage.Change) error { return errUnwritable }

// views are the views that the history tells of, oldest first.
func (h *installation) views(t *testing.T) (all []model.AuditEntry) {
	t.Helper()
	page, err := h.Services.For(tester).History(t.Context(), model.HistoryQuery{Content: model.AuditViews, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(page.Entries)
	return page.Entries
}

// revealing are the verbs that show what is not for everybody, each with a word of
// the entry that it leaves.
func (h *installation) revealing(t *testing.T) map[string]func(*service.Services) (any, error) {
	t.Helper()
	session := h.signIn(t, h.welcome.Connection, idp.User{Email: "ada@example.com"}).ID
	receipts := must(h.Receipts(t.Context(), session))
	link, _ := h.setupLink(t, h.welcome.Organization.ID, model.IntentSSO)
	key, _, err := h.CreateKey(t.Context(), h.staging, "CI")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	return map[string]func(*service.Services) (any, error){
		"messages of session": func(d *service.Services) (any, error) { return d.SessionDetail(ctx, session) },
		"messages of":         func(d *service.Services) (any, error) { return d.Receipts(ctx, session) },
		"last attributes": func(d *service.Services) (any, error) {
			r, _, err := d.LastReceived(ctx, receipts[0].ConnectionID)
			return r, err
		},
		"revealed API key CI": func(d *service.Services) (any, error) { return d.RevealKey(ctx, key.ID) },
		"URL of a setup link": func(d *service.Services) (any, error) { return d.LinkURL(ctx, link) },
		"of a setup link":     func(d *service.Services) (any, error) { return d.Invitation(ctx, link.ID) },
		"exported":            func(d *service.Services) (any, error) { return d.Export(ctx) },
	}
}

// What was shown is written before it is shown, with who saw it; and what cannot be
// written is not shown.
func TestViewsAreWrittenOrNotGiven(t *testing.T) {
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	h := newInstallation(t, store)
	for word, reveal := range h.revealing(t) {
		h.clock.add(time.Hour)
		before := len(h.views(t))
		if _, err := reveal(h.Services); err != nil {
			t.Fatalf("%s: %v", word, err)
		}
		all := h.views(t)
		if len(all) != before+1 || !strings.Contains(all[before].Action, word) || all[before].Actor != tester.Actor() {
			t.Fatalf("%q left %+v", word, all[before:])
		}
		h.clock.add(time.Hour)
		h.Store = unwritable{store}
		h.log(nil)
		if got, err := reveal(h.Services); !errors.Is(err, errUnwritable) || !empty(got) {
			t.Errorf("%q was shown where nothing can be written: %+v, %v", word, got, err)
		}
		h.Store = store
		h.log(nil)
	}
}

// empty reports whether a verb gave nothing.
func empty(got any) bool {
	switch got := got.(type) {
	case string:
		return got == ""
	case []model.Receipt:
		return len(got) == 0
	case model.Receipt:
		return got.ID == ""
	case model.SessionDetail:
		return got.Session.ID == "" && got.Message.XML == nil
	case model.Seed:
		return len(got.Environments) == 0
	}
	return false
}

// The variables for an SDK reveal a key: without its view they come without it.
func TestSDKEnvironmentIsAView(t *testing.T) {
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	h := newInstallation(t, store)
	if _, _, err := h.CreateKey(t.Context(), h.staging, "CI"); err != nil {
		t.Fatal(err)
	}
	h.Store = unwritable{store}
	h.log(nil)
	if variables := must(h.SDKEnvironment(t.Context(), h.staging)); variables[0].Value != "" {
		t.Errorf("%+v", variables[0])
	}
	h.Store = store
	h.log(nil)
	variables, seen := must(h.SDKEnvironment(t.Context(), h.staging)), h.views(t)
	if variables[0].Value == "" || len(seen) != 1 || seen[0].Action != "revealed API key CI" {
		t.Errorf("%+v %+v", variables[0], seen)
	}
}

// A page that is open and read again each second is one view in ten minutes; another
// subject, another person and the same person from elsewhere are others.
func TestViewsOfTheSameAreOne(t *testing.T) {
	h := openInstallation(t)
	first, second := h.testSession(t), h.testSession(t)
	look := func(p model.Principal, id model.ID) {
		t.Helper()
		if _, err := h.Services.For(p).SessionDetail(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	seen := len(h.views(t))
	count := func(want int, why string) {
		t.Helper()
		if got := len(h.views(t)) - seen; got != want {
			t.Fatalf("%s: %d views, not %d", why, got, want)
		}
		seen += want
	}
	for range 60 {
		look(tester, first)
		h.clock.add(time.Second)
	}
	count(1, "a page that is open for a minute")
	look(tester, second)
	count(1, "another session")
	look(tester.From("192.0.2.7"), first)
	count(1, "from another address")
	h.clock.add(10 * time.Minute)
	look(tester, first)
	count(1, "after ten minutes")
	if _, err := h.Sessions(t.Context(), model.Query{}); err != nil {
		t.Fatal(err)
	}
	count(0, "the list")
	x := h.views(t)[seen-1]
	if x.View.Subject != first || x.View.OrganizationID != h.welcome.Organization.ID || x.Final() == "" {
		t.Errorf("%+v", x)
	}
	if _, err := h.Undo(t.Context(), x.ID); err == nil {
		t.Error("a view was taken back")
	}
}

// Visitors see what is theirs, and the process looks at nothing: they leave no views.
func TestNoViewsOfOthers(t *testing.T) {
	h := openInstallation(t)
	session := h.testSession(t)
	_, url := h.setupLink(t, h.welcome.Organization.ID, model.IntentSSO)
	seen := len(h.views(t))
	if _, err := h.visitor(t, model.SetupLink, url).TestResult(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	if all := h.views(t); len(all) != seen {
		t.Errorf("%+v", all[seen:])
	}
}

// A view is told to those who may see its subject.
func TestViewsAreReadByRights(t *testing.T) {
	h := openInstallation(t)
	if _, err := h.Export(t.Context()); err != nil {
		t.Fatal(err)
	}
	session := h.testSession(t)
	must(h.SessionDetail(t.Context(), session))
	for role, want := range map[model.TeamRole]int{model.Admin: 2, model.Support: 1} {
		p := tester
		p.Role = role
		page, err := h.Services.For(p).History(t.Context(), model.HistoryQuery{Content: model.AuditViews})
		if err != nil || len(page.Entries) != want {
			t.Error(role, fmt.Sprintf("%+v", page.Entries), err)
		}
	}
}
