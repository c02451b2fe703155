package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// Nobody can believe that all is done before it is: each page says that it only
// has to be finished, and what was finished is said.
func TestPortalFinishingCannotBeMissed(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
	a := l.invite(t, o, model.SetupLink, model.IntentSSO, model.IntentAuditLogs)
	a.open("done")
	a.at("")
	a.addDomain("globex.example")
	a.open("provider")
	a.send("provider", map[string]string{"type": "OktaSAML"})
	a.open("metadata?how=file")
	a.send("metadata", map[string]string{"xml": l.idpMetadata(t)})
	a.open("")
	if strings.Contains(a.page.Text, "Finish") {
		t.Error("it can be finished before a sign-in worked")
	}
	a.open("test")
	a.signIn(map[string]string{"email": "ada@globex.example"})
	for _, page := range []string{"", "connection", "attributes", "domains", "events", "metadata"} {
		a.open(page)
		a.sees("Sign-ins work. Finish the setup")
	}
	a.open("")
	a.send("finish", nil)
	a.at("")
	a.sees("✓ Single Sign-On is set up.", "What is left stands below")
	a.open("connection")
	if strings.Contains(a.page.Text, "Finish the setup") {
		t.Error("it can be finished twice")
	}
	a.open("request/audit_logs")
	a.send("request/audit_logs", map[string]string{"contact": "it@globex.example"})
	a.at("done")
	a.sees("Single Sign-On is set up for Globex", "Your request for Audit Logs was sent")
}

// A request goes to the app's settings, not to where it waits for success.
func TestPortalRequestIsNoSuccess(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
	_, address, err := l.Desk.CreateLink(t.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: o.ID, Intents: []model.Intent{model.IntentDirectorySync},
		SuccessURL: "https://app.example/done", ReturnURL: "https://app.example/settings",
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &admin{t: t, l: l, Browser: l.Browser(t), org: o}
	a.open(address)
	f := a.form("request/dsync")
	if err := f.Set("contact", "it@globex.example"); err != nil {
		t.Fatal(err)
	}
	a.page, err = a.SubmitAndStay(t.Context(), f)
	if err != nil || a.page.Location == nil || a.page.Location.String() != "https://app.example/settings" {
		t.Errorf("sent to %v, %v", a.page.Location, err)
	}
}

// A page that refuses leads on, and not to itself.
func TestPortalPagesLeadOn(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
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
			link, c := l.cookieOf(t, o.ID, model.PortalLink, test.intent)
			_ = link
			path := test.path
			if path == "" {
				path = "certificates"
			}
			page := body(t, l.with(t, c, path, nil))
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
	l := listen(t)
	o := l.customer(t, "Globex")
	_, address, err := l.Desk.CreateLink(t.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: o.ID, Intents: []model.Intent{model.IntentSSO}, ReturnURL: "https://app.example/settings",
	})
	if err != nil {
		t.Fatal(err)
	}
	l.clock.forward(2 * time.Hour)
	answer := get(t, address)
	page := body(t, answer)
	if answer.StatusCode != http.StatusGone || !strings.Contains(page, `href="https://app.example/settings"`) || strings.Contains(page, "five minutes") {
		t.Errorf("%d: %s", answer.StatusCode, page)
	}
}

// A person whose sign-in failed sees the vendor, whom to ask and a way back.
func TestFailurePageIsTheVendors(t *testing.T) {
	l := listen(t)
	env := l.Welcome.Environment.ID
	show := func() string {
		r, err := http.NewRequest(http.MethodPost, l.Desk.ACSURL(l.Welcome.Connection), strings.NewReader("SAMLResponse=bm9uc2Vuc2U%3D"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "text/html")
		return body(t, send(t, r))
	}
	if page := show(); !strings.Contains(page, "Gatehouse") || !strings.Contains(page, "You could not be signed in") {
		t.Errorf("without a look: %s", page)
	}
	if _, err := l.Desk.SetBranding(t.Context(), model.Branding{EnvironmentID: env, Name: "Hooli & Cloud", Support: "help@hooli.example", Colour: "#7a2fd0"}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Desk.UpdateEnvironment(t.Context(), env, model.AddRedirect("https://app.hooli.example/callback")); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Desk.UpdateEnvironment(t.Context(), env, model.SetDefaultRedirect("https://app.hooli.example/callback")); err != nil {
		t.Fatal(err)
	}
	page := show()
	for _, part := range []string{"Hooli &amp; Cloud</span>", `href="mailto:help@hooli.example"`, "/brand/" + string(env) + "/style.css", `href="https://app.hooli.example/"`, "Back to Hooli &amp; Cloud"} {
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
	l := listen(t)
	o := l.customer(t, "Globex")
	link, address, err := l.Desk.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: o.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	opened := func() int {
		p, err := l.Desk.ProgressOf(t.Context(), link)
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
		to, err := send(t, r).Location()
		if err != nil {
			t.Fatal(err)
		}
		get(t, to.String()) // without the cookie
	}
	if n := opened(); n != 0 {
		t.Errorf("opened %d times by what keeps no cookie", n)
	}
	a := &admin{t: t, l: l, Browser: l.Browser(t), org: o, link: link}
	a.open(address)
	a.at("")
	a.open("")
	if n := opened(); n != 1 || a.page.URL.RawQuery != "" {
		t.Errorf("opened %d times, at %s", n, a.page.URL)
	}
}

// "All set" is for who has finished: while something is left, it leads to what is
// left.
func TestPortalDoneIsForTheEnd(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentSSO, model.IntentDirectorySync)
	for _, finished := range []bool{false, true} {
		if finished {
			l.works(t, a.org.ID)
			if _, err := l.Desk.FinishIntent(t.Context(), a.link.ID, model.IntentSSO); err != nil {
				t.Fatal(err)
			}
		}
		a.open("done")
		a.at("")
		if strings.Contains(a.page.Text, "All set") {
			t.Errorf("finished %v: %s", finished, a.page.Text)
		}
	}
	asked := model.FeatureRequest{OrganizationID: a.org.ID, Intent: model.IntentDirectorySync, Contact: "ada@globex.example"}
	if _, err := l.Desk.RequestFeature(t.Context(), asked); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Desk.FinishIntent(t.Context(), a.link.ID, model.IntentDirectorySync); err != nil {
		t.Fatal(err)
	}
	a.open("done")
	a.at("done")
	a.sees("All set", "Single Sign-On", "Directory Sync")
}
