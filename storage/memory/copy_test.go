package memory

import (
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
)

var day = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

const (
	env       = model.ID("env_1")
	dir       = model.ID("directory_1")
	stage     = model.ID("stage_01ARZ3NDEKTSV4RRFFQ69G5FAV")
	nextStage = model.ID("stage_01ARZ3NDEKTSV4RRFFQ69G5FAW")
)

// What becomes of a store does not show in its copy, and the other way round.
func TestCopiesAreApart(t *testing.T) {
	s := inhabited(t)
	c := s.Copy()
	held := contents(s)
	if got := contents(c); got != held {
		t.Fatalf("the copy holds\n%s\nnot\n%s", got, held)
	}
	alterAll(t, s, "the store")
	if got := contents(c); got != held {
		t.Errorf("changes of the store show in its copy:\n%s\nnot\n%s", got, held)
	}
	changed := contents(s)
	alterAll(t, c, "the copy")
	if got := contents(s); got != changed {
		t.Errorf("changes of the copy show in its store:\n%s\nnot\n%s", got, changed)
	}
}

// inhabited is a store with something in each place.
func inhabited(t *testing.T) *Store {
	s := Open()
	for n, id := range []model.ID{"sess_1", "sess_2"} {
		x := model.Session{ID: id, EnvironmentID: env, State: model.Started, CreatedAt: day,
			Deadline: day.Add(time.Hour)}
		must(t, s.Begin(t.Context(), x, model.Request{XML: []byte("<a/>")}, event(string(id))))
		if x.State = model.Authorized; n == 0 {
			accept(t, s, x)
		}
	}
	stranger := model.Session{ID: "sess_3", State: model.Failed, Unverified: true, Claims: "sess_2", CreatedAt: day}
	_, err := s.Accept(t.Context(), storage.Outcome{Session: stranger, Receipt: model.Receipt{ID: "rcpt_3"},
		Tell: []model.AppEvent{event("failed")}})
	must(t, err)
	for _, name := range []string{"a", "b"} {
		must(t, s.Apply(t.Context(),
			storage.Change{Record: model.Record{Kind: model.KindOrganization, ID: model.ID(name),
				Parent: env, Names: []string{name}, Data: []byte("{}"), At: day}}))
	}
	step := storage.DirectoryStep{Directory: dir,
		Log: []model.DirectoryRequest{{ID: "dreq_1", Directory: dir, At: day}}}
	for _, e := range []model.DirectoryEntry{entry(model.UserEntry, "ada"), entry(model.UserEntry, "bob"),
		entry(model.GroupEntry, "all")} {
		step.Entries = append(step.Entries, storage.EntryChange{Entry: e})
	}
	step.Members = []storage.MemberChange{{Membership: model.Membership{Group: "all", User: "ada"}}}
	provision(t, s, step)
	stageUser(t, s, stage, "bob")
	return s
}

// alterAll changes all that [inhabited] made, and tells by whom.
func alterAll(t *testing.T, s *Store, by string) {
	_, err := s.Exchange(t.Context(), storage.Exchange{Code: model.Hash{1}, Attempt: "x", Now: day,
		Token: model.Hash{2}, Expires: day.Add(time.Hour)})
	must(t, err)
	second, err := s.Session(t.Context(), "sess_2")
	must(t, err)
	second.State = model.Failed
	accept(t, s, second)
	fourth := model.Session{ID: "sess_4", State: model.Failed, Unverified: true, Claims: "sess_2", CreatedAt: day}
	_, err = s.Accept(t.Context(), storage.Outcome{Session: fourth, Receipt: model.Receipt{ID: "rcpt_4"},
		Tell: []model.AppEvent{event(by)}})
	must(t, err)
	a, err := s.Record(t.Context(), model.KindOrganization, "a")
	must(t, err)
	a.Names = []string{"c"}
	must(t, s.Apply(t.Context(), storage.Change{Record: a, Based: 1},
		storage.Change{Record: model.Record{Kind: model.KindOrganization, ID: "b"}, Based: 1, Delete: true}))
	renamed := entry(model.UserEntry, "ada")
	renamed.Name = "ada lovelace"
	provision(t, s, storage.DirectoryStep{Directory: dir, Entries: []storage.EntryChange{{Entry: renamed, Based: 1}},
		Members: []storage.MemberChange{{Membership: model.Membership{Group: "all", User: "ada"}, Remove: true},
			{Membership: model.Membership{Group: "all", User: "bob"}}},
		Log: []model.DirectoryRequest{{ID: "dreq_2", Directory: dir, At: day}}})
	group, err := s.DirectoryEntry(t.Context(), dir, model.GroupEntry, "all")
	must(t, err)
	stageUser(t, s, nextStage, "bob")
	provision(t, s, storage.DirectoryStep{Directory: dir, Replaced: &storage.MembersReplaced{Group: "all",
		Stage: nextStage, Parts: 1, Based: group.MembersRev}})
	published := entry(model.UserEntry, "bob")
	published.Published = "directory_user_anew" // what is staged of the user is void
	provision(t, s, storage.DirectoryStep{Directory: dir, Entries: []storage.EntryChange{{Entry: published, Based: 1}}})
}

func accept(t *testing.T, s *Store, x model.Session) {
	_, err := s.Accept(t.Context(), storage.Outcome{Session: x, Update: true,
		Receipt: model.Receipt{ID: "rcpt_" + x.ID},
		Replay:  []saml.ReplayKey{{Key: string(x.ID), Until: day.Add(time.Hour)}},
		Code:    &storage.Code{Hash: model.Hash{x.ID[len(x.ID)-1] - '0'}, Expires: day.Add(time.Hour)}})
	must(t, err)
}

func event(name string) model.AppEvent {
	return model.AppEvent{Environment: env, Name: model.EventName(name), Created: day, Data: []byte("{}")}
}

func entry(k model.EntryKind, id model.ID) model.DirectoryEntry {
	return model.DirectoryEntry{Directory: dir, Kind: k, ID: id, Name: string(id), Created: day, Updated: day,
		Published: model.ID(string(k) + "_of_" + string(id)), Resource: []byte("{}")}
}

func provision(t *testing.T, s *Store, step storage.DirectoryStep) {
	_, err := s.Provision(t.Context(), step)
	must(t, err)
}

func stageUser(t *testing.T, s *Store, stage, user model.ID) {
	must(t, s.StageMembers(t.Context(), storage.StagedMembers{Directory: dir, Group: "all", Stage: stage,
		Members: []model.ID{user}}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// contents are all that a store holds, as text.
func contents(s *Store) string {
	var all []any
	add := func(values ...any) { all = append(all, append(values, "\n")...) }
	for _, x := range s.timeline.Items() {
		add(*x, s.sessions[x.ID] == x)
	}
	for _, x := range s.unverified.Items() {
		add(x.ID)
	}
	for id, of := range s.claimants {
		add(id, of.Items())
	}
	for _, x := range s.records.Items() {
		add(*x)
	}
	for _, x := range s.children.Items() {
		add(x.ID)
	}
	for _, name := range []string{"a", "b", "c"} {
		add(s.names[name] != nil)
	}
	for _, x := range s.changes.Items() {
		add(x.pos, x.session != nil, x.kind, x.id, x.gone != nil)
	}
	for _, hash := range []model.Hash{{1}, {2}} {
		if c := s.codes[hash]; c != nil {
			add(*c)
		}
	}
	for id, d := range s.directories {
		add(id, *d)
	}
	add(s.tokens, s.replay, s.appEvents, s.published, s.position)
	return fmt.Sprint(all...)
}
