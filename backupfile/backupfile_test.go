package backupfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"gatehouse/backupfile"
)

var header = backupfile.Header{ID: "backup_2", Since: "backup_1", At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}

func key(t *testing.T) *age.X25519Identity {
	t.Helper()
	k, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// noise is what cannot be compressed, so that damage hits each part.
func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b) // never fails
	return b
}

func written(t *testing.T, to ...age.Recipient) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := backupfile.NewWriter(&b, header, to...)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(w.File("gatehouse.key", []byte("secret")), w.Piece(noise(100<<10)),
		w.Piece(noise(40<<10)), w.Close())
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read gives all that a file holds as one text.
func read(file []byte, keys ...age.Identity) (string, error) {
	var all strings.Builder
	h, err := backupfile.Read(bytes.NewReader(file), backupfile.Content{
		File:  func(name string, content []byte) error { fmt.Fprintf(&all, "%s: %s\n", name, content); return nil },
		Piece: func(p []byte) error { all.Write(p); return nil },
	}, keys...)
	if err == nil && h != header {
		err = fmt.Errorf("the header is %+v", h)
	}
	return all.String(), err
}

func TestRoundTrip(t *testing.T) {
	one, two := key(t), key(t)
	file := written(t, one.Recipient(), two.Recipient())
	if h, err := backupfile.ReadHeader(bytes.NewReader(file)); err != nil || h != header {
		t.Errorf("%+v: %v", h, err)
	}
	want := "gatehouse.key: secret\n" + string(noise(100<<10)) + string(noise(40<<10))
	for _, k := range []age.Identity{one, two} {
		if got, err := read(file, k); err != nil || got != want {
			t.Errorf("%d bytes, want %d: %v", len(got), len(want), err)
		}
	}
	if bytes.Contains(file, []byte("secret")) {
		t.Error("it can be read without a key")
	}
}

func TestKeyOfAnother(t *testing.T) {
	r, err := age.NewScryptRecipient("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(2)
	right, err := age.NewScryptIdentity("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := age.NewScryptIdentity("correct horse staple")
	if err != nil {
		t.Fatal(err)
	}
	mine := key(t)
	for name, test := range map[string]struct {
		file []byte
		key  age.Identity
		fits bool
	}{
		"its passphrase":                     {written(t, r), right, true},
		"another passphrase":                 {written(t, r), wrong, false},
		"a key for a passphrase's":           {written(t, r), mine, false},
		"another key":                        {written(t, mine.Recipient()), key(t), false},
		"a passphrase for what a key is for": {written(t, mine.Recipient()), right, false},
	} {
		_, err := read(test.file, test.key)
		if test.fits && err != nil || !test.fits && (!errors.Is(err, backupfile.ErrUnfit) ||
			!strings.Contains(err.Error(), "not encrypted for this key")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// positions are all of the beginning and the end, and some of each part between.
func positions(size int) (all []int) {
	for at := 0; at < size; at++ {
		if at < 700 || at > size-300 || at%997 == 0 || at%(64<<10) < 40 {
			all = append(all, at)
		}
	}
	return all
}

// A file that was cut anywhere, or of which any byte was changed, is refused.
func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	k := key(t)
	whole := written(t, k.Recipient())
	if _, err := read(whole, k); err != nil {
		t.Fatal(err)
	}
	for _, at := range positions(len(whole)) {
		if _, err := read(whole[:at], k); !errors.Is(err, backupfile.ErrUnfit) {
			t.Fatalf("cut at %d of %d: %v", at, len(whole), err)
		}
		changed := bytes.Clone(whole)
		changed[at] ^= 0x10
		if _, err := read(changed, k); !errors.Is(err, backupfile.ErrUnfit) {
			t.Fatalf("changed at %d of %d: %v", at, len(whole), err)
		}
	}
	for name, more := range map[string][]byte{"a byte": {0}, "another": whole} {
		if _, err := read(append(bytes.Clone(whole), more...), k); !errors.Is(err, backupfile.ErrUnfit) {
			t.Errorf("%s behind it: %v", name, err)
		}
	}
}

func TestNoBackup(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "it is no back-up of Gatehouse",
		"PK\x03\x04":                       "it is no back-up of Gatehouse",
		"gatehouse backup 2\n{}\n":         "use the newer gatehouse",
		"gatehouse backup 1\n":             "its second line cannot be read",
		"gatehouse backup 1\n{}\n":         "its second line cannot be read",
		strings.Repeat("gatehouse", 10000): "it is no back-up of Gatehouse",
	} {
		if _, err := backupfile.ReadHeader(strings.NewReader(text)); !errors.Is(err, backupfile.ErrUnfit) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}
