package scim_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	elimity "github.com/elimity-com/scim"
	elimityfilter "github.com/elimity-com/scim/filter"
	"github.com/elimity-com/scim/schema"
	parser "github.com/scim2/filter-parser/v2"

	"gatehouse/scim"
)

// Filters and patches of the RFC are held against libraries by other hands: github.com/scim2/filter-parser reads
// filters, github.com/elimity-com/scim applies them and checks patches. The differences that are meant stand here,
// with what the library says of them.

var oddFilters = map[string]bool{ // whether filter-parser reads it; this package does the opposite
	`emails[type eq "work"].value eq "x"`: false, // Entra
	`userName eq bjensen`:                 false, // Microsoft's documentation
	`externalId eq 007`:                   false,
	` title pr `:                          false,
	`a.b.c pr`:                            false,
	`emails[urn:a:b:c eq "x"]`:            true, // what stands in brackets has no schema of its own
	`active gt true`:                      true, // RFC 7644, section 3.4.2.2, has it refused
	`title co null`:                       true,
	`members pr`:                          true, // members are looked up by id
	`members.display eq "x"`:              true,
	`members[type eq "User"]`:             true,
}

func TestOddFilters(t *testing.T) {
	for text, theirs := range oddFilters {
		_, err := parser.ParseFilter([]byte(text))
		_, ours := scim.ParseFilter(text)
		if (err == nil) != theirs || (ours == nil) == theirs {
			t.Errorf("%s: they say %v, we %v", text, err, ours)
		}
	}
}

// words are what a filter is made of.
var filterWords = strings.Fields(
	`title pr eq ne co sw ew gt ge lt le and or not ( ) [ ] emails[ type "work" true null 7 -1.5
	name.givenName userName eq "x" pr and or ) emails.value`)

// A filter of the RFC means the same to both, and so does one whose words are in disorder.
func TestFiltersAgainstFilterParser(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	read := 0
	for range 600 {
		text := randomFilter(random, 3)
		if random.IntN(3) == 0 {
			words := strings.Fields(text)
			words[random.IntN(len(words))] = filterWords[random.IntN(len(filterWords))]
			text = strings.Join(words, " ")
		}
		theirs, err := parser.ParseFilterNumber([]byte(text))
		ours, ourErr := scim.ParseFilter(text)
		if err != nil {
			continue // what it refuses and we read is listed above
		}
		if ourErr != nil {
			if !strings.Contains(ourErr.Error(), "compares texts and numbers") {
				t.Errorf("%s is read by filter-parser, and here refused: %v", text, ourErr)
			}
			continue
		}
		again, err := parser.ParseFilterNumber([]byte(ours.String()))
		if err != nil || meaning(theirs) != meaning(again) {
			t.Errorf("%s was taken for %s (%v)", text, ours, err)
		}
		read++
	}
	if read < 300 {
		t.Errorf("only %d filters were compared", read)
	}
}

// randomFilter writes a filter of the RFC, a space between its words.
func randomFilter(random *rand.Rand, depth int) string {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	comparison := func(attributes ...string) string {
		attribute := pick(attributes...)
		switch random.IntN(5) {
		case 0:
			return attribute + " pr"
		case 1:
			return "active eq " + pick("true", "false")
		}
		return attribute + " " + pick("eq", "ne", "co", "sw", "ew", "EQ") + " " +
			pick(`"ann"`, `"a"`, `"Lee"`, `"n"`, `"x\"y"`)
	}
	if depth == 0 {
		return comparison("title", "userName", "nickName", "name.givenName", "displayName", ent+":department")
	}
	switch random.IntN(6) {
	case 0:
		return randomFilter(random, depth-1) + " and " + randomFilter(random, depth-1)
	case 1:
		return randomFilter(random, depth-1) + " or " + randomFilter(random, depth-1)
	case 2:
		return "(" + randomFilter(random, depth-1) + ")"
	case 3:
		return "not (" + randomFilter(random, depth-1) + ")"
	case 4:
		return `emails[type eq "` + pick("work", "home") + `" and value ` + pick("co", "sw", "eq") + ` "` +
			pick("a", "ann", "x") + `"]`
	}
	return randomFilter(random, 0)
}

// meaning writes an expression of filter-parser with all parentheses that it could have, and none twice.
func meaning(e parser.Expression) string {
	switch e := e.(type) {
	case *parser.LogicalExpression:
		var terms []string
		for _, side := range []parser.Expression{e.Left, e.Right} {
			if same, ok := side.(*parser.LogicalExpression); ok && same.Operator == e.Operator {
				terms = append(terms, strings.TrimSuffix(strings.TrimPrefix(meaning(side), "("), ")"))
			} else {
				terms = append(terms, meaning(side))
			}
		}
		return "(" + strings.Join(terms, " "+string(e.Operator)+" ") + ")"
	case *parser.NotExpression:
		return "not " + meaning(e.Expression)
	case *parser.ValuePath:
		return e.AttributePath.String() + "[" + meaning(e.ValueFilter) + "]"
	case *parser.AttributeExpression:
		return fmt.Sprintf("%s %s %#v", e.AttributePath, strings.ToLower(string(e.Operator)), e.CompareValue)
	}
	return fmt.Sprintf("%T", e)
}

// What a filter matches is the same to both. The library does not read escapes in texts, nor extensions that are
// objects, and to it what is not there is not unequal to anything: none of these is asked for.
func TestMatchesAgainstElimity(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2, 2))
	users := []scim.Resource{}
	for _, text := range []string{
		`{"userName":"ann","title":"Lee","nickName":"n","displayName":"Ann Lee","active":true,"name":{"givenName":"Ann"},
			"emails":[{"value":"ann","type":"work"},{"value":"x","type":"home"}]}`,
		`{"userName":"A","title":"xy","nickName":"xn","displayName":"a","active":false,"name":{"givenName":"Lee"},
			"emails":[{"value":"a","type":"home"}]}`,
		`{"userName":"x","title":"an","nickName":"ann","displayName":"nn","active":false,"name":{"givenName":"n"}}`,
	} {
		users = append(users, object(t, text))
	}
	matched, compared := 0, 0
	for range 600 {
		text := strings.ReplaceAll(randomFilter(random, 3), ent+":department", "title")
		ours, err := scim.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := elimityfilter.NewValidator(text, schema.CoreUserSchema())
		if err != nil {
			t.Fatal(err)
		}
		for _, user := range users {
			want := theirs.PassesFilter(user) == nil
			if got := ours.Matches(user, "1", nil); got != want {
				t.Errorf("%s matches %s: %v, to them %v", text, written(t, user), got, want)
			}
			compared++
			if want {
				matched++
			}
		}
	}
	if matched < compared/5 || matched > compared*4/5 {
		t.Errorf("%d of %d match: that proves little", matched, compared)
	}
}

// handler takes every PATCH that the library lets through.
type handler struct{ elimity.ResourceHandler }

func (handler) Patch(*http.Request, string, []elimity.PatchOperation) (elimity.Resource, error) {
	return elimity.Resource{}, nil
}

// accepted says whether the library lets a PATCH of a user through.
func accepted(t *testing.T, server http.Handler, body []byte) bool {
	t.Helper()
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequest(http.MethodPatch, "/Users/1", strings.NewReader(string(body))))
	return answer.Code == http.StatusNoContent
}

func newElimity(t *testing.T) http.Handler {
	t.Helper()
	server, err := elimity.NewServer(&elimity.ServerArgs{
		ServiceProviderConfig: &elimity.ServiceProviderConfig{SupportPatch: true},
		ResourceTypes: []elimity.ResourceType{{Name: "User", Endpoint: "/Users", Schema: schema.CoreUserSchema(),
			SchemaExtensions: []elimity.SchemaExtension{{Schema: schema.ExtensionEnterpriseUser()}},
			Handler:          handler{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// oddPatches are what providers send, which the library refuses and this package applies.
var oddPatches = []string{
	`{"op":"Replace","path":"active","value":"False"}`,
	`{"op":"add","path":"` + ent + `:manager","value":"m1"}`,
	`{"op":"add","path":"shoeSize","value":41}`,
	`{"op":"add","path":"urn:ietf:params:scim:schemas:extension:Custom:2.0:User:tag","value":"x"}`,
	`{"op":"replace","value":{"active":"true"}}`,
	`{"op":"add","path":"title","value":7}`,
}

// badPatches are what both refuse.
var badPatches = []string{
	`{"op":"move","path":"title","value":"x"}`, `{"op":"remove"}`, `{"op":"add","path":"title"}`,
	`{"op":"add","path":"emails[","value":"x"}`,
	`{"op":"replace","path":"active","value":"maybe"}`, `{"op":"add","path":"title","value":{"a":1}}`,
	`{"op":"add","path":"title","value":["a","b"]}`,
	`{"op":"add","path":"name","value":"x"}`, `{"op":"add","value":"x"}`, `{"op":"add","path":"title.sub","value":"x"}`,
	`{"op":"add","path":"title[value eq \"x\"]","value":"x"}`,
}

func TestPatchesAgainstElimity(t *testing.T) {
	t.Parallel()
	server := newElimity(t)
	for _, operation := range oddPatches {
		if _, _, err := patched(t, scim.User, scim.Resource{"userName": "ann"}, operation); err != nil || accepted(t,
			server, body(operation)) {
			t.Errorf("%s: %v", operation, err)
		}
	}
	for _, operation := range badPatches {
		if _, _, err := patched(t, scim.User, scim.Resource{"userName": "ann"}, operation); err == nil || accepted(t,
			server, body(operation)) {
			t.Errorf("%s: %v", operation, err)
		}
	}
	random := rand.New(rand.NewPCG(3, 3))
	for range 600 {
		var operations []string
		for range 1 + random.IntN(3) {
			operations = append(operations, cleanOperation(t, random))
		}
		sent := body(strings.Join(operations, ","))
		if !accepted(t, server, sent) {
			t.Errorf("%s is refused by the library: is it of the RFC?", sent)
		}
		if _, _, err := patched(t, scim.User, scim.Resource{"userName": "ann"},
			strings.Join(operations, ",")); err != nil {
			t.Errorf("%s: %v", sent, err)
		}
	}
}

// cleanOperation writes an operation as the RFC has it.
func cleanOperation(t *testing.T, random *rand.Rand) string {
	t.Helper()
	values := map[string]any{
		"title": "T", "name.givenName": "Ann", "name": map[string]any{"familyName": "Lee"}, "active": true,
		"emails": []any{map[string]any{"value": "ann@example.com", "type": "work",
			"primary": true}},
		`emails[type eq "work"].value`:   "ann@example.com",
		`emails[type eq "work"].display`: "Ann",
		ent + ":department":              "D",
		ent + ":manager":                 map[string]any{"value": "m1"},
		scim.URNUser + ":nickName":       "Annie",
		"addresses":                      []any{map[string]any{"type": "work", "locality": "Paris"}},
	}
	path := slices.Sorted(maps.Keys(values))[random.IntN(len(values))]
	switch op := []string{"add", "replace", "remove"}[random.IntN(3)]; {
	case op == "remove":
		return fmt.Sprintf(`{"op":"remove","path":%s}`, written(t, path))
	case random.IntN(4) == 0:
		all, _ := json.Marshal(map[string]any{"title": "T", "name": values["name"], "emails": values["emails"]})
		return fmt.Sprintf(`{"op":%q,"value":%s}`, op, all)
	default:
		return fmt.Sprintf(`{"op":%q,"path":%s,"value":%s}`, op, written(t, path), written(t, values[path]))
	}
}
