package service_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
)

// ungated are methods of the services that touch nothing that is stored: who acts,
// and what is computed from a value that its caller holds already.
var ungated = []string{
	"For", "Principal", "May", "Load", "TestIdPOff", "TestIdPServes",
	"EntityID", "ACSURL", "OAuthRedirectURI", "MetadataURL", "SPMetadata", "SetupMessage", "FormToken", "FormFits",
}

// Each verb begins at the gate: it names its action in its first statement, or in
// that behind a note of who asks. A verb that does not is found here.
func TestEveryVerbNamesItsAction(t *testing.T) {
	verbs := verbsOf(t)
	services := reflect.TypeFor[*service.Services]()
	for i := range services.NumMethod() {
		name := services.Method(i).Name
		body, declared := verbs[name]
		if !declared {
			t.Errorf("%s is no verb of a service: what is embedded is promoted past the gate", name)
			continue
		}
		if slices.Contains(ungated, name) {
			continue
		}
		if action := actionIn(body); action == "" {
			t.Errorf("%s does not begin with core.Do or core.See", name)
		} else if !knownAction(action) {
			t.Errorf("%s names %s, which has no row in model.Actions", name, action)
		}
	}
	for _, name := range ungated {
		if _, there := verbs[name]; !there {
			t.Errorf("there is no %s any more", name)
		}
	}
}

// verbsOf reads the exported methods of the services from their source.
func verbsOf(t *testing.T) map[string]*ast.BlockStmt {
	t.Helper()
	names, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]*ast.BlockStmt{}
	for _, name := range append(names, "service.go", "refresh.go") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			receiver := f.Recv.List[0].Type
			if star, ok := receiver.(*ast.StarExpr); ok {
				receiver = star.X
			}
			if id, ok := receiver.(*ast.Ident); ok && (id.Name == "Service" || id.Name == "Services") {
				verbs[f.Name.Name] = f.Body
			}
		}
	}
	return verbs
}

// actionIn is the action that the first statements of a verb ask the gate for: Do or
// See of the core that the service stands on.
func actionIn(body *ast.BlockStmt) (action string) {
	for _, s := range body.List[:min(3, len(body.List))] {
		ast.Inspect(s, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || action != "" {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.Sel.Name != "Do" && f.Sel.Name != "See" || len(call.Args) != 3 {
				return true
			}
			if of, ok := f.X.(*ast.SelectorExpr); ok && of.Sel.Name == "core" {
				if a, ok := call.Args[1].(*ast.SelectorExpr); ok {
					action = a.Sel.Name
				}
			}
			return true
		})
	}
	return action
}

// knownAction reports whether the name of a constant is an action of the table:
// the constant is the action in camel case.
func knownAction(constant string) bool {
	return slices.ContainsFunc(model.Actions, func(r model.ActionRow) bool {
		camel := "Act"
		for word := range strings.SplitSeq(string(r.Action), "_") {
			camel += strings.ToUpper(word[:1]) + word[1:]
		}
		return strings.EqualFold(camel, constant)
	})
}

// Each action has words that complete "cannot", and somebody who may do it.
func TestEveryActionIsSomebodys(t *testing.T) {
	seen := map[model.Action]bool{}
	for _, r := range model.Actions {
		if r.Words == "" || len(r.Roles)+len(r.Others) == 0 {
			t.Errorf("%s: %+v", r.Action, r)
		}
		if seen[r.Action] {
			t.Errorf("%s has two rows", r.Action)
		}
		seen[r.Action] = true
	}
}
