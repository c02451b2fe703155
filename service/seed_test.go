package service_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// export gives the file of a store.
func (h *installation) export(t *testing.T) []byte {
	t.Helper()
	s, err := h.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file, err := s.YAML()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func (h *installation) seed(t *testing.T, file []byte) model.SeedReport {
	t.Helper()
	s, err := model.ParseSeed(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	report, err := h.Seed(t.Context(), s, false)
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	h.clock.add(time.Second)
	return report
}

// awkward are values that a file has to quote.
var awkward = []string{
	"yes", "1.0", "null", ": x", "# not a comment", `"quoted"`, "it's", "- dash", "Ünïcode – 公司", "a: b", "{x}",
	"*star", "&and", "%", "0x10", "2026-01-31", "@at", "!bang", "|", ">",
}

// furnish makes what a store can hold, at random.
func (h *installation) furnish(t *testing.T, r *rand.Rand, provider *idp.Provider) {
	t.Helper()
	ctx := t.Context()
	if _, err := h.UpdateEnvironment(ctx, h.staging, model.SetCustomAttribute(model.CustomAttribute{Name: "cost_center",
		Description: awkward[r.IntN(len(awkward))]})); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UpdateEnvironment(ctx, h.staging,
		model.AddRedirect("https://app.example.com/callback?x=1")); err != nil {
		t.Fatal(err)
	}
	if r.IntN(2) == 0 {
		if _, err := h.UpdateEnvironment(ctx, h.staging,
			model.SetDefaultRedirect("https://app.example.com/callback?x=1")); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 1 + r.IntN(4) {
		n := model.NewOrganization{Environment: h.staging, Name: awkward[r.IntN(len(awkward))] + " " + fmt.Sprint(i),
			AllowOutside: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			n.ExternalID = fmt.Sprint(r.IntN(1000), "-", i)
			n.Metadata = map[string]string{"tier": awkward[r.IntN(len(awkward))], awkward[r.IntN(len(awkward))]: "x"}
		}
		for j := range r.IntN(3) {
			n.Domains = append(n.Domains, model.NewDomain{Domain: fmt.Sprintf("d%d.o%d.example.com", j, i),
				State: []model.DomainState{model.DomainPending, model.DomainVerified}[r.IntN(2)]})
		}
		o, err := h.CreateOrganization(ctx, n)
		if err != nil {
			t.Fatal(err)
		}
		h.clock.add(time.Second)
		for j := range r.IntN(3) {
			h.furnishConnection(t, r, o, fmt.Sprintf("%s %d", awkward[r.IntN(len(awkward))], j), provider)
		}
	}
}

func (h *installation) furnishConnection(t *testing.T, r *rand.Rand, o model.Organization, name string,
	provider *idp.Provider) {
	t.Helper()
	ctx := t.Context()
	types := model.ConnectionTypes()
	n := model.NewConnection{Organization: o.ID, Name: name, Type: types[r.IntN(len(types))]}
	if model.IsOIDC(n.Type) {
		n.OIDC = &model.OIDCSetup{Issuer: "https://idp.example.com", ClientID: "client-1",
			Scopes: []string{"openid", "email"}, DiscoveryURL: "https://idp.example.com/other/openid-configuration",
			Reach: fetch.PrivateToo(r.IntN(2) == 0)}
	} else if n.Type != model.TestIdPType && r.IntN(3) > 0 {
		setup, err := model.ReadMetadata(provider.Metadata(), "")
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 {
			setup.URL = "https://idp.example.com/metadata"
		}
		n.IdP = &setup
	}
	c, _, err := h.CreateConnection(ctx, n)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	p := model.ConnectionPatch{SignRequests: new(r.IntN(2) == 0), AutoApprove: new(r.IntN(2) == 0)}
	policy := []saml.Policy{saml.DefaultPolicy(), saml.StrictPolicy(),
		{Require: saml.BothSigned, Skew: 90 * time.Second, RequestLife: time.Hour, AllowSHA1: true}}[r.IntN(3)]
	p.Policy = &policy
	if r.IntN(2) == 0 {
		p.Mapping = &saml.Mapping{Email: []string{"mail", awkward[r.IntN(len(awkward))]},
			Custom: map[string]string{"cost_center": "cc"}, Required: []string{"last_name"}}
	}
	if _, _, err := h.UpdateConnection(ctx, c.ID, p); err != nil {
		t.Fatal(err)
	}
	if r.IntN(4) == 0 {
		if _, err := h.PauseConnection(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// tell makes webhook endpoints, one of them disabled.
func (h *installation) tell(t *testing.T, r *rand.Rand) {
	t.Helper()
	tellOf := [][]string{{"connection.activated"}, model.SeedWebhook{}.Named(), {"a.b", "c.d"}}
	for i := range r.IntN(4) {
		e, _, err := h.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: h.staging,
			URL: fmt.Sprintf("http://127.0.0.1:%d/hook", 9000-i), Events: tellOf[i]})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.UpdateWebhookEndpoint(t.Context(), e.ID, model.WebhookPatch{Enabled: new(i != 0)}); err != nil {
			t.Fatal(err)
		}
	}
}

// An export seeded into an empty store exports as the same file, and seeding
// again changes nothing.
func TestExportSeedExport(t *testing.T) {
	provider, err := idp.New("https://idp.example.com/metadata", "https://idp.example.com/sso", time.Now(),
		testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			a, b := openInstallation(t), openInstallation(t)
			r := rand.New(rand.NewPCG(uint64(i), 7))
			a.furnish(t, r, provider)
			a.tell(t, r)
			first := a.export(t)
			b.seed(t, first)
			if second := b.export(t); !bytes.Equal(first, second) {
				t.Fatalf("the second export differs:\n%s\n--- instead of ---\n%s", second, first)
			}
			for name, h := range map[string]*installation{"where it came from": a, "where it was seeded": b} {
				before, err := h.History(t.Context(), "")
				if err != nil {
					t.Fatal(err)
				}
				report := h.seed(t, first)
				after, _ := h.History(t.Context(), "")
				if len(report.Created)+len(report.Changed) != 0 || len(after) != len(before) {
					t.Errorf("seeded again %s: created %q, changed %q, %d audit entries", name, report.Created,
						report.Changed, len(after)-len(before))
				}
			}
		})
	}
}

func TestExportGolden(t *testing.T) {
	h := openInstallation(t)
	h.seed(t, golden(t, "seed.yaml", nil))
	s, err := h.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Environments {
		s.Environments[i].ClientID = nil // made at random
	}
	for i := range s.Organizations {
		for j := range s.Organizations[i].Domains {
			s.Organizations[i].Domains[j].Token, s.Organizations[i].Domains[j].Since = "", ""
		}
	}
	file, err := s.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if want := golden(t, "export.yaml", file); !bytes.Equal(file, want) {
		t.Errorf("export:\n%s\nwant:\n%s", file, want)
	}
}

// golden reads a file of testdata, and with -update writes it first.
func golden(t *testing.T, name string, got []byte) []byte {
	t.Helper()
	if *update && got != nil {
		if err := os.WriteFile("testdata/"+name, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// The seed files of workos/emulate are read; what has no place here is named.
func TestSeedOfEmulate(t *testing.T) {
	h := openInstallation(t)
	report := h.seed(t, golden(t, "emulate.yaml", nil))
	all, err := h.Organizations(t.Context(), model.OrganizationQuery{Text: "Acme Corp"})
	if err != nil || len(all) != 1 || all[0].ID != "org_01ABCDEF" || len(all[0].VerifiedDomains()) != 1 ||
		all[0].Metadata["tier"] != "gold" {
		t.Fatalf("%+v, %v", all, err)
	}
	connections, err := h.Connections(t.Context(), model.ConnectionQuery{Organization: all[0].ID})
	if err != nil || len(connections) != 2 {
		t.Fatalf("%+v, %v", connections, err)
	}
	for _, c := range connections {
		if want := map[string]model.ConnectionState{"OktaSAML": model.Draft,
			"TestIdp": model.Validating}[c.Type]; c.State != want {
			t.Errorf("%s is %s, want %s", c.Name, c.State, want)
		}
	}
	left := strings.Join(report.LeftOut, "\n")
	told, err := h.WebhookEndpoints(t.Context(), all[0].EnvironmentID)
	if err != nil || len(told) != 1 || told[0].URL != "http://localhost:5005/webhooks" || told[0].Disabled ||
		len(told[0].Events) != len(model.EventNames) {
		t.Errorf("%+v, %v", told, err)
	}
	for _, word := range []string{"users are not kept", "memberships", "profiles of"} {
		if !strings.Contains(left, word) {
			t.Errorf("left out %q, want %q in it", left, word)
		}
	}
	if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "is a draft") {
		t.Errorf("notes %q", report.Notes)
	}
}

func TestSeedRefusals(t *testing.T) {
	h := openInstallation(t)
	taken := h.org(t, "Holder", "taken.example.com")
	before := h.export(t)
	for _, test := range []struct{ file, field, want string }{
		{"organisations: []", "seed", "organisations"},
		{"organizations: [{name: A, nmae: B}]", "seed", "nmae"},
		{"organizations:\n  - name: [", "seed", ""},
		{"just text", "seed", ""},
		{"{name: A, nmae: B}", "seed", "nmae"},
		{"organizations: [{name: ''}]", "name", "is empty"},
		{"organizations: [{name: Good}, {name: " + strings.Repeat("x", 10000) + "}]", "name", "has 10000 characters"},
		{"organizations: [{name: Good}, {name: \"a\\u0007b\"}]", "name", "invisible"},
		{"organizations: [{name: Good}, {name: B, domains: [{domain: com}]}]", "domain", "no dot"},
		{"organizations: [{name: B, domains: [{domain: taken.example.com, state: verified}]}]", "domain",
			string(taken.ID)},
		{"organizations: [{name: B, domains: [{domain: x.example.com, state: verified}]}, {name: C, domains: " +
			"[{domain: x.example.com, state: verified}]}]", "domain", "x.example.com"},
		{"organizations: [{id: 'org 1', name: B}]", "id", "cannot be an id"},
		{"organizations: [{name: B, environment: moon}]", "environment", "moon"},
		{"connections: [{name: C, organization: Nobody}]", "organization", "Nobody"},
		{"connections: [{name: C, organization: Holder, connection_type: WorldSAML}]", "type", "WorldSAML"},
		{"connections: [{name: C, organization: Holder, certificates: [nonsense]}]", "certificates", ""},
		{"connections: [{name: C, organization: Holder, policy: {skew: 10m}}]", "skew", "between 0 and 5 minutes"},
		{"connections: [{name: C, organization: Holder, policy: {preset: lax}}]", "preset", "lax"},
		{"connections: [{name: C, organization: Holder, key: 'a/b'}]", "key", "a/b"},
		{"environments: [{kind: moon}]", "kind", "moon"},
		{"environments: [{kind: production, redirect_uris: ['http://app.example.com/']}]", "redirect_uri",
			"not encrypted"},
		{"environments: [{kind: staging, session_timeout: 5}]", "session_timeout", "no duration"},
	} {
		s, err := model.ParseSeed([]byte(test.file))
		if err == nil {
			_, err = h.Seed(t.Context(), s, false)
		}
		if err == nil {
			t.Errorf("%s: not refused", test.file)
			continue
		}
		f := refused(t, err, test.field)
		if !strings.Contains(f.Error(), test.want) || strings.Contains(f.Error(), "\n") {
			t.Errorf("%.80s: %v, want one line with %q", test.file, f, test.want)
		}
	}
	if after := h.export(t); !bytes.Equal(before, after) {
		t.Errorf("a refused file left something behind:\n%s", after)
	}
}

// A domain moves from one organization to another in one file.
func TestSeedMovesADomain(t *testing.T) {
	h := openInstallation(t)
	h.seed(t, []byte("organizations: [{name: A, domains: [{domain: m.example.com, state: verified}]}, {name: B}]"))
	report := h.seed(t,
		[]byte("organizations: [{name: B, domains: [{domain: m.example.com, state: verified}]}, {name: A, "+
			"domains: []}]"))
	if len(report.Changed) != 2 {
		t.Errorf("changed %q", report.Changed)
	}
	o, _, err := h.DomainNamed(t.Context(), h.staging, "m.example.com")
	if err != nil || o.Name != "B" {
		t.Errorf("held by %q, %v", o.Name, err)
	}
}

func FuzzParseSeed(f *testing.F) {
	f.Add([]byte("organizations: [{name: A}]"))
	f.Add([]byte("{}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := model.ParseSeed(file)
		if err != nil {
			return
		}
		if _, err := s.YAML(); err != nil {
			t.Fatal(err)
		}
	})
}
