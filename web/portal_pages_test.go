package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
)

const mostBytes = 60 << 10

// Every step of every guide: our values stand in it, no other host is asked.
func TestPortalGuides(t *testing.T) {
	l := listen(t)
	foreign := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//[^"]*"`)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentSSO)
	_, cookie := l.cookieOf(t, a.org.ID, model.SetupLink, model.IntentSSO)
	for _, kind := range saml.ConnectionTypes() {
		t.Run(kind, func(t *testing.T) {
			form := tokenOf(t, body(t, l.with(t, cookie, "provider", nil)))
			if answer := l.with(t, cookie, "provider", map[string][]string{"form_token": {form}, "type": {kind}}); answer.Header.Get("Location") != "/admin-portal/guide/1" {
				t.Fatalf("%d to %s", answer.StatusCode, answer.Header.Get("Location"))
			}
			c := a.connection()
			var all strings.Builder
			steps := 0
			for {
				answer := l.with(t, cookie, "guide/"+strconv.Itoa(steps+1), nil)
				if answer.StatusCode == http.StatusSeeOther {
					break
				}
				page := body(t, answer)
				if len(page) > mostBytes {
					t.Errorf("step %d has %d bytes", steps+1, len(page))
				}
				if found := foreign.FindString(page); found != "" {
					t.Errorf("step %d leads to %s", steps+1, found)
				}
				all.WriteString(page)
				steps++
			}
			if steps < 3 {
				t.Errorf("%d steps", steps)
			}
			if c.Type != kind {
				t.Errorf("the connection is of type %s", c.Type)
			}
			// Either both values, or the metadata that holds them.
			text := all.String()
			if !strings.Contains(text, l.Desk.MetadataURL(c)) && (!strings.Contains(text, l.Desk.ACSURL(c)) || !strings.Contains(text, l.Desk.EntityID(c))) {
				t.Error("the guide does not show our values")
			}
			for _, left := range []string{"**", "<no value>", "` ", ">acs<", ">entity<"} {
				if strings.Contains(text, left) {
					t.Errorf("%q is left on a page", left)
				}
			}
		})
	}
}

// Branding: name, logo and colour on each page, from our own host.
func TestPortalBranding(t *testing.T) {
	l := listen(t)
	logo := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")
	if _, err := l.Desk.SetBranding(t.Context(), model.Branding{
		EnvironmentID: l.Welcome.Environment.ID, Name: "Hooli Cloud", Support: "help@hooli.example", Colour: "#ffee00", Logo: logo,
	}); err != nil {
		t.Fatal(err)
	}
	root := "/brand/" + string(l.Welcome.Environment.ID)
	link, c := l.cookieOf(t, l.customer(t, "Globex").ID, model.SetupLink, model.IntentSSO)
	if _, err := l.Desk.RevokeLink(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	page := body(t, l.with(t, c, "", nil)) // also where the link is dead
	for _, part := range []string{`alt="Hooli Cloud"`, `href="mailto:help@hooli.example"`, root + "/logo", root + "/style.css"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q: %s", part, page)
		}
	}
	answer := get(t, l.URL+root+"/logo")
	if answer.Header.Get("Content-Type") != "image/png" || body(t, answer) != string(logo) || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("logo: %v", answer.Header)
	}
	r, _ := http.NewRequest(http.MethodGet, l.URL+root+"/logo", nil)
	r.Header.Set("If-None-Match", answer.Header.Get("ETag"))
	if again := send(t, r); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	style := get(t, l.URL+root+"/style.css")
	if text := body(t, style); !strings.Contains(text, "#ffee00") || !strings.Contains(text, "--accent-ink: #000000") {
		t.Errorf("style %q: black is what can be read on yellow", text)
	}
	for _, path := range []string{"/brand/env_none/logo", "/brand/env_none/style.css"} {
		if got := get(t, l.URL+path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
}

// BenchmarkPortalPage measures a page with all that it records.
func BenchmarkPortalPage(b *testing.B) {
	l := listen(b)
	_, address, err := l.Desk.CreateLink(b.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		b.Fatal(err)
	}
	cookie := get(b, address).Cookies()[0]
	for _, path := range []string{"", "domains", "provider", "done"} {
		b.Run(fmt.Sprintf("/%s", path), func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/admin-portal/"+path, nil)
				r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
				w := httptest.NewRecorder()
				l.Config.Handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("%d", w.Code)
				}
			}
		})
	}
}

// What public documents of the providers say, and guides must not lack.
func TestGuidesSayWhatTheirProvidersNeed(t *testing.T) {
	l := listen(t)
	for kind, parts := range map[string][]string{
		"Auth0SAML":             {"signatureAlgorithm", "rsa-sha256", "digestAlgorithm", "sha256"},
		"OktaSAML":              {"Add expression", "user.profile.email", "user.profile.firstName", "user.getGroups", "Show legacy configuration", "so large that it is refused"},
		"OneLoginSAML":          {"Login URL", "Issuer URL"},
		"JumpCloudSAML":         {"Copy Metadata URL", "becomes a new person"},
		"KeycloakSAML":          {"Add mapper &gt; By configuration", "Name</strong> is only a label", "everybody in the realm"},
		"ADFSSAML":              {"outgoing claim type <em>Group</em>", "SchUseStrongCrypto", "Edit Claim Rules"},
		"AzureSAML":             {"Groups assigned to the application", "150", "objectidentifier", "Unique User Identifier (Name ID)"},
		"GoogleSAML":            {"five years", "begins with https://"},
		"ShibbolethSAML":        {"To send groups", "memberOf", "change the files"},
		"ShibbolethGenericSAML": {"To send groups", "memberOf"},
		"PingOneSAML":           {"To send groups"},
		"PingFederateSAML":      {"To send groups", "memberOf"},
		"SimpleSamlPhpSAML":     {"To send groups", "change the files"},
		"GenericSAML":           {"NTP", "Single logout", "RelayState"},
	} {
		t.Run(kind, func(t *testing.T) {
			o := l.customer(t, kind)
			if _, _, err := l.Desk.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: kind}); err != nil {
				t.Fatal(err)
			}
			_, cookie := l.cookieOf(t, o.ID, model.PortalLink, model.IntentSSO)
			var all strings.Builder
			for step := 1; step < 10; step++ {
				answer := l.with(t, cookie, fmt.Sprintf("guide/%d", step), nil)
				if answer.StatusCode != http.StatusOK {
					break
				}
				all.WriteString(body(t, answer))
			}
			for _, part := range append(parts, "You need to be ") {
				if !strings.Contains(all.String(), part) {
					t.Errorf("the guide lacks %q", part)
				}
			}
			if strings.Contains(all.String(), "user.userprincipalname</td>") && strings.Contains(all.String(), ">name</code>") {
				t.Error("it asks for a claim that nobody reads")
			}
		})
	}
}

// Behind a link for a renewal stands how the certificate is changed at this very
// provider, in an order that keeps people signed in: added here, then used there.
func TestGuidesSayHowACertificateIsRenewed(t *testing.T) {
	l := listen(t)
	idp := l.customersIdP(t)
	for kind, parts := range map[string][]string{
		"OktaSAML":              {"Generate new certificate", "add the file here", "Activate"},
		"ShibbolethSAML":        {"second <code>KeyDescriptor</code>", "Give that file here", "idp.signing.key"},
		"ShibbolethGenericSAML": {"second <code>KeyDescriptor</code>", "Give that file here", "idp.signing.cert"},
		"PingOneSAML":           {"new key pair for signing", "add it here", "Signing Key</strong>"},
		"PingFederateSAML":      {"Manage Certificates", "add it here", "Signing Certificate</strong>"},
		"SalesforceSAML":        {"new certificate for signing", "Add it here", "IdP Certificate"},
		"SimpleSamlPhpSAML":     {"new key pair", "Add the new certificate here", "privatekey"},
		"GenericSAML":           {"do not use it yet", "Add it here", "sign with the new one"},
	} {
		t.Run(kind, func(t *testing.T) {
			o := l.customer(t, kind)
			setup, err := model.ByHand(idp.EntityID+"/"+kind, idp.SSOURL, model.Redirect, idp.Cert)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := l.Desk.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: kind, IdP: &setup}); err != nil {
				t.Fatal(err)
			}
			_, cookie := l.cookieOf(t, o.ID, model.PortalLink, model.IntentCertificateRenewal)
			page, at := body(t, l.with(t, cookie, "certificates", nil)), 0
			for _, part := range parts {
				found := strings.Index(page[at:], part)
				if found < 0 {
					t.Fatalf("the page lacks %q behind what comes before it: %s", part, page)
				}
				at += found
			}
		})
	}
}

// Each step of a guide leads one back, the first to the choice of a provider.
func TestGuideLeadsBack(t *testing.T) {
	l := listen(t)
	a := l.tester(t, "Globex", "globex.example")
	for path, back := range map[string]string{"guide/1": "provider", "guide/2": "guide/1", "guide/3": "guide/2"} {
		a.open(path)
		a.follow("Back")
		a.at(back)
	}
}

// OneLogin takes the ACS URL as a regular expression: the whole of it, escaped.
func TestGuideGivesThePatternOfOurAddress(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
	c, _, err := l.Desk.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OneLoginSAML"})
	if err != nil {
		t.Fatal(err)
	}
	a := l.invite(t, o, model.SetupLink, model.IntentSSO)
	var all strings.Builder
	for step := 1; step < 6; step++ {
		a.open(fmt.Sprintf("guide/%d", step))
		all.WriteString(a.page.Text)
	}
	pattern := regexp.MustCompile(`\^http\S+\$`).FindString(all.String())
	if !strings.Contains(pattern, `\/`) {
		t.Fatalf("the pattern is %q", pattern)
	}
	asked := regexp.MustCompile(strings.ReplaceAll(pattern, `\/`, "/"))
	if acs := l.Desk.ACSURL(c); !asked.MatchString(acs) || asked.MatchString(acs+"x") || asked.MatchString("x"+acs) || asked.MatchString(strings.Replace(acs, ".", "x", 1)) {
		t.Errorf("%s is not the pattern of %s alone", pattern, acs)
	}
}

// Domain verification is finished with a verified domain, and not before.
func TestDomainVerificationNeedsADomain(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentDomainVerification)
	a.open("domains")
	for _, f := range a.page.Forms {
		if strings.HasSuffix(f.Action.Path, "/finish") {
			t.Error("it can be finished without a domain")
		}
	}
	a.addDomain("globex.example")
	a.open("domains")
	a.send("finish", nil)
	a.at("done")
}
