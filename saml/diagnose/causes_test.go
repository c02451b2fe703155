package diagnose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gatehouse/saml"
)

// declaredCauses reads the constants of the causes: the catalogue must not lag behind
// them.
func declaredCauses(t *testing.T) []saml.Cause {
	return append(declaredIn(t, "../cause.go"), declaredIn(t, "../cause_oidc.go")...)
}

func declaredIn(t *testing.T, name string) []saml.Cause {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var causes []saml.Cause
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Cause" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			causes = append(causes, saml.Cause(value))
		}
		return true
	})
	if len(causes) < 20 {
		t.Fatalf("only %d causes found in %s", len(causes), name)
	}
	return causes
}

// classes are in the order in which they are documented.
var classes = []saml.Class{saml.Malformed, saml.InvalidCertificate, saml.InvalidAttributes, saml.OutsideOrg,
	saml.DecryptionFailed, saml.InvalidOIDC}

func TestCatalogueIsComplete(t *testing.T) {
	declared := declaredCauses(t)
	var listed []saml.Cause
	titles := map[string]saml.Cause{}
	numbered := map[string]bool{}
	for _, rule := range rules {
		if numbered[rule.number] {
			t.Errorf("rule %s is listed twice", rule.number)
		}
		numbered[rule.number] = true
	}
	for _, info := range Causes() {
		if slices.Contains(listed, info.Cause) {
			t.Errorf("%s is listed twice", info.Cause)
		}
		listed = append(listed, info.Cause)
		if !slices.Contains(declared, info.Cause) {
			t.Errorf("%s is listed but not declared", info.Cause)
		}
		if !slices.Contains(classes, info.Class) {
			t.Errorf("%s has the class %q", info.Cause, info.Class)
		}
		if !slices.Contains([]Fixer{FixIdP, FixVendor, FixEither, FixUser}, info.Fixer) {
			t.Errorf("%s has the fixer %q", info.Cause, info.Fixer)
		}
		if info.Fix != "" && fixLabels[info.Fix] == "" {
			t.Errorf("%s offers %q, which has no label", info.Cause, info.Fix)
		}
		if info.Title == "" || info.Engineer == "" || info.Admin == "" || len(info.Rules) == 0 {
			t.Errorf("%s lacks a title, a sentence or a rule", info.Cause)
		}
		for _, rule := range info.Rules {
			if !numbered[rule] {
				t.Errorf("%s is of the rule %s, which is not listed", info.Cause, rule)
			}
		}
		if other, taken := titles[info.Title]; taken && info.Title != "Response too large" {
			t.Errorf("%s and %s have the same title", info.Cause, other)
		}
		titles[info.Title] = info.Cause
		if info.Cause.Title() != info.Title || info.Cause.Class() != info.Class {
			t.Errorf("%s: Title or Class is not the catalogue's", info.Cause)
		}
	}
	for _, cause := range declared {
		if !slices.Contains(listed, cause) {
			t.Errorf("%s is not in the catalogue", cause)
		}
	}
}

// A template with a name that nothing fills would silently lose its sentence.
func TestTemplatesNameKnownValues(t *testing.T) {
	name := regexp.MustCompile(`\{([A-Za-z]+)\}`)
	for _, x := range situations(t) {
		v, s := x.verdict(testSettings(t, "OktaSAML"))
		c := newCase(v, s, v.Root())
		values := c.adminValues()
		info := c.info()
		for _, sentence := range []string{info.Engineer, info.Admin, fixLabels[info.Fix]} {
			for _, match := range name.FindAllStringSubmatch(sentence, -1) {
				_, known := values[match[1]]
				_, capital := values[strings.ToLower(match[1][:1])+match[1][1:]]
				if !known && !capital {
					t.Errorf("%s %s: unknown value {%s}", x.cause, x.name, match[1])
				}
			}
			if strings.Count(sentence, "[") != strings.Count(sentence, "]") {
				t.Errorf("%s %s: brackets do not match in %q", x.cause, x.name, sentence)
			}
		}
	}
}

func TestRender(t *testing.T) {
	values := map[string]string{"a": "one", "empty": "", "idp": "your provider", "hostile": "[{a}|]"}
	tests := []struct{ template, want string }{
		{"plain", "plain"},
		{"{a}.", "one."},
		{"x[ {a}].", "x one."},
		{"x[ {empty}].", "x."},
		{"x[ {empty}| none].", "x none."},
		{"x[ {a}| none].", "x one."},
		{"x[ {a}[, {empty}]].", "x one."},
		{"x[ {empty}[, {a}]| no[ {a}]].", "x no one."},
		{"{Idp} says", "Your provider says"},
		{"[{Idp}] says", "Your provider says"},
		{"{hostile}", "[{a}|]"},
		{"[{hostile}]", "[{a}|]"},
		{"a | b", "a | b"},
	}
	for _, test := range tests {
		if got := render(test.template, values); got != test.want {
			t.Errorf("render(%q) = %q, want %q", test.template, got, test.want)
		}
	}
}
