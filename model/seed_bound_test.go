package model_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
)

// A file that would take all memory, or end the process, is refused before it is
// decoded.
func TestSeedIsBounded(t *testing.T) {
	laughs := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'j'; c++ {
		p := string(c - 1)
		laughs += fmt.Sprintf("%c: &%c [*%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s]\n", c, c, p, p, p, p,
			p, p, p, p, p, p)
	}
	stairs := ""
	for i := range 200 {
		stairs += strings.Repeat(" ", i) + "a:\n"
	}
	for name, file := range map[string]string{
		"brackets":           strings.Repeat("[", 100_000),
		"brackets in a seed": "organizations: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		"braces":             strings.Repeat("{a: ", 50_000),
		"JSON":               strings.Repeat(`{"a":[`, 50_000),
		"a million brackets": strings.Repeat("[", 2_000_000),
		"dashes":             strings.Repeat("- ", 400),
		"stairs":             stairs,
		"question marks":     strings.Repeat("? ", 400),
		"billion laughs":     laughs,
		"nested laughs": "a: &a [&b [&c [x, x, x, x, x, x, x, x, x, x], *c, *c, *c, *c, *c, *c, *c, *c, *c, " +
			"*c], *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nz: [" + strings.Repeat("*a, ", 2000) + "*a]\n",
		"an alias of itself":   "a: &a [*a]\n",
		"an alias of nothing":  "organizations: *x\n",
		"anchors upon anchors": strings.Repeat("&a ", 300) + "x\n",
		"a large comment":      "organizations: []\n# " + strings.Repeat("x", 8<<20),
		"tags upon tags":       strings.Repeat("!!seq ", 300) + "x\n",
	} {
		var refusal *model.FieldError
		if _, err := model.ParseSeed([]byte(file)); !errors.As(err, &refusal) || refusal.Field != "seed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	many := "organizations:\n"
	for i := range 3000 {
		many += fmt.Sprintf("  - name: Foo %d\n    metadata: {tier: \"[[[\"}\n    domains: [{domain: "+
			"foo%d.example.com, state: verified}]\n", i, i)
	}
	for name, file := range map[string]string{
		"many organizations": many,
		"anchors of use": "organizations:\n  - &foo\n    name: Foo\n    metadata: &m {a: b}\n  - name: Bar\n    " +
			"metadata: *m\n",
		"empty":     "",
		"a comment": "# nothing [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
	} {
		if _, err := model.ParseSeed([]byte(file)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What no terminal simply shows is escaped in an export, and read back as it was.
func TestExportEscapesWhatIsHidden(t *testing.T) {
	hidden := "a\u200bb\u202ec\u0085d\u2066e\ufefff\u2028g\U000e0041h"
	s := model.Seed{Connections: []model.SeedConnection{{Organization: "Foo", Name: hidden, IdPEntityID: &hidden,
		Certificates: []string{"-----BEGIN X-----\nAAAA\n-----END X-----\n"}}},
		Organizations: []model.SeedOrganization{{Name: "Foo " + hidden, Metadata: map[string]string{hidden: hidden,
			"plain": "Zoë 日本"}}}}
	plainKeys := s
	plainKeys.Organizations = []model.SeedOrganization{{Name: hidden, Metadata: map[string]string{"tier": hidden,
		"plain": "Zoë 日本"}}}
	for name, x := range map[string]struct {
		seed  model.Seed
		write func() ([]byte, error)
	}{"YAML": {s, s.YAML}, "JSON": {s, s.JSON}, "YAML with plain keys": {plainKeys, plainKeys.YAML}} {
		s, write := x.seed, x.write
		file, err := write()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(file) {
			if r != '\n' && (r < 0x20 || r >= 0x7f && r < 0xa0 || strings.ContainsRune(hidden, r) && r > 0x7f) {
				t.Errorf("%s holds %U", name, r)
			}
		}
		if !strings.Contains(string(file), "Zoë 日本") {
			t.Errorf("%s escapes plain text:\n%s", name, file)
		}
		back, err := model.ParseSeed(file)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, file)
		}
		want, _ := json.Marshal(s)
		if got, _ := json.Marshal(back); string(got) != string(want) {
			t.Errorf("%s came back as\n%s\nwant\n%s", name, got, want)
		}
	}
}
