package service_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"gatehouse/model"
	"gatehouse/service"
)

// publicKey makes a fresh SSH key, as a line of authorized_keys.
func publicKey(t *testing.T) string {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return authorized(t, public)
}

func authorized(t *testing.T, public any) string {
	t.Helper()
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// joined invites somebody and redeems the invitation with a key.
func (h *installation) joined(t *testing.T, email string, role model.TeamRole, limit model.Limit) model.TeamMember {
	t.Helper()
	_, code, err := h.Invite(t.Context(), email, role, limit)
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.For(model.Anybody()).RedeemInvitation(t.Context(), code, publicKey(t))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// member is the one of a role, who proves it for an hour to come.
func (h *installation) member(t *testing.T, role model.TeamRole) model.Principal {
	t.Helper()
	email := string(role) + "@team.example"
	m, err := h.MemberByEmail(t.Context(), email)
	if errors.Is(err, model.ErrNotFound) {
		m = h.joined(t, email, role, "")
	} else if err != nil {
		t.Fatal(err)
	}
	return m.Principal(model.ViaSSH, m.Keys[0].Fingerprint, time.Now().Add(time.Hour))
}

// as gives the services that act for a member who came with their first key.
func (h *installation) as(m model.TeamMember) *service.Services {
	return h.For(m.Principal(model.ViaSSH, m.Keys[0].Fingerprint, h.clock.Now()))
}

func refusedField(err error) string {
	if refusal, ok := errors.AsType[*model.FieldError](err); ok {
		return refusal.Field
	}
	return ""
}

func forbidden(err error) bool {
	_, ok := errors.AsType[*model.Forbidden](err)
	return ok
}

// An invitation is redeemed once, within seven days, with the code as people type it.
func TestInvitation(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	stranger := h.For(model.Anybody())
	m, code, err := h.Invite(ctx, " Ada@Example.com ", model.Developer, "")
	if err != nil || m.Email != "ada@example.com" || m.State(h.clock.Now()) != model.InvitePending {
		t.Fatalf("%+v, %v", m, err)
	}
	if _, err := stranger.RedeemInvitation(ctx, "AAAA-BBBB-CCCC-DDDD", publicKey(t)); refusedField(err) != "code" {
		t.Errorf("a wrong code: %v", err)
	}
	key := publicKey(t)
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	joined, err := stranger.RedeemInvitation(ctx, typed, key+" ada@laptop")
	if err != nil || joined.State(h.clock.Now()) != model.MemberActive || joined.Keys[0].Comment != "ada@laptop" {
		t.Fatalf("%+v, %v", joined, err)
	}
	if entry := h.last(t, m.ID); entry.Actor.Name != m.Email || entry.Actor.Evidence != joined.Keys[0].Fingerprint {
		t.Errorf("the history says that %+v joined", entry.Actor)
	}
	if _, err := stranger.RedeemInvitation(ctx, code, publicKey(t)); refusedField(err) != "code" {
		t.Errorf("a second time: %v", err)
	}
	if found, err := stranger.MemberWithKey(ctx, joined.Keys[0].Fingerprint); err != nil || found.ID != m.ID {
		t.Errorf("by the key: %+v, %v", found, err)
	}
	if _, _, err := h.Invite(ctx, "ADA@example.com", model.Support, ""); err == nil {
		t.Error("somebody is invited who is in the team")
	}
}

func TestInvitationExpires(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	stranger := h.For(model.Anybody())
	m, old, err := h.Invite(ctx, "ada@example.com", model.Admin, "")
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(model.InvitationLife)
	if m.State(h.clock.Now()) != model.InviteExpired {
		t.Errorf("after seven days it is %s", m.State(h.clock.Now()))
	}
	if _, err := stranger.RedeemInvitation(ctx, old, publicKey(t)); refusedField(err) != "code" {
		t.Errorf("after seven days: %v", err)
	}
	again, code, err := h.ResendInvitation(ctx, m.ID)
	if err != nil || again.State(h.clock.Now()) != model.InvitePending {
		t.Fatalf("%+v, %v", again, err)
	}
	if _, err := stranger.RedeemInvitation(ctx, old, publicKey(t)); refusedField(err) != "code" {
		t.Errorf("the code before: %v", err)
	}
	if _, err := stranger.RedeemInvitation(ctx, code, publicKey(t)); err != nil {
		t.Error(err)
	}
	if _, _, err := h.ResendInvitation(ctx, m.ID); refusedField(err) != "member" {
		t.Errorf("again to somebody who joined: %v", err)
	}
}

// A key belongs to one member, and only what is a sound public key is taken.
func TestSSHKeysOfMembers(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	ada, bob := h.joined(t, "ada@example.com", model.Support, ""), h.joined(t, "bob@example.com", model.Support, "")
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	mine, theirs := h.as(ada), h.as(bob)
	for name, key := range map[string]string{
		"nothing": "", "prose": "please let me in", "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----\nabc",
		"two": publicKey(t) + "\n" + publicKey(t), "options": `command="sh" ` + publicKey(t),
		"a short RSA key": authorized(t, &small.PublicKey), "their own again": ada.Keys[0].Authorized,
	} {
		if _, err := mine.AddOwnKey(ctx, key); refusedField(err) != "key" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := theirs.AddOwnKey(ctx, ada.Keys[0].Authorized); err == nil {
		t.Error("a key of two members")
	}
	if _, err := theirs.AddKey(ctx, ada.ID, publicKey(t)); !forbidden(err) {
		t.Errorf("Support adds a key to somebody else: %v", err)
	}
	if _, err := mine.RemoveOwnKey(ctx, ada.Keys[0].Fingerprint); refusedField(err) != "key" {
		t.Errorf("the last key: %v", err)
	}
	two, err := mine.AddOwnKey(ctx, publicKey(t))
	if err != nil || len(two.Keys) != 2 {
		t.Fatal(two, err)
	}
	if one, err := mine.RemoveOwnKey(ctx, two.Keys[1].Fingerprint); err != nil || len(one.Keys) != 1 {
		t.Error(one, err)
	}
	if _, err := h.RemoveKey(ctx, ada.ID, ada.Keys[0].Fingerprint); err != nil { // the owner may
		t.Error(err)
	}
	if _, err := mine.Sessions(ctx, model.Query{}); !forbidden(err) {
		t.Errorf("a console that was opened with the removed key: %v", err)
	}
}

// A member who is there already has the new role, or none, with their next step.
func TestRoleHoldsAtOnce(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	staging, _ := h.environments(t)
	ada := h.joined(t, "ada@example.com", model.Developer, "")
	console := h.as(ada)
	if _, err := console.Keys(ctx, staging.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.ChangeRole(ctx, ada.ID, model.Support, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := console.Keys(ctx, staging.ID); !forbidden(err) {
		t.Errorf("as Support: %v", err)
	}
	if _, err := console.Sessions(ctx, model.Query{}); err != nil {
		t.Error(err)
	}
	if _, err := h.RevokeMember(ctx, ada.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := console.Sessions(ctx, model.Query{}); !forbidden(err) || !strings.Contains(err.Error(), "revoked") {
		t.Errorf("after revocation: %v", err)
	}
	if _, err := h.For(model.Anybody()).MemberWithKey(ctx, ada.Keys[0].Fingerprint); !errors.Is(err,
		model.ErrNotFound) {
		t.Errorf("the key of a revoked member: %v", err)
	}
}

// A limit holds a role to Staging, or to looking; own keys are everybody's own.
func TestLimits(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	staging, production := h.environments(t)
	create := func(d *service.Services, env model.Environment) error {
		_, err := d.CreateOrganization(ctx, model.NewOrganization{Environment: env.ID, Name: "Initech"})
		return err
	}
	for _, test := range []struct {
		limit               model.Limit
		staging, production bool
	}{
		{"", true, true}, {model.StagingOnly, true, false}, {model.ReadOnly, false, false},
	} {
		m := h.joined(t, "limit-"+string(test.limit)+"x@example.com", model.Admin, test.limit)
		d := h.as(m)
		if err := create(d, staging); (err == nil) != test.staging {
			t.Errorf("%q in Staging: %v", test.limit, err)
		}
		if err := create(d, production); (err == nil) != test.production {
			t.Errorf("%q in Production: %v", test.limit, err)
		}
		if _, _, err := d.Invite(ctx, "new-"+string(test.limit)+"@example.com", model.Support,
			""); (err == nil) != test.production {
			t.Errorf("%q invites: %v", test.limit, err)
		}
		if _, err := d.AddOwnKey(ctx, publicKey(t)); err != nil {
			t.Errorf("%q adds an own key: %v", test.limit, err)
		}
		if _, err := d.Organizations(ctx, model.OrganizationQuery{Environment: production.ID}); err != nil {
			t.Errorf("%q reads Production: %v", test.limit, err)
		}
	}
}

// The team keeps an Admin, also when two demote each other at once.
func TestLastAdmin(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	ada := h.joined(t, "ada@example.com", model.Admin, "")
	for name, change := range map[string]func() error{
		"demoted": func() error { _, err := h.ChangeRole(ctx, ada.ID, model.Support, ""); return err },
		"limited": func() error { _, err := h.ChangeRole(ctx, ada.ID, model.Admin, model.ReadOnly); return err },
		"revoked": func() error { _, err := h.RevokeMember(ctx, ada.ID); return err },
	} {
		if err := change(); refusedField(err) != "member" {
			t.Errorf("the last Admin is %s: %v", name, err)
		}
	}
	for round := range 20 {
		bob := h.joined(t, "bob"+string(rune('a'+round))+"@example.com", model.Admin, "")
		var errs [2]error
		var both sync.WaitGroup
		both.Go(func() { _, errs[0] = h.ChangeRole(ctx, ada.ID, model.Support, "") })
		both.Go(func() { _, errs[1] = h.ChangeRole(ctx, bob.ID, model.Support, "") })
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both demotions: %v", errs)
		}
		all, err := h.Members(ctx)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, model.TeamMember.ActiveAdmin)
		if i < 0 {
			t.Fatal("no Admin is left")
		}
		ada = all[i]
	}
}

func TestTeamName(t *testing.T) {
	h := openInstallation(t)
	if team, err := h.Team(t.Context()); err != nil || team.Name != "Team" {
		t.Error(team, err)
	}
	for _, name := range []string{"Initech Support", "Initech"} {
		if _, err := h.RenameTeam(t.Context(), name); err != nil {
			t.Error(err)
		}
		if team, err := h.Team(t.Context()); err != nil || team.Name != name {
			t.Error(team, err)
		}
	}
	if _, err := h.RenameTeam(t.Context(), " "); refusedField(err) != "name" {
		t.Errorf("%v", err)
	}
}

// That a member signed in, by which key and from where, is in the audit log, once in ten
// minutes for the same; it is for Admins to see.
func TestSignInsAreAudited(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	ada := h.joined(t, "ada@example.com", model.Developer, "")
	p := ada.Principal(model.ViaSSH, ada.Keys[0].Fingerprint, h.clock.Now()).From("192.0.2.1")
	for _, from := range []string{"192.0.2.1", "192.0.2.1", "192.0.2.2"} {
		if err := h.For(model.Anybody()).Arrived(ctx, p.From(from)); err != nil {
			t.Fatal(err)
		}
		h.clock.add(time.Minute)
	}
	signIns := func(who model.Principal) (all []model.AuditEntry) {
		return must(h.For(who).History(ctx, model.HistoryQuery{Content: model.AuditSignIns})).Entries
	}
	all := signIns(tester)
	if len(all) != 2 || all[0].Actor.Peer != "192.0.2.2" || all[1].Actor.Peer != "192.0.2.1" {
		t.Fatalf("%+v", all)
	}
	if a := all[0].Actor; a.ID != ada.ID || a.Evidence != ada.Keys[0].Fingerprint || a.Via != model.ViaSSH {
		t.Errorf("%+v", a)
	}
	if seen := signIns(p); len(seen) != 0 {
		t.Errorf("a Developer sees %+v", seen)
	}
	h.clock.add(10 * time.Minute)
	if err := h.For(model.Anybody()).Arrived(ctx, p); err != nil || len(signIns(tester)) != 3 {
		t.Errorf("%d sign-ins after ten minutes, %v", len(signIns(tester)), err)
	}
}

// When a member was last here is kept to the hour.
func TestLastActive(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	ada := h.joined(t, "ada@example.com", model.Support, "")
	h.clock.add(90 * time.Minute)
	p := ada.Principal(model.ViaSSH, ada.Keys[0].Fingerprint, h.clock.Now())
	if err := h.For(model.Anybody()).Arrived(ctx, p); err != nil {
		t.Fatal(err)
	}
	m, err := h.Member(ctx, ada.ID)
	if want := h.clock.Now().Truncate(time.Hour); err != nil || !m.LastActive.Equal(want) {
		t.Errorf("%v, %v; want %v", m.LastActive, err, want)
	}
}

// Members choose how their own consoles look and tell, whatever their limit; a choice that is
// not named stays.
func TestMembersChoose(t *testing.T) {
	h := openInstallation(t)
	ctx := t.Context()
	ada := h.joined(t, "ada@example.com", model.Support, model.ReadOnly)
	mine := h.For(ada.Principal(model.ViaSSH, ada.Keys[0].Fingerprint, h.clock.Now()))
	for _, x := range []struct{ choice, want model.Choices }{
		{model.Choices{Theme: "dark"}, model.Choices{Theme: "dark"}},
		{model.Choices{Mentions: model.MentionBell}, model.Choices{Theme: "dark", Mentions: model.MentionBell}},
		{model.Choices{Theme: "auto"}, model.Choices{Theme: "auto", Mentions: model.MentionBell}},
	} {
		if m, err := mine.Choose(ctx, x.choice); err != nil || m.Choices != x.want {
			t.Errorf("%+v: %+v, %v", x.choice, m.Choices, err)
		}
	}
	for field, wrong := range map[string]model.Choices{"theme": {Theme: "pink"}, "mentions": {Mentions: "shout"}} {
		_, err := mine.Choose(ctx, wrong)
		refused(t, err, field)
	}
	_, err := h.Choose(ctx, model.Choices{Theme: "dark"})
	refused(t, err, "member")
}
