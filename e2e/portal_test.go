package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// lateDNS gives the record of a pending domain once it is told to.
type lateDNS struct {
	services  *service.Services
	published atomic.Bool
}

func (z *lateDNS) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if z.published.Load() {
		all, err := z.services.Organizations(ctx, model.OrganizationQuery{})
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			for _, x := range o.Domains {
				if x.Domain == name {
					return []string{x.Record().Value}, nil
				}
			}
		}
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z *lateDNS) LookupNS(context.Context, string) ([]*net.NS, error) {
	return []*net.NS{{Host: "ada.ns.cloudflare.com."}}, nil
}

// portal is a listener with a domain name system of its own, and an address at
// which the records are published that it waits for.
func portal(t *testing.T) (services *service.Services, publish string) {
	t.Helper()
	dns := &lateDNS{}
	dns.services = webtest.Listen(t, service.Options{Resolver: dns}).Services
	return dns.services, localhost(t, func(http.ResponseWriter, *http.Request) { dns.published.Store(true) })
}

// An IT admin sets up single sign-on in a real browser, with and without
// JavaScript; every page passes axe in light and dark, at 320 pixels and on a
// desktop. Screenshots go to $GATEHOUSE_SCREENSHOTS, if it is set.
func TestPortalInABrowser(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	for _, test := range []struct {
		name, connection, how string
		javascript            bool
	}{
		{"okta-file-script", "OktaSAML", "file", true},
		{"generic-hand-noscript", "GenericSAML", "hand", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			services, publish := portal(t)
			environments, err := services.Environments(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := services.SetBranding(t.Context(), model.Branding{EnvironmentID: environments[0].ID,
				Name: "Hooli Cloud", Support: "help@hooli.example", Colour: "#7a2fd0"}); err != nil {
				t.Fatal(err)
			}
			o, err := services.CreateOrganization(t.Context(), model.NewOrganization{Environment: environments[0].ID,
				Name: "Globex"})
			if err != nil {
				t.Fatal(err)
			}
			_, link, err := services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
				Organization: o.ID, Intents: []model.Intent{
					model.IntentSSO, model.IntentAuditLogs, model.IntentLogStreams, model.IntentBringYourOwnKey,
				}})
			if err != nil {
				t.Fatal(err)
			}
			idp := webtest.NewIdP(t, time.Now)
			dir := t.TempDir()
			metadata := filepath.Join(dir, "metadata.xml")
			if err := os.WriteFile(metadata, idp.Metadata(), 0o600); err != nil {
				t.Fatal(err)
			}
			walk(t, test.name, map[string]any{
				"javascript": test.javascript, "base": services.BaseURL, "publish": publish, "link": link,
				"domain": "globex.example", "email": "ada@globex.example", "type": test.connection, "how": test.how,
				"metadata": metadata, "others": otherLinks(t, services, environments[0].ID),
				"idp": map[string]string{"entityID": idp.EntityID, "ssoURL": idp.SSOURL,
					"certificate": base64.StdEncoding.EncodeToString(idp.Cert)},
			})
			connections, err := services.Connections(t.Context(), model.ConnectionQuery{Organization: o.ID})
			if err != nil || len(connections) != 1 || connections[0].State != model.Active {
				t.Errorf("connections %+v, %v", connections, err)
			}
			requests, err := services.FeatureRequests(t.Context(), o.ID)
			if err != nil || len(requests) != 3 {
				t.Errorf("requests %+v, %v", requests, err)
			}
		})
	}
}

// needBrowser skips a test where there is none to look with, or no time.
func needBrowser(t *testing.T) {
	t.Helper()
	if os.Getenv("GATEHOUSE_SLOW") == "" {
		t.Skip("SKIPPED: it looks at each page in many sizes: set GATEHOUSE_SLOW=1")
	}
	need(t, "chromium", "node")
	if _, err := os.Stat("browser/node_modules/axe-core"); err != nil {
		t.Skip("browser/node_modules is missing: npm ci --prefix e2e/browser")
	}
}

// walk goes through the portal by a plan.
func walk(t *testing.T, name string, plan map[string]any) {
	t.Helper()
	shots := os.Getenv("GATEHOUSE_SCREENSHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	plan["name"], plan["chromium"], plan["out"] = name, path(t, "chromium"), shots
	written, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, written, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "node", "browser/portal.mjs", file).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// otherLinks are links of an organization that is set up: each leads to a page to
// look at.
func otherLinks(t *testing.T, services *service.Services, environment model.ID) []map[string]string {
	t.Helper()
	o, err := services.CreateOrganization(t.Context(), model.NewOrganization{
		Environment: environment, Name: "Initech",
		Domains: []model.NewDomain{{Domain: "initech.example", State: model.DomainVerified}},
	})
	if err != nil {
		t.Fatal(err)
	}
	idp := webtest.NewIdP(t, time.Now)
	setup, err := model.ByHand(idp.EntityID, idp.SSOURL, model.Redirect, idp.Cert, idp.Stranger.Cert)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "AzureSAML",
		IdP: &setup}); err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	add := func(name, text string, r model.LinkRequest) model.Link {
		r.Organization = o.ID
		link, address, err := services.CreateLink(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, map[string]string{"name": name, "text": text, "link": address})
		return link
	}
	for _, x := range []struct {
		intent model.Intent
		text   string
	}{
		{model.IntentCertificateRenewal, "Add the next certificate"},
		{model.IntentDomainVerification, "initech.example"},
		{model.IntentSSO, "Test sign-in"},
	} {
		add("intent "+string(x.intent), x.text, model.LinkRequest{Kind: model.PortalLink,
			Intents: []model.Intent{x.intent}, ReturnURL: "https://app.example/settings"})
	}
	revoked := add("link, revoked", "withdrawn", model.LinkRequest{Kind: model.SetupLink,
		Intents: []model.Intent{model.IntentSSO}})
	if _, err := services.RevokeLink(t.Context(), revoked.ID); err != nil {
		t.Fatal(err)
	}
	return all
}

func path(t *testing.T, program string) string {
	t.Helper()
	p, err := exec.LookPath(program)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
