package badger

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage/internal/stored"
)

func FuzzRow(f *testing.F) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	full := row{
		Session: model.Session{
			State: model.Failed, Class: "response_invalid", Cause: "expired", Email: "ada@acme.example",
			Origin: model.FromServiceProvider, OrganizationID: "org_01J00000000000000000000000", ConnectionID: "conn_x",
			Claims: "sess_1", UpdatedAt: at, Receipts: 2,
		},
		request: seal{5, 6}, bodies: seal{7, 8}, events: 9, changed: 10,
	}
	f.Add(appendRow(nil, &full))
	f.Add(appendRow(nil, &row{}))
	f.Add(appendRow(nil, &row{Session: model.Session{UpdatedAt: time.Unix(0, math.MinInt64+1000)}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := place{env: "env_1", id: "sess_1", nanos: at.UnixNano()}
		known := texts{}
		r, ok := parseRow(p, b, known)
		if !ok {
			return
		}
		again, ok := parseRow(p, appendRow(nil, &r), known)
		if !ok || !reflect.DeepEqual(again, r) {
			t.Fatalf("%+v became %+v", r, again)
		}
	})
}

// A row that was cut short anywhere is not read.
func TestRowCutShort(t *testing.T) {
	p := place{env: "env_1", id: "sess_1", nanos: 5}
	r := row{Session: model.Session{State: model.Failed, Email: "ada@acme.example", Receipts: 2},
		events: 9, changed: 10}
	for b := appendRow(nil, &r); len(b) > 0; {
		b = b[:len(b)-1]
		if got, ok := parseRow(p, b, nil); ok {
			t.Errorf("%d bytes of it are read as %+v", len(b), got)
		}
	}
}

// A row of an earlier version is read: nothing is known to be unverified in it.
func TestRowOfVersion1(t *testing.T) {
	p := place{env: "env_1", id: "sess_1", nanos: 5}
	r := row{Session: model.Session{State: model.Failed, Email: "ada@acme.example", Receipts: 2},
		events: 9, changed: 10}
	b := appendRow(nil, &r)
	b = b[:len(b)-2] // flags and repeats
	b[0] = 1
	got, ok := parseRow(p, b, nil)
	if !ok || got.Email != r.Email || got.events != 9 || got.changed != 10 || got.Unverified || got.Repeats != 0 {
		t.Fatalf("%+v, %v", got, ok)
	}
	if _, ok := parseRow(p, append(b, 0), nil); ok {
		t.Error("a row with something behind it was read")
	}
}

func FuzzID(f *testing.F) {
	for _, id := range []string{"", "01J00000000000000000000000", "directory_user_01J00000000000000000000000",
		"sess_01J00000000000000000000000", "sess_01j00000000000000000000000", "sess_8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
		"org_domain_01J00000000000000000000000", "x\x7f", "sess_01KJVKTCGZ000AW0276J4BQ06DT3TC4CC1R654J"} {
		f.Add(id, []byte("rest"))
	}
	f.Fuzz(func(t *testing.T, s string, rest []byte) {
		_, _, _ = cutID([]byte(s)) // must not panic
		if stored.CheckID(model.ID(s)) != nil {
			return
		}
		id, got, ok := cutID(append(packID(model.ID(s)), rest...))
		if !ok || string(id) != s || !bytes.Equal(got, rest) {
			t.Fatalf("%q became %q, rest %q became %q", s, id, rest, got)
		}
		id, got, ok = cutEntry(append(packEntry(model.ID(s)), rest...))
		if !ok || string(id) != s || !bytes.Equal(got, rest) {
			t.Fatalf("%q of an entry became %q, rest %q became %q", s, id, rest, got)
		}
	})
}

func FuzzForm(f *testing.F) {
	for _, body := range []string{
		"SAMLResponse=PHgvPg%3D%3D&RelayState=a%2Bb", "SAMLResponse=PHgvPg==", "a=b&SAMLResponse=PHgvPg%3d%3d",
		"SAMLResponse=", "XSAMLResponse=PHg", "SAMLResponse=P%2bg%2F", "SAMLResponse=%", "SAMLResponse=PHgv%0D%0APg==",
		"",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if taken, ok := new(scratch).takeApart(body); ok && !bytes.Equal(taken.assemble(), body) {
			t.Fatalf("%q became %q", body, taken.assemble())
		}
	})
}

func TestFormTakesUsualBodies(t *testing.T) {
	for _, body := range []string{
		"SAMLResponse=PHgvPg%3D%3D&RelayState=a%2Bb", "SAMLResponse=PHgvPg==", "RelayState=1&SAMLResponse=PHgvPg%3d%3d",
		"SAMLResponse=+++/", "SAMLResponse=%2B%2B%2B%2F", "SAMLResponse=%2b%2b%2b/",
	} {
		if f, ok := new(scratch).takeApart([]byte(body)); !ok || string(f.assemble()) != body {
			t.Errorf("%s became %s, %v", body, f.assemble(), ok)
		}
	}
}

// FuzzStored feeds every other reader of what is stored: none may panic, and
// all say when they cannot read.
func FuzzStored(f *testing.F) {
	m := meta{Schema: 1, Position: 3, Begun: 2, Last: "sess_1"}
	m.Counts[classSession] = 2
	f.Add(appendMeta(nil, &m))
	f.Add(lease{until: 5, session: "sess_1", attempt: []byte("x")}.append(nil))
	f.Add(appendHeader(nil, dictID{1}, 70))
	f.Add(appendGone(kindKey(classRecord, "connection", "conn_1"), time.Unix(5, 0)))
	f.Add((&head{members: 7, revision: 9, gen: bornGeneration(3)}).encode())
	f.Add(toldRun{run: run{Number: 5, Count: 300}, forgotten: 2}.encode())
	f.Add(partKey(packID("directory_01J00000000000000000000000"), packEntry("g"), packEntry("s"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, ok := parseMeta(b); ok {
			if again, ok := parseMeta(appendMeta(nil, &m)); !ok || again != m {
				t.Fatalf("%+v became %+v", m, again)
			}
		}
		_, _, _ = getLease(single(b), nil)
		_, _ = parseHeader(b)
		_, _, _ = parseOrder(b)
		_, _ = parsePointer("sess_1", b)
		_, _, _ = parseSlot(append(b, make([]byte, tallySlot)...)[:tallySlot])
		if len(b) > 0 {
			_, _, _, _ = cutRecordChange(b)
			_, _, _, _ = cutPart(b)
		}
		_, _, _ = readHead(single(b), nil, nil)
		_, _, _ = parseRun(b)
		_, _, _, _ = cutPublication(b)
		d := newDictionaries()
		if _, err := d.unpack(single(nil), b); err != nil && !errors.Is(err, model.ErrDamaged) {
			t.Fatal(err)
		}
	})
}

// single is a source in which every key has one value; nil is none.
type single []byte

func (s single) get([]byte) ([]byte, bool, error) { return s, s != nil, nil }

// The order of keys is newest first, then by id downwards.
func TestOrder(t *testing.T) {
	inOrder := []place{
		{nanos: math.MaxInt64, id: "sess_a"}, {nanos: 5, id: "sess_b"}, {nanos: 5, id: "sess_aa"},
		{nanos: 5, id: "sess_a"}, {nanos: 4, id: "sess_01J00000000000000000000001"},
		{nanos: 4, id: "sess_01J00000000000000000000000"}, {nanos: 0, id: "sess_z"}, {nanos: -1, id: "sess_z"},
		{nanos: math.MinInt64, id: "sess_z"},
	}
	for i, p := range inOrder {
		k := p.appendOrder(nil)
		if i > 0 && bytes.Compare(inOrder[i-1].appendOrder(nil), k) >= 0 {
			t.Errorf("%v is not before %v", inOrder[i-1], p)
		}
		nanos, id, ok := parseOrder(k)
		if !ok || nanos != p.nanos || id != p.id {
			t.Errorf("%v became %d %s", p, nanos, id)
		}
	}
}

func TestNanos(t *testing.T) {
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Unix(-5, 7), time.Date(2261, 1, 1, 0, 0, 0, 9, time.UTC)} {
		if got := timeOf(nanosOf(at)); !got.Equal(at) {
			t.Errorf("%v became %v", at, got)
		}
	}
	if nanosOf(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)) != math.MaxInt64 ||
		nanosOf(time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC)) >= 0 {
		t.Error("a time beyond the range is not its nearest")
	}
}

// An instant that RFC 3339 cannot write is no reason to lose a message.
func TestReceiptOfYear10000(t *testing.T) {
	r := model.Receipt{Body: []byte("x")}
	r.Verdict.Seen.IssueInstant = time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -14*3600))
	raw, err := new(scratch).encode(r, 0, new(repeated))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := decodeReceipt("sess_1", "rcpt_1", raw)
	if err != nil || !got.Verdict.Seen.IssueInstant.IsZero() || string(got.Body) != "x" {
		t.Fatalf("%+v %v", got, err)
	}
}

func TestIDsAreBounded(t *testing.T) {
	if stored.CheckID(model.ID(strings.Repeat("a", stored.MaxID))) != nil ||
		stored.CheckID(model.ID(strings.Repeat("a", stored.MaxID+1))) == nil || stored.CheckID("a\x00") == nil {
		t.Error("the bound is not where it is said to be")
	}
}
