package stored_test

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// What is too large is refused with what it has, and what it may have.
func TestRecordsAreBounded(t *testing.T) {
	for name, test := range map[string]struct {
		record model.Record
		says   string // "" for one that is taken
	}{
		"data as large as it may be": {record: model.Record{Data: make([]byte, stored.MaxRecord)}},
		"a byte more": {model.Record{Data: make([]byte, stored.MaxRecord+1)},
			"connection conn_1: 524289 bytes are too many (at most 524288)"},
		"a name as long as it may be": {record: model.Record{Names: []string{strings.Repeat("n", stored.MaxName)}}},
		"a longer name": {model.Record{Names: []string{strings.Repeat("n", stored.MaxName+1)}},
			"connection conn_1: a name has 1 to 1000 bytes, not 1001"},
		"a name without a byte": {model.Record{Names: []string{""}}, "a name has 1 to 1000 bytes, not 0"},
	} {
		test.record.Kind, test.record.ID = model.KindConnection, "conn_1"
		err := stored.CheckChanges([]storage.Change{{Record: test.record}})
		if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
}

func TestSessionNeedsAnID(t *testing.T) {
	for id, sound := range map[model.ID]bool{"": false, "sess_01": true, "sess\x00": false} {
		if err := stored.CheckSession(&model.Session{ID: id}); (err == nil) != sound {
			t.Errorf("%q: %v", id, err)
		}
	}
}
