package directory_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gatehouse/model"
)

// Each cause that a request can be refused for, or that somebody is warned of, stands in the table of causes, and
// nothing else does.
func TestCausesAreInTheTable(t *testing.T) {
	written := causesIn(t, ".", "../../scim", "../../web/scim")
	for cause, at := range written {
		if !slices.ContainsFunc(model.DirectoryCauses, func(r model.DirectoryCauseRow) bool {
			return string(r.Cause) == cause
		}) {
			t.Errorf("%s: %q has no row", at, cause)
		}
	}
	seen := map[model.DirectoryCause]bool{}
	for _, r := range model.DirectoryCauses {
		if written[string(r.Cause)] == "" || seen[r.Cause] || r.Words == "" || r.Fixer == "" {
			t.Errorf("%+v: written at %q, and there before: %t", r, written[string(r.Cause)], seen[r.Cause])
		}
		seen[r.Cause] = true
	}
}

// causesIn finds the causes that the sources of packages write, each with a place where one stands.
func causesIn(t *testing.T, packages ...string) map[string]string {
	t.Helper()
	found, files := map[string]string{}, token.NewFileSet()
	keep := func(e ast.Expr) {
		if text, ok := e.(*ast.BasicLit); ok && text.Kind == token.STRING {
			cause, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			found[cause] = files.Position(text.Pos()).String()
		}
	}
	for _, dir := range packages {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(names), err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(files, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool { causesAt(n, keep); return true })
		}
	}
	return found
}

// causesAt keeps the causes of a node: a field Code, a variable code, a constant of causes, and what makes a refusal
// of a cause.
func causesAt(n ast.Node, keep func(ast.Expr)) {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Code" {
			keep(n.Value)
		}
	case *ast.AssignStmt:
		for i, to := range n.Lhs {
			if name, ok := to.(*ast.Ident); ok && name.Name == "code" && i < len(n.Rhs) {
				keep(n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			of := strings.HasPrefix(name.Name, "Code") || strings.HasPrefix(name.Name, "Warn") ||
				strings.HasPrefix(name.Name, "cause")
			if of && i < len(n.Values) {
				keep(n.Values[i])
			}
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "refusal" && len(n.Args) > 1 {
			keep(n.Args[1])
		}
	}
}
