package model_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// A session's id is that of its AuthnRequest: nobody can guess it, even who
// knows those of the same millisecond.
func TestSessionIDsCannotBeGuessed(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 8e6, time.UTC)
	for _, prefix := range []string{model.PrefixSession, model.PrefixRequest} {
		var random []string
		for range 2000 {
			_, text, _ := strings.Cut(string(model.NewID(prefix, now)), "_")
			l, ok := model.ParseLongID(text)
			if !ok || l.String() != text {
				t.Fatalf("%s_%s is not an id of its own form", prefix, text)
			}
			random = append(random, string(l[8:]))
		}
		// Each of the 128 bits is set in about half of them, and none repeats.
		for bit := range 128 {
			set := 0
			for _, r := range random {
				set += int(r[bit/8] >> (bit % 8) & 1)
			}
			if set < 800 || set > 1200 {
				t.Errorf("%s: random bit %d is set in %d of 2,000", prefix, bit, set)
			}
		}
		if slices.Sort(random); len(slices.Compact(random)) != 2000 {
			t.Errorf("%s: random bits repeat", prefix)
		}
	}
}

// The order of ids is that of time, among the old short ones too.
func TestSessionIDsAreInOrder(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 8e6, time.UTC)
	old := "sess_01KJVKTCH0" + "ZZZZZZZZZZZZZZZZ" // of at, as earlier versions made them
	before, after := model.NewID(model.PrefixSession, at.Add(-time.Millisecond)), model.NewID(model.PrefixSession,
		at.Add(time.Millisecond))
	if !(string(before) < old && old < string(after)) {
		t.Errorf("%s, %s and %s are not in order", before, old, after)
	}
}

func TestParseLongID(t *testing.T) {
	_, sound, _ := strings.Cut(string(model.NewID(model.PrefixSession, time.Now())), "_")
	for _, text := range []string{
		"", sound[1:], sound + "0", strings.ToLower(sound), "8" + sound[1:], sound[:38] + "U", sound[:38] + "1",
		"01J00000000000000000000000", strings.Repeat("\x00", 39),
	} {
		if l, ok := model.ParseLongID(text); ok && l.String() != text {
			t.Errorf("%q was read as %q", text, l)
		} else if ok && text != sound[:38]+"1" {
			t.Errorf("%q was read", text)
		}
	}
}
