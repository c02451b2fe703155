package tui

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/internal/canned"
)

// clear empties the text field in focus.
func (d *driver) clear() *driver { return d.keys("ctrl+e ctrl+u") }

func TestUndoWalksBack(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n").write("Umbrella").keys("ctrl+s e").clear().write("Umbrella Inc").keys("ctrl+s")
	d.sees("changed organization Umbrella Inc  (u takes it back)")
	d.keys("u")
	d.sees("took back: changed organization Umbrella Inc")
	d.missesText("Umbrella Inc\n")
	d.keys("u")
	d.sees("took back: created organization Umbrella")
	d.keys("u")
	d.sees("nothing was changed in this console; :history shows what others did")
}

func TestNothingChangedIsNotUndone(t *testing.T) {
	for _, keys := range []string{"tab j j enter e ctrl+s", "tab j j enter m ctrl+s", "tab tab j j enter p ctrl+s",
		"tab tab j j enter e ctrl+s", "tab tab j j enter A e ctrl+s"} {
		d := drive(t, 80, 24).keys(keys).sees("nothing changed: it was so already")
		d.keys("u").sees("nothing was changed in this console")
	}
}

// Somebody else's change, made while a verb of this console ran and found
// nothing to change, is not taken for its own.
func TestUndoLeavesWhatOthersDid(t *testing.T) {
	name := "Initech Ltd"
	for _, keys := range []string{"tab j j enter e ctrl+s", "tab tab j j enter p ctrl+s", "tab tab j j enter r"} {
		d := drive(t, 80, 24)
		all, _ := d.services.Organizations(t.Context(), model.OrganizationQuery{Text: "initech"})
		if _, err := d.services.UpdateOrganization(t.Context(), all[0].ID,
			model.OrganizationPatch{Name: &name}); err != nil {
			t.Fatal(err)
		}
		d.news()
		d.keys(keys + " u")
		if o, _ := d.services.Organization(t.Context(), all[0].ID); o.Name != name {
			t.Errorf("%s u took back what somebody else did:\n%s", keys, d.screen())
		}
	}
}

func TestDeletionAsksForTheName(t *testing.T) {
	d := drive(t, 80, 24).keys("tab j j enter d")
	for _, text := range []string{"initech.example", "Initech AzureSAML", "seven days"} {
		d.sees(text)
	}
	d.write("Acme").keys("enter")
	d.sees("that is not its name")
	for range "Acme" {
		d.keys("backspace")
	}
	d.write("initech").keys("enter")
	d.sees("deleted Initech  (u takes it back)")
	if strings.Contains(body(d.screen()), "Initech") {
		t.Errorf("it is still listed:\n%s", d.screen())
	}
	d.keys("u")
	d.sees("Initech")
}

func TestDomainInstructions(t *testing.T) {
	d := drive(t, 80, 24).keys("tab j j enter D j enter j enter")
	text := d.copied()
	for _, part := range []string{"at Cloudflare", "TXT", "Host:  @",
		"gatehouse-domain-verification-k3jny8=m5Oztg3jdK4NJLgs8uIlIprMw", "22 December 2026"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
	d.keys("D j enter enter")
	d.sees("initech.test is not verified yet")
	d.keys("D j enter j j j j enter").sees("You vouch that the domain is theirs")
	d.keys("y").sees("initech.test counts as verified")
	d.keys("u")
	d.sees("○ pending    initech.test")
}

func TestPolicyIsCheckedWhileTyping(t *testing.T) {
	d := drive(t, 80, 24).keys("tab tab j enter p").write("custom").keys("tab tab").clear().write("9m")
	d.sees("✗ must be between 0s and 5m0s")
	d.keys("ctrl+s")
	d.sees("Policy of Globex") // nothing was saved
	d.clear().write("90s").keys("ctrl+s").sees("policy.skew: 3m0s becomes 1m30s")
	d.keys("y").sees("changed the policy of Globex")
	c := d.connectionNamed("Globex")
	if c.Policy.Skew != 90*time.Second {
		t.Errorf("%+v", c.Policy)
	}
	d.keys("p").write("strict").keys("ctrl+s y")
	if c := d.connectionNamed("Globex"); model.PresetOf(c.Policy) != "strict" {
		t.Errorf("%+v", c.Policy)
	}
	d.keys("u u")
	if c := d.connectionNamed("Globex"); model.PresetOf(c.Policy) != "default" {
		t.Errorf("%+v", c.Policy)
	}
}

func (d *driver) connectionNamed(name string) model.Connection {
	d.t.Helper()
	all, err := d.console.services.Connections(d.t.Context(), model.ConnectionQuery{Text: name})
	if err != nil || len(all) != 1 {
		d.t.Fatalf("%d connections like %q: %v", len(all), name, err)
	}
	return all[0]
}

func TestChangedMetadataIsApprovedOrDeclined(t *testing.T) {
	d := drive(t, 80, 24).keys("tab tab j j enter v")
	d.sees("Nothing of this is trusted yet")
	d.keys("a").sees("TRUSTED: whoever holds its key")
	d.keys("enter") // the default is no
	if c := d.connectionNamed("Initech"); len(c.Certificates) != 1 || c.Pending == nil {
		t.Errorf("%d certificates, pending %v", len(c.Certificates), c.Pending != nil)
	}
	d.keys("a y")
	if c := d.connectionNamed("Initech"); len(c.Certificates) != 2 || c.Pending != nil {
		t.Errorf("%d certificates, pending %v", len(c.Certificates), c.Pending != nil)
	}
	d.missesText("Its metadata has changed")
	d.keys("u")
	d.sees("Its metadata has changed")
	d.keys("v x")
	if c := d.connectionNamed("Initech"); len(c.Certificates) != 1 || c.Pending != nil {
		t.Errorf("%d certificates, pending %v", len(c.Certificates), c.Pending != nil)
	}
}

func TestStatesOfAConnection(t *testing.T) {
	d := drive(t, 80, 24).keys("tab tab j enter")
	d.keys("z y").sees("inactive")
	d.keys("t").sees("it is paused: z resumes it")
	d.keys("z").sees("✓ active")
	d.keys("R").sees("becomes a draft")
	d.keys("n").sees("✓ active") // the default is no
	d.keys("R y").sees("○ draft")
	d.keys("u").sees("✓ active")
}

func TestCertificateIsAddedAndRemoved(t *testing.T) {
	d := drive(t, 100, 40).keys("tab tab j enter C enter")
	d.send(tea.PasteMsg{Content: "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"})
	d.sees("private key")
	d.keys("backspace")
	other := canned.NewServices().Certificate(1)
	d.send(tea.PasteMsg{Content: protocol.PEM(other)})
	d.keys("enter").sees("Trust it?")
	d.keys("n")
	if c := d.connectionNamed("Globex"); len(c.Certificates) != 1 {
		t.Error("the default is not no")
	}
	d.keys("enter y").sees("added a certificate to Globex")
	d.sees("CN=idp.globex.example")
	d.keys("C j enter j j j j enter").sees("Remove the certificate?")
	d.keys("y").sees("removed a certificate from Globex")
	d.keys("C j enter j j j j enter y").sees("it is the only one")
}

func TestImportKeepsWhatWasTyped(t *testing.T) {
	d := drive(t, 100, 30, func(o *setup) {
		o.Local = true
	}).keys("tab tab j enter i").write("file").keys("tab").write("/no/such/file.xml").keys("enter")
	d.sees("✗ there is no such file")
	d.sees("/no/such/file.xml")
	d.keys("shift+tab").write("url").keys("tab").write("example.com")
	d.sees("is no web address")
	d.keys("shift+tab").write("file") // what was typed there still stands
	d.sees("/no/such/file.xml")
	d.write("paste").keys("tab")
	d.send(tea.PasteMsg{Content: "<!doctype html><title>Sign in</title>"})
	d.sees("✗ ")
}

func TestReviewRefusesWhatCannotWork(t *testing.T) {
	provider, path := customersIdP(t)
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old.xml")
	if err := os.WriteFile(old, []byte(strings.Replace(string(doc), "entityID=",
		`validUntil="2020-01-01T00:00:00Z" entityID=`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	d := drive(t, 100, 30, func(o *setup) {
		o.Local = true
	}).keys("tab tab j enter i").write("file").keys("tab").write(old).keys("enter")
	d.sees("no sign-in could succeed")
	d.sees("it is out of date")
	d.keys("enter").sees("esc goes back to mend it")
	d.keys("esc").sees("Metadata file     " + old[:20])
	d.clear().write(path).keys("enter").sees(provider.EntityID)
	d.keys("enter").sees("configured connection Globex")
	if c := d.connectionNamed("Globex"); c.IdPEntityID != provider.EntityID {
		t.Errorf("%+v", c)
	}
}

func TestHistoryTakesBack(t *testing.T) {
	d := drive(t, 100, 30).keys("tab tab j j enter h")
	d.sees("paula@vendor.example (console)")
	d.sees("policy.allow_sha1")
	d.keys("u").sees("took back: changed connection Initech")
	if d.connectionNamed("Initech").Policy.AllowSHA1 {
		t.Error("SHA-1 is still accepted")
	}
	d.keys("j u").sees("it was taken back already")
}

func TestReadOnlyConsoleChangesNothing(t *testing.T) {
	for _, keys := range []string{"tab enter e", "tab enter d", "tab enter m", "tab tab enter p",
		"tab tab j j enter i", "tab tab j j enter z", "tab tab enter R",
		"tab tab enter d", "tab tab enter K", "tab tab j j enter v a", "tab tab j j enter h u", "tab tab enter A a",
		"j j enter a", "shift+tab n", "shift+tab G e", "u", "tab tab j j enter r"} {
		d := drive(t, 80, 24, func(o *setup) { o.ReadOnly = true })
		if !strings.Contains(d.line("Gatehouse"), "read-only") {
			t.Fatalf("its header does not say so:\n%s", d.screen())
		}
		before := lastChange(d)
		if d.keys(keys).line("read-only") == "" || !strings.Contains(d.screen(), "this console is read-only") {
			t.Errorf("%s: it does not say why:\n%s", keys, d.screen())
		}
		if after := lastChange(d); after != before {
			t.Errorf("%s changed something", keys)
		}
	}
}

// lastChange is the newest change, whatever was looked at since.
func lastChange(d *driver) model.ID {
	d.t.Helper()
	page, err := d.services.History(d.t.Context(), model.HistoryQuery{Content: model.AuditChanges, Limit: 1})
	if err != nil || len(page.Entries) != 1 {
		d.t.Fatal(len(page.Entries), err)
	}
	return page.Entries[0].ID
}

func TestUndoSaysWhyItCannot(t *testing.T) {
	d := drive(t, 80, 24).keys("tab j j enter e").clear().write("Initech Ltd").keys("ctrl+s")
	name := "Initrode"
	all, _ := d.services.Organizations(t.Context(), model.OrganizationQuery{Text: "initech ltd"})
	if _, err := d.services.UpdateOrganization(t.Context(), all[0].ID,
		model.OrganizationPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	d.keys("u").sees("Not done: undo")
	d.sees("changed again since (name)")
	if _, err := d.services.Undo(t.Context(), "audit_none"); !errors.Is(err, model.ErrNotFound) {
		t.Error(err)
	}
}

func TestDeletedConnectionLeavesItsPages(t *testing.T) {
	d := drive(t, 80, 24).keys("tab j j enter c").sees("Initech AzureSAML  ◐ validating")
	c := d.connectionNamed("initech")
	if _, err := d.services.DeleteConnection(t.Context(), c.ID); err != nil { // by somebody else
		t.Fatal(err)
	}
	d.news()
	d.sees("somebody deleted it")
	d.keys("e").sees("it is not there any more")
	d.keys("esc").sees("None yet: nobody of this organization can sign in")
}
