package architecture_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gatehouse/internal/architecture"
)

func TestFloors(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	floors, err := architecture.ReadFloors(string(text))
	if err != nil {
		t.Fatal(err)
	}
	imports, err := architecture.Imports("gatehouse", os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range floors.Faults(imports) {
		t.Errorf("%s: a package imports only from the floors below it, see ARCHITECTURE.md", fault)
	}
}

// What decides about SAML, and what reads SCIM, depends on what it is given, and on nothing else.
func TestProtocolsArePure(t *testing.T) {
	imports, err := architecture.Imports("gatehouse", os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range []string{"saml", "saml/xmldoc", "scim"} {
		if len(imports[pkg]) == 0 {
			t.Errorf("%s imports nothing: is it still there?", pkg)
		}
		for _, impure := range []string{"context", "log", "log/slog", "net", "net/http", "os", "os/exec",
			"io/fs", "syscall"} {
			if slices.Contains(imports[pkg], impure) {
				t.Errorf("%s imports %s", pkg, impure)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	const table = "| floor | package | |\n| --- | --- | --- |\n| 2 | `main` | |\n| 1 | `core/` | |\n| 1 | `door/` | " +
		"|\n| 0 | `text/` | |\n| 1 | `text/rich/` | |\n| tests | `made/` | |\n"
	usual := map[string]string{
		"main.go": "gatehouse/core gatehouse/door fmt", "core/a.go": "gatehouse/text gatehouse/text/deep",
		"door/a.go": "os", "text/a.go": "", "text/deep/a.go": "gatehouse/text", "text/rich/a.go": "gatehouse/text",
		"made/a.go": "gatehouse/core gatehouse/door",
	}
	for name, test := range map[string]struct {
		file, imports string
		want          []string
	}{
		"all is well": {},
		"upward":      {"text/b.go", "gatehouse/core", []string{"text on floor 0 imports core on floor 1"}},
		"upward, one row below": {"text/deep/b.go", "gatehouse/door",
			[]string{"text/deep on floor 0 imports door on floor 1"}},
		"upward, within a folder": {"text/b.go", "gatehouse/text/rich",
			[]string{"text on floor 0 imports text/rich on floor 1"}},
		"sideways": {"core/b.go", "fmt gatehouse/door",
			[]string{"core on floor 1 imports door on floor 1"}},
		"a file of one system": {"core/b_windows.go", "gatehouse/door",
			[]string{"core on floor 1 imports door on floor 1"}},
		"what is for tests":       {"main_b.go", "gatehouse/made", []string{"main imports made, which is for tests"}},
		"a test of it":            {"core/b_test.go", "gatehouse/made gatehouse/door", nil},
		"test data":               {"core/testdata/b.go", "gatehouse/door", nil},
		"a package without a row": {"cellar/b.go", "gatehouse/text", []string{"cellar has no row"}},
		"a row without a package": {"made/a.go", "-", []string{"made has a row and no package"}},
	} {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{}
			for file, imports := range usual {
				root[file] = &fstest.MapFile{Data: source(imports)}
			}
			if test.file != "" {
				root[test.file] = &fstest.MapFile{Data: source(test.imports)}
			}
			if test.imports == "-" {
				delete(root, test.file)
			}
			floors, err := architecture.ReadFloors(table)
			if err != nil {
				t.Fatal(err)
			}
			imports, err := architecture.Imports("gatehouse", root)
			if err != nil {
				t.Fatal(err)
			}
			if got := floors.Faults(imports); !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	for _, broken := range []string{"", "no table", table + "| 3 | `core/` | |\n"} {
		if floors, err := architecture.ReadFloors(broken); err == nil {
			t.Errorf("read as %v: %q", floors, broken)
		}
	}
}

func source(imports string) []byte {
	var b strings.Builder
	b.WriteString("package p\n")
	for _, path := range strings.Fields(imports) {
		b.WriteString("import _ \"" + path + "\"\n")
	}
	return []byte(b.String())
}
