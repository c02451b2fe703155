package tui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/printable/hostile"
	"gatehouse/tui/internal/canned"
)

// as lets somebody else look, over the same store.
func as(p model.Principal) func(*setup) {
	return func(o *setup) {
		d := o.Services.(*canned.Services)
		d.Services = d.Services.For(p)
	}
}

// colleague is a member of the canned team: paula is an Admin, ada of the support.
func colleague(t *testing.T, email string) (m model.TeamMember, who model.Principal) {
	t.Helper()
	m, err := canned.NewServices().MemberByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return m, m.Principal(model.ViaSSH, m.Keys[0].Fingerprint, canned.Now)
}

const toTeam = ": t e a m enter "

// Somebody who is invited gets a message with the code, which is copied whole.
func TestInviteShowsTheMessageOnce(t *testing.T) {
	d := drive(t, 80, 24).keys(toTeam + "n").write("Eve@vendor.example").keys("tab right tab right ctrl+s")
	d.sees("2. Type there: 7X3D-KRP9-JD0R-TJBN").sees("ssh invite@HOST")
	d.keys("y")
	if d.LastCopy.What != "Message for eve@vendor.example" || !strings.Contains(d.LastCopy.Value, "ssh invite@HOST") {
		t.Errorf("copied %+v", d.LastCopy)
	}
	d.keys("esc").sees("eve@vendor.example")
	m, err := d.services.MemberByEmail(t.Context(), "eve@vendor.example")
	if err != nil || m.Role != model.Support || m.Limit != model.StagingOnly {
		t.Errorf("%+v, %v", m, err)
	}
}

// A code is made again for who has not joined, and for nobody else.
func TestResendOnlyToWhoHasNotJoined(t *testing.T) {
	d := drive(t, 80, 24).keys(toTeam + "R").sees("resend: they have joined already")
	d.keys("j j R").sees("Type there: ").keys("esc").sees("carol@vendor.example")
	if line := d.line("carol@"); !strings.Contains(line, "Invite pending") {
		t.Error(line)
	}
}

// Revoking takes the whole email, and leaves the page of who is gone.
func TestRevokeAsksForTheEmail(t *testing.T) {
	d := drive(t, 80, 24).keys(toTeam + "j enter d").write("bob").keys("enter").sees("that is not their email")
	d.write("@vendor.example").keys("enter").sees("revoked bob@vendor.example")
	d.sees("4 members")
}

// The last Admin stays, and why is said.
func TestLastAdminKeepsTheirRole(t *testing.T) {
	d := drive(t, 80, 24).keys(toTeam + "G e right ctrl+s").sees("zoe@vendor.example is a Developer")
	d.keys("k e right ctrl+s").sees("is the last Admin of the team")
}

// What another console does to the team is seen at once.
func TestTeamIsLive(t *testing.T) {
	d := drive(t, 80, 24).keys(toTeam).sees("Vendor SSO")
	if _, err := d.services.RenameTeam(t.Context(), "Identity"); err != nil {
		t.Fatal(err)
	}
	m, _ := colleague(t, "ada@vendor.example")
	if _, err := d.services.ChangeRole(t.Context(), m.ID, model.Developer, ""); err != nil {
		t.Fatal(err)
	}
	d.news()
	d.sees("Identity")
	if line := d.line("ada@"); !strings.Contains(line, "developer") || strings.Contains(line, "read_only") {
		t.Error(line)
	}
	d.keys("enter").sees("developer")
	if _, err := d.services.ChangeRole(t.Context(), m.ID, model.Admin, ""); err != nil {
		t.Fatal(err)
	}
	d.news()
	d.sees("admin")
}

// The filter finds who is in a state.
func TestTeamIsFiltered(t *testing.T) {
	d := drive(t, 80, 24).keys(toTeam + "/").write("expired").sees("1 member")
	d.sees("carol@vendor.example").missesText("bob@")
}

// A member keeps their own keys on their profile; the last one stays.
func TestProfileKeepsOwnKeys(t *testing.T) {
	_, ada := colleague(t, "ada@vendor.example")
	d := drive(t, 80, 24, as(ada)).keys(": p r o f i l e enter")
	d.sees("ada@vendor.example").sees("read_only").sees("ada@laptop")
	d.keys("x").sees("it is your last one: add another one first")
	d.keys("a").send(tea.PasteMsg{Content: "" +
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILNoL6I8G6Mpc0V+0Anqrfbz/HrtufuFRzt0zYiRskp1" +
		" phone\n"})
	d.keys("ctrl+s").sees("SHA256:1wTFDPYQ6frhZnaxtN0sY7Y+iENH93r/PUiInqOe+7E").sees("phone, added")
}

// Emails and comments of keys come from outside: no screen of the team lets through more than
// styles.
func TestTeamIsClean(t *testing.T) {
	for _, s := range hostile.Texts {
		d := drive(t, 100, 40, func(o *setup) { o.Services = poisonedTeam{o.Services.(*canned.Services), s} })
		for _, x := range []struct {
			open func() tea.Cmd
			keys string
		}{
			{d.Nav.Team, ""}, {d.Nav.Team, "y"}, {d.Nav.Team, "e"}, {d.Nav.Team, "d"}, {d.Nav.Team, "T"},
			{func() tea.Cmd { return d.Nav.Member("member_x") }, ""},
			{func() tea.Cmd { return d.Nav.Member("member_x") }, "x"},
			{func() tea.Cmd { return d.Nav.Member("member_x") }, "x enter"},
			{func() tea.Cmd { return d.Nav.Member("member_x") }, "a"},
			{func() tea.Cmd { return d.Nav.Member("member_x") }, "R"},
			{d.Nav.Profile, ""}, {d.Nav.Profile, "y"}, {d.Nav.Profile, "x"},
		} {
			d.drain(x.open())
			onlyStyles(t, d.keys(x.keys))
			d.Stack.Close()
		}
	}
}

// poisonedTeam has one member, who looks, in whom every text is s.
type poisonedTeam struct {
	*canned.Services
	s string
}

func (p poisonedTeam) Principal() model.Principal {
	return model.Principal{Kind: model.Member, ID: "member_x", Name: p.s, Role: model.Admin, Evidence: p.s}
}

func (p poisonedTeam) Team(context.Context) (model.Team, error) { return model.Team{Name: p.s}, nil }

func (p poisonedTeam) Members(ctx context.Context) ([]model.TeamMember, error) {
	m, err := p.Member(ctx, "member_x")
	return []model.TeamMember{m}, err
}

func (p poisonedTeam) Member(context.Context, model.ID) (model.TeamMember, error) {
	return model.TeamMember{ID: "member_x", Email: p.s, Role: model.TeamRole(p.s), Limit: model.Limit(p.s),
		Invitation: &model.Invitation{}, Keys: []model.SSHKey{{Fingerprint: p.s, Comment: p.s},
			{Fingerprint: p.s + "2", Comment: p.s}}}, nil
}

func (p poisonedTeam) ResendInvitation(ctx context.Context, _ model.ID) (model.TeamMember, string, error) {
	m, err := p.Member(ctx, "member_x")
	return m, p.s, err
}

var _ Services = poisonedTeam{}
