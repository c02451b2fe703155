// Package architecture reads the table of floors in ARCHITECTURE.md and holds the
// imports of the code against it.
package architecture

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Floors are the rows of the table: packages by their path in the module, and the
// floor of each. A row covers the packages below it that have no row.
type Floors map[string]int

// OfTests is the floor of what only tests use: it may import everything, and
// nothing else may import it.
const OfTests = -1

// row is "| 3 | `app/` | …"; the floor of what only tests use is "tests".
var row = regexp.MustCompile("(?m)^\\| (\\d+|tests) \\| `([^`]+)` \\|")

// ReadFloors reads the table out of the text of ARCHITECTURE.md.
func ReadFloors(text string) (Floors, error) {
	floors := Floors{}
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		at := strings.TrimSuffix(m[2], "/")
		if _, twice := floors[at]; twice {
			return nil, fmt.Errorf("%s has two rows", at)
		}
		floors[at] = OfTests
		if n, err := strconv.Atoi(m[1]); err == nil {
			floors[at] = n
		}
	}
	if len(floors) == 0 {
		return nil, fmt.Errorf("there is no table of floors")
	}
	return floors, nil
}

// row finds the row that covers a package.
func (f Floors) row(pkg string) (string, bool) {
	for at := pkg; at != "."; at = path.Dir(at) {
		if _, ok := f[at]; ok {
			return at, true
		}
	}
	return "", false
}

// Faults says what is wrong with the imports of packages: each that goes to the
// same floor or a higher one, and each package and row that has no other half.
func (f Floors) Faults(imports map[string][]string) []string {
	var faults []string
	used := map[string]bool{}
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		from, ok := f.row(pkg)
		if !ok {
			faults = append(faults, pkg+" has no row")
			continue
		}
		used[from] = true
		for _, imported := range imports[pkg] {
			to, ok := f.row(imported)
			if !ok || to == from || f[from] == OfTests {
				continue
			}
			switch {
			case f[to] == OfTests:
				faults = append(faults, fmt.Sprintf("%s imports %s, which is for tests", pkg, imported))
			case f[to] >= f[from]:
				faults = append(faults, fmt.Sprintf("%s on floor %d imports %s on floor %d", pkg, f[from], imported,
					f[to]))
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(f)) {
		if !used[at] {
			faults = append(faults, at+" has a row and no package")
		}
	}
	return faults
}

// Main is how the table calls the package at the root of the module.
const Main = "main"

// Imports reads what each package of a module imports, its tests left out. Paths
// of the module itself are without its name.
func Imports(module string, root fs.FS) (map[string][]string, error) {
	all := map[string][]string{}
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" ||
			d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir() || path.Ext(file) != ".go":
			return nil
		}
		pkg := path.Dir(file)
		if pkg == "." {
			pkg = Main
		}
		all[pkg] = append(all[pkg], nil...) // a package of tests alone has a row too
		if strings.HasSuffix(file, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imported = strings.TrimPrefix(imported, module+"/")
			if !slices.Contains(all[pkg], imported) {
				all[pkg] = append(all[pkg], imported)
			}
		}
		return nil
	})
	return all, err
}
