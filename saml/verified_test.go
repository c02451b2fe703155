package saml

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// S15: only signature.go makes a Verified out of something else, and nothing
// converts to it. What the compiler cannot say within one package, this says.
func TestOnlySignaturesVerify(t *testing.T) {
	if reflect.TypeFor[Untrusted]().ConvertibleTo(reflect.TypeFor[Verified]()) {
		t.Error("an Untrusted converts to a Verified")
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source files", err)
	}
	made := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok || len(literal.Elts) == 0 {
				return true
			}
			if id, ok := literal.Type.(*ast.Ident); ok && id.Name == "Verified" {
				made++
				if name != "signature.go" {
					t.Errorf("%s makes a Verified", name)
				}
			}
			return true
		})
	}
	if made == 0 {
		t.Error("signature.go makes none: this test looks for the wrong thing")
	}
}
