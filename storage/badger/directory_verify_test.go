package badger

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// withDirectory is a store with keys of all classes of directories.
func withDirectory(t *testing.T) *Store {
	t.Helper()
	s, at := opened(t), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	told := []model.AppEvent{{Environment: "env_1", Name: "dsync.group.user_added", Created: at}}
	user := model.DirectoryEntry{Directory: "directory_1", Kind: model.UserEntry, ID: "user_1", Name: "ada",
		ExternalID: "1", Emails: []string{"ada@acme.example"}, Published: "directory_user_1"}
	group := model.DirectoryEntry{Directory: "directory_1", Kind: model.GroupEntry, ID: "group_1", Name: "Team"}
	part := storage.StagedMembers{Directory: "directory_1", Group: "group_1", Members: []model.ID{"user_1"}, Tell: told}
	_, err := s.Provision(t.Context(), storage.DirectoryStep{
		Directory: "directory_1", Entries: []storage.EntryChange{{Entry: user}, {Entry: group}},
		Members: []storage.MemberChange{{Membership: model.Membership{Group: "group_1", User: "user_1"}}},
		Log:     []model.DirectoryRequest{{ID: "request_1", Directory: "directory_1"}},
	})
	for n, stage := range []model.ID{"01J00000000000000000000000", "01J00000000000000000000001"} {
		part.Stage = stage
		err = errors.Join(err, s.StageMembers(t.Context(), part))
		if n == 0 {
			_, taken := s.Provision(t.Context(), storage.DirectoryStep{Directory: "directory_1",
				Replaced: &storage.MembersReplaced{Group: "group_1", Stage: stage, Based: 1, Parts: 1}})
			err = errors.Join(err, taken)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// firstOf is the first key of a class.
func firstOf(t *testing.T, s *Store, c class) (first []byte) {
	t.Helper()
	err := s.view(t.Context(), func(v snapshot) error {
		return v.scan(key(c), nil, false, func(k, _ []byte) (bool, error) {
			first = append([]byte(nil), k...)
			return false, nil
		})
	})
	if err != nil || first == nil {
		t.Fatalf("no key of class %q: %v", c, err)
	}
	return first
}

// A key of a directory that is missing is noticed at opening, and where something else leads to it.
func TestMissingKeysOfDirectoriesAreNoticed(t *testing.T) {
	t.Parallel()
	entries := func(q storage.EntryQuery) func(*Store) error {
		q.Directory = "directory_1"
		return func(s *Store) error { _, err := s.DirectoryEntries(t.Context(), q); return err }
	}
	reads := map[class][]func(*Store) error{
		classEntry: {
			entries(storage.EntryQuery{Kind: model.GroupEntry, Name: "Team"}),
			func(s *Store) error { return s.verify(t.Context()) },
		},
		classHead: {
			entries(storage.EntryQuery{Kind: model.GroupEntry}),
			func(s *Store) error {
				_, err := s.DirectoryEntry(t.Context(), "directory_1", model.GroupEntry, "group_1")
				return err
			},
		},
		classRun: {func(s *Store) error {
			_, err := s.AppEvents(t.Context(), storage.AppEventQuery{Environment: "env_1"})
			return err
		}},
	}
	for _, c := range append(ofDirectory[:], classPublished, classRun) {
		t.Run(fmt.Sprintf("%q", c), func(t *testing.T) {
			s := withDirectory(t)
			if err := s.verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			lose(t, s, firstOf(t, s, c))
			for n, read := range append(reads[c], func(s *Store) error { return s.verify(t.Context()) }) {
				if err := read(s); !errors.Is(err, model.ErrDamaged) {
					t.Errorf("error %d is %v", n, err)
				}
			}
		})
	}
}
