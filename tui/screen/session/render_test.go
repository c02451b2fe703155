package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func TestColumnsDropByRank(t *testing.T) {
	w := &screen.World{Style: widget.NewStyle(widget.Mono, nil, 0, false), Now: canned.Now}
	for _, c := range []struct {
		room int
		want string
	}{
		{36, "STATE CAUSE"}, {41, "STATE CAUSE AGE"}, {57, "STATE CAUSE USER AGE"},
		{68, "STATE CAUSE TIME UTC USER AGE"},
		{77, "STATE CAUSE TIME UTC USER ID AGE"}, {120, "STATE CAUSE TIME UTC USER ID ORGANIZATION AGE"},
		{197, "STATE CAUSE TIME UTC USER ID ORGANIZATION CONNECTION ORIGIN AGE"},
	} {
		columns, widths := widget.FitColumns(sessionColumns(w, false), c.room)
		var names []string
		sum := widget.Gap * (len(columns) - 1)
		for i, x := range columns {
			names = append(names, x.Title)
			sum += widths[i]
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%d cells: %s, want %s", c.room, got, c.want)
		}
		if sum != c.room && c.room > 41 {
			t.Errorf("%d cells: %d are used", c.room, sum)
		}
	}
}

func TestAlignPointsAtTheDifference(t *testing.T) {
	for _, c := range []struct {
		expected, received string
		cells              int
		a, b, marks        string
	}{
		{"https://sp/x", "https://sp/x/", 40, "https://sp/x", "https://sp/x/", "            ^"},
		{"https://sp/x/", "https://sp/x", 40, "https://sp/x/", "https://sp/x", "            ^"},
		{"https://sp/x", "http://sp/x", 40, "https://sp/x", "http://sp/x", "    ^"},
		{"same", "same", 40, "same", "same", ""},
		{"abc", "xyz", 40, "abc", "xyz", ""},
		{"", "value", 40, "", "value", ""},
		{strings.Repeat("a", 50) + "X" + strings.Repeat("b", 9),
			strings.Repeat("a", 50) + "Y" + strings.Repeat("b", 9), 30,
			"…aaaaaaaaaXbbbbbbbbb", "…aaaaaaaaaYbbbbbbbbb", "          ^"},
	} {
		a, b, marks := align(c.expected, c.received, c.cells, "…")
		if a != c.a || b != c.b || marks != c.marks {
			t.Errorf("align(%q, %q):\n%s\n%s\n%s", c.expected, c.received, a, b, marks)
		}
	}
}

// Checks that failed are listed first, and hidden ones are those that passed.
func TestCheckOrder(t *testing.T) {
	v := &saml.Verdict{Checks: []saml.Check{
		{Rule: "T1", Name: "one", Outcome: saml.Passed}, {Rule: "S2", Name: "two", Outcome: saml.Warning},
		{Rule: "P3", Name: "three", Outcome: saml.Failed},
	}}
	st := widget.NewStyle(widget.Mono, nil, 0, false)
	for _, c := range []struct {
		view checkView
		want string
	}{
		{checkView{}, "three two one"}, {checkView{inOrder: true}, "one two three"},
		{checkView{onlyOpen: true}, "three two"}, {checkView{true, true}, "two three"},
	} {
		var got []string
		for _, l := range checkLines(st, v, c.view, 80) {
			for _, name := range []string{"one", "two", "three"} {
				if strings.HasSuffix(ansi.Strip(l), " "+name) {
					got = append(got, name)
				}
			}
		}
		if fmt.Sprint(got) != "["+c.want+"]" {
			t.Errorf("%+v: %s, want %s", c.view, got, c.want)
		}
	}
}

// From as many cells on as two columns need, what identifies a session stands beside its verdict.
func TestColumnsOfAVerdict(t *testing.T) {
	services := canned.NewServices()
	page, err := services.Sessions(t.Context(), model.Query{Limit: 50})
	failed := slices.IndexFunc(page.Sessions, func(x model.Session) bool { return x.State == model.Failed })
	if err != nil || failed < 0 {
		t.Fatal(len(page.Sessions), err)
	}
	detail, err := services.SessionDetail(t.Context(), page.Sessions[failed].ID)
	if err != nil {
		t.Fatal(err)
	}
	first := func(cells int) string {
		st := widget.NewStyle(widget.Mono, nil, 0, false)
		return ansi.Strip(strings.Join(verdictLines(st, verdictAbout{detail: &detail}, canned.Now, cells)[:6], "\n"))
	}
	who := detail.Session.Email
	if !strings.Contains(first(twoColumns), who) || strings.Contains(first(twoColumns-1), who) {
		t.Errorf("%d cells:\n%s\n\n%d cells:\n%s", twoColumns, first(twoColumns), twoColumns-1, first(twoColumns-1))
	}
}
