package samltest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update rewrites the golden files.
var update = flag.Bool("update", false, "write the golden files, and README.md, again")

// Golden compares got with a file, which -update rewrites.
func Golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run this package's tests with -run %s -update", err, t.Name())
	}
	if string(want) == got {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s differs in line %d (-update rewrites it):\n got %s\nwant %s", path, i+1, gotLines[i],
				wantLines[i])
		}
	}
	t.Fatalf("%s has %d lines, want %d (-update rewrites it)", path, len(gotLines), len(wantLines))
}
