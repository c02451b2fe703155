package portal_test

import (
	"html"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/webtest"
)

// WCAG 1.4.11: whatever colour a vendor has, lines in it can be told from what
// they are drawn on, in light and in dark.
func TestBrandColourCanBeSeen(t *testing.T) {
	l := webtest.Open(t)
	grounds := regexp.MustCompile(`--(?:sheet|ground): (#\w{6});`).FindAllStringSubmatch(webtest.Body(t,
		webtest.Get(t, l.URL+"/assets/gatehouse.css")), -1)
	if len(grounds) != 4 {
		t.Fatalf("%d grounds in the style sheet", len(grounds))
	}
	for _, colour := range []string{"#7a1fa2", "#ffe600", "#ffffff", "#000000", "#808080", "#0a0aff",
		"#00ff00", "#191d24"} {
		t.Run(colour, func(t *testing.T) {
			if _, err := l.Services.SetBranding(t.Context(), model.Branding{EnvironmentID: l.Welcome.Environment.ID,
				Name: "Hooli", Colour: colour}); err != nil {
				t.Fatal(err)
			}
			style := webtest.Body(t, webtest.Get(t, l.URL+"/brand/"+string(l.Welcome.Environment.ID)+"/style.css"))
			edges := regexp.MustCompile(`--edge: (#\w{6});`).FindAllStringSubmatch(style, -1)
			if len(edges) != 2 || !strings.Contains(style, "--accent: "+colour) {
				t.Fatalf("style %s", style)
			}
			for scheme, edge := range edges {
				for _, ground := range grounds[2*scheme : 2*scheme+2] {
					if got := contrast(t, edge[1], ground[1]); got < 3 {
						t.Errorf("%s on %s has a contrast of %.2f", edge[1], ground[1], got)
					}
				}
			}
			ink := regexp.MustCompile(`--accent-ink: (#\w{6});`).FindStringSubmatch(style)
			if got := contrast(t, ink[1], colour); got < 4.5 {
				t.Errorf("text %s on %s has a contrast of %.2f", ink[1], colour, got)
			}
		})
	}
}

// contrast is that of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(colour string) (sum float64) {
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			part := float64(n) / 255
			if part <= 0.04045 {
				sum += weight * part / 12.92
				continue
			}
			sum += weight * math.Pow((part+0.055)/1.055, 2.4)
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// The list of events tells sign-ins of one minute apart, says how it is sorted,
// and by state puts first what needs a look.
func TestPortalEventList(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	a.Open("test")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	a.Open("test")
	a.Send("test", nil) // waits
	l.Clock.Forward(2 * time.Second)
	a.Open("test")
	a.SignIn(map[string]string{"fault": "wrong-audience", "email": "ada@globex.example"})
	_, cookie := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
	for path, want := range map[string][]string{
		"events":            {"Failed", "In progress", "Success"},
		"events?sort=state": {"Failed", "In progress", "Success"},
	} {
		page := webtest.Body(t, l.With(t, cookie, path, nil))
		var states, names []string
		for _, row := range regexp.MustCompile(
			`(?s)<tr><td><a [^>]*>(.*?)</a></td><td>(.*?)</td>`).FindAllStringSubmatch(page, -1) {
			names = append(names, row[1])
			states = append(states,
				strings.Trim(strings.Split(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row[2], "|"), "||")[0],
					"|✓✗ "))
		}
		if strings.Join(states, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, want %v", path, states, want)
		}
		seen := map[string]bool{}
		for _, name := range names {
			if seen[name] || !regexp.MustCompile(`\d\d:\d\d:\d\d UTC`).MatchString(name) {
				t.Errorf("%s: a link is called %q", path, name)
			}
			seen[name] = true
		}
		if n := strings.Count(page, `aria-current="true"`); n != 1 ||
			strings.Contains(page, "?sort=state\" aria-current") != strings.Contains(path, "sort") {
			t.Errorf("%s: %d orders are marked", path, n)
		}
	}
	// By state, a success that is newer than a failure still comes last.
	l.Clock.Forward(2 * time.Second)
	a.Open("test")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	page := webtest.Body(t, l.With(t, cookie, "events?sort=state", nil))
	if strings.Index(page, "Failed") > strings.Index(page, "✓ Success") {
		t.Error("what failed is not first")
	}
}

// Messages are shown in colours, whole and escaped: without the markup the text
// is the file, but for white space between tags.
func TestPortalShowsMessagesWhole(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	_, cookie := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
	spaces := regexp.MustCompile(`\s+`)
	for name, message := range map[string]string{
		"quotation marks":    `<a x="1>2" y='say "hi"'><b z="&lt;"/><c>text</c></a>`,
		"comments and CDATA": `<a><!-- <b> > --><c><![CDATA[<d>]]></c><?pi x > y?></a>`,
		"script":             `<a><script>alert("1")</script><img src=x onerror='alert(1)'/></a>`,
		"no XML":             `a < b > "c" <`,
		"never closed":       `<a b="c><d e='f`,
		"text behind":        `<a/>x`,
		"declaration":        "<?xml version=\"1.0\"?>\n<a>\n  <b>1</b>\n</a>\n",
	} {
		t.Run(name, func(t *testing.T) {
			webtest.PostForm(t, l.URL+"/sso/saml/acs/"+a.Connection().Key,
				url.Values{"SAMLResponse": {webtest.B64(message)}})
			id := string(l.Sessions(t)[0].ID)
			page := webtest.Body(t, l.With(t, cookie, "events/"+id, nil))
			_, rest, ok := strings.Cut(page, `<pre class="xml" tabindex="0">`)
			shown, _, closed := strings.Cut(rest, "</pre>")
			if !ok || !closed {
				t.Fatalf("no message on %s", page)
			}
			if left := regexp.MustCompile(`</?(b|i|span)>`).ReplaceAllString(shown,
				""); strings.ContainsAny(left, "<>") {
				t.Errorf("not escaped: %s", left)
			}
			text := html.UnescapeString(regexp.MustCompile(`</?(b|i|span)>`).ReplaceAllString(shown, ""))
			if got, want := spaces.ReplaceAllString(text, ""), spaces.ReplaceAllString(message, ""); got != want {
				t.Errorf("shown %q, want %q", got, want)
			}
			file := l.With(t, cookie, "events/"+id+"?file=response", nil)
			if got := webtest.Body(t, file); got != message || !strings.HasPrefix(file.Header.Get("Content-Type"),
				"text/plain") || !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
				t.Errorf("file %q as %v", got, file.Header)
			}
		})
	}
}

// Elements stand on lines of their own by their depth; what only looks like a tag
// begins none.
func TestPortalIndentsMessages(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	for message, want := range map[string]string{
		`<a><b>text</b><c/></a>`:               "<a>\n  <b>text</b>\n  <c/>\n</a>",
		`<a x="1>2"><b y='3/>4'>t</b></a>`:     "<a x=\"1>2\">\n  <b y='3/>4'>t</b>\n</a>",
		`<a x='1>2'><b>t</b></a>`:              "<a x='1>2'>\n  <b>t</b>\n</a>",
		`<a><!-- <x> --><b>t</b></a>`:          "<a>\n  <!-- <x> -->\n  <b>t</b>\n</a>",
		`<?xml version="1.0"?><a><b>t</b></a>`: "<?xml version=\"1.0\"?>\n<a>\n  <b>t</b>\n</a>",
		`<a><b></b><c><d>t</d></c></a>`:        "<a>\n  <b></b>\n  <c>\n    <d>t</d>\n  </c>\n</a>",
	} {
		webtest.PostForm(t, l.URL+"/sso/saml/acs/"+a.Connection().Key,
			url.Values{"SAMLResponse": {webtest.B64(message)}})
		_, cookie := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
		page := webtest.Body(t, l.With(t, cookie, "events/"+string(l.Sessions(t)[0].ID), nil))
		_, rest, _ := strings.Cut(page, `<pre class="xml" tabindex="0">`)
		shown, _, _ := strings.Cut(rest, "</pre>")
		if got := html.UnescapeString(regexp.MustCompile(`</?(b|i|span)>`).ReplaceAllString(shown, "")); got != want {
			t.Errorf("%s is shown as\n%s\nwant\n%s", message, got, want)
		}
	}
}

// The page of a sign-in has the request before the answer, and every check that
// passed can be opened.
func TestPortalEventPage(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	a.Open("test")
	a.SignIn(map[string]string{"fault": "wrong-audience", "email": "ada@globex.example"})
	_, cookie := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
	answer := l.With(t, cookie, "events/"+string(l.Sessions(t)[0].ID), nil)
	page := webtest.Body(t, answer)
	if answer.StatusCode != http.StatusOK {
		t.Fatal(page)
	}
	if request, response := strings.Index(page, "<h2>Request"), strings.Index(page, "<h2>Response"); request < 0 ||
		request > response {
		t.Errorf("request at %d, response at %d", request, response)
	}
	m := regexp.MustCompile(`<summary>(\d+) checks passed</summary>`).FindStringSubmatch(page)
	if m == nil || strconv.Itoa(strings.Count(page, "<li>✓ ")) != m[1] {
		t.Errorf("%v checks passed, %d are listed", m, strings.Count(page, "<li>✓ "))
	}
	detail, err := l.Services.SessionDetail(t.Context(), l.Sessions(t)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for outcome, shown := range map[saml.Outcome]string{saml.Failed: `<li class="grave"><strong>Failed:`,
		saml.Warning: `<li class="mild"><strong>Warning:`} {
		made := slices.DeleteFunc(slices.Clone(detail.Verdict().Checks), func(c saml.Check) bool {
			return c.Outcome != outcome
		})
		if n := strings.Count(page, shown); n != len(made) {
			t.Errorf("%d of %d checks with outcome %d are shown as %s", n, len(made), outcome, shown)
		}
	}
	if n := strings.Count(page, `aria-label="Copy the XML"`); n != 2 {
		t.Errorf("%d copy buttons for two messages", n)
	}
}

// Where there is no room for all steps, one line says which it is.
func TestPortalSaysWhichStep(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	_, cookie := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
	for path, here := range map[string]string{"domains": "Step 1 of 6: Domain", "guide/2": "Step 3 of 6: Guide",
		"test": "Step 6 of 6: Test"} {
		if page := webtest.Body(t, l.With(t, cookie, path, nil)); !strings.Contains(page, here) {
			t.Errorf("%s does not say %q: %s", path, here, page)
		}
	}
}
