package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
)

// directories opens their list.
const directories = ": d i r e c t o r i e s enter "

// newest is the directory that was made last.
func newest(t *testing.T, d *driver) model.DirectoryStatus {
	t.Helper()
	page, err := d.services.DirectoryPage(t.Context(), "env_staging", "", "", model.Paging{Limit: 10})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(page, err)
	}
	return page.Items[0]
}

// A directory is made for an organization that is chosen: its page has the endpoint, and the token as long as that
// is open, and y copies both.
func TestADirectoryIsMade(t *testing.T) {
	d := drive(t, 100, 40).keys(directories + "n j j enter").write("entra").keys("tab").write(
		"Initech people").keys("ctrl+s")
	x := newest(t, d)
	if x.Name != "Initech people" || x.Type != "azure scim v2.0" || x.State != model.DirectoryValidating {
		t.Errorf("%+v", x)
	}
	d.sees("Nothing has reached it yet: paste the endpoint and a token into Entra ID.")
	d.sees("Endpoint      " + x.Address(canned.BaseURL)).sees("It is not shown again")
	token := strings.Fields(d.line("Token  "))[1]
	d.keys("y").sees("endpoint and token").keys("j j enter")
	if got := d.copied(); got != "Endpoint: "+x.Address(canned.BaseURL)+"\nToken: "+token {
		t.Errorf("copied: %q", got)
	}
	d.keys("esc").sees("4 directories").keys("enter").missesText(token)
	tokens, err := d.services.DirectoryTokens(t.Context(), x.ID)
	if err != nil || len(tokens) != 1 || !strings.HasSuffix(token, tokens[0].Hint) {
		t.Errorf("%s: %+v %v", token, tokens, err)
	}
}

// Making a directory, or a token, can be taken back.
func TestAMadeDirectoryIsTakenBack(t *testing.T) {
	d := drive(t, 100,
		40).keys("tab n").write("Umbrella").keys("ctrl+s S").sees("New directory for Umbrella").keys("ctrl+s")
	d.sees("Umbrella  ◐ validating").keys("u").sees("took back: created the directory Umbrella")
	d.keys("esc").sees("None: no identity provider tells of its users and groups.")
	drive(t, 100, 40).keys(directories + "enter a").sees("Token  ").keys("u").sees("took back: created a token")
}

// A third token is refused while two are good, and says why; one that is revoked stays so.
func TestTokensOfADirectory(t *testing.T) {
	d := drive(t, 100, 40).keys(directories + "enter a").sees("made a token: y copies it, it is not shown again")
	d.keys("a").sees("new token: 2 are good at once: x revokes the one that is not used any more")
	d.keys("x").sees("Revoke which token?").sees("never used").keys("enter").sees("is refused at once").keys("y")
	d.sees("revoked the token …w7Qa").missesText("u takes it back")
	d.keys("u").sees("a revoked token stays revoked").keys("x").sees("It is the only one").keys("y")
	d.sees("It has no token, so that nobody can reach it: a makes one.").missesText("Token   ")
	d.keys("x").sees("revoke token: there is no token")
}

func TestADirectoryIsEditedAndDeleted(t *testing.T) {
	d := drive(t, 100, 40).keys(directories + "enter e ctrl+e ctrl+u").write("People").keys("tab").write("ping").keys(
		"tab right ctrl+s")
	d.sees("People  ✓ linked").sees("PingFederate sent its last request 3m ago.").sees("users stay, as inactive")
	d.keys("d").sees("3 users and 2 groups that apps know of").sees("its endpoint and 1 token: PingFederate is refused")
	d.write("people").keys("enter").sees("2 directories").sees("deleted People  (u takes it back)")
	d.keys("u").sees("3 directories")
}

// A directory whose people come as a file has neither endpoint nor token, and says how a file is brought.
func TestADirectoryByFile(t *testing.T) {
	d := drive(t, 100,
		40).keys("tab n").write("Umbrella").keys("ctrl+s S").sees("New directory for Umbrella").write("csv")
	d.keys("ctrl+s").sees("made Umbrella: it waits for a file").sees(
		"No file was imported yet").missesText("Endpoint  ")
	d.sees("gatehouse directory import directory_").keys("a").sees("new token: its people come as a file")
	file := model.PeopleFile{Name: "people.csv", Text: []byte("email\nada@umbrella.example\n")}
	if _, err := d.services.ImportDirectory(t.Context(), newest(t, d).ID, file); err != nil {
		t.Fatal(err)
	}
	d.keys("ctrl+r").sees("Its people came as a file").sees("Last file").sees("people.csv").sees("1 active")
}

// A directory that is reset has another in its place, whose token is shown; taken back, the first is there again.
func TestADirectoryIsReset(t *testing.T) {
	d := drive(t, 100, 40).keys(directories + "enter")
	first := newest(t, d)
	d.keys("R").sees("Reset a directory").sees("3 users and 2 groups that apps know of").write(first.Name).keys("enter")
	d.sees("reset " + first.Name + ": y copies its new endpoint and its token").sees("◐ validating").sees("Token  ")
	if x := newest(t, d); x.ID == first.ID || x.Key == first.Key || x.Type != first.Type {
		t.Errorf("%+v after %+v", x, first)
	}
	d.keys("u").sees("took back: reset the directory")
	if x := newest(t, d); x.ID != first.ID {
		t.Errorf("%+v, not %+v", x, first)
	}
}

// Users are found by their whole email, or by a part of a name, of a directory and of a group; a user leads to
// their groups.
func TestUsersOfADirectory(t *testing.T) {
	for text, want := range map[string]string{
		"HANK@globex.example": "1 user", "simpson": "1 user", "00u": "2 users", "frank": "0 users",
		"@globex": "2 users",
	} {
		drive(t, 100, 40).keys(directories + "enter 1 /").write(text).sees(want)
	}
	d := drive(t, 100, 40).keys(directories + "enter 1 j enter").sees("homer@globex.example").sees(
		`"externalId": "00u2homer"`)
	d.keys("enter").sees("Everyone").keys("j enter").sees("Members of Engineering 工程").sees("2 users")
	d.keys("j enter").sees("President").keys("y").sees("what was sent")
}

// A list is read page by page to its end.
func TestUsersAreReadOn(t *testing.T) {
	const many = 250
	d := drive(t, 100, 40)
	x := newest(t, d)
	d.services.Enroll(x.Directory, many)
	d.keys(directories + "enter").sees("253 active").keys("1").sees("100+ users").keys("G").sees("253 users").sees(
		"hank@globex.example")
}

// What comes while the log is open stands at its top within a second; the words of a refusal can be copied.
func TestRequestsOfADirectory(t *testing.T) {
	d := drive(t, 100, 40).keys(directories + "enter 3").sees("5 requests")
	d.services.Asked(newest(t, d).Directory, model.DirectoryRequest{Method: "DELETE", Path: "/Users/01M", Status: 404,
		Token: "w7Qa", Verdict: model.DirectoryRefused, Cause: "not_found", Detail: "This resource is gone here."})
	d.send(screen.Tick(canned.Now))
	d.sees("6 requests").sees("resource is gone").keys("g enter").sees("It was refused with 404, and nothing changed.")
	d.keys("a").sees("now: refused with 404: resource is gone")
	d.keys("y enter")
	if got := d.copied(); got != "This resource is gone here." {
		t.Errorf("copied: %q", got)
	}
}

// Requests are filtered in the language of sessions.
func TestRequestsAreFiltered(t *testing.T) {
	for text, want := range map[string]string{"refused": "1 request", "2xx": "4 requests", "409": "1 request",
		"member_unknown": "1 request", "verdict:refused": "1 request", "-verdict:ok": "3 requests",
		"fixer:idp": "3 requests", "kind:groups": "1 request", "user:hank": "2 requests",
		"status:2xx method:post": "1 request", "before:2h": "1 request", "at:18:20±5m": "1 request",
		"since:10m": "1 request", `"user name"`: "0 requests"} {
		drive(t, 100, 40).keys(directories + "enter 3 /").write(text).sees(want)
	}
}

// The prompt takes only what it understands, completes, and knows what was typed before.
func TestTheFilterOfRequestsIsTyped(t *testing.T) {
	d := drive(t, 120, 40).keys(directories + "enter 3 /").write("verdict:re").keys("tab").sees(
		"/ verdict:refused").sees("1 request").write("org:acme")
	d.sees("complete").keys("enter").sees(`there is no field "org": use verdict`)
	d.keys("esc").sees("5 requests")
	d.keys("/").write("-cause:").keys("tab").sees("email_missing  member_unknown  username_taken").keys("esc")
	d.keys("/").write("fixer:idp").keys("enter").sees("/ fixer:idp (esc clears)").keys("/ up").sees("fixer:idp").keys(
		"ctrl+u").write("status:5xx").keys("enter")
	d.sees("Nothing matches this search: esc shows all again.").keys("esc").sees("5 requests")
	d.keys("? G").sees("verdict:refused fixer:idp").sees("409, or a class: 4xx").sees(
		"who has to put it right: idp, vendor, desk")
	d.sees("not older than: 15m")
	e := drive(t, 100, 40, func(o *setup) { o.Services = d.services }).keys("/")
	e.keys("up").missesText("fixer:idp")
}

// A filter looks at thousands of requests, says where it stopped, and how it goes on.
func TestRequestsAreSearchedWithinABound(t *testing.T) {
	d := drive(t, 100, 40)
	d.services.Busy(newest(t, d).Directory, 6000)
	d.keys(directories + "enter 3 /").write("user:user0").keys("enter").sees("5,000 searched; before:")
	d.sees("Nothing matches so far: esc shows all again.")
	_, note, _ := strings.Cut(d.line("/ user:user0"), "before:")
	on, _, _ := strings.Cut(note, " goes on")
	d.keys("/").write(" before:" + on).keys("enter").sees("1 request").missesText("searched;")
	d.keys("esc /").write("user:user59").keys("enter").sees("100+ requests").keys("G").sees("100 requests").sees(
		"5,000 searched;")
}

// An event of a directory leads to it.
func TestAnEventLeadsToItsDirectory(t *testing.T) {
	d := drive(t, 100, 40)
	if _, _, err := d.services.CreateDirectory(t.Context(),
		model.NewDirectory{Organization: newest(t, d).OrganizationID}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"", "j "} { // the token, the directory
		e := drive(t, 100, 40, func(o *setup) { o.Services = d.services })
		e.keys(": e v e n t s enter " + row + "enter enter")
		if got := e.Stack.Top().Title(); got != "Globex 日本" || e.line("Endpoint") == "" {
			t.Errorf("%q leads to %s", row, got)
		}
	}
}

// The test directory provisions users and groups, or makes a mistake, and the requests are listed.
func TestTheTestDirectoryIsPlayed(t *testing.T) {
	d := drive(t, 100, 40).keys(directories + "enter T").sees("What shall the test directory play?").sees(
		"soundly: 5 users in 2 groups")
	d.keys("enter").sees("played provision: ").sees(", 0 refused; 3 lists them")
	d.keys("T down enter").sees("played no-token: 1 request, 1 refused; 3 lists them")
	d.keys("3").sees("no token")
}

// An attribute is mapped to what was sent of a real user, by hand, or to nothing, and that can be taken back. One that
// is predefined stays where it is.
func TestAttributesAreMapped(t *testing.T) {
	d := drive(t, 120, 40).keys(directories + "enter 4").sees("! not mapped").keys("j j j enter").sees(
		"Where level stands")
	d.keys("j j j enter").sees("mapped level: all users are recomputed").sees(
		"level                   userName").missesText("not mapped")
	d.keys("u").sees("took back: changed the attribute map of the directory Globex 日本 Okta").sees("! not mapped")
	d.keys("e").write("name..givenName").keys("enter").sees("is no path")
	d.keys("ctrl+u").write("name.givenName").keys("ctrl+s").sees("level                   name.givenName")
	d.keys("enter j enter").sees("! not mapped")
	d.keys("g enter").sees("department_name is predefined: it always comes from the same place")
	d.keys("c").sees("choose: it is predefined: it always comes from there")
}

// What apps see of the users of directories is switched in the configuration of the environment.
func TestDirectoryAttributesAreSwitched(t *testing.T) {
	d := drive(t, 100, 60).keys("shift+tab").to("organization ").keys("enter").sees("organization              seen")
	d.to("raw_attributes").keys("enter").sees("raw_attributes            not seen  apps get {}").keys(
		"u").missesText("apps get {}")
}

// Roles of an environment are added, ranked, and given to groups, whose users show them.
func TestRolesAreGiven(t *testing.T) {
	d := drive(t, 100, 60).keys("shift+tab").to("admin ").keys("n").write("owner").keys("tab").write(
		"The owner").keys("ctrl+s")
	d.sees("owner                     The owner").to("owner").keys("enter").sees("rank it higher").missesText(
		"rank it lower")
	d.keys("enter").sees("ranked the role owner of Staging")
	d.to("admin ").keys("d").sees("Remove it?").keys("n")
	d.to("In several groups").keys("enter").sees("a user has all roles")

	d = drive(t, 100, 40).keys(directories + "enter 2").sees("Engineering 工程").sees("admin").keys("j c")
	d.sees("Role of the users of Everyone").sees("admin").sees(
		"its people are member, unless another group gives them a role")
	d.keys("enter").sees("users of Everyone are admin: they are recomputed")
	d.keys("enter").sees("Members of Everyone; role admin").keys("q q").sees(
		"2 groups give one; everybody else is member")
	d.keys("u").sees("took back: gave roles to groups of the directory Globex 日本 Okta: Everyone admin").sees(
		"1 group gives one")
}

// Groups that sign-ins bring give roles, too: those that came, and one that is typed.
func TestRolesOfAConnectionAreGiven(t *testing.T) {
	d := drive(t, 100, 40).keys("tab tab j j enter c").sees("Roles by the groups of")
	d.sees("another group  that no sign-in has brought yet").to("another group").keys("enter").write("Staff").keys(
		"tab").write("boss").keys("ctrl+s").sees("is no role of Staging")
	d.keys("backspace backspace backspace backspace").write("member").keys("ctrl+s").sees(
		"people of Staff are member from their next sign-in on")
	d.keys("G").sees("1 group gives its people a role in apps.")
	d.keys("c").sees("Staff").sees("member, not in the last sign-ins").to("Staff").keys("enter").sees(
		"Role of the people of Staff").sees("its people are member, unless another group gives them a role")
	d.to("none").keys("enter").sees("Staff gives no role any more, from the next sign-in on")
	d.keys("c").sees("another group").missesText("not in the last sign-ins")
}

// Who signs in and who is in the directory are shown as one person, if the domain of their address is verified: from a
// session to the user in the directory, and from there to their sign-ins.
func TestOnePersonInDirectoryAndSession(t *testing.T) {
	d := drive(t, 120, 50)
	row := d.detail(0)
	for i := 1; !row.Organization.Owns(row.Session.Email); i++ {
		d.keys("j")
		row = d.detail(i)
	}
	o := row.Organization
	x, _, err := d.services.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID, Type: "csv"})
	if err != nil {
		t.Fatal(err)
	}
	bring := func(lines string) {
		t.Helper()
		file := model.PeopleFile{Text: []byte("email,groups\n" + lines), RemoveMany: true}
		if _, err := d.services.ImportDirectory(t.Context(), x.ID, file); err != nil {
			t.Fatal(err)
		}
	}
	bring(strings.ToUpper(row.Session.Email) + ",Staff\n")
	d.keys("enter").sees("active, in Staff").keys("U").sees("As apps see them").sees("Staff")
	d.keys("s").sees("/ user:" + strings.ToUpper(row.Session.Email)).keys("esc esc")
	bring("somebody@else.example,Staff\n")
	d.keys("esc esc enter").sees("deactivated by the identity provider").keys("U").sees("apps do not know of the user")
}
