package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// Nobody can believe that all is done before it is: each page says that it only
// has to be finished, and what was finished is said.
func TestPortalFinishingCannotBeMissed(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	a := l.Invite(t, o, model.SetupLink, model.IntentSSO, model.IntentAuditLogs)
	a.Open("done")
	a.At("")
	a.AddDomain("globex.example")
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "OktaSAML"})
	a.Open("metadata?how=file")
	a.Send("metadata", map[string]string{"xml": l.IdPMetadata(t)})
	a.Open("")
	if strings.Contains(a.Page.Text, "Finish") {
		t.Error("it can be finished before a sign-in worked")
	}
	a.Open("test")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	for _, page := range []string{"", "connection", "attributes", "domains", "events", "metadata"} {
		a.Open(page)
		a.Sees("Sign-ins work. Finish the setup")
	}
	a.Open("")
	a.Send("finish", nil)
	a.At("")
	a.Sees("✓ Single Sign-On is set up.", "What is left stands below")
	a.Open("connection")
	if strings.Contains(a.Page.Text, "Finish the setup") {
		t.Error("it can be finished twice")
	}
	a.Open("request/audit_logs")
	a.Send("request/audit_logs", map[string]string{"contact": "it@globex.example"})
	a.At("done")
	a.Sees("Single Sign-On is set up for Globex", "Your request for Audit Logs was sent")
}

// A request goes to the app's settings, not to where it waits for success.
func TestPortalRequestIsNoSuccess(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	_, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: o.ID, Intents: []model.Intent{model.IntentAuditLogs},
		SuccessURL: "https://app.example/done", ReturnURL: "https://app.example/settings",
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &webtest.Admin{T: t, World: l, Browser: l.Browser(t), Org: o}
	a.Open(address)
	f := a.Form("request/audit_logs")
	if err := f.Set("contact", "it@globex.example"); err != nil {
		t.Fatal(err)
	}
	a.Page, err = a.SubmitAndStay(t.Context(), f)
	if err != nil || a.Page.Location == nil || a.Page.Location.String() != "https://app.example/settings" {
		t.Errorf("sent to %v, %v", a.Page.Location, err)
	}
}

// A page that refuses leads on, and not to itself.
func TestPortalPagesLeadOn(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	for name, test := range map[string]struct {
		intent     model.Intent
		path, want string // "" for no button
	}{
		"nothing to renew":          {model.IntentCertificateRenewal, "", ""},
		"not the link's":            {model.IntentCertificateRenewal, "domains", "/admin-portal/certificates"},
		"not the link's, too":       {model.IntentDomainVerification, "provider", "/admin-portal/domains"},
		"not the link's, a request": {model.IntentAuditLogs, "request/dsync", "/admin-portal/request/audit_logs"},
	} {
		t.Run(name, func(t *testing.T) {
			link, c := l.CookieOf(t, o.ID, model.PortalLink, test.intent)
			_ = link
			path := test.path
			if path == "" {
				path = "certificates"
			}
			page := webtest.Body(t, l.With(t, c, path, nil))
			_, main, _ := strings.Cut(page, "<main")
			if got := strings.Contains(main, `class="button"`); got != (test.want != "") {
				t.Fatalf("a button: %v: %s", got, main)
			}
			if test.want != "" && !strings.Contains(main, `href="`+test.want+`"`) {
				t.Errorf("it does not lead to %s: %s", test.want, main)
			}
		})
	}
}

// A link whose time is over leads back to the app that gave it.
func TestPortalExpiredLinkLeadsBack(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	_, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: o.ID, Intents: []model.Intent{model.IntentSSO},
		ReturnURL: "https://app.example/settings",
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Clock.Forward(2 * time.Hour)
	answer := webtest.Get(t, address)
	page := webtest.Body(t, answer)
	if answer.StatusCode != http.StatusGone || !strings.Contains(page, `href="https://app.example/settings"`) ||
		strings.Contains(page, "five minutes") {
		t.Errorf("%d: %s", answer.StatusCode, page)
	}
}

// A person whose sign-in failed sees the vendor, whom to ask and a way back.
func TestFailurePageIsTheVendors(t *testing.T) {
	l := webtest.Open(t)
	env := l.Welcome.Environment.ID
	show := func() string {
		r, err := http.NewRequest(http.MethodPost, l.Services.ACSURL(l.Welcome.Connection),
			strings.NewReader("SAMLResponse=bm9uc2Vuc2U%3D"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "text/html")
		return webtest.Body(t, webtest.Send(t, r))
	}
	if page := show(); !strings.Contains(page, "Gatehouse") || !strings.Contains(page, "You could not be signed in") {
		t.Errorf("without a look: %s", page)
	}
	if _, err := l.Services.SetBranding(t.Context(), model.Branding{EnvironmentID: env, Name: "Hooli & Cloud",
		Support: "help@hooli.example", Colour: "#7a2fd0"}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.UpdateEnvironment(t.Context(), env,
		model.AddRedirect("https://app.hooli.example/callback")); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.UpdateEnvironment(t.Context(), env,
		model.SetDefaultRedirect("https://app.hooli.example/callback")); err != nil {
		t.Fatal(err)
	}
	page := show()
	for _, part := range []string{"Hooli &amp; Cloud</span>", `href="mailto:help@hooli.example"`,
		"/brand/" + string(env) + "/style.css", `href="https://app.hooli.example/"`, "Back to Hooli &amp; Cloud"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q: %s", part, page)
		}
	}
	if strings.Contains(page, "Gatehouse<") {
		t.Errorf("the page names the product: %s", page)
	}
}

// A link counts as opened once a browser comes back with its cookie: what looks at
// the links of a mail opens none, by GET or by HEAD.
func TestPortalLinkIsOpenedByABrowser(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	link, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
		Organization: o.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	opened := func() int {
		p, err := l.Services.ProgressOf(t.Context(), link)
		if err != nil {
			t.Fatal(err)
		}
		return p.Opened
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r, err := http.NewRequest(method, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		to, err := webtest.Send(t, r).Location()
		if err != nil {
			t.Fatal(err)
		}
		webtest.Get(t, to.String()) // without the cookie
	}
	if n := opened(); n != 0 {
		t.Errorf("opened %d times by what keeps no cookie", n)
	}
	a := &webtest.Admin{T: t, World: l, Browser: l.Browser(t), Org: o, Link: link}
	a.Open(address)
	a.At("")
	a.Open("")
	if n := opened(); n != 1 || a.Page.URL.RawQuery != "" {
		t.Errorf("opened %d times, at %s", n, a.Page.URL)
	}
}

// "All set" is for who has finished: while something is left, it leads to what is
// left.
func TestPortalDoneIsForTheEnd(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentSSO, model.IntentAuditLogs)
	for _, finished := range []bool{false, true} {
		if finished {
			l.Works(t, a.Org.ID)
			if _, err := l.Services.FinishIntent(t.Context(), a.Link.ID, model.IntentSSO); err != nil {
				t.Fatal(err)
			}
		}
		a.Open("done")
		a.At("")
		if strings.Contains(a.Page.Text, "All set") {
			t.Errorf("finished %v: %s", finished, a.Page.Text)
		}
	}
	asked := model.FeatureRequest{OrganizationID: a.Org.ID, Intent: model.IntentAuditLogs,
		Contact: "ada@globex.example"}
	if _, err := l.Services.RequestFeature(t.Context(), asked); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.FinishIntent(t.Context(), a.Link.ID, model.IntentAuditLogs); err != nil {
		t.Fatal(err)
	}
	a.Open("done")
	a.At("done")
	a.Sees("All set", "Single Sign-On", "Audit Logs")
}
