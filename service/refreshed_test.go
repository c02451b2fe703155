package service_test

import (
	"testing"

	"gatehouse/model"
)

// A refresh says what became of what it found, and a connection says what waits.
func TestRefreshSaysWhatBecameOfTheChange(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	p, c := h.published(t)
	refresh := func(want model.Refreshed, waiting int) {
		t.Helper()
		var result model.Refreshed
		var err error
		if c, result, err = h.Refresh(ctx, c.ID); err != nil || result != want {
			t.Fatalf("%q, %v, want %q", result, err, want)
		}
		if all := c.Waiting(); len(all) != waiting {
			t.Errorf("%s: waiting %+v", want, all)
		}
	}
	refresh(model.RefreshSame, 0)
	rotated := *p
	rotated.Cert = p.Stranger.Cert
	h.documents.put(metadataURL, rotated.Metadata())
	refresh(model.RefreshWaits, 1)
	refresh(model.RefreshWaits, 1)
	var err error
	if c, err = h.DeclineMetadata(ctx, c.ID, c.Pending.Digest()); err != nil {
		t.Fatal(err)
	}
	refresh(model.RefreshDeclined, 0)
	h.documents.put(metadataURL, p.Metadata())
	refresh(model.RefreshSame, 0)
	if c, _, err = h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{AutoApprove: new(true)}); err != nil {
		t.Fatal(err)
	}
	rotated.SSOURL = "https://idp.example.com/sso3"
	h.documents.put(metadataURL, rotated.Metadata())
	refresh(model.RefreshTaken, 0)
	refresh(model.RefreshSame, 0)
	h.documents.put(metadataURL, []byte("<!doctype html>"))
	if c, _, err = h.Refresh(ctx, c.ID); err == nil || len(c.Waiting()) != 1 {
		t.Errorf("unreadable: %+v, %v", c.Waiting(), err)
	}
}
