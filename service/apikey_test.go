package service_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

func TestAPIKeys(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	environments, err := h.Environments(ctx)
	if err != nil {
		t.Fatal(err)
	}
	staging, production := environments[0], environments[1]
	test, testSecret, err := h.CreateKey(ctx, staging.ID, " CI ")
	if err != nil || test.Name != "CI" || !strings.HasPrefix(testSecret, "sk_test_") {
		t.Fatalf("%+v, %v", test, err)
	}
	live, liveSecret, err := h.CreateKey(ctx, production.ID, "App")
	if err != nil || !strings.HasPrefix(liveSecret, "sk_live_") || live.Hint != "sk_live_…"+
		liveSecret[len(liveSecret)-4:] {
		t.Fatalf("%+v, %v", live, err)
	}
	if got, err := h.RevealKey(ctx, test.ID); err != nil || got != testSecret {
		t.Errorf("a Staging key is not shown again: %v", err)
	}
	if _, err := h.RevealKey(ctx, live.ID); err == nil || !strings.Contains(err.Error(), "shown once") {
		t.Errorf("a Production key is shown again: %v", err)
	}
	history, err := h.History(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(history)
	if err != nil || bytes.Contains(data, []byte(liveSecret)) || bytes.Contains(data, []byte(testSecret)) {
		t.Errorf("a key stands in the history, %v", err)
	}
	for name, x := range map[string]struct{ client, secret string }{
		"unknown key": {staging.ClientID, "sk_test_nope"}, "other client": {production.ClientID, testSecret},
		"empty": {"", ""}, "no client": {"", testSecret}, "longer": {staging.ClientID, testSecret + "x"},
	} {
		if _, err := h.Authenticate(ctx, x.client, x.secret, model.Visitor{}); !errors.Is(err, model.ErrBadKey) {
			t.Errorf("%s: %v, want ErrBadKey", name, err)
		}
	}
	if p, err := h.Authenticate(ctx, staging.ClientID, testSecret, model.Visitor{}); err != nil ||
		p.Environment != staging.ID {
		t.Errorf("%v, %v", p.Environment, err)
	}
	_, _, err = h.CreateKey(ctx, staging.ID, "")
	refused(t, err, "name")

	next, nextSecret, err := h.RotateKey(ctx, test.ID, time.Hour)
	if err != nil || next.Name != "CI" || nextSecret == testSecret {
		t.Fatal(err)
	}
	works := func(secret string) bool {
		_, err := h.KeyHolder(ctx, secret, model.Visitor{})
		return err == nil
	}
	h.clock.add(time.Hour - time.Second)
	if !works(testSecret) || !works(nextSecret) {
		t.Error("one of both does not work during the overlap")
	}
	h.clock.add(time.Second)
	if works(testSecret) || !works(nextSecret) {
		t.Error("after the overlap the old key works, or the new one does not")
	}
	if _, _, err := h.RotateKey(ctx, test.ID, time.Hour); err != nil || works(testSecret) {
		t.Errorf("a key that had ended works again after another rotation, %v", err)
	}
	if err := h.RevokeKey(ctx, next.ID); err != nil || works(nextSecret) {
		t.Errorf("a revoked key works, %v", err)
	}
}
