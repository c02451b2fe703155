package service_test

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
	"gatehouse/service"
	"gatehouse/service/signin"
	"gatehouse/storage/memory"
)

func TestTestIdPSwitch(t *testing.T) {
	for _, test := range []struct {
		position     model.TestIdPSwitch
		base, listen string
		on           bool
	}{
		{"", "http://127.0.0.1:4100", "", true},
		{model.TestIdPAuto, "http://127.0.0.1:4100", "127.0.0.1:4100", true},
		{model.TestIdPAuto, "http://localhost:4100", "[::1]:4100", true},
		{model.TestIdPAuto, "http://[::1]:4100", "127.9.9.9:4100", true},
		{model.TestIdPAuto, "https://sso.example.com", "127.0.0.1:4100", false},
		{model.TestIdPAuto, "http://127.0.0.1:4100", "0.0.0.0:4100", false},
		{model.TestIdPAuto, "http://127.0.0.1:4100", "[::]:4100", false},
		{model.TestIdPAuto, "http://127.0.0.1:4100", "192.168.1.7:4100", false},
		{model.TestIdPAuto, "http://127.0.0.1.evil.example", "", false},
		{model.TestIdPAuto, "http://localhost.evil.example", "", false},
		{model.TestIdPAuto, "http://10.0.0.7:4100", "", false},
		{model.TestIdPOn, "https://sso.example.com", "0.0.0.0:4100", true},
		{model.TestIdPOff, "http://127.0.0.1:4100", "127.0.0.1:4100", false},
	} {
		d := service.New(service.Options{BaseURL: test.base, Listen: test.listen, TestIdP: test.position}).For(tester)
		if on := d.TestIdPOff() == ""; on != test.on {
			t.Errorf("%q at %s on %q: %t, %s", test.position, test.base, test.listen, on, d.TestIdPOff())
		}
	}
	for _, text := range []string{"yes", "ON", "auto "} {
		if _, err := model.ParseTestIdP(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// Under auto only requests of this machine are served.
func TestTestIdPServes(t *testing.T) {
	auto := service.New(service.Options{BaseURL: "http://127.0.0.1:4100"}).For(tester)
	on := service.New(service.Options{BaseURL: "https://sso.example.com", TestIdP: model.TestIdPOn}).For(tester)
	off := service.New(service.Options{BaseURL: "http://127.0.0.1:4100", TestIdP: model.TestIdPOff}).For(tester)
	for _, local := range []bool{true, false} {
		if auto.TestIdPServes(local) != local || !on.TestIdPServes(local) || off.TestIdPServes(local) {
			t.Errorf("to a request of this machine, %t: auto %t, on %t, off %t", local, auto.TestIdPServes(local),
				on.TestIdPServes(local), off.TestIdPServes(local))
		}
	}
}

// again makes second services over the same store.
func (h *installation) again(o service.Options) *service.Services {
	o.Store, o.Secrets, o.Clock, o.Fetch, o.Resolver = h.Store, h.Secrets, h.clock.Now, h.documents, h.dns
	if o.BaseURL == "" {
		o.BaseURL = h.BaseURL
	}
	o.NewRSA = testkeys.Ours
	return service.New(o).For(tester)
}

// The test identity provider is trusted by connections of its own type alone,
// however its settings get there.
func TestTestIdPIsRefusedInOthersSettings(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, err := h.TestIdP(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := h.org(t, "Foo", "foo.example.com")
	sound := h.byHand(t)
	c, _, err := h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: "OktaSAML", IdP: &sound})
	if err != nil {
		t.Fatal(err)
	}
	draft := h.connection(t, o, "GenericSAML")
	byHand := func(entityID string, certificates ...[]byte) *model.IdPSetup {
		s, err := model.ByHand(entityID, "https://idp.example.com/sso", model.Redirect, certificates...)
		if err != nil {
			t.Fatal(err)
		}
		return &s
	}
	published, err := model.ReadMetadata(p.Metadata(), "")
	if err != nil {
		t.Fatal(err)
	}
	const name = "https://idp.example.com/entity"
	reissued := reissue(t, p, h.clock.Now())
	pem := func(der []byte) []byte { return []byte(protocol.PEM(der)) }
	for _, test := range []struct {
		name string
		do   func() error
	}{
		{"its metadata", func() error { return third(h.Configure(ctx, draft.ID, published)) }},
		{"its metadata, looked at first", func() error { return third(h.PreviewConfigure(ctx, draft.ID, published)) }},
		{"its name by hand", func() error {
			return third(h.Configure(ctx, draft.ID, *byHand(p.EntityID, sound.Certificates[0])))
		}},
		{"its certificate by hand", func() error { return third(h.Configure(ctx, draft.ID, *byHand(name, p.Cert))) }},
		{"its second certificate beside another", func() error {
			return third(h.Configure(ctx, draft.ID, *byHand(name, sound.Certificates[0], p.Stranger.Cert)))
		}},
		{"its ECDSA certificate", func() error {
			return third(h.Configure(ctx, draft.ID, *byHand(name, p.ECDSA.Cert)))
		}},
		{"its key in a certificate of other words", func() error {
			return third(h.Configure(ctx, draft.ID, *byHand(name, reissued)))
		}},
		{"a certificate added", func() error { return third(h.AddCertificate(ctx, c.ID, pem(p.ExpiredCert))) }},
		{"its name entered", func() error {
			return third(h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{IdPEntityID: &p.EntityID}))
		}},
		{"a new connection", func() error {
			return third(h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: "OktaSAML",
				IdP: byHand(name, p.Cert)}))
		}},
		{"a new organization", func() error {
			return second(h.SetUp(ctx, model.Setup{Organization: model.NewOrganization{Environment: h.staging,
				Name: "Bar"}, Connection: &model.NewConnection{IdP: &published}}))
		}},
		{"a sample of another type", func() error {
			return third(h.UpdateConnection(ctx, h.welcome.Connection.ID, model.ConnectionPatch{Type: new("OktaSAML")}))
		}},
		{"a seed", func() error {
			return second(h.Seed(ctx, model.Seed{Connections: []model.SeedConnection{{
				Organization: "Foo", Name: "Seeded", Type: "OktaSAML", IdPEntityID: new(name),
				SSOURL: new("https://idp.example.com/sso"), Certificates: []string{protocol.PEM(p.Cert)},
			}}}, false))
		}},
		{"a seed of one that is there", func() error {
			return second(h.Seed(ctx,
				model.Seed{Connections: []model.SeedConnection{{ID: c.ID, Organization: "Foo", Name: c.Name,
					Certificates: []string{protocol.PEM(reissued)}}}}, false))
		}},
	} {
		var refusal *model.FieldError
		if err := test.do(); !errors.As(err, &refusal) || !strings.Contains(refusal.Reason, "test identity provider") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	for _, id := range []model.ID{c.ID, draft.ID} {
		now, err := h.Connection(ctx, id)
		if err != nil || len(now.Certificates) > 1 || now.IdPEntityID == p.EntityID {
			t.Errorf("%+v, %v", now, err)
		}
	}
}

// A refresh of metadata does not bring it in either, nor does a connection that
// takes changes over by itself.
func TestTestIdPIsRefusedInRefreshedMetadata(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, err := h.TestIdP(ctx)
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://idp.example.com/metadata"
	theirs, err := idp.New("https://idp.example.com/entity", "https://idp.example.com/sso", h.clock.Now(),
		testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	h.documents.put(address, theirs.Metadata())
	setup, err := h.FetchMetadata(ctx, address, fetch.Public, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, swap := range map[string]func(*idp.Provider){
		"key":  func(x *idp.Provider) { x.Cert = p.Cert },
		"name": func(x *idp.Provider) { x.EntityID = p.EntityID },
		"both": func(x *idp.Provider) { x.EntityID, x.Cert = p.EntityID, p.Cert },
	} {
		c, _, err := h.CreateConnection(ctx, model.NewConnection{Organization: h.org(t, name, name+".example.com").ID,
			Type: "OktaSAML", IdP: &setup})
		if err != nil {
			t.Fatal(err)
		}
		if c, _, err = h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{AutoApprove: new(true)}); err != nil {
			t.Fatal(err)
		}
		changed := *theirs
		swap(&changed)
		h.documents.put(address, changed.Metadata())
		now, err := h.RefreshMetadata(ctx, c.ID)
		if err == nil || now.Pending != nil || !strings.Contains(now.MetadataProblem, "test identity provider") ||
			len(now.Certificates) != 1 || string(now.Certificates[0].DER) != string(theirs.Cert) {
			t.Errorf("%s: %+v, %v", name, now, err)
		}
		h.documents.put(address, theirs.Metadata())
	}
}

// Where it is switched off, and in Production, no connection leads to it; those
// that are there can still be renamed, paused, reset and deleted.
func TestTestIdPSwitchedOff(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	o := h.org(t, "Foo", "foo.example.com")
	c := h.connection(t, o, model.TestIdPType)
	off := h.again(service.Options{TestIdP: model.TestIdPOff})
	if w, err := off.Welcome(ctx); err != nil || w.Connection.ID != "" || w.Environment.ID != h.staging {
		t.Fatalf("%+v, %v", w, err)
	}
	seed := model.Seed{Connections: []model.SeedConnection{{Organization: "Foo", Name: "Seeded",
		Type: model.TestIdPType}}}
	for name, do := range map[string]func() error{
		"create": func() error {
			return third(off.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: model.TestIdPType}))
		},
		"seed":     func() error { return second(off.Seed(ctx, seed, false)) },
		"rehearse": func() error { return second(off.Rehearse(ctx, signin.Rehearsal{})) },
		"test":     func() error { return second(off.Rehearse(ctx, signin.Rehearsal{Connection: c.ID})) },
		"demo":     func() error { return second(off.DemoConnection(ctx, idp.ECDSACertificate)) },
	} {
		var refusal *model.FieldError
		if err := do(); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "--test-idp=off") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var refused *model.AuthorizeError
	if _, err := off.BeginTest(ctx, c.ID, model.Visitor{}); !errors.As(err, &refused) {
		t.Errorf("a test begins: %v", err)
	}
	if _, _, err := off.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Name: new("Renamed")}); err != nil {
		t.Errorf("rename: %v", err)
	}
	if _, err := off.PauseConnection(ctx, c.ID); err != nil {
		t.Errorf("pause: %v", err)
	}
	file, err := off.Export(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := off.Seed(ctx, file, false); err != nil || len(r.Changed)+len(r.Created) != 0 {
		t.Errorf("its own export: %+v, %v", r, err)
	}
	if _, err := off.ResetConnection(ctx, c.ID); err != nil {
		t.Errorf("reset: %v", err)
	}
	if _, _, err := off.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Type: new("OktaSAML")}); err != nil {
		t.Errorf("another type after the reset: %v", err)
	}

	all, err := h.Environments(ctx)
	if err != nil {
		t.Fatal(err)
	}
	inProduction, err := h.CreateOrganization(ctx, model.NewOrganization{Environment: all[1].ID, Name: "Prod"})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = h.CreateConnection(ctx, model.NewConnection{Organization: inProduction.ID, Type: model.TestIdPType})
	if err == nil || !strings.Contains(err.Error(), "production") {
		t.Errorf("in Production: %v", err)
	}
	seed = model.Seed{
		Organizations: []model.SeedOrganization{{Name: "Prod", Environment: model.Production}},
		Connections:   []model.SeedConnection{{Organization: "Prod", Name: "Seeded", Type: model.TestIdPType}},
	}
	if _, err = h.Seed(ctx, seed, false); err == nil || !strings.Contains(err.Error(), "production") {
		t.Errorf("a seed into Production: %v", err)
	}
}

// A store that begins where it is off has no sample, and gets none later.
func TestFirstStartWithoutTestIdP(t *testing.T) {
	h := openInstallation(t)
	for name, o := range map[string]service.Options{
		"off":    {TestIdP: model.TestIdPOff},
		"public": {BaseURL: "https://sso.example.com"},
	} {
		store := memory.Open()
		t.Cleanup(func() { store.Close() })
		o.Store = store
		empty := servicesOver(t, o)
		w, err := empty.Welcome(t.Context())
		if err != nil || w.Environment.ClientID == "" || w.Connection.ID != "" || w.Environment.DefaultRedirect != "" {
			t.Errorf("%s: %+v, %v", name, w, err)
		}
		if keys, err := empty.Keys(t.Context(), w.Environment.ID); err != nil || len(keys) != 1 {
			t.Errorf("%s: %d keys, %v", name, len(keys), err)
		}
		later := service.New(service.Options{Store: store, Secrets: h.Secrets, Clock: h.clock.Now,
			BaseURL: h.BaseURL}).For(tester)
		if w, err = later.Welcome(t.Context()); err != nil || w.Connection.ID != "" {
			t.Errorf("%s, then on: %+v, %v", name, w, err)
		}
	}
}

// The organizations that a tour makes go with it; Acme and earlier ones stay, and
// none of them is counted among the certificates that end.
func TestClearDemos(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	if _, err := h.DemoConnection(ctx, idp.ECDSACertificate); err != nil {
		t.Fatal(err)
	}
	customer := h.org(t, "Foo", "foo.example.com")
	h.clock.add(time.Minute)
	began := h.clock.Now()
	for _, n := range []idp.Needs{idp.ExpiredCertificate, idp.NoCertificate, idp.TwoCertificates,
		idp.ECDSACertificate} {
		if _, err := h.DemoConnection(ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := h.ExpiringCertificates(ctx, ""); err != nil || len(all) != 0 {
		t.Errorf("a demonstration counts as ending: %+v, %v", all, err)
	}
	if err := h.ClearDemos(ctx, began); err != nil {
		t.Fatal(err)
	}
	all, err := h.Organizations(ctx, model.OrganizationQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range all {
		names = append(names, o.Name)
	}
	slices.Sort(names)
	if strings.Join(names, ", ") != "Acme, Acme (ecdsa certificate), "+customer.Name {
		t.Errorf("left: %q", names)
	}
}

// reissue certifies the test identity provider's key in other words.
func reissue(t *testing.T, p *idp.Provider, now time.Time) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "signing"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(2, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, p.Key.Public(), p.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
