package architecture_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// A line has at most 120 columns, of which a tab takes four. What a text of several lines holds is as wide as it is.
func TestLinesFit(t *testing.T) {
	const most = 120
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		source, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		within := longTexts(source)
		for n, line := range strings.Split(string(source), "\n") {
			columns := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			if columns > most && !within[n+1] {
				t.Errorf("%s:%d has %d columns, more than %d", path, n+1, columns, most)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// longTexts are the lines on which a text of several lines stands.
func longTexts(source []byte) map[int]bool {
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	lines := map[int]bool{}
	for {
		at, kind, text := s.Scan()
		if kind == token.EOF {
			return lines
		}
		if further := strings.Count(text, "\n"); kind == token.STRING && further > 0 {
			for n := range further + 1 {
				lines[file.Line(at)+n] = true
			}
		}
	}
}
