package service_test

import (
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/service/signin"
)

// judgedAgain gives what would become of the message of a session with the
// settings of the present.
func (h *installation) judgedAgain(t *testing.T, s model.Session) *model.Today {
	t.Helper()
	today, err := h.JudgeAgain(t.Context(), must(h.SessionDetail(t.Context(), s.ID)))
	if err != nil {
		t.Fatal(err)
	}
	return today
}

func (h *installation) faulty(t *testing.T, fault string) model.Session {
	t.Helper()
	h.clock.add(time.Second)
	s, err := h.Rehearse(t.Context(), signin.Rehearsal{Fault: fault, User: ada()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A fix is proven by the message that failed: judged again, at its own time, it
// is accepted; what is still wrong with it is named.
func TestJudgeAgainProvesAFix(t *testing.T) {
	h := openInstallation(t)
	ctx, c := t.Context(), h.welcome.Connection
	policy := func(change func(*saml.Policy)) {
		now := must(h.Connection(ctx, c.ID))
		change(&now.Policy)
		if _, _, err := h.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Policy: &now.Policy}); err != nil {
			t.Fatal(err)
		}
	}
	sha1, audience := h.faulty(t, "rsa-sha1"), h.faulty(t, "wrong-audience")
	stranger := h.faulty(t, "other-key")
	if today := h.judgedAgain(t, sha1); today.Accepted() || today.Explanation.Cause != sha1.Cause {
		t.Errorf("before the fix: %+v", today.Explanation)
	}
	policy(func(p *saml.Policy) { p.AllowSHA1 = true })
	h.clock.add(30 * 24 * time.Hour) // the message is judged at its own time
	if !h.judgedAgain(t, sha1).Accepted() {
		t.Error("with SHA-1 allowed the message is still refused")
	}
	if today := h.judgedAgain(t, audience); today.Accepted() || today.Explanation.Cause != audience.Cause {
		t.Errorf("a fix of something else: %+v", today.Explanation)
	}
	detail := must(h.SessionDetail(ctx, stranger.ID))
	shown := detail.Verdict().Seen.KeyInfo
	if _, _, err := h.AddCertificate(ctx, c.ID, []byte(protocol.PEM(shown))); err != nil {
		t.Fatal(err)
	}
	if !h.judgedAgain(t, stranger).Accepted() {
		t.Error("with its certificate trusted the message is still refused")
	}
	if _, err := h.PauseConnection(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	if today := h.judgedAgain(t, stranger); today.Accepted() || today.Explanation.Cause != saml.ConnectionInactive {
		t.Errorf("while the connection is paused: %+v", today.Explanation)
	}
}

// Where nothing would be proven, nothing is said.
func TestJudgeAgainProvesNothing(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	sound := h.signIn(t, h.welcome.Connection, ada())
	if today := h.judgedAgain(t, sound); today != nil {
		t.Errorf("of an accepted message: %+v", today)
	}
	if replay := h.faulty(t, "replay"); replay.Cause == saml.Replay {
		if today := h.judgedAgain(t, replay); today != nil {
			t.Errorf("of a message that came twice: %+v", today)
		}
	} else {
		t.Errorf("the fault makes %q", replay.Cause)
	}
	gone := h.faulty(t, "wrong-audience")
	if _, err := h.DeleteConnection(ctx, gone.ConnectionID); err != nil {
		t.Fatal(err)
	}
	if today := h.judgedAgain(t, gone); today != nil {
		t.Errorf("of a connection that is gone: %+v", today)
	}
}
