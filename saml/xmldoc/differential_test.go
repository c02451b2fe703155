package xmldoc

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// slow is set for the full number of documents.
var slow = os.Getenv("GATEHOUSE_SLOW") == "1"

func count(fast, full int) int {
	if slow {
		return full
	}
	return fast
}

var xmllintModes = []struct {
	flag string
	c    C14N
}{
	{"--exc-c14n", C14N{Exclusive: true, Comments: true}},
	{"--c14n", C14N{Comments: true}},
	{"--c14n11", C14N{Version11: true, Comments: true}},
}

// xmllint canonicalizes many documents in one process. A document that it
// refuses comes back empty. A separator document after each tells the outputs
// apart.
func xmllint(t *testing.T, flag string, docs [][]byte) [][]byte {
	t.Helper()
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("SKIPPED: xmllint is missing (Debian: libxml2-utils); the canonical forms were NOT compared " +
			"with libxml2")
	}
	const separator = "<separator-7c1e/>"
	dir := t.TempDir()
	between := filepath.Join(dir, "separator")
	if err := os.WriteFile(between, []byte(separator), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--nonet", flag}
	for i, doc := range docs {
		file := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(file, doc, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file, between)
	}
	out, _ := exec.Command(tool, args...).Output() // it fails if it refuses any
	parts := bytes.Split(out, []byte("<separator-7c1e></separator-7c1e>"))
	if len(parts) != len(docs)+1 {
		t.Fatalf("xmllint %s: %d outputs for %d documents", flag, len(parts)-1, len(docs))
	}
	return parts[:len(docs)]
}

// compare checks that xmllint accepts every document that we accept, with the
// same canonical form. It counts what only we refuse, by cause.
func compare(t *testing.T, docs [][]byte) (accepted int, strict map[string]int) {
	t.Helper()
	strict = map[string]int{}
	const batch = 500
	for len(docs) > 0 {
		part := docs[:min(batch, len(docs))]
		docs = docs[len(part):]
		for _, mode := range xmllintModes {
			want := xmllint(t, mode.flag, part)
			var d Doc
			for i, src := range part {
				err := d.Parse(src, Limits{Options: everything})
				if err != nil {
					if len(want[i]) > 0 {
						strict[refusal(err)]++
					}
					continue
				}
				accepted++
				got, err := d.CanonicalDocument(nil, mode.c)
				if err != nil || !bytes.Equal(got, want[i]) {
					t.Fatalf("%s of %q:\n we:      %q %v\n xmllint: %q", mode.flag, src, got, err, want[i])
				}
			}
		}
	}
	return accepted, strict
}

// refusal is the cause, and for the XML declaration, where libxml2 takes any
// version, more than that.
func refusal(err error) string {
	e := err.(*Error)
	if strings.HasPrefix(e.Detail, "the XML version") {
		return "version"
	}
	return e.Cause
}

func TestDifferentialRandom(t *testing.T) {
	n := count(300, 20_000)
	docs := make([][]byte, n)
	for i := range docs {
		docs[i] = newRandomDoc(uint64(i), everything)
	}
	accepted, strict := compare(t, docs)
	if accepted != n*len(xmllintModes) {
		t.Errorf("%d of %d accepted; refused: %v", accepted, n*len(xmllintModes), strict)
	}
}

func TestDifferentialSAML(t *testing.T) {
	n := count(100, 4_000)
	docs := make([][]byte, n)
	for i := range docs {
		r := rand.New(rand.NewPCG(uint64(i), 5))
		docs[i] = response(r, r.IntN(20))
	}
	accepted, strict := compare(t, docs)
	if accepted != n*len(xmllintModes) {
		t.Errorf("%d of %d accepted; refused: %v", accepted, n*len(xmllintModes), strict)
	}
}

// TestDifferentialDamaged checks that we accept nothing that libxml2 refuses.
func TestDifferentialDamaged(t *testing.T) {
	n := count(300, 12_000)
	docs := make([][]byte, n)
	for i := range docs {
		r := rand.New(rand.NewPCG(uint64(i), 9))
		src := newRandomDoc(uint64(i), everything)
		if i%4 == 0 {
			src = response(r, 1)
		}
		docs[i] = mutate(r, src)
	}
	accepted, strict := compare(t, docs)
	if accepted == 0 || accepted == n*len(xmllintModes) {
		t.Errorf("%d of %d accepted: that proves nothing", accepted, n*len(xmllintModes))
	}
	// libxml2 only warns about these, or knows more than XML 1.0 in UTF-8.
	for cause, count := range strict {
		switch cause {
		case CauseNamespace, CauseDTD, CauseEncoding, CauseLimitName, "version":
		default:
			t.Errorf("%d documents that xmllint reads are refused as %s", count, cause)
		}
	}
	t.Logf("accepted by both: %d of %d; refused by us alone: %v", accepted, n*len(xmllintModes), strict)
}
