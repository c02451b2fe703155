package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
)

// A screen leads to another through nav: the constructors that nav calls are called
// by nobody else, except in the file that has them.
func TestScreensOpenEachOtherThroughNav(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	home, calls := map[string]string{}, map[string][]string{} // by constructor; by file
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				home[n.Name.Name] = name
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.Ident); ok && strings.HasPrefix(f.Name, "new") {
					calls[name] = append(calls[name], f.Name)
				}
			}
			return true
		})
	}
	screens := map[string]bool{}
	for _, f := range calls["nav.go"] {
		screens[f] = true
	}
	if len(screens) < 15 {
		t.Fatalf("nav makes %d screens: is it still in nav.go?", len(screens))
	}
	for name, made := range calls {
		for _, f := range made {
			if screens[f] && name != "nav.go" && name != home[f] {
				t.Errorf("%s calls %s: ask nav", name, f)
			}
		}
	}
}

// A click on the row under the cursor does what enter does: in a picker it chooses.
func TestClickInAPickerChooses(t *testing.T) {
	picked := ""
	for _, open := range []func(*driver) screen{
		func(d *driver) screen {
			return newPicker(d.world, "New", func(o model.Organization) tea.Cmd { picked = o.Name; return nil })
		},
		func(d *driver) screen {
			several := &protocol.ChooseProvider{Providers: []protocol.IdentityProvider{{EntityID: "https://a.example"}}}
			return newProviderPicker(d.world, several, func(id string) tea.Cmd { picked = id; return nil })
		},
	} {
		d := drive(t, 80, 24)
		picked = ""
		d.drain(d.stack.push(open(d)))
		d.send(tea.MouseClickMsg{X: 10, Y: 4}) // below header, breadcrumbs, search and titles
		if picked == "" {
			t.Errorf("nothing was chosen:\n%s", d.screen())
		}
	}
}
