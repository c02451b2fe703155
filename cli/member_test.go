package cli

import (
	"bytes"
	"strings"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
)

const (
	keyOfAda  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAYwZOMfvudtNadJ8kcTq7ZHSaR1GNdLKkS6il4xf5Kd ada@laptop"
	secondKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOAKJt0H8DDnbb1wsHCFza9+hMAuAzzv32fMeyB5tO/f second"
)

// joined makes services with a member of the support, who joined with the key of ada.
func joined(t *testing.T, limit model.Limit) (*service.Services, model.TeamMember) {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	services := service.New(service.Options{Store: store, Secrets: secrets, NewRSA: testkeys.Ours,
		SSHAddress: "sso.example.com:2222", Listen: "127.0.0.1:4100", BaseURL: "http://127.0.0.1:4100"})
	owner := services.For(model.LocalOwner(model.ViaCommand, "paula"))
	m, code, err := owner.Invite(t.Context(), "ada@example.com", model.Support, limit)
	if err != nil {
		t.Fatal(err)
	}
	message, err := owner.InvitationMessage(t.Context(), m, code)
	if err != nil || !strings.Contains(message, "ssh -p 2222 invite@sso.example.com\n") ||
		!strings.Contains(message, code) {
		t.Errorf("%q, %v", message, err)
	}
	m, err = services.For(model.Anybody()).RedeemInvitation(t.Context(), code, keyOfAda)
	if err != nil {
		t.Fatal(err)
	}
	return services, m
}

// A member sees who they are, and keeps their own keys whatever their limit; the team is not
// theirs to change.
func TestProfileOfAMember(t *testing.T) {
	services, m := joined(t, model.ReadOnly)
	first := m.Keys[0].Fingerprint
	instance := Instance{Services: services, Who: func(string) model.Principal {
		return m.Principal(model.ViaSSH, first, m.Updated)
	}}
	for _, test := range []struct {
		args, in, want string
		code           int
	}{
		{"profile", "", "read_only", Done},
		{"profile", "", first, Done},
		{"profile --json", "", `"kind": "member"`, Done},
		{"profile key remove " + first, "", "is your last one", Refused},
		{"profile key add -", secondKey, "Added key SHA256:vNrX", Done},
		{"profile key remove SHA256:vNrXFTKt8mkf7VFhn6NR3a07Cf9gqPzLqqsZwuyFioI", "", "Removed key", Done},
		{"profile key add ada.pub", "", "would be a file of the server", Misuse},
		{"member list", "", "ada@example.com", Done},
		{"member invite bob@example.com --role admin", "", "the role support cannot invite", Refused},
		{"member role ada@example.com admin", "", "the role support cannot", Refused},
		{"team rename Mine", "", "the role support cannot", Refused},
	} {
		var out bytes.Buffer
		code := instance.Run(t.Context(), Streams{In: strings.NewReader(test.in), Out: &out, Err: &out},
			strings.Fields(test.args))
		if code != test.code || !strings.Contains(out.String(), test.want) {
			t.Errorf("%s: %d, %s; want %d and %q", test.args, code, out.String(), test.code, test.want)
		}
	}
}
