package service_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
	"gatehouse/storage"
)

const metadataURL = "https://idp.example.com/metadata"

// published is an identity provider whose metadata is published, and the
// connection that was made from it.
func (h *installation) published(t *testing.T) (*idp.Provider, model.Connection) {
	t.Helper()
	p, err := idp.New("https://idp.example.com/entity", "https://idp.example.com/sso", h.clock.Now(), testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	h.documents.put(metadataURL, p.Metadata())
	s, err := h.FetchMetadata(t.Context(), metadataURL, fetch.Public, "")
	if err != nil {
		t.Fatal(err)
	}
	o := h.org(t, "Foo", "foo.example.com")
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML", IdP: &s})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Hour)
	return p, c
}

// A new certificate is shown as a difference and trusted only when approved.
func TestRefreshWaitsForApproval(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, c := h.published(t)
	c, err := h.RefreshMetadata(ctx, c.ID)
	if err != nil || c.Pending != nil || !c.MetadataFetched.Equal(h.clock.Now()) {
		t.Fatalf("unchanged metadata: %+v, %v", c.Pending, err)
	}
	rotated := *p
	rotated.Cert, rotated.SSOURL = p.Stranger.Cert, "https://idp.example.com/sso2"
	h.documents.put(metadataURL, rotated.Metadata())
	h.clock.add(time.Hour)
	c, err = h.RefreshMetadata(ctx, c.ID)
	if err != nil || c.Pending == nil || len(c.Certificates) != 1 || string(c.Certificates[0].DER) != string(p.Cert) {
		t.Fatalf("a changed certificate is trusted or lost: %+v, %v", c.Pending, err)
	}
	found := c.Pending.Found
	lines := c.Pending.Diff(c)
	if len(lines) != 3 || lines[0] != (model.DiffLine{Field: "sso_url", Before: p.SSOURL, After: rotated.SSOURL}) ||
		lines[1].After != "" || lines[2].Before != "" || !strings.Contains(lines[2].After, "SHA-256") {
		t.Errorf("difference %+v", lines)
	}
	h.clock.add(time.Hour)
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || !c.Pending.Found.Equal(found) {
		t.Errorf("the same change counts as a new one: %+v, %v", c.Pending, err)
	}
	if _, _, err := h.ApproveMetadata(ctx, c.ID, "another"); !errors.Is(err, model.ErrConflict) {
		t.Errorf("approved what was not looked at: %v", err)
	}
	c, _, err = h.ApproveMetadata(ctx, c.ID, c.Pending.Digest())
	if err != nil || c.Pending != nil || c.SSOURL != rotated.SSOURL ||
		string(c.Certificates[0].DER) != string(rotated.Cert) {
		t.Fatalf("approved: %+v, %v", c, err)
	}
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.Pending != nil {
		t.Errorf("after the approval: %+v, %v", c.Pending, err)
	}
	history, err := h.History(ctx, c.ID)
	if err != nil || !strings.HasPrefix(history[0].Action, "approved the changed metadata") {
		t.Fatalf("%+v, %v", history[0], err)
	}
	if _, err := h.Undo(ctx, history[0].ID); err != nil {
		t.Fatal(err)
	}
	if c, _ := h.Connection(ctx, c.ID); string(c.Certificates[0].DER) != string(p.Cert) || c.Pending == nil {
		t.Errorf("taken back: %+v", c.Pending)
	}
}

// What the metadata adds can be trusted while what it drops still is; the rest of
// the change waits, and is a step of its own.
func TestNewCertificateIsTrustedBesideTheOld(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, c := h.published(t)
	rotated := *p
	rotated.Cert = p.Stranger.Cert
	h.documents.put(metadataURL, rotated.Metadata())
	c, err := h.RefreshMetadata(ctx, c.ID)
	if err != nil || c.Pending == nil {
		t.Fatal(c.Pending, err)
	}
	if added, dropped := c.Pending.Added(c), c.Pending.Dropped(c); len(added) != 1 || len(dropped) != 1 ||
		!c.Pending.Lists(rotated.Cert) || c.Pending.Lists(p.Cert) {
		t.Fatalf("%d added, %d dropped", len(added), len(dropped))
	}
	if _, _, err := h.AddFromMetadata(ctx, c.ID, "another"); !errors.Is(err, model.ErrConflict) {
		t.Errorf("added what was not looked at: %v", err)
	}
	c, _, err = h.AddFromMetadata(ctx, c.ID, c.Pending.Digest())
	if err != nil || !c.Trusts(p.Cert) || !c.Trusts(rotated.Cert) {
		t.Fatalf("%d certificates, %v", len(c.Certificates), err)
	}
	if by := c.Certificates[0].AddedBy; by == nil || by.Name != "tester" {
		t.Errorf("added by %+v", by)
	}
	if c.Pending == nil || len(c.Pending.Added(c)) != 0 || len(c.Pending.Diff(c)) != 1 {
		t.Fatalf("what is left to decide: %+v", c.Pending)
	}
	c, _, err = h.ApproveMetadata(ctx, c.ID, c.Pending.Digest())
	if err != nil || c.Pending != nil || c.Trusts(p.Cert) || !c.Trusts(rotated.Cert) {
		t.Errorf("the second step: %d certificates, %v", len(c.Certificates), err)
	}
}

func TestDeclinedMetadataIsNotOfferedAgain(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, c := h.published(t)
	rotated := *p
	rotated.Cert = p.Stranger.Cert
	h.documents.put(metadataURL, rotated.Metadata())
	c, err := h.RefreshMetadata(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = h.DeclineMetadata(ctx, c.ID, c.Pending.Digest()); err != nil || c.Pending != nil {
		t.Fatalf("%+v, %v", c.Pending, err)
	}
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.Pending != nil {
		t.Errorf("offered again: %+v, %v", c.Pending, err)
	}
	rotated.Cert = p.ECDSA.Cert
	h.documents.put(metadataURL, rotated.Metadata())
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.Pending == nil {
		t.Errorf("another change is not offered: %v", err)
	}
	_, err = h.DeclineMetadata(ctx, h.welcome.Connection.ID, "x")
	refused(t, err, "metadata")
}

// With the connection's own policy a certificate is taken over, but never
// another entity ID, and never what would stop all sign-ins.
func TestAutoApprove(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, c := h.published(t)
	if _, _, err := h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{AutoApprove: new(true)}); err != nil {
		t.Fatal(err)
	}
	rotated := *p
	rotated.Cert = p.Stranger.Cert
	h.documents.put(metadataURL, rotated.Metadata())
	c, err := h.RefreshMetadata(ctx, c.ID)
	if err != nil || c.Pending != nil || string(c.Certificates[0].DER) != string(rotated.Cert) {
		t.Fatalf("not taken over: %+v, %v", c.Pending, err)
	}
	rotated.Cert = p.ExpiredCert
	h.documents.put(metadataURL, rotated.Metadata())
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.Pending == nil ||
		string(c.Certificates[0].DER) == string(p.ExpiredCert) {
		t.Errorf("an expired certificate was taken over: %v", err)
	}
	rotated.Cert, rotated.EntityID = p.Stranger.Cert, "https://other.example.com/entity"
	h.documents.put(metadataURL, rotated.Metadata())
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.Pending == nil || c.IdPEntityID != p.EntityID {
		t.Errorf("another entity ID was taken over: %v", err)
	}
}

func TestRefreshFailureIsNoted(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, c := h.published(t)
	h.documents.put(metadataURL, []byte("<html>Sign in</html>"))
	c, err := h.RefreshMetadata(ctx, c.ID)
	if err == nil || c.MetadataProblem == "" || len(c.Certificates) != 1 {
		t.Fatalf("%q, %v", c.MetadataProblem, err)
	}
	h.documents.put(metadataURL, p.Metadata())
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.MetadataProblem != "" {
		t.Errorf("%q, %v", c.MetadataProblem, err)
	}
	_, err = h.RefreshMetadata(ctx, h.welcome.Connection.ID)
	refused(t, err, "metadata_url")
}

func TestRefreshDue(t *testing.T) {
	h := openInstallation(t)
	_, c := h.published(t)
	asks := h.documents.asks
	if err := h.RefreshDue(t.Context(), 2*time.Hour); err != nil || h.documents.asks != asks {
		t.Errorf("asked %d times before it was due, %v", h.documents.asks-asks, err)
	}
	h.clock.add(2 * time.Hour)
	for range 2 {
		if err := h.RefreshDue(t.Context(), 2*time.Hour); err != nil || h.documents.asks != asks+1 {
			t.Errorf("asked %d times when it was due, %v", h.documents.asks-asks, err)
		}
	}
	if c, _ := h.Connection(t.Context(), c.ID); !c.MetadataFetched.Equal(h.clock.Now()) {
		t.Errorf("fetched %s", c.MetadataFetched)
	}
}

// Metadata that cannot be refreshed is one line in the log, which names the connection; what could be, and a
// shutdown in between, are none.
func TestRefreshesThatFailAreLogged(t *testing.T) {
	h := openInstallation(t)
	var log strings.Builder
	h.log(slog.New(slog.NewTextHandler(&log, nil)))
	p, c := h.published(t)
	refresh := func(ctx context.Context) string {
		h.clock.add(time.Hour)
		log.Reset()
		if err := h.RefreshDue(ctx, time.Hour); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		return log.String()
	}
	if said := refresh(t.Context()); strings.Contains(said, "could not be refreshed") {
		t.Errorf("metadata that is there: %s", said)
	}
	h.documents.put(metadataURL, []byte("<html>Sign in</html>"))
	if said := refresh(t.Context()); strings.Count(said, "metadata could not be refreshed") != 1 ||
		!strings.Contains(said, "connection="+string(c.ID)) {
		t.Errorf("metadata that is a page: %s", said)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if said := refresh(ended); strings.Contains(said, "could not be refreshed") {
		t.Errorf("a shutdown: %s", said)
	}
	h.documents.put(metadataURL, p.Metadata())
	if said := refresh(t.Context()); strings.Contains(said, "could not be refreshed") {
		t.Errorf("metadata that is there again: %s", said)
	}
}

// The loop looks at once and ends with its context.
func TestRunRefresh(t *testing.T) {
	h := openInstallation(t)
	_, c := h.published(t)
	h.clock.add(24 * time.Hour)
	o := h.org(t, "Bar", "")
	_, x, err := h.AddDomain(t.Context(), o.ID, "bar.example.com", model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	h.dns.set("bar.example.com", x.Record().Value)
	from, err := h.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.RunRefresh(ctx, time.Hour) }()
	seen := map[model.ID]bool{}
	err = h.Tail(ctx, from, func(ch storage.Changed) error {
		if seen[ch.ID] = true; seen[c.ID] && seen[o.ID] {
			return errors.New("both")
		}
		return nil
	})
	cancel()
	if err == nil || err.Error() != "both" {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, x, err := h.Domain(t.Context(), x.ID); err != nil || x.State != model.DomainVerified {
		t.Errorf("%s, %v", x.State, err)
	}
	if c, err := h.Connection(t.Context(), c.ID); err != nil || !c.MetadataFetched.Equal(h.clock.Now()) {
		t.Errorf("%s, %v", c.MetadataFetched, err)
	}
}

// Metadata of a federation: the refresh follows the identity provider that was
// chosen, and says so when it is no longer there.
func TestRefreshOfAFederation(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, err := idp.New("https://idp.example.com/entity", "https://idp.example.com/sso", h.clock.Now(), testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	other := *p
	other.EntityID = "https://other.example.com/entity"
	federation := func(all ...*idp.Provider) []byte {
		doc := `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`
		for _, one := range all {
			doc += strings.TrimPrefix(string(one.Metadata()), `<?xml version="1.0" encoding="UTF-8"?>`)
		}
		return []byte(doc + `</EntitiesDescriptor>`)
	}
	h.documents.put(metadataURL, federation(&other, p))
	_, err = h.FetchMetadata(ctx, metadataURL, fetch.Public, "")
	if choose, ok := errors.AsType[*protocol.ChooseProvider](err); !ok || len(choose.Providers) != 2 {
		t.Fatalf("two to choose from: %v", err)
	}
	s, err := h.FetchMetadata(ctx, metadataURL, fetch.Public, p.EntityID)
	if err != nil || s.EntityID != p.EntityID || s.URL != metadataURL {
		t.Fatalf("%+v, %v", s, err)
	}
	o := h.org(t, "Foo", "foo.example.com")
	c, _, err := h.CreateConnection(ctx, model.NewConnection{Organization: o.ID, Type: "GenericSAML", IdP: &s})
	if err != nil {
		t.Fatal(err)
	}
	rotated := *p
	rotated.Cert = p.Stranger.Cert
	h.documents.put(metadataURL, federation(&other, &rotated))
	if c, err = h.RefreshMetadata(ctx, c.ID); err != nil || c.Pending == nil || c.Pending.EntityID != p.EntityID ||
		string(c.Pending.Certificates[0]) != string(rotated.Cert) {
		t.Errorf("a new certificate of the one that was chosen: %+v, %v", c.Pending, err)
	}
	third := *p
	third.EntityID = "https://third.example.com/entity"
	h.documents.put(metadataURL, federation(&other, &third))
	if c, err = h.RefreshMetadata(ctx, c.ID); err == nil || !strings.Contains(c.MetadataProblem,
		"none of them is "+p.EntityID) {
		t.Errorf("the one that was chosen has left: %q, %v", c.MetadataProblem, err)
	}
}
