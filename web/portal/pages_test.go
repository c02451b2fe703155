package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/provider"
	"gatehouse/web/webtest"
)

const mostBytes = 60 << 10

// Every step of every guide: our values stand in it, no other host is asked.
func TestPortalGuides(t *testing.T) {
	l := webtest.Open(t)
	foreign := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//[^"]*"`)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentSSO)
	_, cookie := l.CookieOf(t, a.Org.ID, model.SetupLink, model.IntentSSO)
	for _, kind := range append(provider.Types(), provider.OpenIDTypes()...) {
		t.Run(kind, func(t *testing.T) {
			form := webtest.FormToken(t, webtest.Body(t, l.With(t, cookie, "provider", nil)))
			if answer := l.With(t, cookie, "provider", map[string][]string{"form_token": {form},
				"type": {kind}}); answer.Header.Get("Location") != "/admin-portal/guide/1" {
				t.Fatalf("%d to %s", answer.StatusCode, answer.Header.Get("Location"))
			}
			c := a.Connection()
			var all strings.Builder
			steps := 0
			for {
				answer := l.With(t, cookie, "guide/"+strconv.Itoa(steps+1), nil)
				if answer.StatusCode == http.StatusSeeOther {
					break
				}
				page := webtest.Body(t, answer)
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
			if c.ByOIDC() {
				if !strings.Contains(text, l.URL+model.OIDCPath) {
					t.Error("the guide does not show our redirect URI")
				}
			} else if !strings.Contains(text, l.Services.MetadataURL(c)) &&
				(!strings.Contains(text, l.Services.ACSURL(c)) || !strings.Contains(text, l.Services.EntityID(c))) {
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
	l := webtest.Open(t)
	logo := []byte(
		"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")
	if _, err := l.Services.SetBranding(t.Context(), model.Branding{
		EnvironmentID: l.Welcome.Environment.ID, Name: "Hooli Cloud", Support: "help@hooli.example", Colour: "#ffee00",
		Logo: logo,
	}); err != nil {
		t.Fatal(err)
	}
	root := "/brand/" + string(l.Welcome.Environment.ID)
	link, c := l.CookieOf(t, l.Customer(t, "Globex").ID, model.SetupLink, model.IntentSSO)
	if _, err := l.Services.RevokeLink(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	page := webtest.Body(t, l.With(t, c, "", nil)) // also where the link is dead
	for _, part := range []string{`alt="Hooli Cloud"`, `href="mailto:help@hooli.example"`, root + "/logo",
		root + "/style.css"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q: %s", part, page)
		}
	}
	answer := webtest.Get(t, l.URL+root+"/logo")
	if answer.Header.Get("Content-Type") != "image/png" || webtest.Body(t, answer) != string(logo) ||
		answer.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("logo: %v", answer.Header)
	}
	r, _ := http.NewRequest(http.MethodGet, l.URL+root+"/logo", nil)
	r.Header.Set("If-None-Match", answer.Header.Get("ETag"))
	if again := webtest.Send(t, r); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	style := webtest.Get(t, l.URL+root+"/style.css")
	if text := webtest.Body(t, style); !strings.Contains(text, "#ffee00") ||
		!strings.Contains(text, "--accent-ink: #000000") {
		t.Errorf("style %q: black is what can be read on yellow", text)
	}
	for _, path := range []string{"/brand/env_none/logo", "/brand/env_none/style.css"} {
		if got := webtest.Get(t, l.URL+path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
}

// BenchmarkPortalPage measures a page with all that it records.
func BenchmarkPortalPage(b *testing.B) {
	l := webtest.Open(b)
	_, address, err := l.Services.CreateLink(b.Context(), model.LinkRequest{Kind: model.SetupLink,
		Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		b.Fatal(err)
	}
	cookie := webtest.Get(b, address).Cookies()[0]
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
	l := webtest.Open(t)
	for kind, parts := range map[string][]string{
		"Auth0SAML": {"signatureAlgorithm", "rsa-sha256", "digestAlgorithm", "sha256"},
		"OktaSAML": {"Add expression", "user.profile.email", "user.profile.firstName", "user.getGroups",
			"Show legacy configuration", "so large that it is refused"},
		"OneLoginSAML":  {"Login URL", "Issuer URL"},
		"JumpCloudSAML": {"Copy Metadata URL", "becomes a new person"},
		"KeycloakSAML": {"Add mapper &gt; By configuration", "Name</strong> is only a label",
			"everybody in the realm"},
		"ADFSSAML": {"outgoing claim type <em>Group</em>", "SchUseStrongCrypto", "Edit Claim Rules"},
		"AzureSAML": {"Groups assigned to the application", "150", "objectidentifier",
			"Unique User Identifier (Name ID)"},
		"GoogleSAML":            {"five years", "begins with https://"},
		"ShibbolethSAML":        {"To send groups", "memberOf", "change the files"},
		"ShibbolethGenericSAML": {"To send groups", "memberOf"},
		"PingOneSAML":           {"To send groups"},
		"PingFederateSAML":      {"To send groups", "memberOf"},
		"SimpleSamlPhpSAML":     {"To send groups", "change the files"},
		"GenericSAML":           {"NTP", "Single logout", "RelayState"},
	} {
		t.Run(kind, func(t *testing.T) {
			o := l.Customer(t, kind)
			if _, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID,
				Type: kind}); err != nil {
				t.Fatal(err)
			}
			_, cookie := l.CookieOf(t, o.ID, model.PortalLink, model.IntentSSO)
			var all strings.Builder
			for step := 1; step < 10; step++ {
				answer := l.With(t, cookie, fmt.Sprintf("guide/%d", step), nil)
				if answer.StatusCode != http.StatusOK {
					break
				}
				all.WriteString(webtest.Body(t, answer))
			}
			for _, part := range append(parts, "You need to be ") {
				if !strings.Contains(all.String(), part) {
					t.Errorf("the guide lacks %q", part)
				}
			}
			if strings.Contains(all.String(), "user.userprincipalname</td>") &&
				strings.Contains(all.String(), ">name</code>") {
				t.Error("it asks for a claim that nobody reads")
			}
		})
	}
}

// Behind a link for a renewal stands how the certificate is changed at this very
// provider, in an order that keeps people signed in: added here, then used there.
func TestGuidesSayHowACertificateIsRenewed(t *testing.T) {
	l := webtest.Open(t)
	idp := l.CustomersIdP(t)
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
			o := l.Customer(t, kind)
			setup, err := model.ByHand(idp.EntityID+"/"+kind, idp.SSOURL, model.Redirect, idp.Cert)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: kind,
				IdP: &setup}); err != nil {
				t.Fatal(err)
			}
			_, cookie := l.CookieOf(t, o.ID, model.PortalLink, model.IntentCertificateRenewal)
			page, at := webtest.Body(t, l.With(t, cookie, "certificates", nil)), 0
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
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	for path, back := range map[string]string{"guide/1": "provider", "guide/2": "guide/1", "guide/3": "guide/2"} {
		a.Open(path)
		a.Follow("Back")
		a.At(back)
	}
}

// OneLogin takes the ACS URL as a regular expression: the whole of it, escaped.
func TestGuideGivesThePatternOfOurAddress(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	c, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OneLoginSAML"})
	if err != nil {
		t.Fatal(err)
	}
	a := l.Invite(t, o, model.SetupLink, model.IntentSSO)
	var all strings.Builder
	for step := 1; step < 6; step++ {
		a.Open(fmt.Sprintf("guide/%d", step))
		all.WriteString(a.Page.Text)
	}
	pattern := regexp.MustCompile(`\^http\S+\$`).FindString(all.String())
	if !strings.Contains(pattern, `\/`) {
		t.Fatalf("the pattern is %q", pattern)
	}
	asked := regexp.MustCompile(strings.ReplaceAll(pattern, `\/`, "/"))
	if acs := l.Services.ACSURL(c); !asked.MatchString(acs) || asked.MatchString(acs+"x") ||
		asked.MatchString("x"+acs) || asked.MatchString(strings.Replace(acs, ".", "x", 1)) {
		t.Errorf("%s is not the pattern of %s alone", pattern, acs)
	}
}

// Domain verification is finished with a verified domain, and not before.
func TestDomainVerificationNeedsADomain(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentDomainVerification)
	a.Open("domains")
	for _, f := range a.Page.Forms {
		if strings.HasSuffix(f.Action.Path, "/finish") {
			t.Error("it can be finished without a domain")
		}
	}
	a.AddDomain("globex.example")
	a.Open("domains")
	a.Send("finish", nil)
	a.At("done")
}
