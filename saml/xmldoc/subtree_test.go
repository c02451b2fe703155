package xmldoc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// libxml2 builds the small program in testdata that canonicalizes subtrees,
// which xmllint cannot.
func libxml2(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "c14n")
	out, err := exec.Command("cc", "-O1", "-I/usr/include/libxml2", "-o", program, "testdata/c14n.c",
		"-lxml2").CombinedOutput()
	if err != nil {
		t.Skipf("SKIPPED: no C compiler or no libxml2 headers (Debian: gcc, libxml2-dev); subtrees, PrefixList and "+
			"Skip were NOT compared with libxml2: %v\n%.300s", err, out)
	}
	return program
}

// TestDifferentialSubtree compares canonical forms of random elements with
// libxml2: with and without comments, with a PrefixList, and with a subtree
// left out.
func TestDifferentialSubtree(t *testing.T) {
	program := libxml2(t)
	n := count(500, 20_000)
	dir := t.TempDir()
	type job struct {
		src  []byte
		doc  *Doc
		node Node
		c    C14N
	}
	var jobs []job
	var stdin bytes.Buffer
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(i), 3))
		src := newRandomDoc(uint64(i)+1_000_000, everything)
		if i%5 == 0 {
			src = response(r, r.IntN(4))
		}
		d := parse(t, string(src), everything)
		var all []Node
		for e := range d.Elements {
			all = append(all, e)
		}
		k := r.IntN(len(all))
		j := job{src, d, all[k], C14N{Comments: r.IntN(2) == 0, Skip: None}}
		var inside []int
		for i, e := range all {
			for p := d.Parent(e); p != None; p = d.Parent(p) {
				if p == j.node {
					inside = append(inside, i)
				}
			}
		}
		skip := -1
		if len(inside) > 0 && r.IntN(2) == 0 {
			skip = one(r, inside)
			j.c.Skip = all[skip]
		}
		mode, prefixes := r.IntN(3), "-"
		switch mode {
		case 1:
			j.c.Exclusive = true
			var list []string
			for r.IntN(3) > 0 {
				list = append(list,
					one(r, []string{"a", "b", "c", "a-b", "ns1", "é", "#default", "xs", "xsi", "unknown", "xml"}))
			}
			if len(list) > 0 {
				j.c.PrefixList, prefixes = strings.Join(list, " "), strings.Join(list, ",")
			}
		case 2:
			j.c.Version11 = true
		}
		jobs = append(jobs, j)
		comments := 0
		if j.c.Comments {
			comments = 1
		}
		file := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(file, src, 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&stdin, mode, comments, k, skip, prefixes, file)
	}
	command := exec.Command(program)
	command.Stdin = &stdin
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(bytes.NewReader(out))
	for i, j := range jobs {
		var length int
		if _, err := fmt.Fscanf(answers, "%d\n", &length); err != nil {
			t.Fatal(err)
		}
		want := make([]byte, max(length, 0))
		if _, err := io.ReadFull(answers, want); err != nil {
			t.Fatal(err)
		}
		got, err := j.doc.Canonical(nil, j.node, j.c)
		if length < 0 || err != nil || !bytes.Equal(got, want) {
			t.Fatalf("job %d, %+v, node %s of %q:\n we:      %q %v\n libxml2: %q", i, j.c, j.doc.Name(j.node),
				j.src, got, err, want)
		}
	}
}
